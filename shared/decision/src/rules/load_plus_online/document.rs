//! The rule as documents have it.

use deserr::{Deserr, ValuePointerRef};
use schemars::JsonSchema;

use super::LoadPlusOnline;
use crate::{
    Adjustment, Period,
    metric_value::MetricValue,
    policy::{Mistakes, schema::apart},
    row::Sustained,
    watched::Watched,
};

#[derive(Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields)]
#[schemars(inline, extend("allOf" = [apart(&["for"], &["samples"])]))]
pub(super) struct Document {
    /// What is compared with the thresholds.
    metric: Watched,
    /// What is borne without any unit, in the metric's unit.
    #[schemars(extend("examples" = [10]))]
    up: MetricValue,
    /// What each unit that serves bears more, in the metric's unit.
    #[deserr(default = MetricValue::ONE)]
    #[schemars(extend("minimum" = 0, "default" = 1.0))]
    per_unit: MetricValue,
    /// The threshold below which less is asked for, in the metric's unit. Default: never.
    #[deserr(default)]
    #[schemars(extend("examples" = [2]))]
    down: Option<MetricValue>,
    /// How long every sample has to be past the threshold; at most `3h`. `0s`: the newest one.
    #[deserr(default, rename = "for")]
    #[schemars(rename = "for", extend("default" = "0s", "examples" = ["3m"]))]
    held: Option<Period>,
    /// How many samples in a row have to be past it, in place of `for`. Default: none.
    #[deserr(default)]
    #[schemars(extend("minimum" = 1, "examples" = [5]))]
    samples: Option<u32>,
    /// How much more.
    #[deserr(default = Adjustment::Units(1))]
    #[schemars(extend("default" = 1))]
    add: Adjustment,
    /// How much less.
    #[deserr(default = Adjustment::Units(1))]
    #[schemars(extend("default" = 1))]
    remove: Adjustment,
}

impl Deserr<Mistakes> for LoadPlusOnline {
    fn deserialize_from_value<V: deserr::IntoValue>(
        value: deserr::Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        let document = Document::deserialize_from_value(value, location)?;
        let each = document.metric.resolution();
        let sustained = Sustained::of(document.held, document.samples, each, location);
        let mut wrong = Mistakes::default();
        let sustained = wrong.sound(sustained);
        if document.per_unit.number() < 0.0 {
            let detail = "more units bear more load: expected 0 or more";
            wrong.note(location.push_key("per_unit"), detail);
        }
        let Some(sustained) = sustained else {
            return Err(wrong);
        };
        wrong.or(Self {
            metric: document.metric,
            up: document.up.number(),
            per_unit: document.per_unit.number(),
            down: document.down.map(MetricValue::number),
            sustained,
            add: document.add,
            remove: document.remove,
        })
    }
}
