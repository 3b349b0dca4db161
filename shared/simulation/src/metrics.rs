//! What CloudWatch would hold at a time: samples summed up into periods, each visible a minute
//! after it was taken. So the newest period that can be seen is incomplete.

use std::collections::{BTreeMap, VecDeque};

/// Seconds from a sample to its being visible.
pub const DELAY_SECONDS: i64 = 60;

/// Seconds that datapoints are kept: fifteen days, as CloudWatch keeps one-minute data.
pub const KEPT_SECONDS: i64 = 15 * 86_400;

/// The samples of one metric in one period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Datapoint {
    /// Sum of the samples.
    pub sum: f64,
    /// Smallest sample.
    pub minimum: f64,
    /// Largest sample.
    pub maximum: f64,
    /// Number of samples; never 0.
    pub samples: u32,
}

impl Datapoint {
    fn of(sample: f64) -> Self {
        Self {
            sum: sample,
            minimum: sample,
            maximum: sample,
            samples: 1,
        }
    }

    fn join(&mut self, other: Self) {
        self.sum += other.sum;
        self.minimum = self.minimum.min(other.minimum);
        self.maximum = self.maximum.max(other.maximum);
        self.samples += other.samples;
    }

    /// The mean of the samples.
    #[must_use]
    pub fn average(&self) -> f64 {
        self.sum / f64::from(self.samples)
    }
}

/// The metrics of one target: `METRICS` of them, told by their place.
#[derive(Clone, Debug)]
pub struct History<const METRICS: usize> {
    period: i64,
    /// Samples that cannot be seen yet, oldest first.
    unseen: VecDeque<(i64, [f64; METRICS])>,
    /// Periods by their beginning. A metric without a sample in the period has none.
    seen: VecDeque<(i64, [Option<Datapoint>; METRICS])>,
}

impl<const METRICS: usize> History<METRICS> {
    /// An empty history with periods of `period` seconds.
    #[must_use]
    pub fn new(period: i64) -> Self {
        Self {
            period,
            unseen: VecDeque::new(),
            seen: VecDeque::new(),
        }
    }

    /// Takes the samples of a second; a sample that is NaN is one that was not taken. Times never
    /// go back.
    pub fn record(&mut self, second: i64, samples: [f64; METRICS]) {
        self.unseen.push_back((second, samples));
    }

    /// Makes visible what can be seen at `now`, and forgets what is too old.
    pub fn advance_to(&mut self, now: i64) {
        while let Some((second, samples)) = self.unseen.front() {
            if second + DELAY_SECONDS > now {
                break;
            }
            let begins = second.div_euclid(self.period) * self.period;
            match self.seen.back_mut() {
                Some((period, points)) if *period == begins => add(points, samples),
                _ => {
                    let mut points = [None; METRICS];
                    add(&mut points, samples);
                    self.seen.push_back((begins, points));
                }
            }
            self.unseen.pop_front();
        }
        while self
            .seen
            .front()
            .is_some_and(|(begins, _)| begins + KEPT_SECONDS < now)
        {
            self.seen.pop_front();
        }
    }

    /// The datapoints of a metric that begin in `from..to`, oldest first, joined to periods of
    /// `period` seconds (or the history's own, if that is longer).
    #[must_use]
    pub fn datapoints(
        &self,
        metric: usize,
        from: i64,
        to: i64,
        period: i64,
    ) -> Vec<(i64, Datapoint)> {
        let period = period.max(self.period);
        let first = self.seen.partition_point(|(begins, _)| *begins < from);
        let mut joined: BTreeMap<i64, Datapoint> = BTreeMap::new();
        for (begins, points) in self
            .seen
            .range(first..)
            .take_while(|(begins, _)| *begins < to)
        {
            let Some(point) = points.get(metric).copied().flatten() else {
                continue;
            };
            let begins = begins.div_euclid(period) * period;
            joined
                .entry(begins)
                .and_modify(|sum| sum.join(point))
                .or_insert(point);
        }
        joined.into_iter().collect()
    }
}

fn add<const METRICS: usize>(points: &mut [Option<Datapoint>; METRICS], samples: &[f64; METRICS]) {
    for (point, sample) in points.iter_mut().zip(samples) {
        if sample.is_nan() {
            continue;
        }
        match point {
            Some(point) => point.join(Datapoint::of(*sample)),
            None => *point = Some(Datapoint::of(*sample)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one_a_second(until: i64) -> History<1> {
        let mut history = History::new(60);
        for second in 0..until {
            history.record(second, [1.0]);
        }
        history.advance_to(until);
        history
    }

    #[test]
    fn a_period_is_whole_a_minute_after_its_end() {
        assert_eq!(one_a_second(120).datapoints(0, 0, 60, 60)[0].1.sum, 60.0);
    }

    #[test]
    fn the_newest_period_is_incomplete() {
        let points = one_a_second(150).datapoints(0, 0, 600, 60);
        assert_eq!(
            points
                .iter()
                .map(|(_, point)| point.sum)
                .collect::<Vec<_>>(),
            [60.0, 31.0]
        );
    }

    #[test]
    fn a_longer_period_joins_shorter_ones() {
        let points = one_a_second(661).datapoints(0, 0, 600, 300);
        assert_eq!(points.len(), 2);
        assert_eq!(
            (points[1].0, points[1].1.sum, points[1].1.samples),
            (300, 300.0, 300)
        );
    }

    #[test]
    fn a_metric_without_samples_has_no_datapoint() {
        let mut history: History<2> = History::new(60);
        history.record(0, [1.0, f64::NAN]);
        history.advance_to(600);
        assert_eq!(history.datapoints(0, 0, 60, 60).len(), 1);
        assert!(history.datapoints(1, 0, 60, 60).is_empty());
    }
}
