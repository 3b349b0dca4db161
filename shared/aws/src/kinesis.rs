//! Kinesis: how streams stand, and resharding them.

mod discovery;
mod monitoring;
mod one_call;
mod operation;
mod paces;
mod shards;
mod summary;
mod upkeep;

use std::{collections::BTreeMap, sync::Arc};

use aws_config::{SdkConfig, retry::RetryConfig};
use aws_sdk_kinesis::{
    Client,
    config::Builder,
    types::{ScalingType, StreamDescriptionSummary},
};
use decision::{Capacity, Policy, TargetId, heat::Switch, reshard::Operation};
use evaluation::{
    Actuator, Examined, Failure, PortError, Status, StreamSource, StreamUpkeep, TargetSource,
};
use futures::try_join;

use crate::failure::Action;
use one_call::one_call;
use paces::Paces;

const fn action(name: &'static str) -> Action {
    let service = "kinesis";
    Action { service, name }
}

const DESCRIBE: Action = action("DescribeStreamSummary");
/// 1,000 calls a second for each stream.
const LIST: Action = action("ListShards");
/// Ten calls in 24 hours for each stream.
const UPDATE: Action = action("UpdateShardCount");
const SPLIT: Action = action("SplitShard");
const MERGE: Action = action("MergeShards");
const ENABLE: Action = action("EnableEnhancedMonitoring");
const DISABLE: Action = action("DisableEnhancedMonitoring");
const LIST_STREAMS: Action = action("ListStreams");
const TAGS: Action = action("ListTagsForStream");

/// Streams, to look at and to reshard.
#[derive(Clone, Debug)]
pub struct Kinesis {
    client: Client,
    /// Clones are of one account, and share what it may call.
    paces: Arc<Paces>,
}

impl Kinesis {
    #[must_use]
    pub fn new(config: &SdkConfig) -> Self {
        Self {
            client: Client::new(config),
            paces: Arc::default(),
        }
    }

    async fn summary(&self, stream: &str) -> Result<StreamDescriptionSummary, PortError> {
        self.paces.describe.turn().await?;
        let answer = self.client.describe_stream_summary().stream_name(stream);
        let answer = answer
            .send()
            .await
            .map_err(|error| DESCRIBE.failed(&error))?;
        let summary = answer.stream_description_summary;
        summary.ok_or_else(|| DESCRIBE.malformed("an answer without a summary"))
    }

    async fn status(&self, stream: &str) -> Result<Status, PortError> {
        summary::status(&self.summary(stream).await?)
    }
}

/// How every change is asked for: once. Should an answer be lost, then a second call meets the
/// change of the first one and is refused, and a change that is under way would count as refused.
fn once() -> Builder {
    Builder::new().retry_config(RetryConfig::disabled())
}

impl TargetSource for Kinesis {
    async fn describe(&self, target: &TargetId) -> Result<Status, PortError> {
        self.status(&target.name).await
    }

    async fn examine(&self, target: &TargetId) -> Result<Examined, PortError> {
        let summary = self.summary(&target.name);
        let (summary, open) = try_join!(summary, shards::open(&self.client, &target.name))?;
        shards::counted(summary::status(&summary)?, open, monitoring::sent(&summary))
    }

    async fn list(&self) -> Result<Vec<String>, PortError> {
        discovery::names(&self.client, &self.paces).await
    }

    async fn tags(&self, target: &TargetId) -> Result<BTreeMap<String, String>, PortError> {
        discovery::tags(&self.client, &self.paces, &target.name).await
    }
}

impl StreamSource for Kinesis {
    async fn upkeep(&self, stream: &str) -> Result<StreamUpkeep, PortError> {
        upkeep::upkeep(&self.summary(stream).await?)
    }
}

impl Actuator for Kinesis {
    async fn scale_to(
        &self,
        target: &TargetId,
        status: &Status,
        desired: Capacity,
        _policy: &Policy,
    ) -> Result<Capacity, PortError> {
        let asked = one_call(status.open, desired);
        let asked = asked.map_err(|why| UPDATE.failure(Failure::Refused, why))?;
        let shards = i32::try_from(asked.0).unwrap_or(i32::MAX);
        self.paces.update.turn().await?;
        self.client
            .update_shard_count()
            .stream_name(&target.name)
            .target_shard_count(shards)
            .scaling_type(ScalingType::UniformScaling)
            .customize()
            .config_override(once())
            .send()
            .await
            .map_err(|error| UPDATE.failed(&error))?;
        Ok(asked)
    }

    async fn operate(
        &self,
        target: &TargetId,
        examined: &Examined,
        operation: Operation,
    ) -> Result<(), PortError> {
        match operation {
            Operation::Split { at } => {
                self.paces.split.turn().await?;
                operation::split(&self.client, &target.name, examined, at).await
            }
            Operation::Merge { at } => {
                self.paces.merge.turn().await?;
                operation::merge(&self.client, &target.name, examined, at).await
            }
        }
    }

    async fn monitor(
        &self,
        target: &TargetId,
        switch: Switch,
        metrics: &[String],
    ) -> Result<(), PortError> {
        let pace = match switch {
            Switch::On => &self.paces.enable,
            Switch::Off => &self.paces.disable,
        };
        pace.turn().await?;
        monitoring::switch(&self.client, &target.name, switch, metrics).await
    }
}
