//! How soon a target has to be looked at again.
//!
//! A target that is far from every threshold need not be looked at as often as one that is near.
//! How far is far enough the samples at hand say: within h a metric is taken to rise by no more
//! than the most that it rose within h in them, R(h) = max v(t + h) − v(t). As long as
//! v(now) + R(h) stays below the threshold, nothing is missed by looking again after h. That is
//! historical simulation, as risk is measured in finance, at its worst case: nothing is assumed of
//! how load is distributed, and what never happened lately is not foreseen. What that can cost is
//! bounded by `evaluate.at_most`.

use crate::{
    Action, Decision, Period, Policy, Readiness, Sample, ScalingState, View, rules::Opinion,
};

/// Over how long rises are looked for: fetching more of a series costs nothing.
pub(crate) const LATELY: Period = Period::minutes(60);

/// How soon to look again after a decision: never sooner than `evaluate.every`, never later than
/// `evaluate.at_most`. As soon as may be while anything is under way, unclear or denied.
#[must_use]
pub fn pace(policy: &Policy, decision: &Decision, view: &View<'_>) -> Period {
    let every = policy.every;
    let Some(most) = policy.at_most.filter(|_| is_quiet(decision, view.state)) else {
        return every;
    };
    let until = decision.until.map(|until| Period::between(view.now, until));
    let counted = policy.rules.iter().filter(|entry| !entry.shadow);
    let calm = counted.map(|entry| entry.rule.calm(view, most)).min();
    let soonest = calm.unwrap_or(most).min(until.unwrap_or(most));
    soonest.clamp(every, most.max(every))
}

/// Nothing is under way, nothing unclear, and nothing denied that the rules want more of.
fn is_quiet(decision: &Decision, state: &ScalingState) -> bool {
    let blind = |opinion: &Opinion| *opinion == Opinion::Abstains;
    let mut counted = decision.rules.iter().filter(|said| !said.shadow);
    decision.action == Action::Hold
        && decision.readiness == Readiness::Ready
        && decision.combined.capacity() <= decision.current
        && (state.activity.is_none() && state.plan.is_none() && state.goal.is_none())
        && !counted.any(|said| blind(&said.opinion))
}

/// How long, up to `most`, a metric stays at or below `threshold` if it rises no faster than it did
/// in these samples, which are `spacing` apart, oldest first; `ahead` is how much later it counts.
/// Zero when there are too few to tell.
pub(crate) fn calm(
    samples: &[Sample],
    spacing: Period,
    threshold: f64,
    ahead: Period,
    most: Period,
) -> Period {
    let Some(newest) = samples.last() else {
        return Period::ZERO;
    };
    let enough = LATELY.how_many(spacing) / 2;
    if samples.len() < enough {
        return Period::ZERO;
    }
    let steps = 1..=most.how_many(spacing);
    let stays = |steps: &usize| {
        let later =
            *steps + usize::try_from(ahead.as_seconds() / spacing.as_seconds().max(1)).unwrap_or(0);
        newest.value() + most_risen(samples, later) <= threshold
    };
    let calm = steps.take_while(stays).count();
    spacing.times(u32::try_from(calm).unwrap_or(u32::MAX))
}

/// The most that a metric rose within so many samples.
fn most_risen(samples: &[Sample], steps: usize) -> f64 {
    let later = samples.iter().skip(steps);
    let rises = samples
        .iter()
        .zip(later)
        .map(|(one, later)| later.value() - one.value());
    rises.fold(0.0, f64::max)
}
