//! Never below a share of the highest need of the last day or week: who was busy yesterday will
//! be busy again.
//!
//! floor = ⌈highest need × factor⌉, where the need of a moment is what the rules that watch load
//! recommended together, before any guard. epsagon's kinesis-autoscaler goes back to half of the
//! last day's peak in this way.
//!
//! The floor holds capacity and never adds any, which the guard `peak` sees to: a need that a
//! guard kept from being met would otherwise go round that guard. What is kept is not a need, so
//! that the floor does not keep itself up.

use std::fmt;

use deserr::{Deserr, ValuePointerRef};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Need, Opinion, Recommends};
use crate::{Capacity, Missed, Period, View, policy::Mistakes};

const SHORTEST: Period = Period::minutes(60);
/// What is remembered of a target grows with it.
const LONGEST: Period = Period::minutes(7 * 24 * 60);

/// Keeps a share of the highest need of a time.
#[derive(Clone, Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields, validate = checked -> Mistakes)]
pub struct Peak {
    /// The time of which the highest need counts: `1h` to `7d`.
    #[schemars(extend("examples" = ["1d", "7d"]))]
    over: Period,
    /// The share of the highest need that is kept.
    #[deserr(default = 1.0)]
    #[schemars(extend("exclusiveMinimum" = 0, "maximum" = 1.0, "default" = 1.0, "examples" = [0.5]))]
    factor: f64,
}

fn checked(peak: Peak, location: ValuePointerRef) -> Result<Peak, Mistakes> {
    let mut wrong = Mistakes::default();
    if !(SHORTEST..=LONGEST).contains(&peak.over) {
        let over = peak.over;
        let detail = format!("expected {SHORTEST} to {LONGEST}, found `{over}`");
        wrong.note(location.push_key("over"), detail);
    }
    if !(0.0 < peak.factor && peak.factor <= 1.0) {
        let detail = "expected more than 0 and at most 1";
        wrong.note(location.push_key("factor"), detail);
    }
    wrong.or(peak)
}

/// The highest need, and what is kept of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    over: Period,
    factor: f64,
    /// `None`: no need is known of that time.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    highest: Option<Highest>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Highest {
    at: Timestamp,
    need: Capacity,
    kept: Capacity,
}

impl Peak {
    /// What is kept of a need.
    pub(crate) fn kept_of(&self, need: Capacity) -> Capacity {
        Capacity::holding(need.units() * self.factor)
    }

    fn highest(&self, view: &View<'_>) -> Option<Highest> {
        let needs = &view.state.needs;
        let (at, need) = needs.highest_after(self.over.before(view.now))?;
        let kept = self.kept_of(need);
        Some(Highest { at, need, kept })
    }
}

impl Recommends for Peak {
    type Finding = Finding;

    fn needs(&self) -> Vec<Need> {
        vec![Need::Peak { over: self.over }]
    }

    fn recommend(&self, view: &View<'_>) -> Result<(Opinion, Finding), Missed> {
        let highest = self.highest(view);
        let (floor, cap) = (None, None);
        let opinion = highest.map_or(Opinion::Limits { floor, cap }, |highest| {
            Opinion::Keeps(highest.kept)
        });
        let finding = Finding {
            over: self.over,
            factor: self.factor,
            highest,
        };
        Ok((opinion, finding))
    }

    /// When the highest need is too long ago.
    fn until(&self, view: &View<'_>) -> Option<Timestamp> {
        let highest = self.highest(view)?;
        Some(self.over.after(highest.at))
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let over = self.over;
        match self.highest {
            None => write!(f, "no need of the last {over} is known"),
            Some(Highest { at, need, kept }) => write!(
                f,
                "the highest need of the last {over} was {need} at {at}, of which {kept} are kept"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        Policy, ScalingState, decide,
        rules::tests::{mistakes_of, noon, rule, stream},
    };

    const HALF: &str = r#"{"peak": {"over": "24h", "factor": 0.5}}"#;

    /// What is kept when 13 shards were needed so many hours ago.
    fn kept(hours_ago: u32) -> Option<Capacity> {
        let mut state = ScalingState::default();
        let at = Period::minutes(60 * hours_ago).before(noon());
        state.needs.remember(at, Capacity(13), LONGEST);
        let seen = stream(20, &[]);
        match rule(HALF)
            .recommend(&View::new(&seen, &state, noon()))
            .opinion
        {
            Opinion::Keeps(kept) => Some(kept),
            _ => None,
        }
    }

    #[test]
    fn a_share_of_the_highest_need_is_kept() {
        assert_eq!(kept(23), Some(Capacity(7)));
    }

    #[test]
    fn a_need_that_is_too_long_ago_is_forgotten() {
        assert_eq!(kept(24), None);
    }

    /// What is decided of twelve idle shards when 13 were needed an hour ago.
    fn decided(another: &Value, manual: &Value) -> Capacity {
        let track = json!({"track": {"metric": "write_utilization", "target": 0.6}});
        let peak: Value = serde_json::from_str(HALF).unwrap();
        let at_once = json!({"cooldown": "0s", "stabilization": "0s"});
        let document = json!({
            "name": "case",
            "targets": {"kind": "kinesis-stream", "names": ["clicks"]},
            "bounds": {"min": 2, "max": 64},
            "rules": [track, peak, another],
            "guards": {"scale_in": at_once, "manual": manual},
        });
        let policy = Policy::parse(&document).unwrap();
        let mut state = ScalingState::default();
        let at = Period::minutes(60).before(noon());
        state.needs.remember(at, Capacity(13), LONGEST);
        decide(&policy, &stream(12, &[0.1]), &state, noon()).desired()
    }

    #[test]
    fn a_cap_and_a_persons_override_go_below_what_is_kept() {
        let at_night = |cap: u32| json!({"schedule": {"max": cap}});
        let over = json!({"capacity": 3, "until": "2026-03-02T12:00:00Z"});
        assert_eq!(decided(&at_night(40), &over), Capacity(7));
        assert_eq!(decided(&at_night(4), &over), Capacity(4));
        let in_force = json!({"capacity": 3, "until": "2026-03-02T12:01:00Z"});
        assert_eq!(decided(&at_night(40), &in_force), Capacity(3));
    }

    #[test]
    fn in_shadow_nothing_is_kept() {
        let shadowed = json!({"peak": {"over": "24h"}, "shadow": true});
        assert_eq!(decided(&shadowed, &Value::Null), Capacity(7));
    }

    #[test]
    fn a_target_that_is_new_has_no_floor_and_it_says_so() {
        let (seen, state) = (stream(4, &[]), ScalingState::default());
        let verdict = rule(HALF).recommend(&View::new(&seen, &state, noon()));
        let (floor, cap) = (None, None);
        assert_eq!(verdict.opinion, Opinion::Limits { floor, cap });
        assert_eq!(
            verdict.finding.to_string(),
            "no need of the last 1d is known"
        );
    }

    #[test]
    fn every_mistake_is_told_with_its_place() {
        let wrong = mistakes_of(r#"{"peak": {"over": "8d", "factor": 2}}"#);
        let places: Vec<_> = wrong.iter().map(|each| each.pointer.as_str()).collect();
        assert_eq!(places, ["/peak/over", "/peak/factor"]);
    }
}
