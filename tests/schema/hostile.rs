//! Policies that are written to do harm are refused at once, with the place.

use std::time::{Duration, Instant};

use decision::Policy;
use serde_json::{Value, json};

/// How long a refusal may take.
const AT_ONCE: Duration = Duration::from_millis(50);
/// The fastest of so many tries counts: it is the work that is bounded here, and a machine that is
/// busy with something else does not do more of it.
const TRIES: usize = 10;

/// A policy with this in the place of that.
fn with(pointer: &str, hostile: Value) -> Value {
    let mut document = json!({
        "name": "p",
        "targets": {"kind": "kinesis-stream", "names": ["a"]},
        "bounds": {"min": 1, "max": 9},
        "rules": [{"track": {"metric": "write_demand", "target": 0.8}}],
        "guards": {"scale_in": {"cooldown": "5m"}, "pause": {"until": "2026-03-02T12:00:00Z"}}
    });
    *document.pointer_mut(pointer).unwrap() = hostile;
    document
}

fn deep(levels: usize) -> Value {
    (0..levels).fold(json!(1), |within, level| {
        if level % 2 == 0 {
            json!([within])
        } else {
            json!({ "a": within })
        }
    })
}

fn patterns(each: impl Fn(usize) -> String) -> Value {
    let patterns: serde_json::Map<_, _> = (0..64).map(|at| (each(at), json!(1))).collect();
    json!([{"schedule": {"patterns": patterns}}])
}

#[test]
fn what_is_hostile_is_refused_at_once() {
    let names: Vec<_> = (0..50_000).map(|at| format!("stream-{at}")).collect();
    let rules = vec![json!({"unheard_of": {"of": [1, 2, 3]}}); 20_000];
    let nested = format!("{}a{}", "(".repeat(250), ")+".repeat(250));
    let cases = [
        ("/rules", deep(120)),
        ("/rules/0/track", deep(120)),
        ("/name", json!("x".repeat(1_000_000))),
        ("/targets/names", json!(names)),
        (
            "/targets",
            json!({"kind": "kinesis-stream", "patterns": ["*a".repeat(50_000)]}),
        ),
        ("/rules", json!(rules)),
        ("/rules", patterns(|at| format!("{nested}{at}"))),
        (
            "/rules",
            patterns(|at| format!("((a{{1,99}}){{1,99}}){{1,{}}}", at + 1)),
        ),
        (
            "/rules",
            json!([{"schedule": {"timezone": "x/".repeat(100_000), "min": 2}}]),
        ),
        (
            "/rules",
            json!([{"expression": {"to": "9**".repeat(30_000)}}]),
        ),
        ("/rules/0/track/target", json!("NaN")),
        ("/rules/0/track/target", json!(1e308)),
        ("/rules/0/track/target", json!(-1e-308)),
        ("/bounds/max", json!(1e300)),
        ("/bounds/min", json!(-1)),
        ("/guards/pause/until", json!("1969-12-31T23:59:59Z")),
        ("/guards/pause/until", json!("+999999-01-01T00:00:00Z")),
        (
            "/guards/scale_in/cooldown",
            json!("9".repeat(1_000_000) + "d"),
        ),
    ];
    for (place, hostile) in cases {
        let document = with(place, hostile);
        let tries = (0..TRIES).map(|_| {
            let begun = Instant::now();
            let mistakes = Policy::parse(&document).map(|_| place).unwrap_err();
            let took = begun.elapsed();
            let told = mistakes.iter().map(ToString::to_string);
            let told: Vec<_> = told.collect();
            let says_where = |one: &String| {
                one.starts_with(place) || one.starts_with("the document: too large for a policy")
            };
            assert!(told.iter().any(says_where), "{place}: {told:?}");
            assert!(
                told.iter().map(String::len).sum::<usize>() < 100_000,
                "{place}"
            );
            took
        });
        let least = tries.min().unwrap();
        assert!(least < AT_ONCE, "{place}: {least:?}");
    }
}
