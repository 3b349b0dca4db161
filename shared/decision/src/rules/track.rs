//! Target tracking: keep a metric near a value by scaling in proportion.
//!
//! The formula is the one of Kubernetes' Horizontal Pod Autoscaler,
//! desired = ⌈current × value ÷ target⌉, left alone within the tolerance, which may differ by
//! direction as there. Units that carry load but are not scaled (a cluster's core nodes) count on
//! both sides.

use std::fmt;

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Need, Opinion, Recommends};
use crate::{Capacity, Metric, Missed, Period, View, policy::Mistakes, watched::Watched};

#[derive(Clone, Debug, Deserr)]
#[deserr(error = Mistakes, deny_unknown_fields, validate = checked -> Mistakes)]
pub struct Track {
    metric: Watched,
    /// The value to keep the metric at, in the metric's unit.
    target: f64,
    /// The relative distance from the target that is left alone.
    #[deserr(default)]
    tolerance: Tolerance,
}

/// How far above (`out`) and below (`in`) its target the metric is left alone; 0 to less than 1.
#[derive(Clone, Copy, Debug, Deserr)]
#[deserr(error = Mistakes, deny_unknown_fields)]
struct Sides {
    #[deserr(default = USUAL)]
    out: f64,
    #[deserr(rename = "in", default = USUAL)]
    inward: f64,
}

/// One number for both sides, or an object with one for each.
#[derive(Clone, Copy, Debug)]
struct Tolerance(Sides);

/// The default of Kubernetes.
const USUAL: f64 = 0.1;

impl Default for Tolerance {
    fn default() -> Self {
        Self(Sides {
            out: USUAL,
            inward: USUAL,
        })
    }
}

impl Tolerance {
    fn covers(self, ratio: f64) -> bool {
        let Self(Sides { out, inward }) = self;
        (-inward..=out).contains(&(ratio - 1.0))
    }
}

impl Deserr<Mistakes> for Tolerance {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        if let Value::Map(_) = value {
            let sides = Sides::deserialize_from_value(value, location)?;
            share(sides.out, location.push_key("out"))?;
            share(sides.inward, location.push_key("in"))?;
            return Ok(Self(sides));
        }
        let both = share(f64::deserialize_from_value(value, location)?, location)?;
        Ok(Self(Sides {
            out: both,
            inward: both,
        }))
    }
}

fn share(tolerance: f64, location: ValuePointerRef) -> Result<f64, Mistakes> {
    if (0.0..1.0).contains(&tolerance) {
        Ok(tolerance)
    } else {
        let detail = "expected at least 0 and less than 1";
        Err(Mistakes::at(location, detail))
    }
}

fn checked(track: Track, location: ValuePointerRef) -> Result<Track, Mistakes> {
    if track.target.is_finite() && 0.0 < track.target {
        Ok(track)
    } else {
        Err(Mistakes::at(
            location.push_key("target"),
            "expected more than 0",
        ))
    }
}

/// The newest value, and what it asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    metric: Metric,
    at: Timestamp,
    value: f64,
    target: f64,
    within_tolerance: bool,
    wanted: Capacity,
}

impl Recommends for Track {
    type Finding = Finding;

    fn needs(&self) -> Vec<Need> {
        self.metric.needs("metric", Period::ZERO)
    }

    fn recommend(&self, view: &View<'_>) -> Result<(Opinion, Finding), Missed> {
        let (metric, sample) = self.metric.newest(view)?;
        let ratio = sample.value() / self.target;
        let within_tolerance = self.tolerance.covers(ratio);
        let wanted = if within_tolerance {
            view.observation.capacity
        } else {
            proportional(view, ratio)
        };
        let finding = Finding {
            metric,
            at: sample.at(),
            value: sample.value(),
            target: self.target,
            within_tolerance,
            wanted,
        };
        Ok((Opinion::Wants(wanted), finding))
    }
}

fn proportional(view: &View<'_>, ratio: f64) -> Capacity {
    let fixed = view.observation.fixed;
    let serving = view.observation.capacity.units() + fixed.units();
    // Nothing times anything is nothing: out of zero one step is taken instead.
    let wanted = if serving == 0.0 {
        ratio.min(1.0)
    } else {
        serving * ratio
    };
    Capacity(Capacity::holding(wanted).0.saturating_sub(fixed.0))
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = self.metric.unit();
        let (value, target) = (unit.words(self.value), unit.words(self.target));
        if self.within_tolerance {
            write!(f, "{} {value} is near its target of {target}", self.metric)
        } else {
            let side = if self.value > self.target {
                "above"
            } else {
                "below"
            };
            write!(
                f,
                "{} {value} is {side} its target of {target}",
                self.metric
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{cluster, stream, verdict_of};

    const TRACK: &str = r#"{"track": {"metric": "write_utilization", "target": 0.6}}"#;

    #[test]
    fn scales_in_proportion_to_the_value() {
        assert_eq!(
            verdict_of(TRACK, &stream(4, &[0.9])).opinion,
            Opinion::Wants(Capacity(6))
        );
        assert_eq!(
            verdict_of(TRACK, &stream(4, &[0.15])).opinion,
            Opinion::Wants(Capacity(1))
        );
    }

    #[test]
    fn leaves_alone_what_is_within_the_tolerance() {
        assert_eq!(
            verdict_of(TRACK, &stream(4, &[0.65])).opinion,
            Opinion::Wants(Capacity(4))
        );
        assert_eq!(
            verdict_of(TRACK, &stream(4, &[0.55])).opinion,
            Opinion::Wants(Capacity(4))
        );
    }

    #[test]
    fn the_tolerance_may_differ_by_direction() {
        let track = r#"{"track": {"metric": "write_utilization", "target": 0.5,
                        "tolerance": {"out": 0.05, "in": 0.3}}}"#;
        let wants = |value| verdict_of(track, &stream(10, &[value])).opinion;
        assert_eq!(wants(0.55), Opinion::Wants(Capacity(11)));
        assert_eq!(wants(0.52), Opinion::Wants(Capacity(10)));
        assert_eq!(wants(0.36), Opinion::Wants(Capacity(10)));
        assert_eq!(wants(0.34), Opinion::Wants(Capacity(7)));
    }

    #[test]
    fn a_tolerance_of_everything_is_refused_at_its_place() {
        let wrong = |tolerance: serde_json::Value| {
            let track = serde_json::json!({
                "metric": "write_utilization", "target": 0.5, "tolerance": tolerance
            });
            let wrong = deserr::deserialize::<Track, _, Mistakes>(track).unwrap_err();
            wrong.0.into_iter().map(|mistake| mistake.pointer).collect::<Vec<_>>()
        };
        let at = |place: &str| vec![place.to_owned()];
        assert_eq!(wrong(serde_json::json!(1.0)), at("/tolerance"));
        assert_eq!(wrong(serde_json::json!({"in": -0.1})), at("/tolerance/in"));
    }

    #[test]
    fn only_the_newest_value_counts() {
        assert_eq!(
            verdict_of(TRACK, &stream(4, &[9.0, 0.6])).opinion,
            Opinion::Wants(Capacity(4))
        );
    }

    #[test]
    fn nodes_that_are_not_scaled_carry_their_part() {
        let track = r#"{"track": {"metric": "memory_utilization", "target": 0.5}}"#;
        // 2 core and 2 task nodes at 100 % need 8 nodes, of which 6 are task nodes.
        assert_eq!(
            verdict_of(track, &cluster(2, 2, &[1.0])).opinion,
            Opinion::Wants(Capacity(6))
        );
        assert_eq!(
            verdict_of(track, &cluster(2, 2, &[0.1])).opinion,
            Opinion::Wants(Capacity(0))
        );
    }

    #[test]
    fn leaves_zero_by_one_step() {
        let track = r#"{"track": {"metric": "memory_utilization", "target": 0.5}}"#;
        assert_eq!(
            verdict_of(track, &cluster(0, 0, &[3.0])).opinion,
            Opinion::Wants(Capacity(1))
        );
    }

    #[test]
    fn says_what_it_saw() {
        let verdict = verdict_of(TRACK, &stream(4, &[0.9]));
        assert_eq!(
            verdict.finding.to_string(),
            "write_utilization 90 % is above its target of 60 %"
        );
    }
}
