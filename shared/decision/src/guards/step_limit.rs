//! Step limit: at most so much change at once, or within a period.
//!
//! Within a period counts what arrived in it of our own changes, those the other way round against
//! those this way, as with the scaling policies of Kubernetes' Horizontal Pod Autoscaler. What
//! somebody else added or removed uses nothing up; and what they brought back of ours is not
//! brought back once more. Of several limits the most restrictive counts (there `selectPolicy:
//! Min`).

mod used;

use std::fmt;

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::used::{used, whole};
use super::{Context, Says, Sets};
use crate::{Adjustment, Capacity, Direction, Period, policy::Mistakes, state::CHANGES_KEPT};

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
        let current = context.current();
        let per = self.per.unwrap_or_default();
        let start = per.before(context.view.now);
        let changes = context.view.state.changes.as_slice();
        let first = changes.partition_point(|change| change.at <= start);
        let changes = changes.get(first..).unwrap_or_default();
        let units = self.units(whole(changes, current, direction), direction);
        let left = i64::from(units) - used(changes, current, direction);
        let left = u32::try_from(left.max(0)).unwrap_or(u32::MAX);
        let furthest = match direction {
            Direction::Out => current.0.saturating_add(left),
            Direction::In => current.0.saturating_sub(left),
        };
        let until = changes.first().map(|oldest| per.after(oldest.at));
        (Capacity(furthest), until)
    }

    /// At least one: per cent that allow nothing would hold a small target for ever.
    fn units(self, whole: Capacity, direction: Direction) -> u32 {
        let units = match (self.amount, direction) {
            (Adjustment::Units(units), _) => units,
            (Adjustment::PerCent(share), Direction::Out) => share.rounded_up(whole),
            (Adjustment::PerCent(share), Direction::In) => share.rounded_down(whole),
        };
        units.max(1)
    }
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
mod tests;
