//! Load plus online: a threshold that grows with the units that serve, so that each unit adds to
//! the load that is borne before more is added. After mo-scaler's strategy of that name: up when
//! every sample is at or above `up + per_unit × units`, down when every one is below `down`, which
//! does not grow.

mod document;
mod finding;

use schemars::JsonSchema;

use super::{Need, Opinion, Recommends};
use crate::{
    Adjustment, Capacity, Missed, View, row::Sustained, threshold::Threshold, watched::Watched,
};
pub(super) use finding::Finding;
use finding::Load;

/// Changes capacity by thresholds of which the upper one grows with the units that serve.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(with = "document::Document")]
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

#[cfg(test)]
mod tests;
