//! A step rule as documents have it.

use deserr::{Deserr, ValuePointerRef};
use schemars::JsonSchema;

use super::{Rest, Step, level::Level};
use crate::{
    Adjustment, Period,
    metric_value::MetricValue,
    policy::{
        Mistakes,
        schema::{apart, one_of},
    },
    resize::Resize,
    row::Sustained,
    threshold::Threshold,
    watched::Watched,
};

/// The most levels of one rule.
const MOST_STEPS: usize = 20;

const THRESHOLDS: [&str; 5] = ["over", "at_least", "under", "at_most", "equals"];
const CHANGES: [&str; 3] = ["add", "remove", "to"];

#[derive(Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields)]
#[schemars(inline, extend(
    "oneOf" = [
        {"required": ["steps"]},
        {"allOf": [one_of(&THRESHOLDS), one_of(&CHANGES)]}
    ],
    "allOf" = [
        apart(&["steps"], &THRESHOLDS),
        apart(&["steps"], &CHANGES),
        apart(&["over", "at_least"], &["remove"]),
        apart(&["under", "at_most"], &["add"]),
        apart(&["for"], &["samples"])
    ]
))]
pub(super) struct Document {
    /// What is compared with the threshold.
    metric: Watched,
    /// The threshold that the value has to be above, in the metric's unit.
    #[deserr(default)]
    #[schemars(extend("examples" = [60]))]
    over: Option<MetricValue>,
    /// The threshold that the value has to reach or be above, in the metric's unit.
    #[deserr(default)]
    #[schemars(extend("examples" = [60]))]
    at_least: Option<MetricValue>,
    /// The threshold that the value has to be below, in the metric's unit.
    #[deserr(default)]
    #[schemars(extend("examples" = [0.2]))]
    under: Option<MetricValue>,
    /// The threshold that the value has to reach or be below, in the metric's unit.
    #[deserr(default)]
    #[schemars(extend("examples" = [0.2]))]
    at_most: Option<MetricValue>,
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
    /// Several levels in one direction, in place of one threshold and one change. Default: none.
    #[deserr(default)]
    #[schemars(length(min = 1, max = MOST_STEPS))]
    steps: Option<Vec<Level>>,
    /// How long every sample has to be past the threshold; at most `3h`. `0s`: the newest one.
    #[deserr(default, rename = "for")]
    #[schemars(rename = "for", extend("default" = "0s", "examples" = ["3m"]))]
    held: Option<Period>,
    /// How many samples in a row have to be past it, in place of `for`; at most `3h` of them.
    /// Default: none.
    #[deserr(default)]
    #[schemars(extend("minimum" = 1, "examples" = [5]))]
    samples: Option<u32>,
    /// How long samples do not count after the step was taken. Default: not at all.
    #[deserr(default)]
    rest: Option<Period>,
}

/// One of several levels: a threshold and a change.
#[derive(Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields)]
#[schemars(inline, extend("allOf" = [
    one_of(&THRESHOLDS),
    one_of(&CHANGES),
    apart(&["over", "at_least"], &["remove"]),
    apart(&["under", "at_most"], &["add"])
]))]
pub(super) struct LevelDocument {
    /// The threshold that the value has to be above, in the metric's unit.
    #[deserr(default)]
    #[schemars(extend("examples" = [60]))]
    over: Option<MetricValue>,
    /// The threshold that the value has to reach or be above, in the metric's unit.
    #[deserr(default)]
    #[schemars(extend("examples" = [60]))]
    at_least: Option<MetricValue>,
    /// The threshold that the value has to be below, in the metric's unit.
    #[deserr(default)]
    #[schemars(extend("examples" = [0.2]))]
    under: Option<MetricValue>,
    /// The threshold that the value has to reach or be below, in the metric's unit.
    #[deserr(default)]
    #[schemars(extend("examples" = [0.2]))]
    at_most: Option<MetricValue>,
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
}

impl Deserr<Mistakes> for Step {
    fn deserialize_from_value<V: deserr::IntoValue>(
        value: deserr::Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        let document = Document::deserialize_from_value(value, location)?;
        let each = document.metric.resolution();
        let sustained = Sustained::of(document.held, document.samples, each, location);
        let (metric, rest) = (document.metric.clone(), document.rest);
        let (sustained, levels) = match (sustained, document.levels(location)) {
            (Ok(sustained), Ok(levels)) => (sustained, levels),
            (sustained, levels) => {
                let wrong = [sustained.err(), levels.err()].into_iter().flatten();
                return Err(Mistakes(wrong.flat_map(|wrong| wrong.0).collect()));
            }
        };
        let (first, others) = levels;
        let rest = rest.map(|length| Rest {
            length,
            // Whole, so that a rule that is changed does not rest.
            of: format!("{metric} {sustained:?} {first:?} {others:?} {length}"),
        });
        Ok(Self {
            metric,
            first,
            others,
            sustained,
            rest,
        })
    }
}

impl Document {
    /// The levels of `steps`, or the only one that the rule itself says.
    fn levels(self, location: ValuePointerRef) -> Result<(Level, Vec<Level>), Mistakes> {
        let only = LevelDocument {
            over: self.over,
            at_least: self.at_least,
            under: self.under,
            at_most: self.at_most,
            equals: self.equals,
            add: self.add,
            remove: self.remove,
            to: self.to,
        };
        let Some(levels) = self.steps else {
            return Ok((only.level(location)?, Vec::new()));
        };
        let steps = location.push_key("steps");
        if !only.is_empty() {
            let detail =
                "thresholds and changes are said in the rule or in its `steps`, not in both";
            return Err(Mistakes::at(steps, detail));
        }
        let Some((first, others)) = levels
            .split_first()
            .filter(|(_, others)| others.len() < MOST_STEPS)
        else {
            let detail = format!("expected 1 to {MOST_STEPS} steps, found {}", levels.len());
            return Err(Mistakes::at(steps, detail));
        };
        if others
            .iter()
            .any(|level| level.direction() != first.direction())
        {
            let detail = "all steps of a rule change capacity in the same direction";
            return Err(Mistakes::at(steps, detail));
        }
        Ok((*first, others.to_vec()))
    }
}

impl Deserr<Mistakes> for Level {
    fn deserialize_from_value<V: deserr::IntoValue>(
        value: deserr::Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        LevelDocument::deserialize_from_value(value, location)?.level(location)
    }
}

impl LevelDocument {
    fn is_empty(&self) -> bool {
        self.thresholds().is_empty() && self.changes().is_empty()
    }

    fn thresholds(&self) -> Vec<Threshold> {
        let said = [
            self.over.map(MetricValue::number).map(Threshold::Over),
            self.at_least
                .map(MetricValue::number)
                .map(Threshold::AtLeast),
            self.under.map(MetricValue::number).map(Threshold::Under),
            self.at_most.map(MetricValue::number).map(Threshold::AtMost),
            self.equals.map(MetricValue::number).map(Threshold::Equals),
        ];
        said.into_iter().flatten().collect()
    }

    fn changes(&self) -> Vec<Resize> {
        Resize::all_of(self.add, self.remove, self.to)
    }

    fn level(&self, location: ValuePointerRef) -> Result<Level, Mistakes> {
        let mut wrong = Mistakes::default();
        let (thresholds, changes) = (self.thresholds(), self.changes());
        if thresholds.len() != 1 {
            let detail = "expected one of `over`, `at_least`, `under`, `at_most` and `equals`";
            wrong.0.extend(Mistakes::at(location, detail).0);
        }
        if changes.len() != 1 {
            let detail = "expected one of `add`, `remove` and `to`";
            wrong.0.extend(Mistakes::at(location, detail).0);
        }
        if self.remove.is_some() && self.over.or(self.at_least).is_some() {
            let detail = "load over a threshold cannot ask for less";
            wrong
                .0
                .extend(Mistakes::at(location.push_key("remove"), detail).0);
        }
        if self.add.is_some() && self.under.or(self.at_most).is_some() {
            let detail = "load under a threshold cannot ask for more";
            wrong
                .0
                .extend(Mistakes::at(location.push_key("add"), detail).0);
        }
        match (thresholds.as_slice(), changes.as_slice()) {
            ([threshold], [change]) if wrong.0.is_empty() => Ok(Level {
                threshold: *threshold,
                change: *change,
            }),
            _ => Err(wrong),
        }
    }
}
