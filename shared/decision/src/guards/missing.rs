//! Missing: what happens while a rule that watches load cannot see it. Scaling in never does;
//! scaling out by what the others see may be forbidden; and after a time of blindness capacity
//! rises to a fail-safe floor, as with the fallback of KEDA whose behavior is
//! `currentReplicasIfHigher`: what there is stays when it is more.
//!
//! The moments after a change, when there are no samples yet of the new capacity, are not
//! blindness.

use std::fmt;

use deserr::{Deserr, ValuePointerRef};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Context, Says, Sets, Settings};
use crate::{Bounds, Capacity, Period, policy::Mistakes};

/// What `after` is by default.
const PATIENCE: Period = Period::minutes(15);

/// The most that `stale_after` may be: longer, and scaling in would rest on data that is missing.
/// The least depends on how often there is any.
const MOST_STALE: Period = Period::minutes(30);

/// What happens while a rule that watches load cannot see it.
#[derive(Clone, Copy, Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields, validate = checked -> Mistakes)]
#[schemars(rename = "Missing", extend("dependentRequired" = {"after": ["floor"]}))]
pub(crate) struct Setting {
    /// Whether something is added for what the other rules see.
    #[deserr(default)]
    #[schemars(extend("default" = "allow"))]
    scale_out: ScaleOut,
    /// How long blindness lasts before the floor rises. Default: `15m`.
    #[deserr(default)]
    after: Option<Period>,
    /// What capacity rises to after that time, in units, within the bounds. Default: none.
    #[deserr(default)]
    #[schemars(extend("examples" = [10]))]
    floor: Option<u32>,
    /// How long after its end the newest sample counts: at least a period and a minute, at most
    /// `30m`. Default: two periods and two minutes.
    #[deserr(default)]
    #[schemars(extend("examples" = ["10m"]))]
    stale_after: Option<Period>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserr, JsonSchema)]
#[deserr(error = Mistakes, rename_all = lowercase)]
#[schemars(inline, rename_all = "lowercase")]
enum ScaleOut {
    /// It is.
    #[default]
    Allow,
    /// Nothing is.
    Hold,
}

fn checked(setting: Setting, location: ValuePointerRef) -> Result<Setting, Mistakes> {
    if setting.stale_after.is_some_and(|stale| MOST_STALE < stale) {
        let detail = format!("expected at most {MOST_STALE}");
        return Err(Mistakes::at(location.push_key("stale_after"), detail));
    }
    if setting.after.is_some() && setting.floor.is_none() {
        let detail = "the time after which `floor` is kept; give a `floor` too";
        return Err(Mistakes::at(location.push_key("after"), detail));
    }
    Ok(setting)
}

impl Settings {
    /// How long after its end the newest sample counts, if the policy says.
    pub(crate) fn stale_after(&self) -> Option<Period> {
        self.missing?.stale_after
    }

    /// How long blindness lasts before the fail-safe floor is kept, if there is one.
    pub(crate) fn patience(&self) -> Option<Period> {
        let setting = self.missing.filter(|missing| missing.floor.is_some())?;
        Some(setting.patience())
    }
}

impl Setting {
    fn patience(&self) -> Period {
        self.after.unwrap_or(PATIENCE)
    }
}

impl Sets for Setting {
    fn against(&self, bounds: Bounds) -> Vec<(&'static str, String)> {
        let floor = self.floor.map(Capacity);
        let outside = floor.and_then(|floor| bounds.against(floor));
        outside
            .map(|detail| ("floor", detail))
            .into_iter()
            .collect()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// Every rule that watches load sees it.
    Nothing,
    /// Not all can see; the floor rises at `until`, if there is one.
    Blind {
        since: Timestamp,
        until: Option<Timestamp>,
    },
    /// Nor is anything added.
    Held {
        since: Timestamp,
        until: Option<Timestamp>,
    },
    /// Blind for too long.
    Raised { since: Timestamp, floor: Capacity },
}

pub(super) fn restrain(context: &Context<'_>, proposed: Capacity) -> Option<(Capacity, Word)> {
    let Some(since) = context.blind_since else {
        return Some((proposed, Word::Nothing));
    };
    let Some(setting) = context.policy.guards.missing else {
        return Some((proposed, Word::Blind { since, until: None }));
    };
    // The rest of a scale-out was let through already.
    let after = if setting.scale_out == ScaleOut::Hold {
        proposed.min(context.let_through())
    } else {
        proposed
    };
    let rises = setting.patience().after(since);
    let floor = setting.floor.map(Capacity).filter(|floor| after < *floor);
    let word = match floor {
        Some(floor) if rises <= context.view.now => {
            return Some((floor, Word::Raised { since, floor }));
        }
        _ if after < proposed => Word::Held {
            since,
            until: floor.map(|_| rises),
        },
        _ => Word::Blind {
            since,
            until: floor.map(|_| rises),
        },
    };
    Some((after, word))
}

impl Says for Word {
    fn until(&self) -> Option<Timestamp> {
        match self {
            Self::Blind { until, .. } | Self::Held { until, .. } => *until,
            Self::Nothing | Self::Raised { .. } => None,
        }
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("nothing"),
            Self::Blind { since, .. } => write!(f, "blind since {since}"),
            Self::Held { since, .. } => write!(f, "blind since {since}, and nothing is added"),
            Self::Raised { since, floor } => write!(f, "blind since {since}, so at least {floor}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        guards::{
            Restraint,
            tests::{Case, noon},
        },
        policy::Mistake,
    };

    /// Eight units, blind for so many minutes.
    fn blind(minutes: u32, missing: Value) -> Case {
        let mut case = Case::new(8, json!({ "missing": missing }));
        case.blind_since = Some(Period::minutes(minutes).before(noon()));
        case
    }

    #[test]
    fn without_a_setting_blindness_restrains_nothing_more() {
        let mut case = Case::new(8, json!({}));
        case.blind_since = Some(Period::minutes(300).before(noon()));
        assert_eq!(case.restrained(8).0, Capacity(8));
        assert_eq!(case.restrained(12).0, Capacity(12));
    }

    #[test]
    fn the_floor_rises_after_a_time_of_blindness() {
        let missing = json!({"after": "10m", "floor": 20});
        assert_eq!(blind(9, missing.clone()).restrained(8).0, Capacity(8));
        assert_eq!(blind(10, missing.clone()).restrained(8).0, Capacity(20));
        assert_eq!(
            blind(10, missing).word("missing", 8),
            "missing: 20 instead of 8, blind since 2026-03-02T11:50:00Z, so at least 20"
        );
    }

    #[test]
    fn the_floor_never_lowers() {
        let missing = json!({"after": "10m", "floor": 6});
        assert_eq!(blind(60, missing.clone()).restrained(8).0, Capacity(8));
        assert_eq!(blind(60, missing).restrained(12).0, Capacity(12));
    }

    #[test]
    fn it_is_told_when_the_floor_will_rise() {
        let case = blind(4, json!({"after": "10m", "floor": 20}));
        let (_, restraints) = case.restrained(8);
        let until = restraints.iter().find_map(Restraint::until);
        assert_eq!(until, Some(Period::minutes(6).after(noon())));
    }

    #[test]
    fn while_blind_nothing_is_added_if_the_policy_says_so() {
        let case = blind(1, json!({"scale_out": "hold"}));
        assert_eq!(case.restrained(12).0, Capacity(8));
        assert_eq!(
            case.word("missing", 12),
            "missing: 8 instead of 12, blind since 2026-03-02T11:59:00Z, and nothing is added"
        );
    }

    #[test]
    fn the_rest_of_a_scale_out_goes_on_while_blind() {
        let mut case = blind(1, json!({"scale_out": "hold"}));
        case.on_the_way = Some(Capacity(12));
        assert_eq!(case.restrained(12).0, Capacity(12));
    }

    #[test]
    fn the_floor_does_not_wait_for_a_cooldown_or_a_step() {
        let mut case = Case::new(
            8,
            json!({"missing": {"floor": 20}, "scale_out": {"cooldown": "1h", "step_limit": 1}}),
        );
        case.blind_since = Some(Period::minutes(15).before(noon()));
        case.state.scaled_out_at = Some(Period::minutes(5).before(noon()));
        assert_eq!(case.restrained(8).0, Capacity(20));
    }

    #[test]
    fn a_time_without_a_floor_is_refused() {
        let setting = json!({"after": "10m"});
        let wrong = deserr::deserialize::<Setting, _, Mistakes>(setting).unwrap_err();
        assert_eq!(wrong.0[0].pointer, "/after");
    }

    #[test]
    fn data_that_is_hours_old_is_refused() {
        let setting = json!({ "stale_after": "3h" });
        let wrong = deserr::deserialize::<Setting, _, Mistakes>(setting).unwrap_err();
        let said: Vec<_> = wrong.0.iter().map(Mistake::to_string).collect();
        assert_eq!(said, ["/stale_after: expected at most 30m"]);
    }
}
