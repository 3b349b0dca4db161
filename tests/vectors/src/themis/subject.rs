//! A target under a policy with expressions.

use std::collections::BTreeMap;

use decision::{Decision, Observation, Policy, ScalingState, decide};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::asked::{Asked, Requests, Texts};

/// A target with what Themis was told of it.
pub(super) struct Subject {
    kind: &'static str,
    name: String,
    bounds: (u32, u32),
    time_based: Value,
    pub(super) seen: Observation,
    now: Timestamp,
}

impl Subject {
    pub(super) fn cluster(name: &str, seen: Observation, now: Timestamp) -> Self {
        Self {
            kind: "emr-cluster",
            name: name.to_owned(),
            bounds: (0, 10_000),
            time_based: Value::Null,
            seen,
            now,
        }
    }

    pub(super) fn stream(name: &str, seen: Observation, now: Timestamp) -> Self {
        Self {
            kind: "kinesis-stream",
            name: name.to_owned(),
            bounds: (1, 10_000),
            time_based: Value::Null,
            seen,
            now,
        }
    }

    pub(super) fn with_dates(self, time_based: Value) -> Self {
        Self { time_based, ..self }
    }

    pub(super) fn requests(&self, texts: Texts<'_>) -> Requests {
        Requests {
            upscale: self.asked("add", texts.upscale),
            downscale: self.asked("remove", texts.downscale),
        }
    }

    /// What the expression asks for when it is the only one, to `add` or to `remove`.
    fn asked(&self, field: &str, text: &str) -> Asked {
        let Some(decision) = self.decided(json!({ field: text })) else {
            return Asked::Refused;
        };
        let finding = finding(&decision);
        let said = &finding["expression"];
        let units = said["add"].as_u64().or(said["remove"].as_u64());
        match units.and_then(|units| u32::try_from(units).ok()) {
            Some(units) => Asked::Units(units),
            None => Asked::Unknown(
                decision
                    .rules
                    .iter()
                    .map(|rule| rule.finding.to_string())
                    .collect(),
            ),
        }
    }

    /// What is decided with both; `None` when the policy is refused.
    pub(super) fn decided_with(&self, texts: Texts<'_>) -> Option<Decision> {
        Some(self.decided_by(&self.policy_with(texts)?))
    }

    /// The policy with both; `None` when it is refused.
    pub(super) fn policy_with(&self, texts: Texts<'_>) -> Option<Policy> {
        self.policy(json!({"add": texts.upscale, "remove": texts.downscale}))
    }

    pub(super) fn decided_by(&self, policy: &Policy) -> Decision {
        self.decided_after(policy, &ScalingState::default())
    }

    /// What is decided after what is remembered.
    pub(super) fn decided_after(&self, policy: &Policy, state: &ScalingState) -> Decision {
        let mut seen = self.seen.clone();
        seen.target = policy.target_ids().next();
        decide(policy, &seen, state, self.now)
    }

    /// The values of names, all of which have one; an expression can have only so many.
    pub(super) fn values(&self, names: &[String]) -> Result<BTreeMap<String, f64>, String> {
        let all = format!("sum([{}])", names.join(", "));
        let decision = self.decided(json!({ "add": all }));
        let finding = finding(&decision.ok_or(format!("{all} is refused"))?);
        let seen =
            serde_json::from_value::<Vec<(String, f64)>>(finding["expression"]["seen"].clone());
        Ok(seen
            .map_err(|_| format!("{finding}"))?
            .into_iter()
            .collect())
    }

    fn decided(&self, rule: Value) -> Option<Decision> {
        Some(self.decided_by(&self.policy(rule)?))
    }

    fn policy(&self, mut rule: Value) -> Option<Policy> {
        rule["dialect"] = json!("themis");
        if !self.time_based.is_null() {
            rule["time_based"] = self.time_based.clone();
        }
        let policy = Policy::parse(&json!({
            "name": "vector",
            "targets": {"kind": self.kind, "names": [self.name]},
            "bounds": {"min": self.bounds.0, "max": self.bounds.1},
            "rules": [{ "expression": rule }],
            "guards": {
                "scale_out": {"cooldown": "0s", "stabilization": "0s"},
                "scale_in": {"cooldown": "0s", "stabilization": "0s"}
            }
        }));
        policy.ok()
    }
}

/// As records have it.
fn finding(decision: &Decision) -> Value {
    let rule = decision.rules.first();
    rule.and_then(|rule| serde_json::to_value(&rule.finding).ok())
        .unwrap_or_default()
}
