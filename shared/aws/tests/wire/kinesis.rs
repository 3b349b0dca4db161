use aws::Kinesis;
use aws_sdk_kinesis::types::{StreamMode as Mode, StreamModeDetails};
use decision::{Capacity, Readiness};
use evaluation::{Actuator, Failure, Status, StreamMode, StreamSource, TargetSource};
use jiff::{SignedDuration, Timestamp};

use crate::{
    lossy,
    world::{NOON, STREAM, by, calls, config, policy, start, stream, world},
};

#[tokio::test]
async fn a_stream_is_as_many_shards_as_are_open() {
    let running = start(world(4)).await;
    let kinesis = Kinesis::new(&config(&running));
    let status = Status {
        capacity: Capacity(4),
        open: Capacity(4),
        fixed: Capacity(0),
        readiness: Readiness::Ready,
    };
    assert_eq!(kinesis.describe(&stream(STREAM)).await, Ok(status));
    assert_eq!(
        kinesis.examine(&stream(STREAM)).await.unwrap().status,
        status
    );
}

#[tokio::test]
async fn shards_are_counted_on_every_page() {
    let running = start(world(2_500)).await;
    let kinesis = Kinesis::new(&config(&running));
    let status = kinesis.examine(&stream(STREAM)).await.unwrap().status;
    assert_eq!(status.capacity, Capacity(2_500));
    assert_eq!(calls(&running, "ListShards"), 3);
}

#[tokio::test]
async fn a_stream_goes_as_far_as_one_call_takes_it_and_is_changing_meanwhile() {
    let running = start(world(4)).await;
    let kinesis = Kinesis::new(&config(&running));
    let target = stream(STREAM);
    let status = kinesis.examine(&target).await.unwrap().status;
    let asked = kinesis
        .scale_to(&target, &status, Capacity(40), &policy("kinesis-stream"))
        .await;
    assert_eq!(asked, Ok(Capacity(8)));
    let under_way = kinesis.describe(&target).await.unwrap();
    assert_eq!(under_way.readiness, Readiness::Changing);
    let again = kinesis
        .scale_to(&target, &status, Capacity(40), &policy("kinesis-stream"))
        .await;
    assert_eq!(again.unwrap_err().failure, Failure::Refused);

    let noon: Timestamp = NOON.parse().unwrap();
    running.advance_to(noon + SignedDuration::from_mins(30));
    let arrived = kinesis.examine(&target).await.unwrap().status;
    assert_eq!(
        (arrived.capacity, arrived.readiness),
        (Capacity(8), Readiness::Ready)
    );
}

#[tokio::test]
async fn a_change_whose_answer_is_lost_is_asked_for_once_and_not_called_refused() {
    let running = start(world(4)).await;
    let target = stream(STREAM);
    let straight = Kinesis::new(&config(&running));
    let status = straight.examine(&target).await.unwrap().status;
    let lossy = lossy::before(&running.address().to_string()).await;
    let error = Kinesis::new(&by(&lossy, &running))
        .scale_to(&target, &status, Capacity(6), &policy("kinesis-stream"))
        .await
        .unwrap_err();
    assert_eq!(error.failure, Failure::Unavailable, "{error}");
    assert_eq!(calls(&running, "UpdateShardCount"), 1);
    let under_way = straight.describe(&target).await.unwrap();
    assert_eq!(under_way.readiness, Readiness::Changing);
}

#[tokio::test]
async fn what_the_service_refuses_every_time_is_not_asked_for() {
    let running = start(world(1)).await;
    let target = stream(STREAM);
    let kinesis = Kinesis::new(&config(&running));
    let status = kinesis.examine(&target).await.unwrap().status;
    for desired in [0, 1] {
        let asked = kinesis
            .scale_to(
                &target,
                &status,
                Capacity(desired),
                &policy("kinesis-stream"),
            )
            .await;
        assert_eq!(asked.unwrap_err().failure, Failure::Refused);
    }
    assert_eq!(calls(&running, "UpdateShardCount"), 0);
}

#[tokio::test]
async fn an_on_demand_stream_has_its_open_shards_and_is_not_changed() {
    let running = start(world(4)).await;
    let kinesis = Kinesis::new(&config(&running));
    let status = kinesis.describe(&stream("by-itself")).await.unwrap();
    assert_eq!(
        (status.capacity, status.readiness),
        (Capacity(4), Readiness::OnDemand)
    );
    let examined = kinesis.examine(&stream("by-itself")).await.unwrap();
    assert_eq!(examined.status, status);
}

#[tokio::test]
async fn a_stream_whose_mode_is_changed_is_ours_again() {
    let running = start(world(4)).await;
    let target = stream("by-itself");
    let kinesis = Kinesis::new(&config(&running));
    let arn = format!(
        "arn:aws:kinesis:us-east-1:000000000000:stream/{}",
        target.name
    );
    let provisioned = StreamModeDetails::builder().stream_mode(Mode::Provisioned);
    aws_sdk_kinesis::Client::new(&config(&running))
        .update_stream_mode()
        .stream_arn(arn)
        .stream_mode_details(provisioned.build().unwrap())
        .send()
        .await
        .unwrap();
    let noon: Timestamp = NOON.parse().unwrap();
    running.advance_to(noon + SignedDuration::from_mins(30));
    let arrived = kinesis.describe(&target).await.unwrap();
    assert_eq!(arrived.readiness, Readiness::Ready);
}

#[tokio::test]
async fn how_a_stream_is_kept_is_told_of_on_demand_streams_too() {
    let running = start(world(4)).await;
    let kinesis = Kinesis::new(&config(&running));
    for (name, mode) in [
        (STREAM, StreamMode::Provisioned),
        ("by-itself", StreamMode::OnDemand),
    ] {
        let upkeep = kinesis.upkeep(name).await.unwrap();
        assert_eq!((upkeep.mode, upkeep.open_shards), (mode, 4));
    }
    let error = kinesis.upkeep("nowhere").await.unwrap_err();
    assert_eq!(error.failure, Failure::NotFound);
}

#[tokio::test]
async fn a_stream_that_does_not_exist_is_not_found() {
    let running = start(world(4)).await;
    let kinesis = Kinesis::new(&config(&running));
    let error = kinesis.examine(&stream("nowhere")).await.unwrap_err();
    assert_eq!(error.failure, Failure::NotFound);
    assert!(error.message.contains("nowhere"), "{error}");
}
