//! What a document says of a level: one threshold, and one change.

use deserr::{Deserr, ValuePointerRef};
use schemars::JsonSchema;

use crate::{
    Adjustment, Direction,
    metric_value::MetricValue,
    policy::{
        Mistakes,
        schema::{apart, one_of},
    },
    resize::Resize,
    rules::step::level::Level,
    threshold::{Threshold, with_threshold},
};

pub(super) const THRESHOLDS: [&str; 5] = ["over", "at_least", "under", "at_most", "equals"];
pub(super) const CHANGES: [&str; 3] = ["add", "remove", "to"];

/// A document with the fields of a level, and with fields of its own. What it says with them is
/// `said`.
macro_rules! with_level {
    ($(#[$attribute:meta])* pub(super) struct $Document:ident { $($fields:tt)* }) => {
        with_threshold! {
            $(#[$attribute])*
            pub(super) struct $Document {
                /// The value that it has to be, in the metric's unit.
                #[deserr(default)]
                #[schemars(extend("examples" = [0]))]
                equals: Option<MetricValue>,
                /// How much more; not with a threshold for little load.
                #[deserr(default)]
                add: Option<Adjustment>,
                /// How much less; not with a threshold for much load.
                #[deserr(default)]
                remove: Option<Adjustment>,
                /// An exact capacity in units; much load never means less, little load never more.
                #[deserr(default)]
                #[schemars(extend("examples" = [20]))]
                to: Option<u32>,
                $($fields)*
            }
        }

        impl $Document {
            fn said(&self) -> Said {
                let mut thresholds = self.thresholds();
                let equals = self.equals.map(MetricValue::number);
                thresholds.extend(equals.map(Threshold::Equals));
                Said { thresholds, add: self.add, remove: self.remove, to: self.to }
            }
        }
    };
}

pub(super) use with_level;

with_level! {
    /// One of several levels: a threshold and a change.
    #[derive(Debug, Deserr, JsonSchema)]
    #[deserr(error = Mistakes, deny_unknown_fields)]
    #[schemars(inline, extend("allOf" = [
        one_of(&THRESHOLDS),
        one_of(&CHANGES),
        apart(&["over", "at_least"], &["remove"]),
        apart(&["under", "at_most"], &["add"])
    ]))]
    pub(super) struct LevelDocument {}
}

/// Every threshold and every change that is given.
pub(super) struct Said {
    pub(super) thresholds: Vec<Threshold>,
    pub(super) add: Option<Adjustment>,
    pub(super) remove: Option<Adjustment>,
    pub(super) to: Option<u32>,
}

impl Said {
    pub(super) fn is_nothing(&self) -> bool {
        let unchanged = self.add.is_none() && self.remove.is_none() && self.to.is_none();
        self.thresholds.is_empty() && unchanged
    }

    /// The one level that it comes to.
    pub(super) fn level(self, location: ValuePointerRef) -> Result<Level, Mistakes> {
        let mut wrong = Mistakes::default();
        let threshold = match self.thresholds.as_slice() {
            [threshold] => Some(*threshold),
            _ => None,
        };
        if threshold.is_none() {
            let detail = "expected one of `over`, `at_least`, `under`, `at_most` and `equals`";
            wrong.note(location, detail);
        }
        let change = wrong.sound(Resize::only_one(self.add, self.remove, self.to, location));
        let asks = |direction| {
            self.thresholds
                .iter()
                .any(|it| it.direction() == Some(direction))
        };
        if self.remove.is_some() && asks(Direction::Out) {
            let detail = "load over a threshold cannot ask for less";
            wrong.note(location.push_key("remove"), detail);
        }
        if self.add.is_some() && asks(Direction::In) {
            let detail = "load under a threshold cannot ask for more";
            wrong.note(location.push_key("add"), detail);
        }
        match (threshold, change) {
            (Some(threshold), Some(change)) => wrong.or(Level { threshold, change }),
            _ => Err(wrong),
        }
    }
}

impl Deserr<Mistakes> for Level {
    fn deserialize_from_value<V: deserr::IntoValue>(
        value: deserr::Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        let document = LevelDocument::deserialize_from_value(value, location)?;
        document.said().level(location)
    }
}
