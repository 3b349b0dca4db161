//! What can be seen of a target: every metric of its kind, its members, other targets, pushes.

use decision::{
    Capacity, Metric, Observation, Other, Period, Proposal, Pushed, Readiness, Sample, Series,
    TargetId, TargetKind, Unit, metrics,
};
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::json;

use crate::{
    members::{member, nodes},
    texts,
};

/// How one metric went: a line, in shares of what is usual for its unit.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    level: f64,
    slope: f64,
    /// A bit for each sample that is no measurement.
    gaps: u8,
    /// Periods since the newest sample; more than a few are stale.
    age: u32,
}

/// How much there is of each thing that a rule can look at.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) kind: TargetKind,
    pub(crate) capacity: u32,
    pub(crate) fixed: u32,
    readiness: Readiness,
    lines: Vec<Line>,
    /// Where nobody knows them there are none.
    members: Option<u32>,
    /// What the nodes of a cluster measure together, as a share; none of a stream.
    nodes: Option<f64>,
    /// Minutes ago, capacity and where that was going.
    other: Option<(u32, u32, u32)>,
    push: Option<(u32, Proposal)>,
}

/// Of each series.
const SAMPLES: u32 = 8;
/// As many as a kind of target has, or more.
pub(crate) const METRICS: usize = 16;
/// More say nothing that is new.
const MEMBERS: u32 = 40;

fn line() -> impl Strategy<Value = Line> {
    let gaps = prop_oneof![5 => Just(0), 1 => any::<u8>()];
    let age = prop_oneof![20 => Just(1), 1 => 2u32..90];
    // Now and then exactly what a threshold says.
    let level = prop_oneof![3 => 0.0..2.0, 1 => (0u32..8).prop_map(|level| f64::from(level) / 4.0)];
    let slope = prop_oneof![3 => -0.3..0.3, 1 => Just(0.0)];
    (level, slope, gaps, age).prop_map(|(level, slope, gaps, age)| Line {
        level,
        slope,
        gaps,
        age,
    })
}

fn proposals() -> impl Strategy<Value = Proposal> {
    let documents = prop_oneof![
        (0u32..80).prop_map(|units| json!({"capacity": units})),
        (1u32..10).prop_map(|more| json!({"add": more})),
        (1u32..99).prop_map(|less| json!({"remove": format!("{less}%")})),
    ];
    documents.prop_map(|document| Proposal::parse(&document).unwrap())
}

fn readiness() -> impl Strategy<Value = Readiness> {
    prop_oneof![
        88 => Just(Readiness::Ready),
        5 => Just(Readiness::Changing),
        3 => (0u32..100).prop_map(|running| Readiness::Starting { running: Capacity(running) }),
        1 => (0u32..200).prop_map(|running| Readiness::Stopping { running: Capacity(running) }),
        2 => (0u32..200).prop_map(|running| Readiness::Replacing { running: Capacity(running) }),
        1 => Just(Readiness::Disabled),
        2 => Just(Readiness::OnDemand),
    ]
}

pub(crate) fn worlds(kind: TargetKind) -> impl Strategy<Value = World> {
    assert!(Metric::all(kind).count() <= METRICS);
    let units = (0u32..100, 0u32..5, readiness());
    let lines = prop::collection::vec(line(), METRICS);
    let members = prop::option::weighted(0.85, any::<u32>());
    let nodes = prop::option::weighted(0.8, 0.0..1.0);
    let other = prop::option::weighted(0.8, (0u32..60, 0u32..80, 0u32..80));
    let push = prop::option::weighted(0.8, (0u32..60, proposals()));
    (units, lines, (members, nodes), other, push).prop_map(
        move |((capacity, fixed, readiness), lines, (members, nodes), other, push)| World {
            kind,
            capacity,
            fixed: if kind == TargetKind::EmrCluster {
                fixed
            } else {
                0
            },
            readiness,
            lines,
            members,
            nodes: nodes.filter(|_| kind == TargetKind::EmrCluster),
            other,
            push,
        },
    )
}

impl World {
    /// What is seen of it at `now`; of each member these metrics.
    pub(crate) fn seen(&self, now: Timestamp, of_each: &[Metric]) -> Observation {
        self.seen_busier(now, of_each, &[1.0; METRICS])
    }

    /// As if there were so many times as much of each metric.
    pub(crate) fn seen_busier(
        &self,
        now: Timestamp,
        of_each: &[Metric],
        factors: &[f64],
    ) -> Observation {
        let ago = |minutes| Period::minutes(minutes).before(now);
        let all = || Metric::all(self.kind).zip(self.lines.iter().zip(factors));
        let source = "forecast".to_owned();
        Observation {
            capacity: Capacity(self.capacity),
            open: (self.kind == TargetKind::KinesisStream).then_some(Capacity(self.capacity)),
            fixed: Capacity(self.fixed),
            readiness: self.readiness,
            series: all()
                .map(|(metric, (line, factor))| line.series(metric, now, *factor))
                .collect(),
            members: self.members.map(|mix| {
                let sort = |index: u32| {
                    // Load is not spread evenly.
                    let line = &self.lines[index as usize % self.lines.len()];
                    let named = all().filter(|(metric, _)| of_each.contains(metric));
                    let series =
                        named.map(|(metric, (_, factor))| line.series(metric, now, *factor));
                    member(index, mix, now, series.collect())
                };
                (0..self.capacity.min(MEMBERS)).map(sort).collect()
            }),
            target: Some(TargetId {
                kind: self.kind,
                name: texts::name(self.kind).to_owned(),
            }),
            nodes: self
                .nodes
                .map(|load| nodes(self.capacity, self.fixed, load))
                .unwrap_or_default(),
            others: self
                .other
                .into_iter()
                .flat_map(|(minutes, capacity, desired)| {
                    TargetKind::ALL.map(|kind| Other {
                        target: TargetId {
                            kind,
                            name: texts::another(kind).to_owned(),
                        },
                        units: Capacity(capacity),
                        desired: Capacity(desired),
                        at: ago(minutes),
                    })
                })
                .collect(),
            pushed: self
                .push
                .map(|(minutes, proposal)| Pushed {
                    source,
                    at: ago(minutes),
                    proposal,
                })
                .into_iter()
                .collect(),
        }
    }
}

impl Line {
    fn series(&self, metric: Metric, now: Timestamp, factor: f64) -> Series {
        let seconds = metrics::resolution(metric.kind());
        let usual = match metric.unit() {
            Unit::Fraction => 1.0,
            Unit::Seconds | Unit::Count | Unit::PerSecond => 30.0,
        };
        let samples = (0..SAMPLES).filter_map(|place| {
            let at = Period::seconds(seconds * (self.age + place)).before(now);
            let value = self.level - self.slope * f64::from(place);
            let gap = self.gaps & (1 << place) != 0;
            Sample::new(
                at,
                if gap {
                    f64::NAN
                } else {
                    value.max(0.0) * usual * factor
                },
            )
        });
        Series::new(metric, Period::seconds(seconds), now, samples.collect())
    }
}
