//! What the alarms of one service come to over samples of several instances, worked out sample by
//! sample: as Dynamite had it, or with everything begun anew after a change.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Alarm, Direction};

/// The alarm of a service in one direction, on the metric of that name.
pub(super) struct Watch<'a> {
    pub(super) alarm: &'a Alarm,
    pub(super) direction: Direction,
    pub(super) metric: &'static str,
}

/// A sample of one instance, with the message that it came in.
#[derive(Clone, Copy)]
pub(super) struct Sample<'a> {
    pub(super) t_ms: i64,
    pub(super) value: f64,
    pub(super) metric: &'static str,
    pub(super) uuid: &'a str,
    pub(super) message: usize,
}

/// One instance more or less, because of that instance.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Act {
    pub(super) t_ms: i64,
    pub(super) message: usize,
    pub(super) uuid: String,
    pub(super) direction: Direction,
}

/// How long the newest sample counts: two periods, which are none, and two minutes.
const STALE_AFTER_MS: i64 = 120_000;

/// The samples that are newer than those before of the same instance.
pub(super) fn taken<'a>(samples: impl Iterator<Item = Sample<'a>>) -> Vec<Sample<'a>> {
    let mut last: BTreeMap<(&str, &str), i64> = BTreeMap::new();
    let newer = |sample: &Sample<'a>| {
        let of = (sample.metric, sample.uuid);
        let newer = last.get(&of).is_none_or(|last| *last < sample.t_ms);
        if newer {
            last.insert(of, sample.t_ms);
        }
        newer
    };
    samples.filter(newer).collect()
}

/// Each alarm by itself, message by message; in the cooldown samples are ignored. Of one message
/// the alarm for less is asked first.
pub(super) fn alone(watches: &[Watch<'_>], samples: &[Sample<'_>]) -> Vec<Act> {
    let mut acts = Vec::new();
    for watch in watches {
        let (mut since, mut rest) = (BTreeMap::new(), None::<i64>);
        for sample in samples.iter().filter(|it| it.metric == watch.metric) {
            let now = sample.t_ms;
            if rest.is_some_and(|until| now <= until) {
                continue;
            }
            if !watch.alarm.holds(sample.value) {
                since.remove(sample.uuid);
                continue;
            }
            let full = watch.full_at(*since.entry(sample.uuid).or_insert(now));
            if full < now {
                since.remove(sample.uuid);
                rest = Some(watch.rested_at(full));
                acts.push(sample.act(sample.uuid, watch.direction));
            }
        }
    }
    acts.sort_by_key(|act| (act.message, act.direction == Direction::Up, act.t_ms));
    acts
}

/// All alarms together, in order of time. After a change everything begins anew; while an alarm
/// rests its samples count, but for those of the instance that led to the change, and only the
/// action waits. What asks for more goes first.
pub(super) fn anew(watches: &[Watch<'_>], samples: &[Sample<'_>]) -> Vec<Act> {
    let mut rows: BTreeMap<(usize, &str), Row> = BTreeMap::new();
    let mut rests: BTreeMap<usize, i64> = BTreeMap::new();
    let mut own_rests: BTreeMap<(usize, &str), i64> = BTreeMap::new();
    let mut acts = Vec::new();
    let mut changed = None;
    for sample in samples {
        let now = sample.t_ms;
        if changed.is_some_and(|change| now <= change) {
            continue;
        }
        let watching = (0..)
            .zip(watches)
            .filter(|(_, it)| it.metric == sample.metric);
        for (index, watch) in watching {
            let of = (index, sample.uuid);
            if own_rests.get(&of).is_some_and(|until| now <= *until) {
                continue;
            }
            if watch.alarm.holds(sample.value) {
                rows.entry(of)
                    .or_insert(Row {
                        first: now,
                        newest: now,
                    })
                    .newest = now;
            } else {
                rows.remove(&of);
            }
        }
        let triggered = |direction| {
            let of_direction = rows.iter().filter_map(|((index, uuid), row)| {
                let watch = watches.get(*index).filter(|it| it.direction == direction)?;
                let awake = rests.get(index).is_none_or(|until| *until < row.newest);
                let full = watch.full_at(row.first) < row.newest;
                let counts = now <= row.newest + STALE_AFTER_MS;
                (awake && full && counts).then_some((*row, *index, *uuid))
            });
            of_direction.min_by_key(|(row, ..)| row.first)
        };
        let first = triggered(Direction::Up).or_else(|| triggered(Direction::Down));
        let Some((row, index, uuid)) = first else {
            continue;
        };
        let Some(watch) = watches.get(index) else {
            continue;
        };
        let until = watch.rested_at(watch.full_at(row.first)).max(row.newest);
        rests.insert(index, until);
        own_rests.insert((index, uuid), until);
        rows.clear();
        changed = Some(now);
        acts.push(sample.act(uuid, watch.direction));
    }
    acts
}

/// Samples in a row for which an alarm holds, from the first to the newest.
#[derive(Clone, Copy)]
struct Row {
    first: i64,
    newest: i64,
}

impl Watch<'_> {
    /// The alarm, judged of each instance by itself.
    pub(super) fn rule(&self) -> Value {
        self.alarm.rule_of_each(self.metric, self.direction)
    }

    fn full_at(&self, since: i64) -> i64 {
        since + i64::from(self.alarm.period_s) * 1_000
    }

    fn rested_at(&self, full: i64) -> i64 {
        full + i64::from(self.alarm.cooldown_s) * 1_000
    }
}

impl Sample<'_> {
    /// What is done when this has come.
    pub(super) fn act(&self, uuid: &str, direction: Direction) -> Act {
        Act {
            t_ms: self.t_ms,
            message: self.message,
            uuid: uuid.to_owned(),
            direction,
        }
    }
}
