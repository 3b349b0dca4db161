//! Target tracking: keep a metric near a value by scaling in proportion.
//!
//! The formula is the one of Kubernetes' Horizontal Pod Autoscaler,
//! desired = ⌈current × value ÷ target⌉, left alone within the tolerance, which may differ by
//! direction as there. Units that carry load but are not scaled (a cluster's core nodes) count on
//! both sides.

mod finding;
mod tolerance;

use deserr::{Deserr, ValuePointerRef};
use schemars::JsonSchema;

use super::{LONGEST_LOOKBACK, Need, Opinion, Recommends};
use crate::{
    Capacity, Gap, Missed, Period, Sample, Summary, View, metric_value::MetricValue, pace,
    policy::Mistakes, rise, watched::Watched,
};
pub(super) use finding::Finding;
use tolerance::Tolerance;

/// Keeps a metric near a value: wants capacity × value ÷ target.
#[derive(Clone, Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields, validate = checked -> Mistakes)]
pub struct Track {
    /// What is kept near the target.
    metric: Watched,
    /// The value to keep the metric at, in the metric's unit; more than 0.
    #[schemars(extend("minimum" = 1e-6, "examples" = [0.6]))]
    target: MetricValue,
    #[deserr(default)]
    #[schemars(extend("default" = 0.1))]
    tolerance: Tolerance,
    /// The time of which the samples count together, at most `3h`; `0s`: the newest one.
    #[deserr(default)]
    #[schemars(extend("default" = "0s", "examples" = ["10m"]))]
    window: Period,
    /// What the samples of the window say together.
    #[deserr(default)]
    #[schemars(extend("default" = "average"))]
    statistic: Summary,
    /// How far ahead: what the metric has risen lately is taken to go on for this long, at most
    /// `30m`.
    #[deserr(default)]
    #[schemars(extend("default" = "0s", "examples" = ["2m"]))]
    look_ahead: Period,
}

/// A rise of three minutes says nothing of what is farther away.
const FARTHEST: Period = Period::minutes(30);

fn checked(track: Track, location: ValuePointerRef) -> Result<Track, Mistakes> {
    let mut wrong = Mistakes::default();
    if track.target.number() <= 0.0 {
        wrong.note(location.push_key("target"), "expected more than 0");
    }
    if LONGEST_LOOKBACK < track.window {
        let detail = format!(
            "`{}` is longer than {LONGEST_LOOKBACK}, the longest that is watched",
            track.window
        );
        wrong.note(location.push_key("window"), detail);
    }
    if FARTHEST < track.look_ahead {
        let detail = format!("expected at most {FARTHEST}, found `{}`", track.look_ahead);
        wrong.note(location.push_key("look_ahead"), detail);
    }
    wrong.or(track)
}

impl Recommends for Track {
    type Finding = Finding;

    fn needs(&self) -> Vec<Need> {
        let rise = if self.look_ahead == Period::ZERO {
            Period::ZERO
        } else {
            self.metric.resolution().times(rise::OVER)
        };
        self.metric.needs("metric", self.window.max(rise))
    }

    fn recommend(&self, view: &View<'_>) -> Result<(Opinion, Finding), Missed> {
        let (metric, samples) = self.metric.samples(view)?;
        let nothing = || Missed::of(metric, Gap::NoData);
        let newest = samples.last().ok_or_else(nothing)?;
        let spacing = view.period(metric).unwrap_or_default();
        let counted = self.counted(samples, *newest, spacing);
        let settled = self.look(samples, *newest, spacing).ok_or_else(nothing)?;
        // What may still grow is no more than the truth: it can only ask for more.
        let growing = view.with_growing(metric);
        let growing = growing
            .last()
            .and_then(|newest| self.look(growing, *newest, spacing));
        let (value, rising) = growing.filter(|more| settled.0 < more.0).unwrap_or(settled);
        let ratio = value / self.target.number();
        let within_tolerance = self.tolerance.covers(ratio);
        let current = view.observation.capacity;
        let gaps = counted.len() < self.window.how_many(spacing);
        let wanted = match proportional(view, ratio) {
            _ if within_tolerance => current,
            wanted if gaps => wanted.max(current),
            wanted => wanted,
        };
        let finding = Finding {
            metric,
            at: newest.at(),
            value,
            of: (self.window != Period::ZERO).then_some((self.statistic, self.window)),
            ahead: (0.0 < rising).then_some((rising, self.look_ahead)),
            target: self.target.number(),
            within_tolerance,
            gaps,
            wanted,
        };
        Ok((Opinion::Wants(wanted), finding))
    }

    fn calm(&self, view: &View<'_>, most: Period) -> Period {
        let Ok((metric, samples)) = self.metric.samples(view) else {
            return Period::ZERO;
        };
        let spacing = view.period(metric).unwrap_or_default();
        let newest = |samples: &[Sample]| samples.last().map_or(0.0, |newest| newest.value());
        // What may still grow is no more than the truth.
        let value = newest(samples).max(newest(view.with_growing(metric)));
        pace::calm(samples, spacing, value, self.target.number(), most)
    }
}

impl Track {
    pub(crate) fn metric(&self) -> &Watched {
        &self.metric
    }

    /// What the metric is kept near, in its unit.
    pub(crate) fn target(&self) -> f64 {
        self.target.number()
    }

    /// What the samples say together with what they are going to rise by, and the latter.
    fn look(&self, samples: &[Sample], newest: Sample, spacing: Period) -> Option<(f64, f64)> {
        let value = self.statistic.of(self.counted(samples, newest, spacing))?;
        let periods =
            f64::from(self.look_ahead.as_seconds()) / f64::from(spacing.as_seconds().max(1));
        let rising = rise::rise(samples, spacing) * periods;
        Some((value + rising, rising))
    }

    /// The samples of the window, counted back from the end of the newest; at least this one.
    fn counted<'a>(&self, samples: &'a [Sample], newest: Sample, spacing: Period) -> &'a [Sample] {
        let start = self
            .window
            .before(spacing.after(newest.at()))
            .min(newest.at());
        let first = samples.partition_point(|sample| sample.at() < start);
        samples.get(first..).unwrap_or_default()
    }
}

fn proportional(view: &View<'_>, ratio: f64) -> Capacity {
    let fixed = view.observation.fixed;
    let serving = view.serving().units() + fixed.units();
    // Nothing times anything is nothing: out of zero one step is taken instead.
    let wanted = if serving == 0.0 {
        ratio.min(1.0)
    } else {
        serving * ratio
    };
    Capacity(Capacity::holding(wanted).0.saturating_sub(fixed.0))
}

#[cfg(test)]
mod tests;
