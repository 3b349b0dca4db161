//! Metrics in memory.

use std::{collections::HashMap, sync::Mutex};

use super::locked;
use crate::{Completeness, Fetched, MetricSource, MetricWindow, PortError, Query};

/// Metrics by the name of their source: the same value at every time, for every target.
#[derive(Debug, Default)]
pub struct FakeMetrics {
    pub values: Mutex<HashMap<&'static str, f64>>,
    /// The values of single shards.
    pub shards: Mutex<HashMap<(String, &'static str), f64>>,
    pub error: Mutex<Option<PortError>>,
    /// Whether only a part of each series is given.
    pub partial: Mutex<bool>,
    /// How many queries each call had.
    pub calls: Mutex<Vec<usize>>,
}

impl FakeMetrics {
    pub fn set(&self, source: &'static str, value: f64) {
        locked(&self.values).insert(source, value);
    }

    pub fn withhold(&self) {
        locked(&self.values).clear();
    }
}

impl MetricSource for &FakeMetrics {
    async fn fetch(
        &self,
        queries: &[Query],
        window: &MetricWindow,
    ) -> Result<Vec<Fetched>, PortError> {
        locked(&self.calls).push(queries.len());
        if let Some(error) = locked(&self.error).clone() {
            return Err(error);
        }
        let values = locked(&self.values).clone();
        let shards = locked(&self.shards).clone();
        let completeness = if *locked(&self.partial) {
            Completeness::Partial
        } else {
            Completeness::Complete
        };
        let times = || {
            let first = window.from;
            (0..).map(move |index| {
                decision::Period::seconds(index * window.period.as_seconds()).after(first)
            })
        };
        let fetched = |query: &Query| {
            let value = match &query.shard {
                None => values.get(query.source.name),
                Some(shard) => shards.get(&(shard.clone(), query.source.name)),
            };
            let points = value.into_iter().flat_map(|value| {
                times()
                    .take_while(|at| *at < window.to)
                    .map(|at| (at, *value))
            });
            Fetched {
                points: points.collect(),
                completeness,
            }
        };
        Ok(queries.iter().map(fetched).collect())
    }
}
