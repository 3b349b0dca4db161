//! Metrics of an EMR cluster, from CloudWatch's namespace AWS/ElasticMapReduce.
//! Meanings: Amazon EMR management guide, "Metrics reported by Amazon EMR in CloudWatch".

use crate::{
    Unit,
    metric::{Entry, Source, Statistic},
};

const fn average(name: &'static str) -> Source {
    Source {
        name,
        statistic: Statistic::Average,
    }
}

const fn as_it_is(name: &'static str, sources: &'static [Source], about: &'static str) -> Entry {
    Entry {
        name,
        unit: Unit::Count,
        sources,
        derive: |values, _| values[0],
        is_demand: false,
        about,
    }
}

pub(super) static CATALOGUE: &[Entry] = &[
    Entry {
        name: "memory_utilization",
        unit: Unit::Fraction,
        sources: &[average("YARNMemoryAvailablePercentage")],
        derive: |values, _| 1.0 - values[0] / 100.0,
        is_demand: false,
        about: "YARN memory in use as a share of what the nodes offer",
    },
    Entry {
        name: "hdfs_utilization",
        unit: Unit::Fraction,
        sources: &[average("HDFSUtilization")],
        derive: |values, _| values[0] / 100.0,
        is_demand: false,
        about: "HDFS storage in use as a share of what the core nodes offer",
    },
    as_it_is(
        "containers_pending",
        &[average("ContainerPending")],
        "YARN containers that wait for room",
    ),
    as_it_is(
        "containers_allocated",
        &[average("ContainerAllocated")],
        "YARN containers that have been given room",
    ),
    as_it_is(
        "containers_pending_ratio",
        &[average("ContainerPendingRatio")],
        "YARN containers that wait for each one that has room",
    ),
    as_it_is(
        "apps_pending",
        &[average("AppsPending")],
        "YARN applications that wait",
    ),
    as_it_is(
        "apps_running",
        &[average("AppsRunning")],
        "YARN applications that run",
    ),
    as_it_is(
        "nodes_lost",
        &[average("MRLostNodes")],
        "nodes that the resource manager has lost",
    ),
    as_it_is(
        "nodes_unhealthy",
        &[average("MRUnhealthyNodes")],
        "nodes that the resource manager finds unhealthy",
    ),
];

#[cfg(test)]
mod tests {
    use crate::{Capacity, Metric, TargetKind};

    #[test]
    fn memory_that_is_not_available_is_used() {
        let metric = Metric::of(TargetKind::EmrCluster, "memory_utilization").unwrap();
        assert!((metric.derive(&[25.0], Capacity(3), 300) - 0.75).abs() < 1e-9);
    }
}
