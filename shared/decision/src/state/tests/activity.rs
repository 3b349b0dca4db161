//! What becomes of a change.

use super::*;
use crate::reshard::Way;

fn under_way() -> ScalingState {
    ScalingState::default()
        .claimed(Capacity(4), Capacity(8), at(0))
        .accepted(Capacity(8), at(0))
}

#[test]
fn an_activity_settles_when_its_capacity_has_arrived() {
    let (state, end) = under_way().caught_up(&seen(8, Readiness::Ready), at(1));
    let settled = ActivityEnd::Settled {
        at: at(1),
        from: Capacity(4),
        desired: Capacity(8),
    };
    assert_eq!(end, Some(settled));
    assert_eq!((state.activity, state.scaled_out_at), (None, Some(at(1))));
}

#[test]
fn a_claim_whose_holder_died_lapses() {
    let claimed = ScalingState::default().claimed(Capacity(4), Capacity(8), at(0));
    let (waiting, end) = claimed.caught_up(&seen(4, Readiness::Ready), at(1));
    assert!(waiting.activity.is_some() && end.is_none());
    let (state, end) = waiting.caught_up(&seen(4, Readiness::Ready), at(2));
    assert!(matches!(end, Some(ActivityEnd::Lapsed { .. })));
    assert_eq!((state.activity, state.scaled_out_at), (None, None));
}

#[test]
fn a_change_that_is_seen_under_way_does_not_lapse() {
    let mut state = under_way();
    for minute in 1..30 {
        let (after, end) = state.caught_up(&seen(4, Readiness::Changing), at(minute));
        assert_eq!(end, None);
        state = after;
    }
    assert!(state.activity.is_some());
}

#[test]
fn of_a_far_target_the_rest_is_the_goal_of_a_scale_out_alone() {
    let claimed = ScalingState::default().claimed(Capacity(4), Capacity(20), at(0));
    let accepted = claimed.accepted(Capacity(8), at(0));
    let (state, end) = accepted.caught_up(&seen(8, Readiness::Ready), at(5));
    assert!(matches!(
        end,
        Some(ActivityEnd::Settled {
            desired: Capacity(8),
            ..
        })
    ));
    assert_eq!(state.goal.map(|goal| goal.capacity), Some(Capacity(20)));
    let (state, _) = state.caught_up(&seen(8, Readiness::Ready), at(15));
    assert_eq!(state.goal, None);
    let claimed = ScalingState::default().claimed(Capacity(20), Capacity(4), at(0));
    assert_eq!(claimed.accepted(Capacity(10), at(0)).goal, None);
}

#[test]
fn what_arrived_of_a_change_that_came_to_nothing_starts_the_cooldown() {
    let claimed = ScalingState::default().claimed(Capacity(4), Capacity(20), at(0));
    let (state, end) = claimed.caught_up(&seen(8, Readiness::Ready), at(3));
    assert!(matches!(end, Some(ActivityEnd::Lapsed { .. })));
    assert_eq!(state.scaled_out_at, Some(at(3)));
}

#[test]
fn changes_are_remembered_for_an_hour_as_far_as_they_arrived() {
    let mut state = ScalingState::default();
    for (minute, from, desired, arrived) in [(0, 4, 8, 8), (30, 8, 12, 10), (62, 10, 6, 6)] {
        let claimed = state.claimed(Capacity(from), Capacity(desired), at(minute));
        let seen = seen(arrived, Readiness::Ready);
        (state, _) = claimed.caught_up(&seen, at(minute + 3));
    }
    let kept = state.changes.iter().map(|change| (change.at, change.to));
    let expected = [(at(33), Capacity(10)), (at(65), Capacity(6))];
    assert_eq!(kept.collect::<Vec<_>>(), expected);
}

#[test]
fn a_change_that_never_arrives_is_given_up_after_an_hour() {
    let (state, end) = under_way().caught_up(&seen(6, Readiness::Changing), at(60));
    assert!(matches!(end, Some(ActivityEnd::Lapsed { .. })));
    assert_eq!(state.activity, None);
}

#[test]
fn a_refused_call_does_not_count() {
    let claimed = ScalingState::default().claimed(Capacity(4), Capacity(8), at(0));
    assert_eq!(claimed.calls, [at(0)]);
    assert_eq!(claimed.refused().calls, []);
}

#[test]
fn somebody_elses_change_is_noticed() {
    let (state, _) = ScalingState::default().caught_up(&seen(4, Readiness::Ready), at(0));
    let (state, _) = state.caught_up(&seen(6, Readiness::Ready), at(1));
    assert_eq!(state.changed_at, Some(at(1)));
}

#[test]
fn what_somebody_else_changed_meanwhile_is_no_change_of_ours() {
    let claimed = ScalingState::default().claimed(Capacity(4), Capacity(8), at(0));
    let arrived = |shards| claimed.caught_up(&seen(shards, Readiness::Ready), at(3)).0;
    assert_eq!(arrived(2).changes, []);
    assert_eq!(
        (arrived(2).scaled_in_at, arrived(2).scaled_out_at),
        (None, None)
    );
    assert_eq!(arrived(20).changes.last().unwrap().to, Capacity(8));
}

#[test]
fn what_was_begun_ends_when_kinesis_takes_over_the_stream() {
    let begun = ScalingState {
        capacity: Some(Capacity(4)),
        goal: Some(Goal {
            capacity: Capacity(16),
            until: at(60),
        }),
        plan: Some(Plan {
            way: Way::Split { to: 8 },
            shards: Capacity(8),
            since: noon(),
            acted_at: noon(),
        }),
        ..ScalingState::default()
    };
    let (ours, _) = begun.caught_up(&seen(6, Readiness::Ready), at(1));
    assert!(ours.plan.is_some() && ours.goal.is_some() && ours.changes.len() == 1);
    let (over, _) = begun.caught_up(&seen(6, Readiness::OnDemand), at(1));
    assert!(over.plan.is_none() && over.goal.is_none());
    // Kinesis' change, not ours.
    assert_eq!((over.changes.len(), over.changed_at), (0, Some(at(1))));
}

/// Of eight units that were asked for only these run.
fn starting(running: u32) -> Readiness {
    Readiness::Starting {
        running: Capacity(running),
    }
}

#[test]
fn units_that_do_not_start_are_waited_for_ten_minutes() {
    let (waits, ended) = under_way().caught_up(&seen(8, starting(4)), at(9));
    assert!(waits.activity.is_some() && ended.is_none());
    let (over, ended) = waits.caught_up(&seen(8, starting(4)), at(10));
    assert!(over.activity.is_none() && matches!(ended, Some(ActivityEnd::Settled { .. })));
    assert_eq!(over.changed_at, Some(at(10)));
    // Had they started, it would have been over at once.
    let (_, ended) = under_way().caught_up(&seen(8, Readiness::Ready), at(1));
    assert!(matches!(ended, Some(ActivityEnd::Settled { .. })));
}

#[test]
fn a_change_that_a_service_has_not_taken_is_not_waited_for_though_units_start() {
    // A service that takes a change shows it at once.
    let (_, ended) = under_way().caught_up(&seen(4, starting(2)), at(3));
    assert!(matches!(ended, Some(ActivityEnd::Lapsed { .. })));
}

#[test]
fn a_change_ends_amid_a_deployment_and_where_the_target_is_switched_off() {
    let running = Capacity(12);
    for readiness in [Readiness::Replacing { running }, Readiness::Disabled] {
        let (_, ended) = under_way().caught_up(&seen(8, readiness), at(1));
        assert!(matches!(ended, Some(ActivityEnd::Settled { .. })));
        let (_, ended) = under_way().caught_up(&seen(4, readiness), at(3));
        assert!(matches!(ended, Some(ActivityEnd::Lapsed { .. })));
    }
}

#[test]
fn what_was_measured_of_too_many_does_not_count_once_they_are_gone() {
    let state = ScalingState {
        capacity: Some(Capacity(8)),
        ..ScalingState::default()
    };
    let running = Capacity(16);
    let minutes = [
        (Readiness::Ready, None),
        (Readiness::Replacing { running }, None),
        (Readiness::Stopping { running }, None),
        (Readiness::Ready, Some(at(3))),
        (starting(4), Some(at(3))),
        // Those that die and start anew show no less than there is.
        (Readiness::Ready, Some(at(3))),
    ];
    let minutes = minutes.iter().zip(0..);
    minutes.fold(state, |state, ((readiness, changed), minute)| {
        let (after, _) = state.caught_up(&seen(8, *readiness), at(minute));
        assert_eq!(after.changed_at, *changed, "minute {minute}");
        after
    });
}
