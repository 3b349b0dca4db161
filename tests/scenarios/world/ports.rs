//! The world as an evaluation sees it, and acts on it.

use decision::{
    Capacity, Member, Metric, Period, Policy, Readiness, Sample, Series, Stage, TargetId,
    TargetKind, Work,
};
use evaluation::{
    Actuator, Completeness, Examined, Fetched, MetricSource, MetricWindow, PortError, Query,
    Status, TargetSource,
};
use jiff::Timestamp;

use super::World;

impl MetricSource for &World {
    async fn fetch(
        &self,
        queries: &[Query],
        window: &MetricWindow,
    ) -> Result<Vec<Fetched>, PortError> {
        let measured = self.measured.lock().unwrap();
        let step = i64::from(window.period.as_seconds());
        let points = |source: &str| {
            let within = measured.range(window.from..window.to);
            let whole = within.filter(|(at, _)| at.as_second() % step == 0);
            whole
                .filter_map(|(at, measured)| Some((*at, World::value(source, *measured)?)))
                .collect()
        };
        let fetched = |query: &Query| Fetched {
            points: points(query.source.name),
            completeness: Completeness::Complete,
        };
        Ok(queries.iter().map(fetched).collect())
    }
}

impl TargetSource for &World {
    async fn describe(&self, _: &TargetId) -> Result<Status, PortError> {
        let changing = self.coming.lock().unwrap().is_some();
        let capacity = Capacity(*self.capacity.lock().unwrap());
        Ok(Status {
            capacity,
            open: capacity,
            fixed: Capacity(self.fixed),
            readiness: match *self.readiness.lock().unwrap() {
                Readiness::Ready if changing => Readiness::Changing,
                said => said,
            },
        })
    }

    async fn examine(&self, target: &TargetId) -> Result<Examined, PortError> {
        let status = self.describe(target).await?;
        let shards = Vec::new();
        Ok(Examined {
            status,
            shards,
            shard_metrics: Vec::new(),
        })
    }

    async fn members(&self, target: &TargetId) -> Result<Option<Vec<Member>>, PortError> {
        let busy = *self.busy.lock().unwrap();
        if busy.is_none() && self.of_each.lock().unwrap().is_empty() {
            return Ok(None);
        }
        let units = self.units.lock().unwrap().clone();
        let members = units.iter().enumerate().map(|(index, since)| Member {
            id: format!("unit-{index}"),
            group: None,
            since: Some(*since),
            stage: Stage::Serving,
            work: match busy {
                None => Work::Unknown,
                Some(busy) if index < busy => Work::Busy,
                Some(_) => Work::Idle,
            },
            protected: false,
            series: self.series_of(target, index).into_iter().collect(),
        });
        Ok(Some(members.collect()))
    }
}

impl Actuator for &World {
    async fn scale_to(
        &self,
        target: &TargetId,
        status: &Status,
        desired: Capacity,
        _: &Policy,
    ) -> Result<Capacity, PortError> {
        let most = match target.kind {
            // One call of a stream's service goes to the double or to the half.
            TargetKind::KinesisStream => (
                status.capacity.0.div_ceil(2),
                status.capacity.0.saturating_mul(2),
            ),
            TargetKind::EmrCluster | TargetKind::EcsService | TargetKind::EventSourceMapping => {
                (0, u32::MAX)
            }
        };
        let asked = desired.0.clamp(most.0, most.1);
        let arrives = Period::minutes(self.change_takes).after(*self.now.lock().unwrap());
        *self.coming.lock().unwrap() = Some((asked, arrives));
        Ok(Capacity(asked))
    }
}

impl World {
    /// Minute by minute since the unit is there, if single units are measured; half of it is used
    /// unless the story says so.
    fn series_of(&self, target: &TargetId, unit: usize) -> Option<Series> {
        let shares = self.of_each.lock().unwrap();
        let metric = Metric::of(target.kind, "write_utilization")?;
        let (since, now) = (
            *self.units.lock().unwrap().get(unit)?,
            *self.now.lock().unwrap(),
        );
        let own = |at: Timestamp| {
            let said = shares
                .iter()
                .rev()
                .find(|(from, of, _)| *of == unit && *from <= at);
            said.map_or(0.5, |(.., share)| *share)
        };
        let minutes = (0..).map(|minute| Period::minutes(minute).after(since));
        let samples = minutes.take_while(|at| *at < now);
        let samples = samples.filter_map(|at| Sample::new(at, own(at)));
        (!shares.is_empty()).then(|| {
            Series::new(
                metric,
                Period::minutes(1),
                Timestamp::MAX,
                samples.collect(),
            )
        })
    }
}
