//! What CloudWatch shows.

use evaluation::{Completeness, Fetched, MetricSource, MetricWindow, PortError, Query};
use rand::RngExt;
use simulation::stream::{ShardMetric, StreamMetric};

use super::Ports;
use crate::{
    weather::Gap,
    world::{State, at},
};

/// How old the newest sample may be that counts, in seconds: two periods and two minutes after its
/// end.
const STALE: i64 = 5 * 60;

/// For how long sights are remembered, in seconds: nobody may go on by an older one.
const LONGEST: i64 = 60 * 60;

impl MetricSource for &Ports<'_> {
    async fn fetch(
        &self,
        queries: &[Query],
        window: &MetricWindow,
    ) -> Result<Vec<Fetched>, PortError> {
        let perform = async || {
            let mut state = self.world.state();
            let (from, to) = (window.from.as_second(), window.to.as_second());
            let each = |query: &Query| state.series(query, from, to);
            let fetched: Vec<_> = queries.iter().map(each).collect();
            if queries.iter().all(|query| query.shard.is_none()) {
                let until = fetched.iter().map(counts_until).min().unwrap_or(0);
                let event = self.event.as_second();
                let sights = &mut state.sights;
                sights.retain(|earlier, _| event < earlier + LONGEST);
                let best = sights.entry(event).or_default();
                *best = until.max(*best);
                self.seen(|seen| seen.sighted_until = Some(until));
            }
            Ok(fetched)
        };
        self.call("GetMetricData", perform).await
    }
}

/// Until when what was fetched says how much is written, in seconds since 1970.
fn counts_until(fetched: &Fetched) -> i64 {
    let whole = fetched.completeness == Completeness::Complete;
    let newest = fetched.points.iter().map(|(at, _)| at.as_second()).max();
    newest.filter(|_| whole).map_or(0, |newest| newest + STALE)
}

impl State {
    fn series(&mut self, query: &Query, from: i64, to: i64) -> Fetched {
        let source = query.source;
        let gap = self.weather.gap(&mut self.chance);
        if gap != Gap::Fine {
            let now = self.now();
            self.witness.tell(now, format!("{}: {gap:?}", source.name));
        }
        let late = i64::from(gap == Gap::Late) * self.chance.random_range(60..600);
        let to = to.min(self.now() + 60 - late);
        let points = match &query.shard {
            None => {
                let metric = StreamMetric::named(source.name).unwrap();
                self.stream().datapoints(metric, from, to, 60)
            }
            Some(shard) => {
                let metric = ShardMetric::named(source.name).unwrap();
                let stream = self.stream();
                stream.shard_datapoints(shard, metric, (from, to), 60)
            }
        };
        let mut points: Vec<_> = points
            .into_iter()
            .map(|(begins, point)| (at(begins), point.sum))
            .collect();
        match gap {
            Gap::Fine | Gap::Late => {}
            Gap::Nothing => points.clear(),
            Gap::Partial => points.truncate(points.len() / 2),
            Gap::Holes => points.retain(|_| self.chance.random_bool(0.5)),
        }
        let completeness = match gap {
            Gap::Partial => Completeness::Partial,
            _ => Completeness::Complete,
        };
        Fetched {
            points,
            completeness,
        }
    }
}
