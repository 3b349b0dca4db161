//! A rule for each member as documents have it.

use deserr::{Deserr, ValuePointerRef};
use schemars::JsonSchema;

use super::{PerInstance, resolution};
use crate::{
    Adjustment, Direction, Metric, Period,
    metric_value::MetricValue,
    policy::{
        Mistakes,
        schema::{apart, one_of},
    },
    row::Sustained,
    rules::rest::Rest,
    threshold::{Threshold, with_threshold},
};

with_threshold! {
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
}

impl Deserr<Mistakes> for PerInstance {
    fn deserialize_from_value<V: deserr::IntoValue>(
        value: deserr::Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        let document = Document::deserialize_from_value(value, location)?;
        let mut wrong = Mistakes::default();
        let each = resolution(document.metric);
        let sustained = Sustained::of(document.held, document.samples, each, location);
        let (sustained, past) = (wrong.sound(sustained), wrong.sound(document.past(location)));
        let (Some(sustained), Some((threshold, direction, amount))) = (sustained, past) else {
            return Err(wrong);
        };
        let metric = document.metric;
        let rest = |length| {
            let says = format_args!("{metric} of each {sustained:?} {threshold:?} {amount:?}");
            Rest::new(length, says)
        };
        Ok(Self {
            metric,
            threshold,
            sustained,
            direction,
            amount: amount.unwrap_or(Adjustment::Units(1)),
            rest: document.rest.map(rest),
        })
    }
}

impl Document {
    /// The only threshold that is said, where it leads, and how far if that is said.
    fn past(
        &self,
        location: ValuePointerRef,
    ) -> Result<(Threshold, Direction, Option<Adjustment>), Mistakes> {
        let only = match self.thresholds().as_slice() {
            [threshold] => threshold
                .direction()
                .map(|direction| (*threshold, direction)),
            _ => None,
        };
        let (threshold, direction) = only.ok_or_else(|| {
            let detail = "expected one of `over`, `at_least`, `under` and `at_most`";
            Mistakes::at(location, detail)
        })?;
        let (amount, other) = match direction {
            Direction::Out => (self.add, self.remove.map(|_| "remove")),
            Direction::In => (self.remove, self.add.map(|_| "add")),
        };
        match other {
            None => Ok((threshold, direction, amount)),
            Some(field) => {
                let detail = format!("load past this threshold asks for a {direction}");
                Err(Mistakes::at(location.push_key(field), detail))
            }
        }
    }
}
