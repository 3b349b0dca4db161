//! What is told of a stream whose shards are split and merged.

use decision::reshard::{Operation, Way};
use evaluation::{Act, Operating, Outcome};
use serde_json::json;

use crate::world::{World, at, stream};

/// A stream of 4 shards that is being split to the strength of 8.
async fn splitting() -> World {
    let world = World::with_clicks();
    world.read(4.0);
    world.tick(58).await;
    let clicks = stream("clicks");
    let mut memory = world.store.memory.memory(&clicks).unwrap();
    let way = Way::Split { to: 8 };
    memory.scaling = memory
        .scaling
        .operating(way, decision::Capacity(way.to()), at(58));
    let mut record = memory.record.take().unwrap();
    let Outcome::Decided { decision, .. } = record.outcome else {
        panic!("no decision");
    };
    let operating = Operating {
        operation: Operation::Split { at: 12 },
        way,
        open: decision.current,
        left: 4,
    };
    record.outcome = Outcome::Decided {
        decision,
        act: Act::Operating(operating),
    };
    memory.record = Some(record);
    world.store.memory.remember(&clicks, memory);
    world
}

const PLAN: &str = "splitting 4 → 8, 4 operations to go, about 2 min";

#[tokio::test]
async fn a_decision_tells_the_step_and_what_there_is_to_reshard_with() {
    let world = splitting().await;
    let path = "/v1/targets/kinesis-stream/clicks/decisions";
    let said = world.get(path).await.ok();
    let record = &said["items"][0];
    let budget = json!({
        "calls": {"left": 10, "of": 10}, "operations": null, "says": "10 of 10 calls left"
    });
    assert_eq!(record["budget"], budget);
    let step = json!({"operation": "split", "at": "12", "open": 4, "to": 8, "left": 4});
    assert_eq!(record["act"]["reshard"], step);
    let because = record["because"].as_str().unwrap();
    let end = format!("; 10 of 10 calls left; {PLAN}");
    assert!(because.ends_with(&end), "{because}");
}

#[tokio::test]
async fn an_explanation_tells_where_the_plan_stood() {
    let world = splitting().await;
    let path = "/v1/targets/kinesis-stream/clicks/explain";
    let said = world.get(path).await.ok();
    let because = said["because"].as_str().unwrap();
    // The call of the first tick counts by now.
    let end = format!("; 9 of 10 calls left; {PLAN}");
    assert!(because.ends_with(&end), "{because}");
    assert_eq!(said["budget"]["calls"], json!({"left": 9, "of": 10}));
}
