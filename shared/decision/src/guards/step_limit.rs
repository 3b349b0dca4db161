//! Step limit: at most so much change at once, or within a period.
//!
//! Within a period counts what arrived in it: the limit is taken from where capacity would be
//! without those changes, as with the scaling policies of Kubernetes' Horizontal Pod Autoscaler.
//! Of several limits the most restrictive counts (there `selectPolicy: Min`).

use std::fmt;

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Context, Says, Sets};
use crate::{
    Adjustment, Capacity, Change, Direction, Period, policy::Mistakes, state::CHANGES_KEPT,
};

const MOST: usize = 5;

/// The most that is added or removed: at once, or in a period; several limits hold together.
/// Default: no limit.
// Never empty.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(
    inline,
    with = "serde_json::Value",
    extend("anyOf" = [
        Adjustment::json_schema(generator),
        Document::json_schema(generator),
        {"type": "array", "minItems": 1, "maxItems": MOST, "items": {"anyOf": [
            Adjustment::json_schema(generator),
            Document::json_schema(generator)
        ]}}
    ])
)]
pub(crate) struct Setting(Vec<Limit>);

/// The most that is added or removed: at once, of the capacity there is, or in a period, of the
/// capacity at its start.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Limit {
    amount: Adjustment,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    per: Option<Period>,
}

#[derive(Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields)]
#[schemars(inline)]
struct Document {
    /// How much, of the capacity there is or was at the start of the period.
    amount: Adjustment,
    /// The time in which no more is added or removed, at most `1h`. Default: none, at once.
    #[deserr(default)]
    #[schemars(extend("examples" = ["10m"]))]
    per: Option<Period>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// No limit is set.
    Unlimited,
    Within,
    /// By the most restrictive limit.
    Cut {
        limit: Limit,
        /// When the oldest change that counts against it leaves its period.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        until: Option<Timestamp>,
    },
}

pub(super) fn restrain(context: &Context<'_>, proposed: Capacity) -> Option<(Capacity, Word)> {
    let (direction, settings) = context.directed(proposed)?;
    let Some(Setting(limits)) = &settings.step_limit else {
        return Some((proposed, Word::Unlimited));
    };
    let (mut after, mut word) = (proposed, Word::Within);
    for limit in limits {
        let (furthest, until) = limit.furthest(context, direction);
        let stricter = match direction {
            Direction::Out => furthest < after,
            Direction::In => after < furthest,
        };
        if stricter {
            let limit = *limit;
            (after, word) = (furthest, Word::Cut { limit, until });
        }
    }
    Some((after, word))
}

impl Limit {
    /// How far capacity may go now, and when it may go further.
    fn furthest(
        self,
        context: &Context<'_>,
        direction: Direction,
    ) -> (Capacity, Option<Timestamp>) {
        let (current, now) = (context.current(), context.view.now);
        let per = self.per.unwrap_or_default();
        let start = per.before(now);
        let changes = &context.view.state.changes;
        let counted = || changes.iter().filter(|change| start < change.at);
        let total = |amount: fn(&Change) -> u32| counted().map(amount).fold(0, u32::saturating_add);
        let added = total(|change| change.to.0.saturating_sub(change.from.0));
        let removed = total(|change| change.from.0.saturating_sub(change.to.0));
        let before = Capacity(current.0.saturating_add(removed).saturating_sub(added));
        let furthest = match direction {
            Direction::Out => self.amount.added_to(before).max(current),
            Direction::In => lowest(self.amount, before).min(current),
        };
        (
            furthest,
            counted().next().map(|oldest| per.after(oldest.at)),
        )
    }
}

/// At least one unit may go: per cent that allow nothing would hold a small target for ever.
fn lowest(limit: Adjustment, before: Capacity) -> Capacity {
    let one_less = Capacity(before.0.saturating_sub(1));
    limit.removed_from(before).min(one_less)
}

impl Sets for Setting {}

impl Says for Word {
    fn until(&self) -> Option<Timestamp> {
        match self {
            Self::Cut { until, .. } => *until,
            Self::Unlimited | Self::Within => None,
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.per {
            None => write!(f, "{} at once", self.amount),
            Some(per) => write!(f, "{} in {per}", self.amount),
        }
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unlimited => f.write_str("none set"),
            Self::Within => f.write_str("within its limits"),
            Self::Cut { limit, .. } => write!(f, "at most {limit}"),
        }
    }
}

impl Deserr<Mistakes> for Limit {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        if !matches!(value, Value::Map(_)) {
            let amount = Adjustment::deserialize_from_value(value, location)?;
            return Ok(Self { amount, per: None });
        }
        let Document { amount, per } = Document::deserialize_from_value(value, location)?;
        if per.is_some_and(|per| per == Period::ZERO || CHANGES_KEPT < per) {
            let detail = format!("expected more than 0s, at most {CHANGES_KEPT}");
            return Err(Mistakes::at(location.push_key("per"), detail));
        }
        Ok(Self { amount, per })
    }
}

impl Deserr<Mistakes> for Setting {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        if !matches!(value, Value::Sequence(_)) {
            return Limit::deserialize_from_value(value, location).map(|limit| Self(vec![limit]));
        }
        let limits = Vec::deserialize_from_value(value, location)?;
        if limits.is_empty() || MOST < limits.len() {
            let detail = format!("expected 1 to {MOST} limits, found {}", limits.len());
            return Err(Mistakes::at(location, detail));
        }
        Ok(Self(limits))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::guards::tests::{Case, noon};

    fn limited(limit: Value) -> Case {
        Case::new(
            8,
            json!({"scale_in": {"cooldown": "0s", "stabilization": "0s", "step_limit": limit},
                   "scale_out": {"step_limit": limit}}),
        )
    }

    /// With changes that arrived so many minutes ago.
    fn changed(limit: Value, changes: &[(u32, u32, u32)]) -> Case {
        let mut case = limited(limit);
        let changes = changes.iter().map(|(minutes, from, to)| Change {
            at: Period::minutes(*minutes).before(noon()),
            from: Capacity(*from),
            to: Capacity(*to),
        });
        case.state.changes = changes.collect();
        case
    }

    #[test]
    fn cuts_a_change_to_a_number_of_units() {
        assert_eq!(limited(json!(3)).restrained(20).0, Capacity(11));
        assert_eq!(limited(json!(3)).restrained(1).0, Capacity(5));
    }

    #[test]
    fn cuts_a_change_to_per_cent_of_what_there_is() {
        assert_eq!(limited(json!("50%")).restrained(20).0, Capacity(12));
        assert_eq!(limited(json!("50%")).restrained(1).0, Capacity(4));
    }

    #[test]
    fn lets_at_least_one_unit_go() {
        assert_eq!(limited(json!("10%")).restrained(1).0, Capacity(7));
    }

    #[test]
    fn leaves_a_smaller_change_alone() {
        assert_eq!(limited(json!(3)).restrained(10).0, Capacity(10));
    }

    #[test]
    fn what_arrived_within_the_period_counts_against_it() {
        let limit = json!({"amount": 4, "per": "15m"});
        assert_eq!(limited(limit.clone()).restrained(20).0, Capacity(12));
        let case = changed(limit.clone(), &[(16, 1, 5), (14, 5, 8)]);
        assert_eq!(case.restrained(20).0, Capacity(9));
        assert_eq!(
            case.word("step_limit", 20),
            "step_limit: 9 instead of 20, at most 4 in 15m"
        );
        let case = changed(limit, &[(15, 4, 8)]);
        assert_eq!(case.restrained(20).0, Capacity(12));
    }

    #[test]
    fn per_cent_of_a_period_are_of_what_there_was_at_its_start() {
        let limit = json!({"amount": "100%", "per": "10m"});
        assert_eq!(changed(limit, &[(5, 5, 8)]).restrained(20).0, Capacity(10));
    }

    #[test]
    fn a_limit_that_is_used_up_holds_until_the_oldest_change_leaves_its_period() {
        let limit = json!({"amount": 2, "per": "15m"});
        let case = changed(limit, &[(10, 10, 9), (5, 9, 8)]);
        let (capacity, restraints) = case.restrained(4);
        assert_eq!(capacity, Capacity(8));
        let until = restraints.iter().find_map(crate::guards::Restraint::until);
        assert_eq!(until, Some(Period::minutes(5).after(noon())));
    }

    #[test]
    fn somebody_elses_change_does_not_count() {
        // Ours went from 4 to 6; somebody went on to 8.
        let limit = json!({"amount": 4, "per": "15m"});
        assert_eq!(changed(limit, &[(5, 4, 6)]).restrained(20).0, Capacity(10));
    }

    #[test]
    fn of_several_limits_the_most_restrictive_counts() {
        let limits = json!(["50%", 6, {"amount": 9, "per": "30m"}]);
        assert_eq!(limited(limits.clone()).restrained(30).0, Capacity(12));
        let case = changed(limits, &[(20, 1, 8)]);
        assert_eq!(case.restrained(30).0, Capacity(10));
    }

    #[test]
    fn a_period_longer_than_changes_are_remembered_is_refused() {
        let read = |limit: Value| deserr::deserialize::<Setting, _, Mistakes>(limit);
        let wrong = read(json!([3, {"amount": 1, "per": "2h"}])).unwrap_err();
        assert_eq!(
            wrong.0[0].to_string(),
            "/1/per: expected more than 0s, at most 1h"
        );
        assert!(read(json!([])).is_err());
    }
}
