//! What a stream costs, would have cost, and what scaling it saved.

use decision::Readiness;
use evaluation::{Failure, StreamMode, StreamUpkeep, fakes::failing};
use serde_json::{Value, json};

use crate::world::{World, at, policy, stream};

pub(crate) const PATH: &str = "/v1/targets/kinesis-stream/clicks/costs";
const MIB: f64 = 1_048_576.0;

/// Keeps the stream in this mode, with so many fan-out consumers and metrics of each shard.
fn keep(world: &World, mode: StreamMode, fan_out_consumers: u32, shard_level_metrics: u32) {
    let upkeep = StreamUpkeep {
        mode,
        open_shards: 4,
        fan_out_consumers,
        shard_level_metrics,
    };
    let mut upkeeps = world.targets.upkeeps.lock().unwrap();
    upkeeps.insert("clicks".to_owned(), upkeep);
}

/// A stream of 4 shards to which a MiB of 1,024 records is written each second, and read once.
pub(crate) fn world(mode: StreamMode) -> World {
    let world = World::with_clicks();
    keep(&world, mode, 0, 0);
    world.metrics.set("IncomingBytes", MIB * 60.0);
    world.metrics.set("IncomingRecords", 1024.0 * 60.0);
    world.metrics.set("GetRecords.Bytes", MIB * 60.0);
    world
}

/// What each alternative costs, in the order in which they are told.
fn figures(said: &Value) -> Vec<(&str, f64)> {
    let alternatives = said["alternatives"].as_array().unwrap().iter();
    alternatives
        .map(|each| {
            (
                each["billing"].as_str().unwrap(),
                each["usd"].as_f64().unwrap(),
            )
        })
        .collect()
}

fn alternative<'a>(said: &'a Value, billing: &str) -> &'a Value {
    let mut alternatives = said["alternatives"].as_array().unwrap().iter();
    alternatives
        .find(|each| each["billing"] == billing)
        .unwrap()
}

/// 13 hours of the day: 46,800 MiB are 45.703125 GB, billed as 68.5546875, in 47,923,200 records.
/// 52 shard-hours are $0.78 and the records $0.670925; two shards are 26 shard-hours, $0.39.
/// On demand $0.52 + 5.484375 + 1.828125; Advantage's least is 1142.578 GB a way: $36.5625 + 18.28125.
#[tokio::test]
async fn the_same_traffic_is_priced_in_four_ways() {
    let world = world(StreamMode::Provisioned);
    let said = world.get(&format!("{PATH}?days=1")).await.ok();
    let expected = [
        ("provisioned", 1.4509),
        ("provisioned_at_peak", 1.0609),
        ("on_demand", 7.8325),
        ("on_demand_advantage", 54.8438),
    ];
    assert_eq!(figures(&said), expected);
    assert_eq!(said["from"], "2026-11-21T00:00:00Z");
    assert_eq!(
        (&said["mode"], &said["to"]),
        (&json!("provisioned"), &json!(at(60)))
    );
    assert_eq!(said["traffic"]["hours"], 13.0);
    assert_eq!(said["traffic"]["gigabytes_in"], 45.703);
    assert_eq!(said["cheapest"], "provisioned_at_peak");
    assert_eq!(
        said["better"],
        json!({"billing": "provisioned_at_peak", "saves": 0.39})
    );
    let because = said["because"].as_str().unwrap();
    assert!(
        because.contains("would have saved $0.39 in 13 hours"),
        "{because}"
    );
    let shards = &alternative(&said, "provisioned")["items"][0];
    assert_eq!(
        shards,
        &json!({"charge": "shard_hours", "amount": 52.0, "usd": 0.78})
    );
    // 68.5546875 GB at $0.032 and 45.703125 at $0.016, without what is not used.
    assert_eq!(alternative(&said, "on_demand_advantage")["share"], 2.925);
}

#[tokio::test]
async fn prices_come_with_their_date_and_figures_with_what_they_assume() {
    let said = world(StreamMode::Provisioned).get(PATH).await.ok();
    let prices = &said["prices"];
    assert_eq!(prices["region"], "us-east-1");
    assert_eq!(prices["date"], "2026-09-30");
    assert!(
        prices["source"]
            .as_str()
            .unwrap()
            .contains("aws.amazon.com")
    );
    let assumptions = said["assumptions"].to_string();
    assert!(
        assumptions.contains("not counted yet: 4, as now"),
        "{assumptions}"
    );
    assert!(!assumptions.contains("without traffic"), "{assumptions}");
}

#[tokio::test]
async fn an_on_demand_stream_is_advised_too() {
    let world = world(StreamMode::OnDemand);
    let error = failing("DescribeStreamSummary", Failure::NotOurs);
    let statuses = &world.targets.statuses;
    statuses
        .lock()
        .unwrap()
        .insert(stream("clicks"), Err(error));
    let said = world.get(PATH).await.ok();
    assert_eq!(said["mode"], "on-demand");
    assert_eq!(figures(&said)[0].0, "on_demand");
    assert_eq!(figures(&said).len(), 3);
    assert_eq!(said["better"]["billing"], "provisioned_at_peak");
    assert_eq!(said["savings"], json!(null));
}

#[tokio::test]
async fn a_stream_without_traffic_is_told_to_be_without() {
    let world = world(StreamMode::Provisioned);
    world.metrics.withhold();
    let said = world.get(&format!("{PATH}?days=1")).await.ok();
    assert_eq!(said["traffic"]["records_in"], 0.0);
    // Four shards for 13 hours, or one.
    assert_eq!(
        figures(&said)[..2],
        [("provisioned", 0.78), ("provisioned_at_peak", 0.195)]
    );
    let assumptions = said["assumptions"].to_string();
    assert!(
        assumptions.contains("data of 0 of 780 minutes"),
        "{assumptions}"
    );
}

/// An hour with four shards against a baseline of twelve: 8 × $0.015.
#[tokio::test]
async fn what_scaling_saved_is_told_against_the_baseline() {
    let mut world = world(StreamMode::Provisioned);
    let mut document = policy("clicks", &["clicks"]);
    document["cost"] = json!({"baseline": 12});
    world.store.memory = world.store.memory.with_policy(document);
    world.read(2.0);
    for minute in 0..=60 {
        world.tick(minute).await;
    }
    world.targets.set(&stream("clicks"), 4, Readiness::Ready);
    let said = world.get(PATH).await.ok();
    assert_eq!(
        said["savings"],
        json!({
            "baseline": 12, "counted_hours": 1.0, "shard_hours": 4.0,
            "spent": 0.06, "baseline_cost": 0.18, "saved": 0.12
        })
    );
    assert!(
        said["assumptions"]
            .to_string()
            .contains("counted for 1.0 of"),
        "{said}"
    );
}

#[tokio::test]
async fn what_watching_costs_is_told_apart() {
    let world = world(StreamMode::Provisioned);
    keep(&world, StreamMode::Provisioned, 0, 7);
    let said = world.get(&format!("{PATH}?days=1")).await.ok();
    // One metric in each of 780 minutes; 7 of four shards for 13 of 730 hours at $0.30.
    assert_eq!(
        said["watching"],
        json!({"metrics_requested": 0.0078, "shard_level_metrics": 0.1496})
    );
}

#[tokio::test]
async fn fan_out_consumers_are_paid_for() {
    let world = world(StreamMode::Provisioned);
    let before = figures(&world.get(PATH).await.ok())[0].1;
    keep(&world, StreamMode::Provisioned, 2, 0);
    let said = world.get(PATH).await.ok();
    assert!(before * 2.0 < figures(&said)[0].1);
    assert!(
        said["assumptions"]
            .to_string()
            .contains("registered now, 2"),
        "{said}"
    );
}
