use std::collections::BTreeMap;

use aws::Kinesis;
use evaluation::{Failure, TargetSource};
use sandbox::FaultKind;
use serde_json::{Value, json};

use crate::world::{NOON, calls, config, start, stream, strike};

fn world(streams: usize) -> Value {
    let load = json!({ "constant": { "bytes": 1_000.0, "records": 1.0 } });
    let stream = |number: usize| {
        let tags = json!({ "team": "x", "number": number.to_string() });
        json!({ "name": format!("s{number:04}"), "shards": 1, "load": load, "tags": tags })
    };
    let streams: Vec<_> = (0..streams).map(stream).collect();
    json!({ "start": NOON, "streams": streams })
}

#[tokio::test]
async fn streams_are_listed_on_every_page() {
    let running = start(world(250)).await;
    let names = Kinesis::new(&config(&running)).list().await.unwrap();
    let expected: Vec<_> = (0..250).map(|number| format!("s{number:04}")).collect();
    assert_eq!(names, expected);
    assert_eq!(calls(&running, "ListStreams"), 3);
}

#[tokio::test]
async fn a_stream_that_is_created_or_deleted_is_not_listed() {
    let running = start(world(3)).await;
    let kinesis = aws_sdk_kinesis::Client::new(&config(&running));
    let create = kinesis.create_stream().stream_name("new").shard_count(1);
    create.send().await.unwrap();
    let delete = kinesis.delete_stream().stream_name("s0001");
    delete.send().await.unwrap();
    let names = Kinesis::new(&config(&running)).list().await.unwrap();
    assert_eq!(names, ["s0000", "s0002"]);
}

#[tokio::test]
async fn the_tags_of_a_stream_are_told() {
    let running = start(world(2)).await;
    let kinesis = Kinesis::new(&config(&running));
    let expected = [("team", "x"), ("number", "1")];
    let expected = expected.map(|(key, value)| (key.to_owned(), value.to_owned()));
    let tags = kinesis.tags(&stream("s0001")).await.unwrap();
    assert_eq!(tags, BTreeMap::from(expected));
    let error = kinesis.tags(&stream("nowhere")).await.unwrap_err();
    assert_eq!(error.failure, Failure::NotFound);
}

#[tokio::test]
async fn what_may_not_be_listed_names_the_permission() {
    let running = start(world(150)).await;
    strike(&running, "ListStreams", FaultKind::AccessDenied, None);
    let error = Kinesis::new(&config(&running)).list().await.unwrap_err();
    assert_eq!(error.failure, Failure::AccessDenied);
    assert!(error.to_string().contains("kinesis:ListStreams"), "{error}");
}
