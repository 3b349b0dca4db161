//! What reads streams: services and event source mappings.

use aws::{Ecs, Mappings};
use decision::{Capacity, Readiness, TargetId};
use evaluation::{Actuator, Failure, Status, TargetSource};
use jiff::{SignedDuration, Timestamp};
use sandbox::{FaultKind, Running};

use crate::world::{
    MAPPING, NOON, SERVICE, calls, config, impatient, mapping, policy, service, start, strike,
    world,
};

/// How a target stands that has so many units.
fn standing(units: u32, readiness: Readiness) -> Status {
    Status {
        capacity: Capacity(units),
        open: Capacity(units),
        fixed: Capacity(0),
        readiness,
    }
}

fn pass(running: &Running, seconds: i64) {
    let noon: Timestamp = NOON.parse().unwrap();
    running.advance_to(noon + SignedDuration::from_secs(seconds));
}

/// Asked for so many units.
async fn ask(
    adapter: &impl Actuator,
    target: &TargetId,
    desired: u32,
) -> Result<Capacity, Failure> {
    let status = standing(1, Readiness::Ready);
    let policy = policy("kinesis-stream");
    let asked = adapter.scale_to(target, &status, Capacity(desired), &policy);
    asked.await.map_err(|error| error.failure)
}

#[tokio::test]
async fn a_service_grows_and_is_starting_until_its_tasks_run() {
    let running = start(world(4)).await;
    let ecs = Ecs::new(&config(&running));
    let target = service(SERVICE);
    assert_eq!(
        ecs.describe(&target).await,
        Ok(standing(4, Readiness::Ready))
    );
    assert_eq!(ask(&ecs, &target, 8).await, Ok(Capacity(8)));
    let waiting = ecs.describe(&target).await;
    let running_now = Capacity(4);
    let starting = Readiness::Starting {
        running: running_now,
    };
    assert_eq!(waiting, Ok(standing(8, starting)));
    // It takes another number meanwhile.
    assert_eq!(ask(&ecs, &target, 6).await, Ok(Capacity(6)));
    assert_eq!(ask(&ecs, &target, 8).await, Ok(Capacity(8)));
    pass(&running, 60);
    let examined = ecs.examine(&target).await.unwrap();
    assert_eq!(examined.status, standing(8, Readiness::Ready));
    assert_eq!(ask(&ecs, &target, 2).await, Ok(Capacity(2)));
    assert_eq!(
        ecs.describe(&target).await,
        Ok(standing(2, Readiness::Ready))
    );
}

#[tokio::test]
async fn a_service_that_does_not_exist_is_not_found_and_neither_is_its_cluster() {
    let running = start(world(4)).await;
    let ecs = Ecs::new(&config(&running));
    for name in ["readers.nothing", "nowhere.clicks", "clicks"] {
        let error = ecs.describe(&service(name)).await.unwrap_err();
        assert_eq!(error.failure, Failure::NotFound, "{error}");
        let asked = ask(&ecs, &service(name), 2).await;
        assert_eq!(asked, Err(Failure::NotFound), "{name}");
    }
}

#[tokio::test]
async fn a_mapping_gets_another_factor_and_is_changing_for_a_moment() {
    let running = start(world(4)).await;
    let mappings = Mappings::new(&config(&running));
    let target = mapping(MAPPING);
    assert_eq!(
        mappings.describe(&target).await,
        Ok(standing(2, Readiness::Ready))
    );
    assert_eq!(ask(&mappings, &target, 4).await, Ok(Capacity(4)));
    let waiting = mappings.describe(&target).await;
    assert_eq!(waiting, Ok(standing(4, Readiness::Changing)));
    let again = ask(&mappings, &target, 5).await;
    assert_eq!(again, Err(Failure::Refused));
    pass(&running, 10);
    let examined = mappings.examine(&target).await.unwrap();
    assert_eq!(examined.status, standing(4, Readiness::Ready));
}

#[tokio::test]
async fn a_mapping_that_does_not_exist_is_not_found() {
    let running = start(world(4)).await;
    let mappings = Mappings::new(&config(&running));
    let target = mapping("00000000-0000-0000-0000-000000000000");
    let error = mappings.describe(&target).await.unwrap_err();
    assert_eq!(error.failure, Failure::NotFound, "{error}");
    let asked = ask(&mappings, &target, 2).await;
    assert_eq!(asked, Err(Failure::NotFound));
}

#[tokio::test]
async fn an_update_without_an_answer_is_not_asked_for_twice() {
    let running = start(world(4)).await;
    strike(
        &running,
        "UpdateEventSourceMapping",
        FaultKind::LostAnswer,
        None,
    );
    let mappings = Mappings::new(&config(&running));
    let asked = ask(&mappings, &mapping(MAPPING), 4).await;
    assert_eq!(asked, Err(Failure::Unavailable));
    assert_eq!(calls(&running, "UpdateEventSourceMapping"), 1);
}

#[tokio::test]
async fn on_a_bad_day_their_calls_are_tried_again_and_then_told() {
    let running = start(world(4)).await;
    for action in ["DescribeServices", "GetEventSourceMapping"] {
        strike(&running, action, FaultKind::Throttle, Some(3));
    }
    let calm = config(&running);
    let (ecs, mappings) = (Ecs::new(&calm), Mappings::new(&calm));
    ecs.describe(&service(SERVICE)).await.unwrap();
    mappings.describe(&mapping(MAPPING)).await.unwrap();
    assert_eq!(calls(&running, "DescribeServices"), 4);
    assert_eq!(calls(&running, "GetEventSourceMapping"), 4);

    strike(&running, "*", FaultKind::AccessDenied, None);
    let said = ecs.describe(&service(SERVICE)).await.unwrap_err();
    assert_eq!(said.failure, Failure::AccessDenied);
    assert!(said.message.contains("ecs:DescribeServices"), "{said}");
    let said = mappings.describe(&mapping(MAPPING)).await.unwrap_err();
    assert_eq!(said.failure, Failure::AccessDenied);
    assert!(
        said.message.contains("lambda:GetEventSourceMapping"),
        "{said}"
    );
}

#[tokio::test]
async fn their_calls_without_an_answer_end_in_time() {
    let running = start(world(4)).await;
    strike(&running, "*", FaultKind::Hang, None);
    let impatient = impatient(&running);
    let service = Ecs::new(&impatient).describe(&service(SERVICE)).await;
    assert_eq!(service.unwrap_err().failure, Failure::Unavailable);
    let mapping = Mappings::new(&impatient).describe(&mapping(MAPPING)).await;
    assert_eq!(mapping.unwrap_err().failure, Failure::Unavailable);
}
