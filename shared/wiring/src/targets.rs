//! Targets of every kind, for a function that looks at all of them.

use aws::{CloudWatch, Ecs, Emr, Kinesis, Mappings, SdkConfig};
use decision::{Member, TargetId, TargetKind};
use evaluation::{Examined, PortError, Status, StreamSource, StreamUpkeep, TargetSource, Viewer};

use crate::start::Started;

impl Started {
    /// What evaluates without acting.
    #[must_use]
    pub fn viewer(&self) -> Viewer<CloudWatch, Targets> {
        Viewer {
            metrics: CloudWatch::new(&self.aws),
            targets: Targets::new(&self.aws),
        }
    }
}

/// Looks at a target with the adapter of its kind. There is nothing here to act with.
#[derive(Clone, Debug)]
pub struct Targets {
    streams: Kinesis,
    clusters: Emr,
    services: Ecs,
    mappings: Mappings,
}

impl Targets {
    fn new(config: &SdkConfig) -> Self {
        Self {
            streams: Kinesis::new(config),
            clusters: Emr::new(config),
            services: Ecs::new(config),
            mappings: Mappings::new(config),
        }
    }
}

impl TargetSource for Targets {
    async fn describe(&self, target: &TargetId) -> Result<Status, PortError> {
        match target.kind {
            TargetKind::KinesisStream => self.streams.describe(target).await,
            TargetKind::EmrCluster => self.clusters.describe(target).await,
            TargetKind::EcsService => self.services.describe(target).await,
            TargetKind::EventSourceMapping => self.mappings.describe(target).await,
        }
    }

    async fn examine(&self, target: &TargetId) -> Result<Examined, PortError> {
        match target.kind {
            TargetKind::KinesisStream => self.streams.examine(target).await,
            TargetKind::EmrCluster => self.clusters.examine(target).await,
            TargetKind::EcsService => self.services.examine(target).await,
            TargetKind::EventSourceMapping => self.mappings.examine(target).await,
        }
    }

    async fn members(&self, target: &TargetId) -> Result<Option<Vec<Member>>, PortError> {
        match target.kind {
            TargetKind::KinesisStream => self.streams.members(target).await,
            TargetKind::EmrCluster => self.clusters.members(target).await,
            TargetKind::EcsService => self.services.members(target).await,
            TargetKind::EventSourceMapping => self.mappings.members(target).await,
        }
    }
}

impl StreamSource for Targets {
    async fn upkeep(&self, stream: &str) -> Result<StreamUpkeep, PortError> {
        self.streams.upkeep(stream).await
    }
}
