//! A cluster under a policy, decided on as the functions do it.

use decision::{
    Action, Capacity, Decision, Member, Metric, Observation, Period, Policy, Sample, ScalingState,
    Series, Stage, TargetKind, Work, decide,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// The metric that stands for whatever a predecessor measured; its unit is a number.
pub(crate) const MEASURED: &str = "containers_pending";

/// A change that is accepted has arrived so much later: what was measured at the moment of the
/// decision is from before.
const ARRIVES_AFTER: SignedDuration = SignedDuration::from_millis(1);

/// The instant of `t_ms`, which counts from an arbitrary one.
pub(crate) fn at(t_ms: i64) -> Timestamp {
    let origin = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * 365 * 50);
    let offset = SignedDuration::from_millis(t_ms);
    origin.saturating_add(offset).unwrap_or(Timestamp::MAX)
}

/// The other way round: what [`at`] was given for an instant in a record.
pub(crate) fn milliseconds(instant: &str) -> Option<i64> {
    let instant: Timestamp = instant.parse().ok()?;
    Some(instant.as_millisecond() - at(0).as_millisecond())
}

/// A policy document for a cluster, that waits for nothing unless `guards` say so.
pub(crate) fn document(bounds: (u32, u32), rules: Vec<Value>, guards: Value) -> Value {
    let mut document = json!({
        "name": "vector",
        "targets": {"kind": "emr-cluster", "names": ["j-VECTOR"]},
        "bounds": {"min": bounds.0, "max": bounds.1},
        "rules": rules,
        "guards": {
            "scale_out": {"cooldown": "0s", "stabilization": "0s"},
            "scale_in": {"cooldown": "0s", "stabilization": "0s"}
        }
    });
    merge(&mut document["guards"], guards);
    document
}

fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (name, value) in from {
                merge(into.entry(name).or_insert(Value::Null), value);
            }
        }
        (_, Value::Null) => {}
        (into, from) => *into = from,
    }
}

/// A policy that is valid.
pub(crate) fn policy(document: &Value) -> Result<Policy, String> {
    Policy::parse(document).map_err(|mistakes| format!("{document} is refused: {mistakes:?}"))
}

/// Values of a metric that stand until the next one, by their time in milliseconds.
pub(crate) fn values(metric: &str, values: &[(i64, f64)]) -> Result<Series, String> {
    series(metric, Period::ZERO, values)
}

/// Values of a metric that cover a period each.
pub(crate) fn series(
    metric: &str,
    period: Period,
    values: &[(i64, f64)],
) -> Result<Series, String> {
    let metric = Metric::of(TargetKind::EmrCluster, metric).ok_or(format!("no metric {metric}"))?;
    let samples = values
        .iter()
        .filter_map(|(t_ms, value)| Sample::new(at(*t_ms), *value));
    Ok(Series::new(
        metric,
        period,
        Timestamp::MAX,
        samples.collect(),
    ))
}

/// A cluster of so many nodes that is ready.
pub(crate) fn cluster(nodes: u32, series: Vec<Series>) -> Observation {
    Observation {
        capacity: Capacity(nodes),
        series,
        ..Observation::default()
    }
}

/// So many nodes, which are numbered from 1; those that are named have no work.
pub(crate) fn numbered(nodes: u32, idle: &[u32]) -> Vec<Member> {
    let member = |number: u32| Member {
        id: number.to_string(),
        group: None,
        since: None,
        stage: Stage::Serving,
        work: if idle.contains(&number) {
            Work::Idle
        } else {
            Work::Busy
        },
        protected: false,
        series: Vec::new(),
    };
    (1..=nodes).map(member).collect()
}

/// The numbers of those that go.
pub(crate) fn numbers(decision: &Decision) -> Vec<u32> {
    let victims = decision.victims.iter();
    victims.filter_map(|id| id.parse().ok()).collect()
}

/// What becomes of a change that is asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Answer {
    Accepted,
    Refused,
    /// Nobody says; nothing changes.
    None,
}

/// A cluster from one evaluation to the next.
#[derive(Debug)]
pub(crate) struct World {
    policy: Policy,
    pub(crate) state: ScalingState,
}

impl World {
    pub(crate) fn new(policy: Policy) -> Self {
        Self {
            policy,
            state: ScalingState::default(),
        }
    }

    /// One evaluation. What it decides is accepted and arrives at once.
    pub(crate) fn evaluate(&mut self, seen: &Observation, now: Timestamp) -> Decision {
        self.evaluate_answered(seen, now, |_| Answer::Accepted)
    }

    /// One evaluation, with the answer to what it decides.
    pub(crate) fn evaluate_answered(
        &mut self,
        seen: &Observation,
        now: Timestamp,
        answer: impl FnOnce(&Decision) -> Answer,
    ) -> Decision {
        let (before, _) = self.state.caught_up(seen, now);
        let decision = decide(&self.policy, seen, &before, now);
        let state = before.remembering(&self.policy, &decision, now);
        let Action::ScaleTo(desired) = decision.action else {
            self.state = state;
            return decision;
        };
        let claimed = state.claimed(decision.current, desired, now);
        self.state = match answer(&decision) {
            Answer::Accepted => {
                let arrived = Observation {
                    capacity: desired,
                    ..seen.clone()
                };
                let accepted = claimed.accepted(desired, now);
                accepted.caught_up(&arrived, now + ARRIVES_AFTER).0
            }
            Answer::Refused => claimed.refused(),
            Answer::None => claimed,
        };
        decision
    }
}

impl World {
    /// Looks at the cluster without deciding.
    pub(crate) fn look(&mut self, seen: &Observation, now: Timestamp) {
        self.state = self.state.caught_up(seen, now).0;
    }
}

/// What a policy decides on a cluster that it has never seen.
pub(crate) fn decided(document: &Value, seen: &Observation, now: Timestamp) -> Result<u32, String> {
    let decision = World::new(policy(document)?).evaluate(seen, now);
    Ok(decision.desired().0)
}
