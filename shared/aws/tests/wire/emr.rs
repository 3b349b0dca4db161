use aws::Emr;
use decision::{Capacity, Readiness, Stage, Work};
use evaluation::{Actuator, Failure, Status, TargetSource};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::world::{CLUSTER, NOON, calls, cluster, config, policy, start, world};

const THREE: Status = Status {
    capacity: Capacity(3),
    open: Capacity(3),
    fixed: Capacity(2),
    readiness: Readiness::Ready,
};

#[tokio::test]
async fn a_cluster_is_its_task_nodes_beside_its_core_nodes() {
    let running = start(world(1)).await;
    let emr = Emr::new(&config(&running));
    assert_eq!(emr.describe(&cluster(CLUSTER)).await, Ok(THREE));
    // The sandbox gives two groups on a page; there are three.
    assert_eq!(calls(&running, "ListInstanceGroups"), 2);
}

#[tokio::test]
async fn a_cluster_grows_and_is_changing_until_the_nodes_have_come() {
    let running = start(world(1)).await;
    let emr = Emr::new(&config(&running));
    let target = cluster(CLUSTER);
    let policy = policy("emr-cluster");
    let asked = emr.scale_to(&target, &THREE, Capacity(6), &policy).await;
    assert_eq!(asked, Ok(Capacity(6)));
    let waiting = emr.describe(&target).await.unwrap();
    assert_eq!(waiting.readiness, Readiness::Changing);

    // Asked again, there is nothing left to ask for.
    let again = emr.scale_to(&target, &THREE, Capacity(6), &policy).await;
    assert_eq!(again, Ok(Capacity(6)));
    assert_eq!(calls(&running, "ModifyInstanceGroups"), 1);

    let noon: Timestamp = NOON.parse().unwrap();
    running.advance_to(noon + SignedDuration::from_mins(60));
    let arrived = emr.examine(&target).await.unwrap().status;
    assert_eq!(
        (arrived.capacity, arrived.readiness),
        (Capacity(6), Readiness::Ready)
    );
}

#[tokio::test]
async fn nodes_that_go_have_the_time_that_the_policy_gives_them() {
    // Containers that run for hours, so that no node is ever empty. EMR's own patience is an hour.
    let mut busy = world(1);
    busy["clusters"][0]["load"]["container_seconds"] = json!(7_200.0);
    let running = start(busy).await;
    let emr = Emr::new(&config(&running));
    let target = cluster(CLUSTER);
    let asked = emr
        .scale_to(&target, &THREE, Capacity(1), &policy("emr-cluster"))
        .await;
    assert_eq!(asked, Ok(Capacity(1)));
    for (minutes, nodes) in [(9, 3), (11, 1)] {
        let noon: Timestamp = NOON.parse().unwrap();
        running.advance_to(noon + SignedDuration::from_mins(minutes));
        let status = emr.examine(&target).await.unwrap().status;
        assert_eq!(status.capacity, Capacity(nodes), "after {minutes} min");
    }
}

#[tokio::test]
async fn a_cluster_that_does_not_exist_is_not_found() {
    let running = start(world(1)).await;
    let emr = Emr::new(&config(&running));
    let error = emr.describe(&cluster("j-NOWHERE")).await.unwrap_err();
    assert_eq!(error.failure, Failure::NotFound);
    assert!(error.message.contains("j-NOWHERE"), "{error}");
}

#[tokio::test]
async fn its_members_are_the_task_nodes_with_the_time_since_when_they_are_there() {
    let running = start(world(1)).await;
    let emr = Emr::new(&config(&running));
    let target = cluster(CLUSTER);
    let noon: Timestamp = NOON.parse().unwrap();
    let later = noon + SignedDuration::from_mins(30);
    running.advance_to(later);
    let policy = policy("emr-cluster");
    let asked = emr.scale_to(&target, &THREE, Capacity(4), &policy).await;
    assert_eq!(asked, Ok(Capacity(4)));

    let members = emr.members(&target).await.unwrap().unwrap();
    let seen: Vec<_> = members
        .iter()
        .map(|each| (each.since, each.stage))
        .collect();
    // The sandbox begins with an hour that has passed.
    let old = (Some(noon - SignedDuration::from_mins(60)), Stage::Serving);
    assert_eq!(seen, [old, old, old, (Some(later), Stage::Coming)]);
    assert!(members.iter().all(|each| each.work == Work::Unknown));
    assert!(members.iter().all(|each| each.id.starts_with("i-")));
    // The sandbox gives two nodes on a page.
    assert_eq!(calls(&running, "ListInstances"), 2);
}
