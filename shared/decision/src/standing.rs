//! How long a plan goes on by one decision.
//!
//! Its steps look at shards and at no metrics. So it goes on only while what it was decided by still
//! counts: missing data takes nothing away, and what time or a guard forbids is not done.

use jiff::Timestamp;

use crate::{Decision, Period, Policy, View, metrics, pace::pace, seen::Known, view::counts_until};

/// After how long a plan that leads to less is decided on anew: when load could first ask for more
/// than there is at the end of it, which `end` shows, and when the decision stands no more; as
/// always not before `evaluate.every`.
#[must_use]
pub fn stands_for(policy: &Policy, decision: &Decision, end: &View<'_>) -> Period {
    let pace = pace(policy, decision, end);
    stands_until(policy, decision).map_or(pace, |until| {
        let seconds = Period::between(decision.at, until).as_seconds();
        let whole_minutes = Period::minutes(seconds.div_ceil(60));
        pace.min(whole_minutes.max(policy.every))
    })
}

/// Whether a plan may still go on at `now` by this decision.
#[must_use]
pub fn stands(policy: &Policy, decision: &Decision, now: Timestamp) -> bool {
    stands_until(policy, decision).is_none_or(|until| now < until)
}

/// Until when time, samples and guards let a plan go on by it.
fn stands_until(policy: &Policy, decision: &Decision) -> Option<Timestamp> {
    let soonest = [
        decision.until,
        fresh_until(policy, decision),
        forbidden_from(policy, decision),
    ];
    soonest.into_iter().flatten().min()
}

/// Until when all the samples count that the decision rests on; `None` where it rests on none.
fn fresh_until(policy: &Policy, decision: &Decision) -> Option<Timestamp> {
    let stale_after = policy.guards.stale_after();
    let until = decision.seen.iter().filter_map(|seen| match seen.known {
        Known::Newest { at, .. } => {
            let period = Period::seconds(metrics::resolution(seen.metric.kind()));
            Some(counts_until(at, period, stale_after))
        }
        Known::Missing(_) => None,
    });
    until.min()
}

/// When a guard may come to forbid what was decided, which it tells only when it is asked: from the
/// next minute on.
fn forbidden_from(policy: &Policy, decision: &Decision) -> Option<Timestamp> {
    let guards = &policy.guards;
    let directions = [&guards.scale_in, &guards.scale_out];
    let forbids = guards.lag.is_some() || directions.iter().any(|one| one.windows.is_some());
    forbids.then(|| Period::minutes(1).after(decision.at))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        ScalingState, decide,
        pace::tests::{document, hour},
        rules::tests::noon,
    };

    fn policy(guards: &Value) -> Policy {
        let mut document = document(json!({"at_most": "10m"}));
        for (name, guard) in guards.as_object().into_iter().flatten() {
            document["guards"][name] = guard.clone();
        }
        Policy::parse(&document).unwrap()
    }

    fn decided(policy: &Policy) -> Decision {
        let state = ScalingState::default();
        decide(policy, &hour(|_| 0.5), &state, noon())
    }

    /// After how many minutes a plan is decided on anew, if what there is at the end of it is used
    /// so.
    fn minutes(guards: Value, at_the_end: impl Fn(u32) -> f64) -> u32 {
        let policy = policy(&guards);
        let (end, state) = (hour(at_the_end), ScalingState::default());
        let end = View::new(&end, &state, noon());
        stands_for(&policy, &decided(&policy), &end).as_seconds() / 60
    }

    /// For how many half minutes a plan goes on.
    fn steps(guards: Value) -> usize {
        let policy = policy(&guards);
        let decision = decided(&policy);
        let after = |step: u32| Period::seconds(30 * step).after(noon());
        (1..)
            .take_while(|step| stands(&policy, &decision, after(*step)))
            .count()
    }

    #[test]
    fn a_plan_goes_on_until_load_could_be_too_much_for_what_it_leaves() {
        let rises = |minute: u32| 0.72 - f64::from(50_u32.saturating_sub(minute).min(10)) / 25.0;
        assert_eq!(minutes(json!({}), rises), 2);
        assert_eq!(minutes(json!({}), |_| 0.85), 1);
    }

    #[test]
    fn a_plan_goes_on_no_longer_than_the_samples_count_that_it_rests_on() {
        let stale_after = |time: &str| json!({"missing": {"stale_after": time}});
        assert_eq!(minutes(json!({}), |_| 0.72), 4);
        assert_eq!(minutes(stale_after("3m"), |_| 0.72), 3);
        assert_eq!(minutes(stale_after("9m"), |_| 0.72), 9);
        assert_eq!(steps(json!({})), 7);
        assert_eq!(steps(stale_after("3m")), 5);
    }

    #[test]
    fn what_a_guard_may_come_to_forbid_goes_on_within_its_minute_alone() {
        assert_eq!(steps(json!({"lag": {}})), 1);
        assert_eq!(minutes(json!({"lag": {}}), |_| 0.72), 1);
        let night = json!({"from": "22:00", "to": "04:00", "timezone": "UTC"});
        for direction in ["scale_in", "scale_out"] {
            let windows = json!({"stabilization": "0s", "windows": {"forbidden": [night.clone()]}});
            assert_eq!(steps(json!({direction: windows})), 1);
        }
    }

    #[test]
    fn what_time_changes_is_decided_on() {
        let policy = policy(&json!({}));
        let mut decision = decided(&policy);
        decision.until = Some(Period::minutes(2).after(noon()));
        assert!(stands(&policy, &decision, Period::minutes(1).after(noon())));
        assert!(!stands(
            &policy,
            &decision,
            Period::minutes(2).after(noon())
        ));
    }
}
