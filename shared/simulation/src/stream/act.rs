//! What is done to a stream: by its users, and by whoever plays with its load.

use std::collections::BTreeMap;

use super::{
    Change, KeySpec, Keys, Mode, Refused, Reshard, ShardMetrics, Stream, StreamStatus,
    change::{self, DailyQuota},
    on_demand::MOST_WARM_THROUGHPUT,
};
use crate::load::{Demand, LoadError};

impl Stream {
    /// Finishes a change that has come to its end.
    pub(super) fn arrive(&mut self) {
        let now = self.now;
        let over = |(change, ends): &mut (Change, i64)| *ends <= now && *change != Change::Delete;
        let Some((change, ends)) = self.under_way.take_if(over) else {
            return;
        };
        match change {
            Change::Create | Change::Delete => {}
            Change::Split { number, key } => self.layout.split(number, key, ends),
            Change::Merge { number } => self.layout.merge_with_next(number, ends),
            Change::Uniform(shards) => self.layout.become_uniform(shards, ends),
            Change::Mode { mode, warm } => (self.mode, self.on_demand.warm) = (mode, warm),
            Change::Warm(mebibytes) => self.on_demand.warm = Some(mebibytes),
            Change::Monitoring(metrics) => self.monitoring.enable(metrics),
        }
    }

    /// Reshards. `room` is how many shards the account may have, and has.
    pub(crate) fn reshard(&mut self, reshard: &Reshard, room: (u32, u32)) -> Result<(), Refused> {
        if self.mode == Mode::OnDemand {
            return Err(Refused::OnDemand);
        }
        self.must_be_active()?;
        let (change, more) = Change::of(reshard, &self.layout)?;
        let (limit, open) = room;
        if more > 0 && i64::from(open) + more > i64::from(limit) {
            return Err(Refused::ShardLimit(limit));
        }
        if matches!(change, Change::Uniform(_)) {
            spend(&mut self.calls, self.now).ok_or(Refused::CallsPerDay)?;
        }
        self.begin(change);
        Ok(())
    }

    /// Sets which metrics of shards are enabled.
    pub(crate) fn monitor(&mut self, metrics: ShardMetrics) -> Result<(), Refused> {
        self.must_be_active()?;
        if metrics != *self.monitoring.enabled() {
            self.begin(Change::Monitoring(metrics));
        }
        Ok(())
    }

    pub(crate) fn switch_mode(&mut self, mode: Mode, warm: Option<u32>) -> Result<(), Refused> {
        self.must_be_active()?;
        if mode == self.mode {
            return Err(Refused::SameMode);
        }
        spend(&mut self.switches, self.now).ok_or(Refused::SwitchesPerDay)?;
        self.begin(Change::Mode { mode, warm });
        Ok(())
    }

    pub(crate) fn set_warm_throughput(&mut self, asked: i64) -> Result<(), Refused> {
        if self.mode != Mode::OnDemand {
            return Err(Refused::NotOnDemand);
        }
        let most = MOST_WARM_THROUGHPUT;
        let mebibytes = u32::try_from(asked).ok().filter(|asked| *asked <= most);
        let mebibytes = mebibytes.ok_or(Refused::WarmThroughput { asked, most })?;
        self.must_be_active()?;
        self.begin(Change::Warm(mebibytes));
        Ok(())
    }

    pub(crate) fn begin_creating(&mut self) {
        self.begin(Change::Create);
    }

    pub(crate) fn delete(&mut self) -> Result<(), Refused> {
        self.must_be_active()?;
        self.begin(Change::Delete);
        Ok(())
    }

    /// Whether it has been deleted and is there no longer.
    pub(crate) fn is_gone(&self, now: i64) -> bool {
        (self.under_way.as_ref())
            .is_some_and(|(change, ends)| *change == Change::Delete && *ends <= now)
    }

    pub(crate) fn must_be_active(&self) -> Result<(), Refused> {
        match self.status() {
            StreamStatus::Active => Ok(()),
            other => Err(Refused::NotActive(other)),
        }
    }

    pub(crate) fn tags_mut(&mut self) -> &mut BTreeMap<String, String> {
        &mut self.tags
    }

    /// Replaces the load from now on; `None` goes back to the described one.
    ///
    /// # Errors
    /// [`LoadError`] when a rate is negative or not a number.
    pub fn set_override(&mut self, step: Option<Demand>) -> Result<(), LoadError> {
        self.load.set_override(step)
    }

    /// Other keys from now on.
    ///
    /// # Errors
    /// What is wrong with the description.
    pub fn set_keys(&mut self, spec: &KeySpec) -> Result<(), String> {
        self.writes.set_keys(Keys::new(spec, self.seed)?);
        Ok(())
    }

    /// From now on the consumer wants this many bytes per second from each shard.
    ///
    /// # Errors
    /// When that is negative or not a number.
    pub fn set_consumer_speed(&mut self, bytes_per_second_per_shard: f64) -> Result<(), String> {
        if !(bytes_per_second_per_shard.is_finite() && bytes_per_second_per_shard >= 0.0) {
            return Err("consumer_bytes_per_second_per_shard must be at least 0".to_owned());
        }
        self.consumer.set_speed(bytes_per_second_per_shard);
        Ok(())
    }

    fn begin(&mut self, change: Change) {
        let ends = self.now + change.seconds(&self.layout);
        self.changes.push_back((self.now, ends));
        let day_ago = self.now - change::DAY_SECONDS;
        self.changes.retain(|(_, ended)| *ended > day_ago);
        self.under_way = Some((change, ends));
    }
}

fn spend(quota: &mut DailyQuota, now: i64) -> Option<()> {
    (quota.left(now) > 0).then(|| quota.spend(now))
}
