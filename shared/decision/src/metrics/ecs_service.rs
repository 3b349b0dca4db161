//! Metrics of an ECS service, from CloudWatch's namespace AWS/ECS.
//! Meanings: Amazon ECS developer guide, "Amazon ECS CloudWatch metrics".

use crate::{
    Unit,
    metric::{Entry, Source, Statistic},
};

const fn share(name: &'static str, source: &'static [Source], about: &'static str) -> Entry {
    Entry {
        name,
        unit: Unit::Fraction,
        sources: source,
        derive: |values, _| values[0] / 100.0,
        is_demand: false,
        about,
    }
}

const fn average(name: &'static str) -> Source {
    Source {
        name,
        statistic: Statistic::Average,
    }
}

pub(super) static CATALOGUE: &[Entry] = &[
    share(
        "task_cpu_utilization",
        &[average("CPUUtilization")],
        "processor time that the tasks use as a share of what they reserve; more than 1 where they may",
    ),
    share(
        "task_memory_utilization",
        &[average("MemoryUtilization")],
        "memory that the tasks use as a share of what they reserve",
    ),
];

#[cfg(test)]
mod tests {
    use crate::{Capacity, Metric, TargetKind};

    #[test]
    fn a_share_is_read_of_per_cents() {
        let metric = Metric::of(TargetKind::EcsService, "task_cpu_utilization").unwrap();
        assert!((metric.derive(&[75.0], Capacity(3), 60) - 0.75).abs() < 1e-9);
    }
}
