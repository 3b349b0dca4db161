//! Lag: shards are taken away only while consumers keep up. Whoever merges shards that are not read
//! to their end makes consumers wait: a shard is read when its parents are, and fewer shards are
//! read more slowly.

use std::fmt;

use deserr::Deserr;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Context, Says, Sets};
use crate::{
    Capacity, Gap, Metric, Period, Sample, TargetKind, Unit, View, policy::Mistakes, rules::Need,
};

const METRIC: &str = "iterator_age_seconds";
/// Consumers that are no farther behind read what comes as it comes.
const KEEPS_UP: f64 = 10.0;
/// The lag has grown when it did from each of so many samples to the next.
const GROWS: usize = 3;
/// What counts as lag where nobody says it.
const USUAL: Period = Period::minutes(1);

/// What consumers that are behind have to do with scaling in.
#[derive(Clone, Copy, Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields)]
#[schemars(rename = "Lag")]
pub(crate) struct Setting {
    /// How far the slowest consumer may be behind.
    #[deserr(default = USUAL)]
    #[schemars(extend("default" = "1m", "examples" = ["5m"]))]
    at_most: Period,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    Unset,
    /// Consumers are so many seconds behind, which is little enough.
    KeepUp {
        seconds: f64,
    },
    Behind {
        seconds: f64,
        at_most: Period,
    },
    Growing {
        seconds: f64,
    },
    /// Consumers read what was written before the shards changed.
    Undrained {
        seconds: f64,
        changed_at: Timestamp,
    },
    Missed(Gap),
}

impl Sets for Setting {
    fn needs(&self) -> Vec<Need> {
        let metric = Metric::of(TargetKind::KinesisStream, METRIC);
        let need = |metric| Need::Samples {
            field: "lag",
            metric,
            lookback: Period::minutes(5),
        };
        metric.map(need).into_iter().collect()
    }
}

pub(super) fn restrain(context: &Context<'_>, proposed: Capacity) -> Option<(Capacity, Word)> {
    context.leaving(proposed)?;
    let Some(setting) = context.policy.guards.lag else {
        return Some((proposed, Word::Unset));
    };
    let word = match lag(&context.view) {
        Ok(samples) => setting.judge(&context.view, samples),
        Err(gap) => Word::Missed(gap),
    };
    let after = match word {
        Word::Unset | Word::KeepUp { .. } => proposed,
        _ => context.current(),
    };
    Some((after, word))
}

/// The complete samples of the lag, whenever shards changed; never empty.
fn lag<'a>(view: &View<'a>) -> Result<&'a [Sample], Gap> {
    let metric = Metric::of(TargetKind::KinesisStream, METRIC).ok_or(Gap::NoData)?;
    view.samples_of_any_time(metric)
}

impl Setting {
    fn judge(self, view: &View<'_>, samples: &[Sample]) -> Word {
        let Some(newest) = samples.last() else {
            return Word::Missed(Gap::NoData);
        };
        let seconds = newest.value();
        if f64::from(self.at_most.as_seconds()) < seconds {
            let at_most = self.at_most;
            return Word::Behind { seconds, at_most };
        }
        if seconds <= KEEPS_UP {
            return Word::KeepUp { seconds };
        }
        let changes = [
            view.state.changed_at,
            view.state.plan.map(|plan| plan.acted_at),
        ];
        if let Some(changed_at) = changes.into_iter().flatten().max()
            && newest.at().as_second() as f64 - seconds <= changed_at.as_second() as f64
        {
            return Word::Undrained {
                seconds,
                changed_at,
            };
        }
        let lately = samples
            .get(samples.len().saturating_sub(GROWS)..)
            .unwrap_or_default();
        let grows =
            lately.len() == GROWS && lately.is_sorted_by(|one, next| one.value() < next.value());
        if grows {
            Word::Growing { seconds }
        } else {
            Word::KeepUp { seconds }
        }
    }
}

impl Says for Word {}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = |seconds: &f64| Unit::Seconds.words(*seconds);
        match self {
            Self::Unset => f.write_str("none set"),
            Self::KeepUp { seconds } => write!(f, "consumers are {} behind", words(seconds)),
            Self::Behind { seconds, at_most } => {
                write!(
                    f,
                    "consumers are {} behind, more than {at_most}",
                    words(seconds)
                )
            }
            Self::Growing { seconds } => {
                write!(
                    f,
                    "consumers are {} behind, and more with each minute",
                    words(seconds)
                )
            }
            Self::Undrained {
                seconds,
                changed_at,
            } => write!(
                f,
                "consumers are {} behind, and read what was written before the shards changed at \
                 {changed_at}",
                words(seconds)
            ),
            Self::Missed(gap) => write!(f, "{METRIC} {gap}, so that nobody knows who is behind"),
        }
    }
}

#[cfg(test)]
mod tests;
