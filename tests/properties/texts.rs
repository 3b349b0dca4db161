//! Texts that mean something: what a schema can only show an example of.

use decision::{Metric, TargetKind, Unit};
use serde_json::{Value, json};

fn each<T: Into<Value> + Clone>(values: &[T]) -> Vec<Value> {
    values.iter().cloned().map(Into::into).collect()
}

/// What a field of a definition can be; `None` where the schema says enough. Empty where there is
/// nothing for this kind of target.
pub(crate) fn of(definition: &str, field: &str, kind: TargetKind) -> Option<Vec<Value>> {
    Some(match (definition, field) {
        ("Expression", "add" | "remove" | "to") => expressions(kind),
        ("Cron", "at") => each(&[
            "*/7 * * * *",
            "0 */3 * * * *",
            "0 30 7 * * MON-FRI",
            "@hourly",
        ]),
        ("Backlog", "waiting" | "running") => watched(kind, |unit| unit == Unit::Count),
        ("Backlog", "per_unit") => {
            let mut all = watched(kind, |unit| unit == Unit::Count);
            all.extend(each(&[0.5, 4.0, 30.0]));
            all
        }
        ("Step", "equals") => each(&[0.0, 0.25, 0.5, 1.0, 7.5, 15.0, 30.0]),
        ("Peak", "over") => each(&["1h", "3h", "1d", "7d"]),
        ("Billing", "period") => each(&["1h", "70m", "1d"]),
        ("Evaluate", "every") => each(&["1m", "5m", "30m"]),
        ("Evaluate", "at_most") => each(&["30m"]),
        // Consumers are behind by seconds here.
        ("Lag", "at_most") => each(&["0s", "1m"]),
        ("Direction", "cooldown" | "stabilization") => each(&["0s", "0s", "1m", "10m", "1h"]),
        ("Missing", "stale_after") => each(&["6m", "10m", "30m"]),
        ("Ramp", "every") => each(&["1m", "5m", "1h30m"]),
        (_, "days") => each(&["Mon", "Mon-Fri", "Sat,Sun", "Mon-Sun"]),
        (_, "timezone") => each(&["UTC", "Europe/Berlin", "+05:30", "America/St_Johns"]),
        (_, "patterns" | "time_based") => vec![
            json!({".*": 3}),
            json!({"Mon.*": 12, ".* 1[0-4]:": 7.5}),
            json!({".* 08:": 4}),
        ],
        _ => return None,
    })
}

/// What fits a pattern of the schema, with the examples beside it.
pub(crate) fn like(pattern: &str) -> Option<Vec<Value>> {
    let known = |start: &str| pattern.starts_with(start);
    Some(if known(r"^(?=\d)(\d+d)?") {
        each(&["1m", "2m", "3m", "5m", "10m", "30m", "90s", "1h"])
    } else if known(r"^\d{1,4}(\.\d\d?)? ?%") {
        each(&["1%", "10%", "33.33%", "50%", "100%", "250%", "10000%"])
    } else if known(r"^\d\d:\d\d$") {
        each(&["00:00", "06:30", "11:00", "12:30", "18:00", "24:00"])
    } else {
        return None;
    })
}

/// Times around noon.
pub(crate) fn moments() -> Vec<Value> {
    each(&[
        "2026-03-02T10:30:00Z",
        "2026-03-02T11:55:00Z",
        "2026-03-02T12:00:00Z",
        "2026-03-02T12:45:00Z",
        "2027-01-01T00:00:00Z",
    ])
}

/// What a target can be called.
pub(crate) fn name(kind: TargetKind) -> &'static str {
    match kind {
        TargetKind::KinesisStream | TargetKind::EmrCluster => "any",
        TargetKind::EcsService => "any.thing",
        TargetKind::EventSourceMapping => "14e0db71-5d35-4eb5-b481-8945cf9d10c2",
    }
}

/// What another target can be called that is followed.
pub(crate) fn another(kind: TargetKind) -> &'static str {
    match kind {
        TargetKind::KinesisStream | TargetKind::EmrCluster => "another",
        TargetKind::EcsService => "another.thing",
        TargetKind::EventSourceMapping => "8d0a6c3e-0b7a-4a52-9d5e-6c2f0c9f1b77",
    }
}

pub(crate) fn metrics(kind: TargetKind) -> Vec<Value> {
    Metric::all(kind)
        .map(|metric| json!(metric.name()))
        .collect()
}

/// Metrics and chains of them, of certain units.
pub(crate) fn watched(kind: TargetKind, fits: fn(Unit) -> bool) -> Vec<Value> {
    let all: Vec<_> = Metric::all(kind)
        .filter(|metric| fits(metric.unit()))
        .collect();
    let chains = all.iter().flat_map(|first| {
        let alike = all.iter().filter(|other| other.unit() == first.unit());
        let others = alike.filter(|other| other.name() != first.name());
        others
            .map(move |other| format!("{first} ?? {other}"))
            .take(1)
    });
    let single = all.iter().map(|metric| metric.name().to_owned());
    single.chain(chains).map(Value::from).collect()
}

fn expressions(kind: TargetKind) -> Vec<Value> {
    let mut all = each(&[
        "1",
        "2 if now.hour < 12 else 0",
        "max(0, 10 - now.minute // 6)",
        "capacity // 2 if now.weekday() == 0 else 3",
        "20 / (now.minute % 3)",
    ]);
    all.extend(match kind {
        TargetKind::KinesisStream => each(&[
            "2 if stream.IncomingBytes.average > 700000 * shards.count else 0",
            "1 if total.GetRecords_IteratorAgeMilliseconds.max < 20000 else 0",
            "ceil(capacity * write_utilization / 0.6)",
            "2 if read_utilization.average > 0.8 or write_utilization.max > 0.9 else 0",
        ]),
        TargetKind::EmrCluster => each(&[
            "time_based.minimum.nodes(now)",
            "3 if tasknodes.count.nodes < 2 or tasknodes.average.cpu > 0.7 else 0",
            "1 if allnodes.max.mem < 0.3 and corenodes.running else 0",
            "2 if memory_utilization > 0.75 else 0",
            "min(5, containers_pending.max // 4)",
            "1 if memory_utilization.average < 0.4 and apps_pending == 0 else 0",
        ]),
        TargetKind::EcsService => each(&[
            "2 if task_cpu_utilization > 0.75 else 0",
            "ceil(capacity * task_memory_utilization.average / 0.6)",
        ]),
        TargetKind::EventSourceMapping => Vec::new(),
    });
    all
}
