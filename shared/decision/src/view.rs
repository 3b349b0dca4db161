//! What a rule or a guard may look at.

use jiff::Timestamp;

use crate::{
    Capacity, Gap, Member, Metric, Missed, Observation, Other, Period, Pushed, Sample,
    ScalingState, Series, TargetId,
};

/// What a rule or a guard may look at: the observation, without what is not data.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    pub observation: &'a Observation,
    /// What earlier evaluations left behind. Samples from before the last change of capacity do
    /// not count.
    pub state: &'a ScalingState,
    pub now: Timestamp,
    /// How long after its end the newest sample counts, where not by default.
    stale_after: Option<Period>,
}

impl<'a> View<'a> {
    #[must_use]
    pub fn new(observation: &'a Observation, state: &'a ScalingState, now: Timestamp) -> Self {
        Self {
            observation,
            state,
            now,
            stale_after: None,
        }
    }

    /// The view in which the newest sample counts so long after its end.
    #[must_use]
    pub fn with_stale_after(self, stale_after: Option<Period>) -> Self {
        Self {
            stale_after,
            ..self
        }
    }

    /// The complete samples of `metric` that count, oldest first; never empty.
    ///
    /// # Errors
    /// The [`Gap`] when there is none, or when the newest ended too long ago: by default more
    /// than two periods and two minutes.
    pub fn samples(&self, metric: Metric) -> Result<&'a [Sample], Gap> {
        self.counted(&self.observation.series, metric)
    }

    /// As [`Self::samples`], of one member.
    ///
    /// # Errors
    /// As there.
    pub fn samples_of(&self, member: &'a Member, metric: Metric) -> Result<&'a [Sample], Gap> {
        self.counted(&member.series, metric)
    }

    /// The samples of a demand, with those that are not complete and may still grow. Nothing of
    /// other metrics.
    #[must_use]
    pub fn with_growing(&self, metric: Metric) -> &'a [Sample] {
        let mut series = self.observation.series.iter();
        let of_demand = series.find(|series| series.metric == metric && metric.is_demand());
        of_demand.map_or(&[], Series::samples)
    }

    /// As [`Self::samples`], those from before the last change of capacity too: of what does not
    /// depend on it.
    ///
    /// # Errors
    /// As there.
    pub fn samples_of_any_time(&self, metric: Metric) -> Result<&'a [Sample], Gap> {
        let series = self.fresh(&self.observation.series, metric)?;
        Ok(series.complete_since(Timestamp::MIN))
    }

    fn counted(&self, series: &'a [Series], metric: Metric) -> Result<&'a [Sample], Gap> {
        let series = self.fresh(series, metric)?;
        let change = self.state.changed_at.filter(|_| !metric.is_demand());
        let Some(change) = change else {
            return Ok(series.complete_since(Timestamp::MIN));
        };
        let samples = series.complete_since(change);
        if samples.is_empty() {
            Err(Gap::BeforeChange { change })
        } else {
            Ok(samples)
        }
    }

    /// The series of a metric, if its newest complete sample counts.
    fn fresh(&self, series: &'a [Series], metric: Metric) -> Result<&'a Series, Gap> {
        let series = series.iter().find(|series| series.metric == metric);
        let series = series.ok_or(Gap::NoData)?;
        let newest = series
            .complete_since(Timestamp::MIN)
            .last()
            .ok_or(Gap::NoData)?;
        if counts_until(newest.at(), series.period, self.stale_after) < self.now {
            return Err(Gap::Stale {
                newest: newest.at(),
            });
        }
        Ok(series)
    }

    /// How another target stood.
    ///
    /// # Errors
    /// When it is not known, or was last decided on longer than `at_most_old` ago.
    pub fn other(&self, target: &TargetId, at_most_old: Period) -> Result<&'a Other, Missed> {
        let mut others = self.observation.others.iter();
        let missed = |gap| Missed {
            what: format!("the capacity of {target}").into(),
            gap,
        };
        let other = others.find(|other| other.target == *target);
        let other = other.ok_or_else(|| missed(Gap::NoData))?;
        if at_most_old.after(other.at) < self.now {
            return Err(missed(Gap::Stale { newest: other.at }));
        }
        Ok(other)
    }

    /// The units of which what is measured tells a share: the capacity, or as many of it as run.
    #[must_use]
    pub(crate) fn serving(&self) -> Capacity {
        let capacity = self.observation.capacity;
        let running = self.observation.readiness.running();
        running.map_or(capacity, |running| running.min(capacity))
    }

    /// The newest push of a source.
    ///
    /// # Errors
    /// When there is none, when it is more than `at_most_old`, or when it is about a capacity
    /// that has changed since.
    pub fn pushed(&self, source: &str, at_most_old: Period) -> Result<&'a Pushed, Missed> {
        let mut pushed = self.observation.pushed.iter();
        let missed = |gap| Missed {
            what: format!("the recommendation of {source}").into(),
            gap,
        };
        let pushed = pushed.find(|pushed| pushed.source == source);
        let pushed = pushed.ok_or_else(|| missed(Gap::NoData))?;
        if at_most_old.after(pushed.at) < self.now {
            return Err(missed(Gap::Stale { newest: pushed.at }));
        }
        match self.state.changed_at {
            Some(change) if pushed.proposal.is_relative() && pushed.at < change => {
                Err(missed(Gap::BeforeChange { change }))
            }
            _ => Ok(pushed),
        }
    }

    /// What one sample of `metric` covers.
    #[must_use]
    pub fn period(&self, metric: Metric) -> Option<Period> {
        let series = self
            .observation
            .series
            .iter()
            .find(|series| series.metric == metric)?;
        Some(series.period)
    }
}

/// Until when the sample that began `at` and covers a `period` counts if it is the newest.
pub(crate) fn counts_until(
    at: Timestamp,
    period: Period,
    stale_after: Option<Period>,
) -> Timestamp {
    let usual = Period::seconds(2 * period.as_seconds() + 120);
    stale_after.unwrap_or(usual).after(period.after(at))
}

#[cfg(test)]
mod tests;
