//! The samples that were judged by thresholds that grow, for the record.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Metric, row::Sustained};

/// The samples that were judged, and by what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    pub(super) metric: Metric,
    pub(super) newest: f64,
    /// With what the units that serve add to it.
    pub(super) up: f64,
    pub(super) units: u32,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) down: Option<f64>,
    pub(super) sustained: Sustained,
    pub(super) load: Load,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Load {
    High,
    Low,
    Between,
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
