//! What is measured at a tick.

use serde::Deserialize;

use super::alarm::Measure;

/// A service that restarts forgets nothing here, so `restart` is not read.
#[derive(Deserialize)]
pub(super) struct Tick {
    pub(super) t_ms: i64,
    pub(super) metrics: Metrics,
    pub(super) total_nodes: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Metrics {
    containers_pending: f64,
    apps_pending: f64,
    lost_nodes: f64,
    unhealthy_nodes: f64,
    #[serde(rename = "availableMB")]
    available_mb: f64,
    #[serde(rename = "totalMB")]
    total_mb: f64,
}

impl Metrics {
    pub(super) fn value(&self, measure: Measure) -> f64 {
        match measure {
            Measure::PendingContainers => self.containers_pending,
            Measure::PendingApplications => self.apps_pending,
            Measure::LostNodes => self.lost_nodes,
            Measure::UnhealthyNodes => self.unhealthy_nodes,
            Measure::GlobalResources => self.available_mb / self.total_mb,
        }
    }
}
