//! What the recommended policy makes of demands that are made up. `outcomes.txt` says what came of
//! each; `UPDATE_OUTCOMES=1 cargo test -p replay --test traces` writes it anew, and the diff is the
//! change of behaviour.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may fail anywhere, in its helpers too"
)]

mod choosing;
mod made;

use std::{env, fs, path::Path};

use made::{Made, all};
use replay::{Demand, Outcome, play};
use serde_json::Value;

const RECOMMENDED: &str = include_str!("../../../../docs/examples/stream.yaml");

/// Of the demand, whatever the kind: who jumps to thirty times as much within a minute, ten minutes
/// of every two hours, is seen up to five minutes later, and met when the shards are there.
const MOST_REJECTED: f64 = 0.1;
/// Of a demand that does not jump.
const MOST_REJECTED_OF_A_SMOOTH_ONE: f64 = 0.002;

fn recommended() -> Value {
    serde_saphyr::from_str(RECOMMENDED).unwrap()
}

fn demand(minutes: &[f64]) -> Demand {
    let lines = minutes.iter().enumerate();
    let lines: String = lines
        .map(|(at, shards)| format!("{at},{shards}\n"))
        .collect();
    Demand::parse(&format!("minute,shards\n{lines}")).unwrap()
}

async fn played(made: &Made) -> Outcome {
    play(&recommended(), &demand(&made.minutes)).await.unwrap()
}

#[tokio::test]
async fn every_made_up_demand_is_met_as_it_is_written_down() {
    let mut told = String::new();
    for made in all() {
        let outcome = played(&made).await;
        let name = made.name;
        assert!(outcome.refused.is_empty(), "{name}: {:?}", outcome.refused);
        let most = if ["day", "growth"].contains(&name) {
            MOST_REJECTED_OF_A_SMOOTH_ONE
        } else {
            MOST_REJECTED
        };
        assert!(outcome.rejected() <= most, "{name}: {}", outcome.rejected());
        told += &format!("{name}\n{outcome}\n\n");
    }
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/traces/outcomes.txt");
    if env::var_os("UPDATE_OUTCOMES").is_some() {
        fs::write(&golden, &told).unwrap();
    }
    let written = fs::read_to_string(&golden).unwrap_or_default();
    assert_eq!(written, told, "not as {} says", golden.display());
}
