//! How soon a target has to be looked at again.
//!
//! A target that is far from every threshold need not be looked at as often as one that is near.
//! How far is far enough the samples at hand say: within a time h a metric is taken to rise by no
//! more than the most that it rose within h in them, R(h) = max v(t + h) − v(t). As long as
//! v(now) + R(h) stays at or below the threshold, nothing is missed by looking again after h. That
//! is historical simulation, as banks measure risk by it, at its worst case: nothing is assumed of
//! how load is distributed, and what did not happen lately is not foreseen. What that can cost is
//! bounded by `evaluate.at_most`.

use crate::{Decision, Period, Policy, Readiness, Sample, ScalingState, View, rules::Opinion};

/// Over how long rises are looked for: to fetch more of a series costs nothing.
pub(crate) const LATELY: Period = Period::minutes(60);

/// How soon to decide again: never sooner than `evaluate.every`, and then when load or time could
/// first ask for more than `view` has, never later than `evaluate.at_most`. As soon as may be while
/// a change is under way, or anything is unclear or denied.
#[must_use]
pub fn pace(policy: &Policy, decision: &Decision, view: &View<'_>) -> Period {
    let every = policy.every;
    let Some(most) = policy.at_most.filter(|_| is_quiet(decision, view.state)) else {
        return every;
    };
    let until = decision.until.map(|until| Period::between(view.now, until));
    let counted = policy.rules.iter().filter(|entry| !entry.shadow);
    let calm = counted.map(|entry| entry.rule.calm(view, most));
    let soonest = calm.chain(until).min().unwrap_or(most);
    soonest.clamp(every, most.max(every))
}

/// No change is under way, no shard is suspected, every rule sees, and nothing more is wanted.
fn is_quiet(decision: &Decision, state: &ScalingState) -> bool {
    let mut counted = decision.rules.iter().filter(|said| !said.shadow);
    let wanted = decision.combined.capacity().max(decision.desired());
    let enough = wanted <= decision.current && decision.readiness == Readiness::Ready;
    let under_way = state.activity.is_some() || state.goal.is_some();
    let sees = counted.all(|said| said.opinion != Opinion::Abstains);
    enough && sees && !under_way && !state.heat.is_watching()
}

/// How long, up to `most`, a metric that is at `value` stays at or below `threshold` if it rises no
/// faster than it did in these samples, which are `spacing` apart, oldest first. Zero when there
/// are too few to tell.
pub(crate) fn calm(
    samples: &[Sample],
    spacing: Period,
    value: f64,
    threshold: f64,
    most: Period,
) -> Period {
    if samples.len() < LATELY.how_many(spacing) / 2 {
        return Period::ZERO;
    }
    let stays = |steps: &u32| value + most_risen(samples, spacing.times(*steps)) <= threshold;
    let steps = 1..=most.as_seconds() / spacing.as_seconds().max(1);
    spacing.times(steps.take_while(stays).last().unwrap_or(0))
}

/// The most that a metric rose within so long a time.
fn most_risen(samples: &[Sample], within: Period) -> f64 {
    let second = |sample: &Sample| sample.at().as_second();
    let within = i64::from(within.as_seconds());
    let mut earlier = samples.iter().peekable();
    let mut most: f64 = 0.0;
    for later in samples {
        let start = second(later) - within;
        while earlier.next_if(|one| second(one) < start).is_some() {}
        let same = earlier.peek().filter(|one| second(one) == start);
        most = same.map_or(most, |one| most.max(later.value() - one.value()));
    }
    most
}

#[cfg(test)]
pub(crate) mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        Action, Capacity, Observation, decide,
        rules::tests::{demand, noon},
    };

    pub(crate) fn document(evaluate: Value) -> Value {
        json!({
            "name": "p",
            "targets": {"kind": "kinesis-stream", "names": ["a"]},
            "bounds": {"min": 1, "max": 64},
            "evaluate": evaluate,
            "rules": [{"track": {"metric": "write_demand", "target": 0.8}}],
            "guards": {"scale_in": {"stabilization": "0s", "cooldown": "0s"}}
        })
    }

    fn policy(evaluate: Value) -> Policy {
        Policy::parse(&document(evaluate)).unwrap()
    }

    fn paced(evaluate: Value, seen: &Observation, state: &ScalingState) -> Period {
        let policy = policy(evaluate);
        let decision = decide(&policy, seen, state, noon());
        pace(&policy, &decision, &View::new(seen, state, noon()))
    }

    /// Of an hour in which a stream of ten shards was used so.
    pub(crate) fn hour(usage: impl Fn(u32) -> f64) -> Observation {
        let usage: Vec<_> = (0..60).map(usage).collect();
        demand(10, &usage, &[])
    }

    fn minutes(seen: &Observation) -> u32 {
        let pace = paced(json!({"at_most": "10m"}), seen, &ScalingState::default());
        pace.as_seconds() / 60
    }

    #[test]
    fn a_load_that_never_moves_is_looked_at_as_seldom_as_may_be() {
        assert_eq!(minutes(&hour(|_| 0.75)), 10);
    }

    #[test]
    fn who_names_no_longest_time_is_evaluated_as_often_as_ever() {
        let state = ScalingState::default();
        let every = paced(json!({"every": "2m"}), &hour(|_| 0.75), &state);
        assert_eq!(every, Period::minutes(2));
    }

    #[test]
    fn the_next_look_is_when_the_load_could_first_be_too_much() {
        // From 0.75 up by a hundredth a minute once: five minutes to the threshold.
        let seen = hour(|minute| 0.75 - f64::from(50_u32.saturating_sub(minute).min(10)) / 100.0);
        assert_eq!(minutes(&seen), 5);
    }

    #[test]
    fn what_jumped_once_within_the_hour_may_jump_again() {
        let seen = hour(|minute| if minute == 20 { 0.9 } else { 0.75 });
        assert_eq!(minutes(&seen), 1);
    }

    #[test]
    fn what_is_still_collected_counts_where_it_is_more() {
        let seen = demand(10, &[0.7; 60], &[0.79]);
        assert_eq!(minutes(&seen), 10);
        let seen = demand(10, &[0.7; 60], &[0.81]);
        assert_eq!(minutes(&seen), 1);
    }

    #[test]
    fn too_few_samples_tell_nothing() {
        assert_eq!(minutes(&demand(10, &[0.75; 29], &[])), 1);
        assert_eq!(minutes(&demand(10, &[], &[])), 1);
    }

    #[test]
    fn while_anything_is_under_way_it_is_looked_at_often() {
        let state = ScalingState::default().claimed(Capacity(10), Capacity(12), noon());
        let at_most = json!({"at_most": "10m"});
        assert_eq!(
            paced(at_most.clone(), &hour(|_| 0.75), &state),
            Period::minutes(1)
        );
        let changing = Observation {
            readiness: Readiness::Changing,
            ..hour(|_| 0.75)
        };
        assert_eq!(minutes(&changing), 1);
    }

    #[test]
    fn what_may_have_less_and_keeps_what_it_has_is_not_near_more() {
        let policy = policy(json!({"at_most": "10m"}));
        let (seen, state) = (hour(|_| 0.2), ScalingState::default());
        let decision = decide(&policy, &seen, &state, noon());
        assert_eq!(decision.action, Action::ScaleTo(Capacity(3)));
        let view = View::new(&seen, &state, noon());
        assert_eq!(pace(&policy, &decision, &view), Period::minutes(10));
    }

    #[test]
    fn rules_that_load_does_not_move_ask_for_no_sooner_look() {
        let seen = hour(|_| 0.75);
        for rule in [
            json!({"schedule": {"from": "20:00", "to": "22:00", "timezone": "UTC", "min": 3}}),
            json!({"cron": {"at": "0 0 22 * * *", "timezone": "UTC", "to": 12}}),
            json!({"peak": {"over": "24h", "factor": 0.5}}),
        ] {
            let mut document = document(json!({"at_most": "10m"}));
            document["rules"].as_array_mut().unwrap().push(rule.clone());
            let policy = Policy::parse(&document).unwrap();
            let state = ScalingState::default();
            let decision = decide(&policy, &seen, &state, noon());
            let view = View::new(&seen, &state, noon());
            assert_eq!(
                pace(&policy, &decision, &view),
                Period::minutes(10),
                "{rule}"
            );
        }
    }

    #[test]
    fn what_time_alone_changes_is_not_missed() {
        let mut policy = policy(json!({"at_most": "10m"}));
        let (seen, state) = (hour(|_| 0.75), ScalingState::default());
        let mut decision = decide(&policy, &seen, &state, noon());
        decision.until = Some(Period::minutes(3).after(noon()));
        let view = View::new(&seen, &state, noon());
        assert_eq!(pace(&policy, &decision, &view), Period::minutes(3));
        policy.every = Period::minutes(5);
        assert_eq!(pace(&policy, &decision, &view), Period::minutes(5));
    }
}
