//! A rule for each member as documents have it.

use deserr::{Deserr, ValuePointerRef};
use schemars::JsonSchema;

use super::{PerInstance, Rest, resolution};
use crate::{
    Adjustment, Direction, Metric, Period,
    metric_value::MetricValue,
    policy::{
        Mistakes,
        schema::{apart, one_of},
    },
    row::Sustained,
    threshold::Threshold,
};

#[derive(Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields)]
#[schemars(inline, extend("allOf" = [
    one_of(&["over", "at_least", "under", "at_most"]),
    apart(&["over", "at_least"], &["remove"]),
    apart(&["under", "at_most"], &["add"]),
    apart(&["for"], &["samples"])
]))]
pub(super) struct Document {
    /// What is compared with the threshold, of each member.
    metric: Metric,
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
    /// How long every sample has to be past the threshold; at most `3h`. `0s`: the newest one.
    #[deserr(default, rename = "for")]
    #[schemars(rename = "for", extend("default" = "0s", "examples" = ["3m"]))]
    held: Option<Period>,
    /// How many samples in a row have to be past it, in place of `for`. Default: none.
    #[deserr(default)]
    #[schemars(extend("minimum" = 1, "examples" = [5]))]
    samples: Option<u32>,
    /// The most that one change adds. Default: `1`.
    #[deserr(default)]
    add: Option<Adjustment>,
    /// The most that one change removes. Default: `1`.
    #[deserr(default)]
    remove: Option<Adjustment>,
    /// How long nobody triggers after a change. Default: not at all.
    #[deserr(default)]
    rest: Option<Period>,
}

impl Deserr<Mistakes> for PerInstance {
    fn deserialize_from_value<V: deserr::IntoValue>(
        value: deserr::Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        let document = Document::deserialize_from_value(value, location)?;
        let each = resolution(document.metric);
        let sustained = Sustained::of(document.held, document.samples, each, location)?;
        let (threshold, direction) = document.threshold().ok_or_else(|| {
            let detail = "expected one of `over`, `at_least`, `under` and `at_most`";
            Mistakes::at(location, detail)
        })?;
        let (amount, other) = match direction {
            Direction::Out => (document.add, document.remove.map(|_| "remove")),
            Direction::In => (document.remove, document.add.map(|_| "add")),
        };
        if let Some(field) = other {
            let detail = format!("load past this threshold asks for a {direction}");
            return Err(Mistakes::at(location.push_key(field), detail));
        }
        let metric = document.metric;
        let rest = document.rest.map(|length| Rest {
            length,
            // Whole, so that a rule that is changed does not rest.
            of: format!("{metric} of each {sustained:?} {threshold:?} {amount:?} {length}"),
        });
        Ok(Self {
            metric,
            threshold,
            sustained,
            direction,
            amount: amount.unwrap_or(Adjustment::Units(1)),
            rest,
        })
    }
}

impl Document {
    /// The only threshold that is said.
    fn threshold(&self) -> Option<(Threshold, Direction)> {
        let out = |threshold| (threshold, Direction::Out);
        let back = |threshold| (threshold, Direction::In);
        let said = [
            self.over
                .map(MetricValue::number)
                .map(Threshold::Over)
                .map(out),
            self.at_least
                .map(MetricValue::number)
                .map(Threshold::AtLeast)
                .map(out),
            self.under
                .map(MetricValue::number)
                .map(Threshold::Under)
                .map(back),
            self.at_most
                .map(MetricValue::number)
                .map(Threshold::AtMost)
                .map(back),
        ];
        let mut said = said.into_iter().flatten();
        said.next().filter(|_| said.next().is_none())
    }
}
