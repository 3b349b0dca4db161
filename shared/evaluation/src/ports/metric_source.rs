//! Where metrics come from.

use std::future::Future;

use decision::{Period, Source, TargetId};
use jiff::Timestamp;

use super::PortError;

/// One series to fetch.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Query {
    pub target: TargetId,
    /// Of one shard of a stream, by its id; `None`: of the whole target.
    pub shard: Option<String>,
    pub source: Source,
}

/// The time to fetch: from `from` until before `to`, one point for each `period`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MetricWindow {
    pub from: Timestamp,
    pub to: Timestamp,
    pub period: Period,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Completeness {
    Complete,
    /// The service gave less than it has, or failed for this series: its points are not data.
    Partial,
}

/// A fetched series; points are (start of their period, value), in any order.
#[derive(Clone, Debug, PartialEq)]
pub struct Fetched {
    pub points: Vec<(Timestamp, f64)>,
    pub completeness: Completeness,
}

/// Where metrics come from.
pub trait MetricSource: Send + Sync {
    /// One answer for each query, in their order, with as few calls as the service allows.
    fn fetch(
        &self,
        queries: &[Query],
        window: &MetricWindow,
    ) -> impl Future<Output = Result<Vec<Fetched>, PortError>> + Send;
}
