//! Days of a stream: the evaluation that runs in production, against a model of a stream that
//! refuses what Kinesis refuses, under wild load, with somebody else at it, and with everything
//! going wrong that can. Each life of a stream is drawn from one seed, which is told when a promise
//! is broken.
//!
//! `AUXO_STREAM_DAYS=1000` says how many days are lived, 8 without it; `AUXO_SEED=7` says which
//! life is the first, and with `AUXO_STREAM_DAYS=2` it is lived alone.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may fail anywhere, in its helpers too"
)]

mod aftermath;
mod life;
mod load;
mod policies;
mod ports;
mod somebody;
mod weather;
mod witness;
mod world;

use std::{
    env,
    hash::{BuildHasher, RandomState},
};

fn number(variable: &str) -> Option<u64> {
    let text = env::var(variable).ok().filter(|text| !text.is_empty())?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{variable} is no number: {text}")),
    )
}

#[tokio::test(start_paused = true)]
async fn no_stream_day_breaks_a_promise() {
    let lives = number("AUXO_STREAM_DAYS").unwrap_or(8).div_ceil(life::DAYS);
    // Other lives each time where many are asked for; the same ones among all other tests.
    let drawn = || match number("AUXO_STREAM_DAYS") {
        Some(days) => RandomState::new().hash_one(days) % 1_000_000_000,
        None => 1,
    };
    let first = number("AUXO_SEED").unwrap_or_else(drawn);
    println!("{lives} lives of {} days, seeds from {first}", life::DAYS);
    let mut broken = Vec::new();
    for seed in first..first + lives {
        let life = life::live(seed).await;
        if !life.broken.is_empty() || lives == 1 {
            println!(
                "\nlife {seed}, policy {}:\n{}",
                life.policy,
                life.told.join("\n")
            );
        }
        broken.extend(
            life.broken
                .iter()
                .map(|what| format!("seed {seed}: {what}")),
        );
    }
    assert!(
        broken.is_empty(),
        "{}\nto see one alone: make soak SEED=seed",
        broken.join("\n")
    );
}
