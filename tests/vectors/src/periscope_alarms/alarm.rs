//! One alarm, and the rule that says the same.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::periscope_adjust::{Kind, change};

#[derive(Deserialize)]
pub(super) struct Alarm {
    pub(super) name: String,
    pub(super) metric: Measure,
    operator: Operator,
    threshold: f64,
    pub(super) period_min: u32,
    pub(super) policy: Option<Adjustment>,
}

#[derive(Clone, Copy, Deserialize)]
pub(super) struct Adjustment {
    #[serde(rename = "type")]
    kind: Kind,
    adjustment: i64,
}

#[derive(Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum Measure {
    PendingContainers,
    PendingApplications,
    LostNodes,
    UnhealthyNodes,
    GlobalResources,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum Operator {
    LessThan,
    GreaterThan,
    LessOrEqualThan,
    GreaterOrEqualThan,
    Equals,
}

impl Alarm {
    pub(super) fn rule(&self) -> Value {
        let (operator, threshold) = self.metric.as_auxo_compares(self.operator, self.threshold);
        let mut step = serde_json::Map::new();
        step.insert("metric".to_owned(), json!(self.metric.name()));
        step.insert(operator.to_owned(), json!(threshold));
        // More than no time has gone at the second sample.
        match self.period_min {
            0 => step.insert("samples".to_owned(), json!(2)),
            minutes => step.insert("for".to_owned(), json!(format!("{minutes}m"))),
        };
        let change = self
            .policy
            .and_then(|policy| change(policy.kind, policy.adjustment));
        let any = || match operator {
            "under" | "at_most" => json!({"remove": 1}),
            _ => json!({"add": 1}),
        };
        if let Value::Object(change) = change.unwrap_or_else(any) {
            step.extend(change);
        }
        json!({"name": self.name, "shadow": self.policy.is_none(), "step": step})
    }

    /// An alarm for much load that takes capacity away, or for little that adds some.
    pub(super) fn is_the_wrong_way_round(&self) -> bool {
        let (operator, _) = self.metric.as_auxo_compares(self.operator, self.threshold);
        let adjustment = self.policy.map_or(0, |policy| policy.adjustment);
        match operator {
            "over" | "at_least" => adjustment < 0,
            "under" | "at_most" => 0 < adjustment,
            _ => false,
        }
    }

    pub(super) fn holds(&self, value: f64) -> bool {
        match self.operator {
            Operator::LessThan => value < self.threshold,
            Operator::GreaterThan => value > self.threshold,
            Operator::LessOrEqualThan => value <= self.threshold,
            Operator::GreaterOrEqualThan => value >= self.threshold,
            Operator::Equals => value == self.threshold,
        }
    }

    /// The size that it asks for.
    pub(super) fn asks(&self, size: u32) -> Option<i64> {
        let Adjustment { kind, adjustment } = self.policy?;
        let size = i64::from(size);
        Some(match kind {
            Kind::NodeCount => size + adjustment,
            Kind::Percentage => size - (-size * adjustment).div_euclid(100),
            Kind::Exact => adjustment,
        })
    }
}

impl Measure {
    /// The free share of memory is the used one in Auxo, because more load is more of it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::PendingContainers => "containers_pending",
            Self::PendingApplications => "apps_pending",
            Self::LostNodes => "nodes_lost",
            Self::UnhealthyNodes => "nodes_unhealthy",
            Self::GlobalResources => "memory_utilization",
        }
    }

    pub(super) fn as_auxo_has_it(self, value: f64) -> f64 {
        if self == Self::GlobalResources {
            1.0 - value
        } else {
            value
        }
    }

    fn as_auxo_compares(self, operator: Operator, threshold: f64) -> (&'static str, f64) {
        let free = self == Self::GlobalResources;
        let operator = match (operator, free) {
            (Operator::LessThan, false) | (Operator::GreaterThan, true) => "under",
            (Operator::GreaterThan, false) | (Operator::LessThan, true) => "over",
            (Operator::LessOrEqualThan, false) | (Operator::GreaterOrEqualThan, true) => "at_most",
            (Operator::GreaterOrEqualThan, false) | (Operator::LessOrEqualThan, true) => "at_least",
            (Operator::Equals, _) => "equals",
        };
        (operator, self.as_auxo_has_it(threshold))
    }
}
