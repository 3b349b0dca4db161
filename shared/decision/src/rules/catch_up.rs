//! Consumers that are behind are to have caught up within a time.
//!
//! needed = ⌈(arriving + behind ÷ within) ÷ read per shard⌉, with
//! - behind: ∫ of what arrives over the age of the oldest unread record (the iterator age);
//! - read per shard: what a shard gives, 2 MiB/s, or what is said of the consumers; while they are
//!   behind, at most what they do read of each.
//!
//! It is the arithmetic of a queue that is to be empty in time: as `backlog` has it for work that is
//! counted. Who keeps up needs what arrives and no more; the other rules say how far down.

use std::fmt;

use deserr::{Deserr, ValuePointerRef};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Need, Opinion, Recommends};
use crate::{
    Capacity, Gap, Metric, Missed, Period, Positive, Sample, TargetKind, Unit, View,
    policy::Mistakes,
};

/// MiB a second that a shard gives to all that do not have a fan-out of their own.
const SHARD_READS: f64 = 2.0;
/// Who is less behind reads what comes; how fast it could read is not seen.
const BEHIND: f64 = 60.0;
/// The slowest consumer that is believed: MiB a second of a shard.
const SLOWEST: f64 = 0.05;
/// How far back what arrived is looked at; before that it is taken to have been as on average.
const LOOKBACK: Period = Period::minutes(60);

/// Scales until consumers have caught up in time.
#[derive(Clone, Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields, validate = checked -> Mistakes)]
pub struct CatchUp {
    /// The time in which what is behind is to be read.
    #[schemars(extend("examples" = ["10m"]))]
    within: Period,
    /// MiB a second that consumers read of one shard. Default: 2, or what they are seen to read
    /// while they are behind.
    #[deserr(default)]
    #[schemars(extend("examples" = [0.5]))]
    read_per_shard: Option<Positive>,
}

fn checked(rule: CatchUp, location: ValuePointerRef) -> Result<CatchUp, Mistakes> {
    if rule.within == Period::ZERO {
        let detail = "expected more than no time";
        return Err(Mistakes::at(location.push_key("within"), detail));
    }
    Ok(rule)
}

/// How far behind consumers are, and what they need.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Of the oldest record that is not read, in seconds.
    age: f64,
    /// MiB that are written and not read.
    behind: f64,
    /// MiB a second.
    arriving: f64,
    /// MiB a second of one shard.
    read: f64,
    within: Period,
    needed: Capacity,
}

impl Recommends for CatchUp {
    type Finding = Finding;

    fn needs(&self) -> Vec<Need> {
        let need = |metric| Need::Samples {
            field: "within",
            metric,
            lookback: LOOKBACK,
        };
        let read = self
            .read_per_shard
            .is_none()
            .then_some("read_mib_per_second");
        let names = ["iterator_age_seconds", "incoming_mib_per_second"].into_iter();
        let metrics = names.chain(read).filter_map(metric);
        metrics.map(need).collect()
    }

    /// Not where consumers that read more are thought to be able to.
    fn is_monotone(&self) -> bool {
        self.read_per_shard.is_some()
    }

    fn recommend(&self, view: &View<'_>) -> Result<(Opinion, Finding), Missed> {
        let (age, _) = newest(view, "iterator_age_seconds")?;
        let (arriving, arrived) = newest(view, "incoming_mib_per_second")?;
        let behind = integral(arrived, age);
        let read = match self.read_per_shard {
            Some(read) => read.number(),
            None if age <= BEHIND => SHARD_READS,
            None => {
                let (all, _) = newest(view, "read_mib_per_second")?;
                let each = all / view.observation.capacity.units().max(1.0);
                each.clamp(SLOWEST, SHARD_READS)
            }
        };
        let needed = arriving + behind / f64::from(self.within.as_seconds());
        let finding = Finding {
            age,
            behind,
            arriving,
            read,
            within: self.within,
            needed: Capacity::holding(needed / read),
        };
        Ok((Opinion::Wants(finding.needed), finding))
    }
}

fn metric(name: &str) -> Option<Metric> {
    Metric::of(TargetKind::KinesisStream, name)
}

/// The newest value of a metric that does not depend on the shards, and all there are.
fn newest<'a>(view: &View<'a>, name: &'static str) -> Result<(f64, &'a [Sample]), Missed> {
    let missed = |gap| Missed {
        what: name.into(),
        gap,
    };
    let metric = metric(name).ok_or_else(|| missed(Gap::NoData))?;
    let samples = view.samples_of_any_time(metric).map_err(missed)?;
    let newest = samples.last().ok_or_else(|| missed(Gap::NoData))?;
    Ok((newest.value(), samples))
}

/// What came in so many seconds before the newest sample ended, of a rate per second.
fn integral(rates: &[Sample], seconds: f64) -> f64 {
    const MINUTE: f64 = 60.0;
    let (mut left, mut came) = (seconds, 0.0);
    for rate in rates.iter().rev() {
        let part = left.min(MINUTE);
        came += part * rate.value();
        left -= part;
    }
    let usual = rates.iter().map(|rate| rate.value()).sum::<f64>() / rates.len().max(1) as f64;
    came + left.max(0.0) * usual
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let age = Unit::Seconds.words(self.age);
        write!(
            f,
            "consumers are {age} behind, {:.0} MiB, and {:.1} MiB/s arrive; to have caught up \
             within {} at {:.2} MiB/s a shard takes {}",
            self.behind, self.arriving, self.within, self.read, self.needed
        )
    }
}

#[cfg(test)]
mod tests;
