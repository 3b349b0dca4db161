//! Facts about clusters.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may fail anywhere, in its helpers too"
)]

use simulation::{
    cluster::{
        Build, Cluster, ClusterMetric, ClusterState, GroupKind, GroupStatus, NodeState, ResizeError,
    },
    load::{ArrivalSpec, Arrivals, ClusterLoadSpec},
};

/// 2 CORE and 2 TASK nodes of 4 slots, at second 0.
fn cluster(containers_per_minute: f64, container_seconds: f64) -> Cluster {
    let arrivals = ArrivalSpec::Constant {
        containers_per_minute,
    };
    let load = Arrivals::new(
        &ClusterLoadSpec {
            container_seconds,
            arrivals,
        },
        1,
        0,
    )
    .unwrap();
    let build = Build {
        core: 2,
        task: 2,
        slots: 4,
        slot_mb: 4096,
        provisioning_seconds: (240, 360),
    };
    Cluster::new(build, load, 1, 0)
}

fn newest(cluster: &Cluster, metric: ClusterMetric, now: i64) -> f64 {
    cluster
        .datapoints(metric, 0, now, 300)
        .last()
        .unwrap()
        .1
        .average()
}

#[test]
fn nodes_take_minutes_to_come() {
    let mut cluster = cluster(0.0, 60.0);
    cluster.resize(GroupKind::Task, 5, None).unwrap();
    cluster.advance_to(240);
    assert_eq!(
        (
            cluster.running(GroupKind::Task),
            cluster.requested(GroupKind::Task)
        ),
        (2, 5)
    );
    assert_eq!(cluster.group_status(GroupKind::Task), GroupStatus::Resizing);
    cluster.advance_to(362);
    assert_eq!(cluster.running(GroupKind::Task), 5);
    assert_eq!(cluster.group_status(GroupKind::Task), GroupStatus::Running);
}

#[test]
fn nodes_that_have_not_come_yet_are_the_first_to_be_given_up() {
    let mut cluster = cluster(0.0, 60.0);
    cluster.resize(GroupKind::Task, 5, None).unwrap();
    cluster.resize(GroupKind::Task, 3, None).unwrap();
    cluster.advance_to(600);
    assert_eq!(cluster.running(GroupKind::Task), 3);
    assert_eq!(
        newest(&cluster, ClusterMetric::MRDecommissionedNodes, 600),
        0.0
    );
}

#[test]
fn containers_without_room_wait() {
    let mut cluster = cluster(60.0, 1000.0);
    cluster.advance_to(300);
    assert_eq!(
        (cluster.allocated(), cluster.state()),
        (16, ClusterState::Running)
    );
    assert!(cluster.pending() > 200);
    cluster.advance_to(400);
    assert_eq!(
        newest(&cluster, ClusterMetric::YARNMemoryAvailablePercentage, 400),
        0.0
    );
    assert!(newest(&cluster, ClusterMetric::ContainerPendingRatio, 400) > 10.0);
    assert!(newest(&cluster, ClusterMetric::AppsPending, 400) >= 3.0);
}

#[test]
fn a_draining_node_takes_nothing_new_and_leaves_when_it_is_empty() {
    let mut cluster = cluster(60.0, 100.0);
    cluster.advance_to(300);
    cluster.resize(GroupKind::Task, 1, Some(3600)).unwrap();
    let draining = |cluster: &Cluster| {
        let nodes = cluster.nodes().iter();
        nodes
            .filter(|node| matches!(node.state, NodeState::Draining { .. }))
            .map(|node| node.busy)
            .next()
    };
    let mut busy = draining(&cluster).unwrap();
    assert_eq!(busy, 4);
    for second in 301..460 {
        cluster.advance_to(second);
        let left = draining(&cluster).unwrap_or(0);
        assert!(left <= busy, "a draining node took a container");
        busy = left;
    }
    assert_eq!(
        (draining(&cluster), cluster.running(GroupKind::Task)),
        (None, 1)
    );
}

#[test]
fn a_drain_that_takes_too_long_ends_and_its_containers_begin_again() {
    let mut cluster = cluster(60.0, 5000.0);
    cluster.advance_to(300);
    let pending = cluster.pending();
    cluster.resize(GroupKind::Task, 1, Some(60)).unwrap();
    cluster.advance_to(359);
    assert_eq!(cluster.running(GroupKind::Task), 2);
    cluster.advance_to(362);
    assert_eq!(
        (cluster.running(GroupKind::Task), cluster.allocated()),
        (1, 12)
    );
    assert!(cluster.pending() >= pending + 4);
}

#[test]
fn a_draining_node_stays_when_it_is_wanted_again() {
    let mut cluster = cluster(60.0, 1000.0);
    cluster.advance_to(300);
    cluster.resize(GroupKind::Task, 1, None).unwrap();
    cluster.resize(GroupKind::Task, 2, None).unwrap();
    assert_eq!(cluster.group_status(GroupKind::Task), GroupStatus::Running);
    assert!(
        cluster
            .nodes()
            .iter()
            .all(|node| node.state == NodeState::Running)
    );
}

#[test]
fn what_the_service_refuses_is_refused() {
    let mut cluster = cluster(0.0, 60.0);
    assert_eq!(
        cluster.resize(GroupKind::Master, 3, None),
        Err(ResizeError::Master)
    );
    assert_eq!(
        cluster.resize(GroupKind::Core, 0, None),
        Err(ResizeError::TooFew(1))
    );
    assert_eq!(
        cluster.resize(GroupKind::Task, -1, None),
        Err(ResizeError::TooFew(0))
    );
    cluster.terminate();
    assert_eq!(
        cluster.resize(GroupKind::Task, 3, None),
        Err(ResizeError::Terminated)
    );
    assert_eq!(cluster.state(), ClusterState::Terminated);
}

#[test]
fn an_idle_cluster_says_so_every_five_minutes() {
    let mut cluster = cluster(0.0, 60.0);
    cluster.advance_to(1200);
    let idle = cluster.datapoints(ClusterMetric::IsIdle, 0, 1200, 300);
    assert_eq!(
        idle.iter().map(|(at, _)| *at).collect::<Vec<_>>(),
        [0, 300, 600, 900]
    );
    assert!(idle.iter().all(|(_, point)| point.average() == 1.0));
    assert_eq!(cluster.state(), ClusterState::Waiting);
}
