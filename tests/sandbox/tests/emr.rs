//! EMR on the wire, by its real client.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may fail anywhere, in its helpers too"
)]

mod clients;

use aws_sdk_emr::{
    error::ProvideErrorMetadata,
    types::{
        ClusterState, InstanceGroup, InstanceGroupModifyConfig, InstanceGroupState,
        InstanceGroupType, ShrinkPolicy,
    },
};
use clients::{CLUSTER, emr, start, world};
use jiff::Timestamp;
use sandbox::Running;

async fn groups(running: &Running) -> Vec<InstanceGroup> {
    let pages = emr(running)
        .list_instance_groups()
        .cluster_id(CLUSTER)
        .into_paginator()
        .items()
        .send();
    pages.collect::<Result<Vec<_>, _>>().await.unwrap()
}

async fn task(running: &Running) -> (i32, i32, InstanceGroupState) {
    let groups = groups(running).await;
    let group = groups
        .iter()
        .find(|group| group.instance_group_type() == Some(&InstanceGroupType::Task));
    let group = group.unwrap();
    let state = group.status().unwrap().state().unwrap().clone();
    (
        group.requested_instance_count().unwrap(),
        group.running_instance_count().unwrap(),
        state,
    )
}

async fn resize(running: &Running, kind: InstanceGroupType, count: i32) -> Result<(), String> {
    let groups = groups(running).await;
    let group = groups
        .iter()
        .find(|group| group.instance_group_type() == Some(&kind))
        .unwrap();
    let change = InstanceGroupModifyConfig::builder()
        .instance_group_id(group.id().unwrap())
        .instance_count(count)
        .shrink_policy(ShrinkPolicy::builder().decommission_timeout(600).build())
        .build();
    let call = emr(running)
        .modify_instance_groups()
        .cluster_id(CLUSTER)
        .instance_groups(change);
    call.send()
        .await
        .map(drop)
        .map_err(|error| error.code().unwrap().to_owned())
}

fn advance(running: &Running, seconds: i64) {
    running.advance_to(Timestamp::from_second(running.now().as_second() + seconds).unwrap());
}

#[tokio::test]
async fn a_cluster_is_described() {
    let running = start(world()).await;
    let answer = emr(&running)
        .describe_cluster()
        .cluster_id(CLUSTER)
        .send()
        .await
        .unwrap();
    let cluster = answer.cluster().unwrap();
    assert_eq!((cluster.id(), cluster.name()), (Some(CLUSTER), Some("etl")));
    assert_eq!(
        cluster.status().unwrap().state(),
        Some(&ClusterState::Running)
    );
}

#[tokio::test]
async fn clusters_are_listed_by_state() {
    let running = start(world()).await;
    let list = async |state| {
        let answer = emr(&running)
            .list_clusters()
            .cluster_states(state)
            .send()
            .await
            .unwrap();
        answer.clusters().len()
    };
    assert_eq!(list(ClusterState::Running).await, 1);
    assert_eq!(list(ClusterState::Terminated).await, 0);
}

#[tokio::test]
async fn instance_groups_come_in_pages() {
    let running = start(world()).await;
    let first = emr(&running)
        .list_instance_groups()
        .cluster_id(CLUSTER)
        .send()
        .await
        .unwrap();
    assert!(first.marker().is_some());
    assert_eq!(groups(&running).await.len(), 3);
}

#[tokio::test]
async fn nodes_take_minutes_to_come() {
    let running = start(world()).await;
    resize(&running, InstanceGroupType::Task, 4).await.unwrap();
    advance(&running, 230);
    assert_eq!(task(&running).await, (4, 1, InstanceGroupState::Resizing));
    advance(&running, 140);
    assert_eq!(task(&running).await, (4, 4, InstanceGroupState::Running));
}

#[tokio::test]
async fn a_node_leaves_when_its_work_is_done() {
    let running = start(world()).await;
    resize(&running, InstanceGroupType::Task, 0).await.unwrap();
    assert_eq!(task(&running).await, (0, 1, InstanceGroupState::Resizing));
    advance(&running, 120);
    assert_eq!(task(&running).await, (0, 0, InstanceGroupState::Running));
}

#[tokio::test]
async fn what_the_service_does_not_allow_is_refused_by_its_code() {
    let running = start(world()).await;
    let refused = Err("ValidationException".to_owned());
    assert_eq!(
        resize(&running, InstanceGroupType::Master, 2).await,
        refused
    );
    assert_eq!(resize(&running, InstanceGroupType::Core, 0).await, refused);
    running.with_world(|world| world.cluster_mut(CLUSTER).unwrap().terminate());
    assert_eq!(resize(&running, InstanceGroupType::Task, 2).await, refused);
    let error = emr(&running)
        .describe_cluster()
        .cluster_id("j-NONE")
        .send()
        .await
        .unwrap_err();
    assert!(error.into_service_error().is_invalid_request_exception());
}

#[tokio::test]
async fn a_request_that_is_refused_in_part_changes_nothing() {
    let running = start(world()).await;
    let change = |group: &str, count| {
        InstanceGroupModifyConfig::builder()
            .instance_group_id(group)
            .instance_count(count)
            .build()
    };
    let call = emr(&running)
        .modify_instance_groups()
        .instance_groups(change("ig-TASK-ETL", 5))
        .instance_groups(change("ig-CORE-ETL", 0));
    assert!(call.send().await.is_err());
    assert_eq!(task(&running).await.0, 1);
}
