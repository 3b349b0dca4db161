//! `replay TRACE`: what a policy would have done for a stream.

use std::{fs, path::PathBuf, process::ExitCode};

use clap::Parser;
use pricing::Prices;
use replay::{Demand, Outcome, play};
use serde_json::{Value, json};

/// The policy that is played when none is named.
const DEFAULT: &str = include_str!("../../../docs/examples/stream.yaml");

/// Plays a recorded demand against a model of a stream, as a policy would have scaled it.
#[derive(Parser)]
struct Arguments {
    /// A CSV file: minute or second, and shards, or bytes and records per second.
    trace: PathBuf,
    /// A policy, YAML or JSON; by default the one that streams are recommended.
    #[arg(long)]
    policy: Option<PathBuf>,
    /// Where each minute goes: minute, shards, ranges, action, calls left.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Calls of UpdateShardCount in a rolling day, or `none` if nobody counts them; by default
    /// what the policy says.
    #[arg(long)]
    quota: Option<String>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(&Arguments::parse()).await {
        Ok(outcome) => {
            println!("{outcome}");
            match Prices::with(None) {
                Ok(prices) => println!(
                    "watching, $ a month      {:.2}",
                    outcome.watching(&prices).0
                ),
                Err(wrong) => eprintln!("{wrong}"),
            }
            ExitCode::from(u8::from(!outcome.refused.is_empty()))
        }
        Err(wrong) => {
            eprintln!("{wrong}");
            ExitCode::from(2)
        }
    }
}

async fn run(arguments: &Arguments) -> Result<Outcome, String> {
    let policy = match &arguments.policy {
        Some(path) => read(path)?,
        None => DEFAULT.to_owned(),
    };
    let mut policy: Value =
        serde_saphyr::from_str(&policy).map_err(|wrong| format!("the policy: {wrong}"))?;
    if let Some(quota) = &arguments.quota {
        policy["actuator"]["reshard"]["calls_per_day"] = calls(quota)?;
    }
    let trace = &arguments.trace;
    let demand =
        Demand::parse(&read(trace)?).map_err(|wrong| format!("{}: {wrong}", trace.display()))?;
    let outcome = play(&policy, &demand)
        .await
        .map_err(|wrong| wrong.to_string())?;
    if let Some(out) = &arguments.out {
        fs::write(out, table(&outcome)).map_err(|wrong| format!("{}: {wrong}", out.display()))?;
    }
    Ok(outcome)
}

fn calls(quota: &str) -> Result<Value, String> {
    match (quota, quota.parse::<u32>()) {
        ("none", _) => Ok(json!("unlimited")),
        (_, Ok(calls)) => Ok(json!(calls)),
        _ => Err(format!(
            "--quota: expected a number or `none`, found `{quota}`"
        )),
    }
}

fn read(path: &PathBuf) -> Result<String, String> {
    fs::read_to_string(path).map_err(|wrong| format!("{}: {wrong}", path.display()))
}

fn table(outcome: &Outcome) -> String {
    let minutes = outcome.minutes.iter().enumerate();
    let lines = minutes.map(|(minute, played)| format!("{minute},{}\n", played.columns()));
    std::iter::once("minute,shards,ranges,action,calls_left\n".to_owned())
        .chain(lines)
        .collect()
}
