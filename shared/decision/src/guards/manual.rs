//! Manual: somebody says how much there is to be, until a time. Then capacity goes down from that
//! in steps, if a ramp is set, until it is where the rules want it; after the manual scaling of
//! Mercari's autoscaler for Cloud Spanner. What is needed beyond the override, by the rules or by
//! the fail-safe floor of `missing`, does not wait for the ramp.

use std::fmt;

use deserr::{Deserr, ValuePointerRef};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Context, Says, Sets, Settings};
use crate::{Adjustment, Bounds, Capacity, Period, moment::Moment, policy::Mistakes};

/// A capacity that somebody chose, until a time.
#[derive(Clone, Copy, Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields)]
#[schemars(rename = "Manual")]
pub(crate) struct Setting {
    /// The capacity in units, within the bounds.
    #[schemars(extend("examples" = [12]))]
    capacity: u32,
    /// When the rules decide again.
    until: Moment,
    /// How capacity comes back down after the end. Default: at once.
    #[deserr(default)]
    ramp: Option<Ramp>,
}

/// After the end there may be so much less than the override for each time that has passed.
#[derive(Clone, Copy, Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields, validate = checked -> Mistakes)]
struct Ramp {
    /// How much less.
    amount: Adjustment,
    /// For each such time.
    every: Period,
}

fn checked(ramp: Ramp, location: ValuePointerRef) -> Result<Ramp, Mistakes> {
    if ramp.every == Period::ZERO {
        return Err(Mistakes::at(
            location.push_key("every"),
            "expected more than 0s",
        ));
    }
    Ok(ramp)
}

impl Sets for Setting {
    fn against(&self, bounds: Bounds) -> Vec<(&'static str, String)> {
        let outside = bounds.against(Capacity(self.capacity));
        outside
            .map(|detail| ("capacity", detail))
            .into_iter()
            .collect()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// No override is set, or it is over.
    Nothing,
    InForce {
        capacity: Capacity,
        until: Timestamp,
    },
    /// On the way back from the override; the next step may be taken at `until`.
    Ramp {
        capacity: Capacity,
        until: Timestamp,
    },
}

pub(super) fn restrain(context: &Context<'_>, proposed: Capacity) -> Option<(Capacity, Word)> {
    let Some(setting) = context.policy.guards.manual else {
        return Some((proposed, Word::Nothing));
    };
    let (now, capacity) = (context.view.now, Capacity(setting.capacity));
    let Moment(until) = setting.until;
    if now < until {
        return Some((capacity, Word::InForce { capacity, until }));
    }
    let scaling_in = setting.ramp.filter(|_| proposed < context.current());
    let Some(ramp) = scaling_in else {
        return Some((proposed, Word::Nothing));
    };
    let lowest = ramp.lowest(capacity, ramp.steps(until, now));
    let after = proposed.max(lowest).min(context.current());
    let word = if after == proposed {
        Word::Nothing
    } else {
        let until = ramp.next(until, now);
        Word::Ramp { capacity, until }
    };
    Some((after, word))
}

impl Settings {
    /// When an override ended that does nothing any more.
    pub(crate) fn override_over(&self, bounds: Bounds, now: Timestamp) -> Option<Timestamp> {
        let Setting {
            capacity,
            until: Moment(until),
            ramp,
        } = self.manual?;
        let held = |ramp: Ramp| ramp.lowest(Capacity(capacity), ramp.steps(until, now));
        let over = until <= now && ramp.is_none_or(|ramp| held(ramp) <= bounds.min());
        over.then_some(until)
    }
}

impl Ramp {
    /// How many times `every` has passed.
    fn steps(self, since: Timestamp, now: Timestamp) -> u32 {
        let seconds = now.as_second().saturating_sub(since.as_second());
        let steps = seconds / i64::from(self.every.as_seconds().max(1));
        u32::try_from(steps).unwrap_or(u32::MAX)
    }

    /// When one more step may be taken.
    fn next(self, since: Timestamp, now: Timestamp) -> Timestamp {
        let every = i64::from(self.every.as_seconds());
        let steps = i64::from(self.steps(since, now)) + 1;
        let second = since.as_second().saturating_add(every * steps);
        Timestamp::from_second(second).unwrap_or(Timestamp::MAX)
    }

    /// The least capacity after so many steps down from `start`; each is at least one unit.
    fn lowest(self, start: Capacity, steps: u32) -> Capacity {
        let one_less = Capacity(start.0.saturating_sub(1));
        let first = self.amount.removed_from(start).min(one_less);
        let step = start.0.saturating_sub(first.0);
        Capacity(start.0.saturating_sub(step.saturating_mul(steps)))
    }
}

impl Says for Word {
    fn until(&self) -> Option<Timestamp> {
        match self {
            Self::Nothing => None,
            Self::InForce { until, .. } | Self::Ramp { until, .. } => Some(*until),
        }
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("nothing"),
            Self::InForce { capacity, until } => write!(f, "set to {capacity} until {until}"),
            Self::Ramp { capacity, until } => {
                write!(
                    f,
                    "in steps down from {capacity}, the next one from {until}"
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::guards::{
        Restraint,
        tests::{Case, at_once, noon},
    };

    /// An override of 20 that ended, or ends, this many minutes from noon.
    fn overridden(current: u32, minutes_from_noon: i64) -> Case {
        let until = noon().as_second() + 60 * minutes_from_noon;
        let until = Timestamp::from_second(until).unwrap().to_string();
        let ramp = json!({"amount": 2, "every": "5m"});
        let manual = json!({"capacity": 20, "until": until, "ramp": ramp});
        Case::new(current, at_once(json!({ "manual": manual })))
    }

    #[test]
    fn an_override_is_exactly_kept_whatever_the_rules_want() {
        for (current, recommended) in [(8, 4), (8, 30), (20, 4), (20, 30), (30, 30)] {
            let case = overridden(current, 1);
            assert_eq!(case.restrained(recommended).0, Capacity(20));
        }
        assert_eq!(
            overridden(8, 1).word("manual", 4),
            "manual: 20 instead of 4, set to 20 until 2026-03-02T12:01:00Z"
        );
    }

    #[test]
    fn an_override_obeys_the_bounds_and_what_forbids_a_change() {
        let manual = json!({"capacity": 20, "until": "2026-03-02T12:01:00Z"});
        let paused = json!({"manual": manual, "pause": {"direction": "all"}});
        assert_eq!(Case::new(8, paused).restrained(8).0, Capacity(8));
        let mut case = Case::new(8, json!({ "manual": manual }));
        case.bounds = crate::Bounds::new(Capacity(2), Capacity(12)).unwrap();
        assert_eq!(case.restrained(8).0, Capacity(12));
    }

    #[test]
    fn after_its_end_capacity_goes_down_by_one_step_for_each_time_that_passed() {
        assert_eq!(overridden(20, 0).restrained(4).0, Capacity(20));
        assert_eq!(overridden(20, -4).restrained(4).0, Capacity(20));
        assert_eq!(overridden(20, -5).restrained(4).0, Capacity(18));
        assert_eq!(overridden(18, -14).restrained(4).0, Capacity(16));
    }

    #[test]
    fn a_step_is_at_least_one_unit() {
        let ramp = json!({"amount": "1%", "every": "5m"});
        let manual = json!({"capacity": 20, "until": "2026-03-02T11:50:00Z", "ramp": ramp});
        let case = Case::new(20, at_once(json!({ "manual": manual })));
        assert_eq!(case.restrained(4).0, Capacity(18));
    }

    #[test]
    fn what_is_needed_does_not_wait_for_the_ramp() {
        assert_eq!(overridden(20, 0).restrained(30).0, Capacity(30));
        // Set lower than the rules want it.
        assert_eq!(overridden(12, -5).restrained(40).0, Capacity(40));
    }

    #[test]
    fn the_fail_safe_floor_does_not_wait_for_the_ramp() {
        let ramp = json!({"amount": 1, "every": "1h"});
        let manual = json!({"capacity": 4, "until": "2026-03-02T11:59:00Z", "ramp": ramp});
        let missing = json!({"floor": 30, "after": "10m"});
        let mut case = Case::new(4, json!({"manual": manual, "missing": missing}));
        case.blind_since = Some(Period::minutes(10).before(noon()));
        assert_eq!(case.restrained(4).0, Capacity(30));
    }

    #[test]
    fn it_is_told_when_the_next_step_may_be_taken() {
        let (_, restraints) = overridden(18, -7).restrained(4);
        let until = restraints.iter().find_map(Restraint::until);
        assert_eq!(until, Some(Period::minutes(3).after(noon())));
    }

    #[test]
    fn the_ramp_ends_where_the_rules_want_capacity() {
        assert_eq!(overridden(18, -10).restrained(17).0, Capacity(17));
        assert_eq!(overridden(6, -600).restrained(3).0, Capacity(3));
    }

    #[test]
    fn the_ramp_never_turns_a_direction_round() {
        assert_eq!(overridden(8, -5).restrained(4).0, Capacity(8));
    }

    #[test]
    fn without_a_ramp_the_rules_count_at_once() {
        let manual = json!({"capacity": 20, "until": "2026-03-02T12:00:00Z"});
        let case = Case::new(20, at_once(json!({ "manual": manual })));
        assert_eq!(case.restrained(4).0, Capacity(4));
    }

    #[test]
    fn a_ramp_without_time_is_refused() {
        let ramp = json!({"amount": 2, "every": "0s"});
        let manual = json!({"capacity": 20, "until": "2026-12-01T00:00:00Z", "ramp": ramp});
        let wrong = deserr::deserialize::<Setting, Value, Mistakes>(manual).unwrap_err();
        assert_eq!(wrong.0[0].to_string(), "/ramp/every: expected more than 0s");
    }
}
