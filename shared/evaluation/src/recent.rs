//! Metrics that were fetched a moment ago are not fetched, and paid for, again: a plan that goes on
//! within a minute decides by what the tick of that minute has seen.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;

use crate::{Completeness, Fetched, MetricSource, MetricWindow, PortError, Query};

/// A source that remembers what it gave last.
#[derive(Debug)]
pub struct Recent<M> {
    source: M,
    given: Mutex<Given>,
}

/// The series that were given for the newest minute, each with its window; those alone that are
/// complete.
#[derive(Debug, Default)]
struct Given {
    until: Option<Timestamp>,
    series: HashMap<Query, (MetricWindow, Fetched)>,
}

impl<M> Recent<M> {
    pub fn new(source: M) -> Self {
        Self {
            source,
            given: Mutex::default(),
        }
    }

    fn given(&self) -> MutexGuard<'_, Given> {
        self.given.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Given {
    /// What answers all the queries, if it is there.
    fn answer(&self, queries: &[Query], window: &MetricWindow) -> Option<Vec<Fetched>> {
        let answer = |query| {
            let (given, series) = self.series.get(query)?;
            covers(given, window).then(|| since(series, window.from))
        };
        queries.iter().map(answer).collect()
    }

    /// Remembers these too; what was given for another minute is forgotten.
    fn remember(&mut self, queries: &[Query], fetched: &[Fetched], window: &MetricWindow) {
        if self.until.replace(window.to) != Some(window.to) {
            self.series.clear();
        }
        let series = queries.iter().cloned().zip(fetched.iter().cloned());
        let complete = series.filter(|(_, one)| one.completeness == Completeness::Complete);
        let complete = complete.map(|(query, one)| (query, (*window, one)));
        self.series.extend(complete);
    }
}

/// Whether it holds all of the other one, and ends with the same minute.
fn covers(given: &MetricWindow, asked: &MetricWindow) -> bool {
    (given.to, given.period) == (asked.to, asked.period) && given.from <= asked.from
}

fn since(series: &Fetched, from: Timestamp) -> Fetched {
    let mut since = series.clone();
    since.points.retain(|(at, _)| from <= *at);
    since
}

impl<M: MetricSource> MetricSource for Recent<M> {
    async fn fetch(
        &self,
        queries: &[Query],
        window: &MetricWindow,
    ) -> Result<Vec<Fetched>, PortError> {
        if let Some(answer) = self.given().answer(queries, window) {
            return Ok(answer);
        }
        let fetched = self.source.fetch(queries, window).await?;
        self.given().remember(queries, &fetched, window);
        Ok(fetched)
    }
}

#[cfg(test)]
mod tests {
    use decision::{Metric, Period, TargetId, TargetKind};

    use super::*;
    use crate::fakes::FakeMetrics;

    fn queries(names: &[&str]) -> Vec<Query> {
        let metric = Metric::of(TargetKind::KinesisStream, "read_utilization").unwrap();
        let query = |name: &&str| Query {
            target: TargetId {
                kind: TargetKind::KinesisStream,
                name: (*name).to_owned(),
            },
            shard: None,
            source: metric.sources()[0],
        };
        names.iter().map(query).collect()
    }

    fn window(from: i64, to: i64) -> MetricWindow {
        let at = |minute: i64| Timestamp::from_second(60 * minute).unwrap();
        MetricWindow {
            from: at(from),
            to: at(to),
            period: Period::minutes(1),
        }
    }

    /// How many calls it takes to fetch all this, one after the other.
    async fn calls(partial: bool, fetches: &[(&[&str], MetricWindow)]) -> usize {
        let metrics = FakeMetrics::default();
        *metrics.partial.lock().unwrap() = partial;
        metrics.set("GetRecords.Bytes", 1.0);
        let recent = Recent::new(&metrics);
        for (names, window) in fetches {
            let fetched = recent.fetch(&queries(names), window).await.unwrap();
            let minutes = window.to.as_second() - window.from.as_second();
            assert_eq!(fetched.len(), names.len());
            assert!(
                fetched
                    .iter()
                    .all(|one| one.points.len() as i64 == minutes / 60)
            );
        }
        metrics.calls.lock().unwrap().len()
    }

    #[tokio::test]
    async fn what_was_fetched_for_the_same_minute_is_not_fetched_again() {
        let fetches: [(&[&str], _); 2] = [(&["a", "b"], window(0, 9)), (&["b"], window(5, 9))];
        assert_eq!(calls(false, &fetches).await, 1);
    }

    #[tokio::test]
    async fn another_minute_another_target_or_a_longer_time_is_fetched() {
        for other in [
            (["a"].as_slice(), window(0, 10)),
            (["c"].as_slice(), window(0, 9)),
            (["a"].as_slice(), window(-1, 9)),
        ] {
            let fetches = [(["a"].as_slice(), window(0, 9)), other];
            assert_eq!(calls(false, &fetches).await, 2);
        }
    }

    #[tokio::test]
    async fn of_one_minute_everything_is_remembered() {
        let fetches: [(&[&str], _); 3] = [
            (&["a"], window(0, 9)),
            (&["b"], window(2, 9)),
            (&["b", "a"], window(3, 9)),
        ];
        assert_eq!(calls(false, &fetches).await, 2);
    }

    #[tokio::test]
    async fn what_was_incomplete_is_fetched_again() {
        let fetches = [(["a"].as_slice(), window(0, 9)); 2];
        assert_eq!(calls(true, &fetches).await, 2);
    }
}
