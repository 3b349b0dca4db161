//! The catalogues: every metric that a policy can name, one file per kind of target.
//! A name belongs to one kind only.

mod ecs_service;
mod emr_cluster;
mod event_source_mapping;
mod kinesis_stream;

use crate::{Period, TargetKind, metric::Entry};

/// After the end of its period a sample may still change for this long.
pub const COLLECTION_LAG: Period = Period::minutes(1);

pub(crate) fn catalogue(kind: TargetKind) -> &'static [Entry] {
    match kind {
        TargetKind::KinesisStream => kinesis_stream::CATALOGUE,
        TargetKind::EmrCluster => emr_cluster::CATALOGUE,
        TargetKind::EcsService => ecs_service::CATALOGUE,
        TargetKind::EventSourceMapping => event_source_mapping::CATALOGUE,
    }
}

/// Seconds that one sample of the kind's metrics covers at the service's finest free resolution.
#[must_use]
pub fn resolution(kind: TargetKind) -> u32 {
    match kind {
        TargetKind::KinesisStream | TargetKind::EcsService | TargetKind::EventSourceMapping => 60,
        TargetKind::EmrCluster => 300,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Metric;

    #[test]
    fn a_name_belongs_to_one_kind_only() {
        let mut names: Vec<_> = TargetKind::ALL
            .into_iter()
            .flat_map(Metric::all)
            .map(Metric::name)
            .collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
