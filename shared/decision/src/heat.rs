//! Shards that get more than their part. A stream as a whole cannot tell them: it has headroom and
//! rejects all the same. So single shards are watched, as long as that is suspected and no longer,
//! because it costs; what they show, the layout is made to fit. A split that relieves nothing
//! shows a single key that is hot: that is said, and nothing is split for it.

mod hot_key;
mod phase;
mod said;
mod suspicion;
mod watching;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use self::{
    hot_key::{Cut, HotKey},
    phase::Phase,
    said::Said,
    suspicion::suspected,
    watching::Shards,
};
use crate::{
    Capacity, Metric, Mode, Policy, TargetKind,
    policy::MonitorShards,
    reshard::{ByLoad, Density, HashKey, Layout, through},
};

/// The metrics of single shards that are watched, as the service names them.
pub const SHARD_METRICS: [&str; 3] = [
    "IncomingBytes",
    "IncomingRecords",
    "WriteProvisionedThroughputExceeded",
];

/// What is known and done about shards that get more than their part.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Heat {
    pub phase: Phase,
    /// The metrics of single shards that were switched on for this, and are to be switched off
    /// again; none that somebody else has switched on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub switched_on: Vec<String>,
    /// How the load is spread, if not evenly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub density: Option<Density>,
    /// The hottest shard when shards were last seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hottest: Option<Hot>,
    /// The split whose outcome is awaited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cut: Option<Cut>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hot_keys: Vec<HotKey>,
}

/// A shard that gets more than its part.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hot {
    /// Its first hash key, and that of the next shard.
    #[serde(with = "crate::reshard::hash_key")]
    pub first: HashKey,
    #[serde(with = "crate::reshard::hash_key")]
    pub end: HashKey,
    /// What is asked of it, in shards: accepted and rejected.
    pub load: f64,
}

impl Heat {
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        *self == Self::default()
    }

    #[must_use]
    pub fn is_watching(&self) -> bool {
        matches!(self.phase, Phase::Watching { .. })
    }

    /// Whether something may be suspected at `now`.
    #[must_use]
    pub fn may_suspect(&self, now: Timestamp) -> bool {
        match self.phase {
            Phase::Calm => true,
            Phase::Watching { .. } => false,
            Phase::Resting { until } => until <= now,
        }
    }

    /// From now on single shards are watched, of which the service sends `sent` already.
    #[must_use]
    pub fn watching(&self, sent: &[String], now: Timestamp) -> Self {
        let missing = SHARD_METRICS
            .iter()
            .filter(|name| !sent.iter().any(|sent| sent == *name));
        Self {
            phase: Phase::Watching {
                since: now,
                quiet_since: None,
                found: false,
            },
            switched_on: if self.switched_on.is_empty() {
                missing.map(ToString::to_string).collect()
            } else {
                self.switched_on.clone()
            },
            cut: None,
            ..self.clone()
        }
    }

    /// How the load was once seen to be spread is not believed any more: shards are as strong as
    /// they are wide.
    #[must_use]
    pub fn doubted(&self) -> Self {
        Self {
            density: None,
            ..self.clone()
        }
    }

    /// Shards are not watched any more: the policy does not want it.
    #[must_use]
    pub fn given_up(&self) -> Self {
        Self {
            phase: Phase::Calm,
            cut: None,
            hottest: None,
            ..self.clone()
        }
    }

    /// Whether single shards are to be looked at: they are watched, or were and are still sent.
    #[must_use]
    pub fn looks_at_shards(&self) -> bool {
        self.is_watching() || !self.switched_on.is_empty()
    }

    /// The state after a hot shard is split at `at`: what its parts show is awaited. Of a shard that
    /// is not known to be the hottest nothing is.
    #[must_use]
    pub fn cutting(&self, at: HashKey, now: Timestamp) -> Self {
        let hot = self.hottest.filter(|hot| hot.first < at && at < hot.end);
        let cut = hot.filter(|_| self.is_watching()).map(|hot| Cut {
            first: hot.first,
            end: hot.end,
            at: now,
        });
        Self {
            cut: cut.or(self.cut),
            ..self.clone()
        }
    }

    /// What is to be switched on or off before anything else: the loaded state has claimed it.
    #[must_use]
    pub fn to_switch(&self, sent: &[String]) -> Option<(Switch, Vec<String>)> {
        let is_sent = |name: &&String| sent.contains(*name);
        let (on, off): (Vec<_>, Vec<_>) = self.switched_on.iter().partition(|name| !is_sent(name));
        let cloned = |names: Vec<&String>| names.into_iter().cloned().collect::<Vec<_>>();
        if self.is_watching() {
            (!on.is_empty()).then(|| (Switch::On, cloned(on)))
        } else {
            (!off.is_empty()).then(|| (Switch::Off, cloned(off)))
        }
    }

    /// How many even shards would be as strong as this layout is against the load as it is spread.
    #[must_use]
    pub fn strength(&self, layout: &Layout) -> Capacity {
        let shards = layout.shards();
        let density = self.spread(shards);
        let by_load = density.and_then(|density| through(&density, layout));
        Capacity(by_load.as_ref().unwrap_or(layout).strength())
    }

    /// The layout by load, as far as it can be divided for a strength.
    pub(crate) fn by_load(&self, layout: &Layout, strength: Capacity) -> Option<ByLoad> {
        let density = self.spread(strength.0)?;
        Some(ByLoad::of(layout.clone(), density))
    }

    /// How the load is spread, as far as shards can follow it: what is one key, and what has just
    /// been split, gets no more than one of `shards`.
    fn spread(&self, shards: u32) -> Option<Density> {
        let density = self.density.as_ref()?;
        let keys = self.hot_keys.iter().map(|key| (key.first, key.end));
        let cut = self.cut.iter().map(|cut| (cut.first, cut.end));
        let most = 1.0 / f64::from(shards.max(1));
        let known = density.with_at_most(most, keys);
        // Of what was split each part is taken to be all right until it is seen.
        Some(known.with_at_most(2.0 * most, cut))
    }
}

/// Whether metrics of single shards are to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    On,
    Off,
}

/// The metric that tells what is asked of a stream; where a policy looks at it, everything that a
/// suspicion needs is fetched already.
#[must_use]
pub fn demand() -> Option<Metric> {
    Metric::of(TargetKind::KinesisStream, "write_demand")
}

/// The metric that tells what a stream accepts; it comes of a part of the same.
#[must_use]
pub fn accepted() -> Option<Metric> {
    Metric::of(TargetKind::KinesisStream, "write_utilization")
}

/// Whether single shards may be watched for this policy: shards may be split, and somebody looks at
/// what is asked of the stream.
#[must_use]
pub fn may_watch(policy: &Policy) -> bool {
    let resharding = policy.resharding;
    let looks = || demand().is_some_and(|demand| policy.metrics().contains(&demand));
    let wanted = resharding.monitor_shards != MonitorShards::Never;
    policy.mode == Mode::Active && resharding.operations && wanted && looks()
}

#[cfg(test)]
mod tests;
