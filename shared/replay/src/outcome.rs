//! What came of a replay.

use std::fmt;

use decision::reshard::Layout;
use evaluation::Memory;

use crate::Asked;

/// Shares of the demand: what is rejected above this is a bad minute.
const TOLERATED: f64 = 1e-3;

/// What rejecting as much as a shard takes in an hour counts as, in shard-hours. The price is the one
/// that decisions are judged by in docs/quality.md.
const REJECTED_SHARD_HOUR: f64 = 100.0;

/// One minute of a replay.
#[derive(Clone, Debug, PartialEq)]
pub struct Minute {
    pub shards: u32,
    /// How the shards divide the hash keys: so many of this share, in their order.
    pub ranges: Vec<(u32, f64)>,
    pub asked: Option<Asked>,
    /// `None`: nobody counts.
    pub calls_left: Option<u32>,
    pub demand: f64,
    pub rejected: f64,
}

/// A whole replay.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    pub minutes: Vec<Minute>,
    pub calls: u32,
    pub splits: u32,
    pub merges: u32,
    /// How often the stream was decided on, or a plan went on.
    pub evaluations: u32,
    /// How many series were asked for, all evaluations together.
    pub metrics: u32,
    /// How often what is remembered was saved, and a record archived that is over.
    pub saves: u32,
    pub archives: u32,
    /// Calls and operations that the stream refused: each is a defect.
    pub refused: Vec<String>,
    /// What is remembered of the stream in the end.
    pub memory: Memory,
}

impl Minute {
    /// The columns of a file: `shards,ranges,action,calls_left`.
    #[must_use]
    pub fn columns(&self) -> String {
        let ranges = self
            .ranges
            .iter()
            .map(|(count, share)| format!("{count}*{share:.12}"));
        let action = match self.asked {
            None => String::new(),
            Some(Asked::Update(to)) => format!("update:{to}"),
            Some(Asked::Split) => "split".to_owned(),
            Some(Asked::Merge) => "merge".to_owned(),
        };
        let left = self
            .calls_left
            .map_or(String::new(), |left| left.to_string());
        let ranges: Vec<_> = ranges.collect();
        format!("{},{},{action},{left}", self.shards, ranges.join(" "))
    }
}

/// The shares of a layout, neighbours that are alike together.
pub(crate) fn ranges(layout: &Layout) -> Vec<(u32, f64)> {
    let mut ranges: Vec<(u32, f64)> = Vec::new();
    for width in layout.widths() {
        match ranges.last_mut() {
            Some((count, share)) if (*share - width).abs() <= 1e-9 * width => *count += 1,
            _ => ranges.push((1, width)),
        }
    }
    ranges
}

impl Outcome {
    #[must_use]
    pub fn shard_hours(&self) -> f64 {
        self.minutes
            .iter()
            .map(|minute| f64::from(minute.shards))
            .sum::<f64>()
            / 60.0
    }

    /// What the stream cost, in shard-hours: those that it had, and the harm of what it rejected.
    /// Of two outcomes of the same demand the better one costs less.
    #[must_use]
    pub fn cost(&self) -> f64 {
        let rejected: f64 = self.minutes.iter().map(|minute| minute.rejected).sum();
        self.shard_hours() + REJECTED_SHARD_HOUR * rejected / 60.0
    }

    /// The share of the demand that was rejected.
    #[must_use]
    pub fn rejected(&self) -> f64 {
        let sum = |of: fn(&Minute) -> f64| self.minutes.iter().map(of).sum::<f64>();
        sum(|minute| minute.rejected) / sum(|minute| minute.demand).max(f64::MIN_POSITIVE)
    }

    /// The share of minutes in which more than a thousandth was rejected.
    #[must_use]
    pub fn bad_minutes(&self) -> f64 {
        let bad = |minute: &&Minute| TOLERATED * minute.demand < minute.rejected;
        self.minutes.iter().filter(bad).count() as f64 / self.minutes.len().max(1) as f64
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = self.minutes.len() as f64 / 1_440.0;
        let daily = |count: u32| f64::from(count) / days;
        writeln!(f, "days                     {days:.1}")?;
        writeln!(f, "shard-hours              {:.0}", self.shard_hours())?;
        writeln!(
            f,
            "rejected                 {:.3} %",
            100.0 * self.rejected()
        )?;
        writeln!(
            f,
            "minutes above 0.1 %      {:.2} %",
            100.0 * self.bad_minutes()
        )?;
        writeln!(f, "calls a day              {:.1}", daily(self.calls))?;
        writeln!(f, "splits a day             {:.1}", daily(self.splits))?;
        writeln!(f, "merges a day             {:.1}", daily(self.merges))?;
        writeln!(f, "evaluations a day        {:.0}", daily(self.evaluations))?;
        writeln!(f, "metrics asked a day      {:.0}", daily(self.metrics))?;
        writeln!(f, "saves a day              {:.0}", daily(self.saves))?;
        writeln!(f, "records a day            {:.0}", daily(self.archives))?;
        write!(f, "refused                  {}", self.refused.len())?;
        self.refused
            .iter()
            .take(5)
            .try_for_each(|why| write!(f, "\n  {why}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_rejected_costs_a_hundred_times_as_much_as_a_shard_that_takes_it() {
        let minute = |shards, rejected| Minute {
            shards,
            ranges: Vec::new(),
            asked: None,
            calls_left: None,
            demand: 3.0,
            rejected,
        };
        let outcome = Outcome {
            minutes: vec![minute(2, 1.0); 60],
            ..Outcome::default()
        };
        assert!((outcome.cost() - 102.0).abs() < 1e-9);
    }
}
