//! What a tick of many streams costs: calls, time and memory.

use std::{
    collections::BTreeMap,
    error::Error,
    path::Path,
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp};
use sandbox::{Fault, FaultKind, Running, Sandbox};
use serde_json::{Value, json};
use simulation::WorldSpec;

use crate::{function::Function, runtime_api::RuntimeApi, store::Store};

/// The partition of what is remembered of streams.
const MEMORIES: &str = "TARGETS#kinesis-stream";
const DELAY: Duration = Duration::from_millis(50);
/// Ticks before the one that is measured, of the first stream of each policy alone.
const WARM_UP: usize = 7;
/// Streams of a policy.
const OF_A_POLICY: usize = 100;

pub(crate) async fn print(built: &Path) -> Result<(), Box<dyn Error>> {
    println!(
        "| streams | held | calls of a tick | seconds, with 50 ms added to every call | CPU of the function, s | peak memory, MiB |"
    );
    println!("| --- | --- | --- | --- | --- | --- |");
    for streams in [1, 100, 1_000, 10_000] {
        let Measured {
            held,
            calls,
            seconds,
            cpu,
            memory,
        } = measure(built, streams).await?;
        let calls: Vec<_> = calls
            .iter()
            .map(|(action, count)| format!("{count} {action}"))
            .collect();
        println!(
            "| {streams} | {held} | {} | {seconds:.2} | {cpu:.2} | {memory:.0} |",
            calls.join(", ")
        );
    }
    Ok(())
}

struct Measured {
    held: u64,
    calls: BTreeMap<String, usize>,
    seconds: f64,
    /// Of the function alone.
    cpu: f64,
    memory: f64,
}

async fn measure(built: &Path, streams: usize) -> Result<Measured, Box<dyn Error>> {
    let start: Timestamp = "2026-03-02T12:00:00Z".parse()?;
    let sandbox = Sandbox::start(world(streams, start)?).await?;
    let store = Store::start().await?;
    put_policies(&store, streams, 1);
    let endpoints = BTreeMap::from([
        ("AWS_ENDPOINT_URL_KINESIS", sandbox.url()),
        ("AWS_ENDPOINT_URL_CLOUDWATCH", sandbox.url()),
        ("AWS_ENDPOINT_URL_DYNAMODB", store.url.clone()),
    ]);
    let mut api = RuntimeApi::start().await?;
    let function = Function::start(built, "scale-streams", &api, &endpoints)?;
    let mut seen = 0;
    let mut cpu_before = Duration::ZERO;
    let mut last = (Value::Null, Duration::ZERO);
    for minute in 0..=WARM_UP {
        let now = start.saturating_add(SignedDuration::from_mins(i64::try_from(minute)?))?;
        sandbox.advance_to(now);
        if minute == WARM_UP {
            // All streams are alike: what is remembered of one could be of any of its policy.
            for first in (0..streams).step_by(OF_A_POLICY) {
                let others = first + 1..streams.min(first + OF_A_POLICY);
                store.copy(MEMORIES, &name(first), others.map(name));
            }
            put_policies(&store, streams, OF_A_POLICY);
            add_delay(&sandbox, &store);
        }
        store.take_calls();
        seen = sandbox.calls_since(seen).last().map_or(seen, |call| call.n);
        cpu_before = function.cpu_time()?;
        let begun = Instant::now();
        let report = api.invoke(json!({ "time": now })).await?;
        last = (report, begun.elapsed());
    }
    let (report, elapsed) = last;
    let mut calls = store.take_calls();
    for call in sandbox.calls_since(seen) {
        *calls.entry(call.action).or_default() += 1;
    }
    let held = report["held"]
        .as_u64()
        .ok_or_else(|| format!("no report: {report}"))?;
    Ok(Measured {
        held,
        calls,
        seconds: elapsed.as_secs_f64(),
        cpu: (function.cpu_time()? - cpu_before).as_secs_f64(),
        memory: function.peak_memory()?,
    })
}

fn add_delay(sandbox: &Running, store: &Store) {
    store.set_delay(DELAY);
    sandbox.set_fault(Fault {
        action: "*".to_owned(),
        target: None,
        kind: FaultKind::Delay,
        delay_ms: u64::try_from(DELAY.as_millis()).unwrap_or(u64::MAX),
        seconds: 0,
        times: None,
    });
}

/// Streams at a steady load within the tolerance: the ordinary tick holds all of them.
fn world(streams: usize, start: Timestamp) -> Result<WorldSpec, serde_json::Error> {
    let load = json!({"generated": {"bytes_per_second": 2_400_000, "record_bytes": 2_000,
                                    "shape": {"noise": 0.01}}});
    let stream = |index| json!({"name": name(index), "shards": 4, "load": load});
    serde_json::from_value(json!({
        "start": start,
        "history_minutes": 15,
        "streams": (0..streams).map(stream).collect::<Vec<_>>()
    }))
}

fn name(index: usize) -> String {
    format!("stream-{index:05}")
}

/// A policy for every hundred streams, which names so many of them.
fn put_policies(store: &Store, streams: usize, of_each: usize) {
    let names: Vec<_> = (0..streams).map(name).collect();
    for (index, names) in names.chunks(OF_A_POLICY).enumerate() {
        let policy = format!("policy-{index:03}");
        let names: Vec<_> = names.iter().take(of_each).collect();
        let document = json!({
            "name": policy,
            "targets": {"kind": "kinesis-stream", "names": names},
            "bounds": {"min": 2, "max": 64},
            "rules": [
                {"track": {"metric": "write_utilization", "target": 0.6}},
                {"step": {"metric": "rejected_writes_per_second", "over": 0, "for": "2m",
                          "add": "50%"}}
            ]
        });
        store.put(json!({
            "pk": {"S": "POLICIES"},
            "sk": {"S": policy},
            "version": {"N": "1"},
            "document": {"S": document.to_string()}
        }));
    }
}
