//! ECS and Lambda's event source mappings on the wire, by their real clients.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may fail anywhere, in its helpers too"
)]

mod clients;

use aws_sdk_ecs::error::ProvideErrorMetadata;
use clients::{control, ecs, lambda, start};
use jiff::Timestamp;
use sandbox::Running;
use serde_json::{Value, json};

const MAPPING: &str = "14e0db71-5d35-4eb5-b481-8945cf9d10c2";

fn world() -> Value {
    json!({
        "start": "2026-03-20T12:00:00Z",
        "services": [{ "cluster": "readers", "name": "clicks", "tasks": 2, "starting_seconds": 30 }],
        "mappings": [{ "uuid": MAPPING, "function": "enrich", "stream": "clicks" }]
    })
}

fn advance(running: &Running, seconds: i64) {
    running.advance_to(Timestamp::from_second(running.now().as_second() + seconds).unwrap());
}

#[tokio::test]
async fn a_service_is_described_and_what_is_missing_beside_it() {
    let running = start(world()).await;
    let asked = ecs(&running).describe_services().cluster("readers");
    let answer = asked.services("clicks").services("views").send().await;
    let answer = answer.unwrap();
    let service = &answer.services()[0];
    assert_eq!(service.service_name(), Some("clicks"));
    assert_eq!(service.status(), Some("ACTIVE"));
    assert_eq!((service.desired_count(), service.running_count()), (2, 2));
    assert_eq!(answer.failures()[0].reason(), Some("MISSING"));
}

#[tokio::test]
async fn tasks_that_are_asked_for_come_after_a_while() {
    let running = start(world()).await;
    let update = ecs(&running).update_service().cluster("readers");
    let answer = update.service("clicks").desired_count(5).send().await;
    let answer = answer.unwrap();
    let service = answer.service().unwrap();
    assert_eq!((service.running_count(), service.pending_count()), (2, 3));
    advance(&running, 30);
    let (_, world) = control(&running, "GET", "/world", None).await;
    let service = json!({ "id": "readers.clicks", "desired": 5, "running": 5 });
    assert_eq!(world["services"], json!([service]));
}

#[tokio::test]
async fn a_deployment_has_more_tasks_than_were_asked_for() {
    let running = start(world()).await;
    let path = "/services/readers.clicks/deployment";
    let deployment = Some(json!({ "seconds": 600 }));
    let (status, _) = control(&running, "PUT", path, deployment).await;
    assert_eq!(status, 204);
    let asked = ecs(&running).describe_services().cluster("readers");
    let answer = asked.services("clicks").send().await.unwrap();
    let service = &answer.services()[0];
    assert_eq!((service.desired_count(), service.running_count()), (2, 4));
    let states: Vec<_> = service
        .deployments()
        .iter()
        .map(|each| each.status())
        .collect();
    assert_eq!(states, [Some("PRIMARY"), Some("ACTIVE")]);
    let nowhere = control(
        &running,
        "PUT",
        "/services/x/deployment",
        Some(json!({ "seconds": 1 })),
    );
    assert_eq!(nowhere.await.0, 404);
}

#[tokio::test]
async fn ecs_refuses_what_it_does_not_know() {
    let running = start(world()).await;
    let update = |cluster: &str, service: &str, tasks| {
        let update = ecs(&running).update_service().cluster(cluster);
        let update = update.service(service).desired_count(tasks).send();
        async { update.await.unwrap_err().code().unwrap().to_owned() }
    };
    assert_eq!(
        update("nowhere", "clicks", 3).await,
        "ClusterNotFoundException"
    );
    assert_eq!(
        update("readers", "views", 3).await,
        "ServiceNotFoundException"
    );
    assert_eq!(
        update("readers", "clicks", 5_001).await,
        "InvalidParameterException"
    );
}

#[tokio::test]
async fn a_mapping_is_updated_and_refuses_another_update_meanwhile() {
    let running = start(world()).await;
    let lambda = lambda(&running);
    let get = || lambda.get_event_source_mapping().uuid(MAPPING).send();
    let update = |factor| {
        let update = lambda.update_event_source_mapping().uuid(MAPPING);
        update.parallelization_factor(factor).send()
    };
    let mapping = get().await.unwrap();
    assert_eq!(mapping.parallelization_factor(), Some(1));
    assert_eq!(mapping.state(), Some("Enabled"));
    assert!(
        mapping
            .event_source_arn()
            .unwrap()
            .ends_with(":stream/clicks")
    );
    assert_eq!(update(4).await.unwrap().state(), Some("Updating"));
    let refused = update(5).await.unwrap_err();
    assert_eq!(refused.code(), Some("ResourceInUseException"));
    advance(&running, 10);
    let refused = update(11).await.unwrap_err();
    assert_eq!(refused.code(), Some("InvalidParameterValueException"));
    assert_eq!(get().await.unwrap().parallelization_factor(), Some(4));
}

#[tokio::test]
async fn a_mapping_that_is_not_there_is_not_found() {
    let running = start(world()).await;
    let asked = lambda(&running)
        .get_event_source_mapping()
        .uuid("none")
        .send();
    let refused = asked.await.unwrap_err();
    assert_eq!(refused.code(), Some("ResourceNotFoundException"));
    let calls = running.calls_since(0);
    assert_eq!(calls[0].service, "lambda");
    assert_eq!(calls[0].target.as_deref(), Some("none"));
}
