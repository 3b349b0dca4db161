//! What is done to the streams of the account, where one stream alone cannot tell whether it may.

use crate::{
    noise,
    stream::{Mode, Refused, Reshard, ShardMetrics, Stream, StreamStatus},
    world::{StreamSpec, World},
};

/// Streams that can be created at the same time.
const MOST_CREATING: usize = 5;

impl World {
    /// SplitShard, MergeShards or UpdateShardCount.
    ///
    /// # Errors
    /// [`Refused`] for what the service refuses.
    pub fn reshard(&mut self, name: &str, reshard: &Reshard) -> Result<(), Refused> {
        let room = (self.account.shard_limit, self.limited_shards());
        self.stream(name)?.reshard(reshard, room)
    }

    /// EnableEnhancedMonitoring, DisableEnhancedMonitoring: from now on these metrics of shards.
    ///
    /// # Errors
    /// [`Refused`] for what the service refuses.
    pub fn monitor_shards(&mut self, name: &str, metrics: ShardMetrics) -> Result<(), Refused> {
        self.stream(name)?.monitor(metrics)
    }

    /// UpdateStreamMode.
    ///
    /// # Errors
    /// [`Refused`] for what the service refuses.
    pub fn switch_mode(
        &mut self,
        name: &str,
        mode: Mode,
        warm: Option<u32>,
    ) -> Result<(), Refused> {
        let (on_demand, account) = (self.on_demand_streams(), self.account.clone());
        let open = self.limited_shards();
        let stream = self.stream(name)?;
        let coming = stream.layout().open();
        if warm.is_some() && !account.minimum_throughput_billing_commitment {
            return Err(Refused::NoCommitment);
        }
        match mode {
            Mode::OnDemand if on_demand >= account.on_demand_stream_limit => {
                Err(Refused::OnDemandLimit(account.on_demand_stream_limit))
            }
            Mode::Provisioned if open.saturating_add(coming) > account.shard_limit => {
                Err(Refused::ShardLimit(account.shard_limit))
            }
            _ => stream.switch_mode(mode, warm),
        }
    }

    /// UpdateStreamWarmThroughput, in MiB per second.
    ///
    /// # Errors
    /// [`Refused`] for what the service refuses.
    pub fn set_warm_throughput(&mut self, name: &str, mebibytes: i64) -> Result<(), Refused> {
        let committed = self.account.minimum_throughput_billing_commitment;
        let stream = self.stream(name)?;
        if !committed && stream.mode() == Mode::OnDemand {
            return Err(Refused::NoCommitment);
        }
        stream.set_warm_throughput(mebibytes)
    }

    /// CreateStream: nothing is written to it until its load is set.
    ///
    /// # Errors
    /// [`Refused`] for what the service refuses.
    pub fn create_stream(&mut self, spec: &StreamSpec) -> Result<(), Refused> {
        if self.streams.contains_key(&spec.name) {
            return Err(Refused::Exists);
        }
        let creating = |stream: &&Stream| stream.status() == StreamStatus::Creating;
        if self.streams.values().filter(creating).count() >= MOST_CREATING {
            return Err(Refused::Creating);
        }
        let (shards, streams) = (
            self.account.shard_limit,
            self.account.on_demand_stream_limit,
        );
        match spec.mode {
            Mode::Provisioned if self.limited_shards().saturating_add(spec.shards) > shards => {
                return Err(Refused::ShardLimit(shards));
            }
            Mode::OnDemand if self.on_demand_streams() >= streams => {
                return Err(Refused::OnDemandLimit(streams));
            }
            _ => {}
        }
        let seed = noise::seed_for(self.spec.seed, &spec.name);
        let built = spec.build(seed, self.origin, self.now);
        let mut stream = built.map_err(|_| Refused::TooFew(i64::from(spec.shards)))?;
        stream.begin_creating();
        self.streams.insert(spec.name.clone(), stream);
        Ok(())
    }

    /// DeleteStream.
    ///
    /// # Errors
    /// [`Refused`] for what the service refuses.
    pub fn delete_stream(&mut self, name: &str) -> Result<(), Refused> {
        self.stream(name)?.delete()
    }

    /// AddTagsToStream, RemoveTagsFromStream: sets what has a value, removes what has none.
    ///
    /// # Errors
    /// [`Refused`] for what the service refuses.
    pub fn tag_stream<'a>(
        &mut self,
        name: &str,
        tags: impl IntoIterator<Item = (&'a str, Option<&'a str>)>,
    ) -> Result<(), Refused> {
        let stream = self.stream(name)?;
        for (key, value) in tags {
            match value {
                Some(value) => stream.tags_mut().insert(key.to_owned(), value.to_owned()),
                None => stream.tags_mut().remove(key),
            };
        }
        Ok(())
    }

    /// Open shards of the account's streams.
    #[must_use]
    pub fn open_shards(&self) -> u32 {
        let streams = self.streams.values();
        streams.map(|stream| stream.layout().open()).sum()
    }

    /// Open shards of its provisioned streams: only these are limited.
    fn limited_shards(&self) -> u32 {
        let provisioned = |stream: &&Stream| stream.mode() == Mode::Provisioned;
        let streams = self.streams.values().filter(provisioned);
        streams.map(|stream| stream.layout().open()).sum()
    }

    /// Streams of the account in on-demand mode.
    #[must_use]
    pub fn on_demand_streams(&self) -> u32 {
        let on_demand = |stream: &&Stream| stream.mode() == Mode::OnDemand;
        let count = self.streams.values().filter(on_demand).count();
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    fn stream(&mut self, name: &str) -> Result<&mut Stream, Refused> {
        self.streams.get_mut(name).ok_or(Refused::NoStream)
    }
}
