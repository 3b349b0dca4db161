//! A parameter is chosen by replaying a demand: of several values the one that would have cost least,
//! decided by the code that runs in production.

use replay::play;
use serde_json::json;

use crate::{demand, made::minutes, recommended};

/// Shares of a shard that the recommended policy is to use.
const TARGETS: [f64; 5] = [0.5, 0.6, 0.7, 0.8, 0.9];

/// What a day of this load costs with each of the targets, as (target, cost).
async fn costs(load: impl Fn(u32) -> f64) -> Vec<(f64, f64)> {
    let demand = demand(&minutes(1, load));
    let mut costs = Vec::new();
    for target in TARGETS {
        let mut policy = recommended();
        for rule in policy["rules"].as_array_mut().unwrap() {
            rule["track"]["target"] = json!(target);
        }
        let outcome = play(&policy, &demand).await.unwrap();
        costs.push((target, outcome.cost()));
    }
    costs
}

fn cheapest(costs: &[(f64, f64)]) -> f64 {
    let cheapest = costs.iter().min_by(|one, other| one.1.total_cmp(&other.1));
    cheapest.unwrap().0
}

#[tokio::test]
async fn a_steady_demand_is_given_less_room_than_one_that_jumps() {
    let steady = costs(|_| 20.0).await;
    // Half as much again, for five minutes of every other hour.
    let jumps = costs(|minute| if minute % 120 < 5 { 30.0 } else { 20.0 }).await;
    assert!(
        cheapest(&jumps) < cheapest(&steady),
        "steady {steady:?}, with jumps {jumps:?}"
    );
}
