//! Load plus online: a threshold that grows with the units that serve, so that each unit adds to
//! the load that is borne before more is added. After mo-scaler's strategy of that name: up when
//! every sample is at or above `up + per_unit × units`, down when every one is below `down`, which
//! does not grow.

use std::fmt;

use deserr::{Deserr, ValuePointerRef};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Need, Opinion, Recommends};
use crate::{
    Adjustment, Capacity, Metric, Missed, Period, View,
    metric_value::MetricValue,
    policy::{Mistakes, schema::apart},
    row::Sustained,
    threshold::Threshold,
    watched::Watched,
};

/// Changes capacity by thresholds of which the upper one grows with the units that serve.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(with = "Document")]
pub struct LoadPlusOnline {
    metric: Watched,
    up: f64,
    per_unit: f64,
    /// Without it the rule never wants less.
    down: Option<f64>,
    sustained: Sustained,
    add: Adjustment,
    remove: Adjustment,
}

#[derive(Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields)]
#[schemars(inline, extend("allOf" = [apart(&["for"], &["samples"])]))]
struct Document {
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

/// The samples that were judged, and by what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    metric: Metric,
    newest: f64,
    /// With what the units that serve add to it.
    up: f64,
    units: u32,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    down: Option<f64>,
    sustained: Sustained,
    load: Load,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Load {
    High,
    Low,
    Between,
}

impl Recommends for LoadPlusOnline {
    type Finding = Finding;

    fn needs(&self) -> Vec<Need> {
        let lookback = self.sustained.lookback(self.metric.resolution());
        self.metric.needs("metric", lookback)
    }

    fn recommend(&self, view: &View<'_>) -> Result<(Opinion, Finding), Missed> {
        let (metric, samples) = self.metric.samples(view)?;
        let spacing = view.period(metric).unwrap_or_default();
        let current = view.observation.capacity;
        let up = self.borne_by(current);
        let all_past = |threshold| self.sustained.row(samples, spacing, threshold).is_some();
        let load = if all_past(Threshold::AtLeast(up)) {
            Load::High
        } else if self
            .down
            .is_some_and(|down| all_past(Threshold::Under(down)))
        {
            Load::Low
        } else {
            Load::Between
        };
        let opinion = match load {
            Load::High => Opinion::Wants(self.add.added_to(current)),
            Load::Low => Opinion::Wants(self.remove.removed_from(current)),
            Load::Between if self.down.is_some() => Opinion::Wants(current),
            Load::Between => Opinion::Content,
        };
        let finding = Finding {
            metric,
            newest: samples.last().map_or(0.0, |sample| sample.value()),
            up,
            units: current.0,
            down: self.down,
            sustained: self.sustained,
            load,
        };
        Ok((opinion, finding))
    }
}

impl LoadPlusOnline {
    /// From where on so many units do not bear the load.
    pub(crate) fn borne_by(&self, units: Capacity) -> f64 {
        self.up + self.per_unit * units.units()
    }

    /// Below what there are to be fewer.
    pub(crate) fn down(&self) -> Option<f64> {
        self.down
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { metric, units, .. } = self;
        let words = |value| metric.unit().words(value);
        let (newest, up, sustained) = (words(self.newest), words(self.up), self.sustained.words());
        let down = self.down.map(words).unwrap_or_default();
        match self.load {
            Load::High => write!(
                f,
                "{metric} {newest} has been at least {up}, what {units} units bear, {sustained}"
            ),
            Load::Low => write!(f, "{metric} {newest} has been under {down} {sustained}"),
            Load::Between if self.down.is_none() => write!(
                f,
                "{metric} {newest} has not been at least {up}, what {units} units bear, {sustained}"
            ),
            Load::Between => write!(
                f,
                "{metric} {newest} has been neither at least {up}, what {units} units bear, \
                 nor under {down} {sustained}"
            ),
        }
    }
}

#[cfg(test)]
mod tests;
