//! A rule for each member as documents have it.

use deserr::{Deserr, ValuePointerRef};

use super::{PerInstance, Rest, resolution};
use crate::{
    Adjustment, Direction, Metric, Period, policy::Mistakes, row::Sustained, threshold::Threshold,
};

#[derive(Debug, Deserr)]
#[deserr(error = Mistakes, deny_unknown_fields)]
struct Document {
    metric: Metric,
    #[deserr(default)]
    over: Option<f64>,
    #[deserr(default)]
    at_least: Option<f64>,
    #[deserr(default)]
    under: Option<f64>,
    #[deserr(default)]
    at_most: Option<f64>,
    #[deserr(default, rename = "for")]
    held: Option<Period>,
    #[deserr(default)]
    samples: Option<u32>,
    #[deserr(default)]
    add: Option<Adjustment>,
    #[deserr(default)]
    remove: Option<Adjustment>,
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
            of: format!("{metric} of each {}", threshold.words(metric.unit())),
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
            self.over.map(Threshold::Over).map(out),
            self.at_least.map(Threshold::AtLeast).map(out),
            self.under.map(Threshold::Under).map(back),
            self.at_most.map(Threshold::AtMost).map(back),
        ];
        let mut said = said.into_iter().flatten();
        said.next().filter(|_| said.next().is_none())
    }
}
