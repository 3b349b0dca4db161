//! What was seen of each metric, for the record.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Gap, Metric, View};

/// One metric as an evaluation saw it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    pub metric: Metric,
    #[serde(flatten)]
    pub known: Known,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// The newest sample that counts, when it began, and how many count in all.
    Newest {
        value: f64,
        at: Timestamp,
        samples: usize,
    },
    /// None counts.
    Missing(Gap),
}

impl Seen {
    /// Everything that was looked for, in the order of the policy.
    pub(crate) fn all(view: &View<'_>) -> Vec<Self> {
        let series = view.observation.series.iter();
        series.map(|series| Self::of(series.metric, view)).collect()
    }

    fn of(metric: Metric, view: &View<'_>) -> Self {
        let samples = view.samples(metric);
        let newest = samples.and_then(|all| Ok((all.len(), all.last().ok_or(Gap::NoData)?)));
        let known = match newest {
            Ok((samples, newest)) => Known::Newest {
                value: newest.value(),
                at: newest.at(),
                samples,
            },
            Err(gap) => Known::Missing(gap),
        };
        Self { metric, known }
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.known {
            Known::Newest { value, at, .. } => {
                let value = self.metric.unit().words(value);
                write!(f, "{} {value} at {at}", self.metric)
            }
            Known::Missing(gap) => write!(f, "{} {gap}", self.metric),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ScalingState,
        rules::tests::{noon, stream},
    };

    fn seen(utilization: &[f64]) -> Vec<String> {
        let (observation, state) = (stream(4, utilization), ScalingState::default());
        let seen = Seen::all(&View::new(&observation, &state, noon()));
        seen.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_newest_value_is_told_with_its_time() {
        assert_eq!(
            seen(&[0.4, 0.5]),
            ["write_utilization 50 % at 2026-03-02T11:59:00Z"]
        );
    }

    #[test]
    fn what_is_missing_is_told() {
        assert_eq!(seen(&[]), ["write_utilization has no data"]);
    }
}
