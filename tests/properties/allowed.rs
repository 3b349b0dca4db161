//! What may be asked for, and when.

use decision::{
    Action, Capacity, Direction, Period, Readiness, ScalingState, TargetKind, guards::Guard,
    policy::Resharding,
};
use proptest::prelude::*;

use crate::{case::cases, cases::config};

/// Those that forbid a change altogether are asked after the bounds.
const FORBID: [Guard; 4] = [
    Guard::CallBudget,
    Guard::InFlight,
    Guard::OnDemand,
    Guard::Pause,
];

proptest! {
    #![proptest_config(config())]

    #[test]
    fn bounds_always_hold(case in cases()) {
        let decision = case.decided();
        prop_assert!(case.policy.bounds.contains(decision.bounds.min()));
        prop_assert!(case.policy.bounds.contains(decision.bounds.max()));
        if let Action::ScaleTo(desired) = decision.action {
            prop_assert!(decision.bounds.contains(desired), "{decision}");
        }
    }

    #[test]
    fn what_is_outside_its_bounds_is_brought_back_unless_a_change_is_forbidden(case in cases()) {
        let decision = case.decided();
        let forbidden = decision.guards.iter().any(|said| FORBID.contains(&said.guard) && said.before != said.after);
        prop_assert!(forbidden || decision.bounds.contains(decision.desired()), "{decision}");
    }

    #[test]
    fn nothing_is_asked_for_during_an_activity(mut case in cases(), ours in any::<bool>()) {
        let mut seen = case.seen();
        let current = seen.capacity;
        if ours {
            case.state = case.state.claimed(current, Capacity(current.0 + 1), case.now);
        } else {
            seen.readiness = Readiness::Changing;
        }
        let decision = case.decided_on(&seen);
        prop_assert_eq!(decision.action, Action::Hold);
    }

    #[test]
    fn nothing_is_asked_for_of_what_its_service_scales_or_somebody_has_switched_off(case in cases(), off in any::<bool>()) {
        let mut seen = case.seen();
        seen.readiness = if off { Readiness::Disabled } else { Readiness::OnDemand };
        prop_assert_eq!(case.decided_on(&seen).action, Action::Hold);
    }

    #[test]
    fn what_starts_stops_or_is_replaced_is_scaled_in_only_to_its_bounds(case in cases(), running in 0u32..200, which in 0usize..3) {
        let (mut seen, running) = (case.seen(), Capacity(running));
        seen.readiness = [
            Readiness::Starting { running },
            Readiness::Stopping { running },
            Readiness::Replacing { running },
        ][which];
        let decision = case.decided_on(&seen);
        prop_assert!(decision.current.min(decision.bounds.max()) <= decision.desired(), "{decision}");
    }

    #[test]
    fn nothing_is_asked_for_that_a_quota_would_refuse(mut case in cases(), minutes in prop::collection::vec(0u32..1_500, 10)) {
        // UpdateShardCount: ten in a rolling 24 hours, and nothing else to reshard with.
        case.policy.resharding = Resharding { operations: false, ..Resharding::default() };
        case.state.calls = minutes.into_iter().map(|minutes| Period::minutes(minutes).before(case.now)).collect();
        case.state.calls.sort_unstable();
        let a_day_ago = Period::minutes(24 * 60).before(case.now);
        let spent = case.state.calls.iter().all(|at| a_day_ago <= *at);
        prop_assume!(case.policy.kind == TargetKind::KinesisStream && spent);
        prop_assert_eq!(case.decided().action, Action::Hold);
    }

    #[test]
    fn a_pause_stops_what_it_is_about(case in cases()) {
        let decision = case.decided();
        let taken = Direction::of(decision.current, decision.desired());
        let pause = case.document.pointer("/guards/pause");
        let in_force = pause.filter(|pause| pause.get("until").is_none_or(|until| {
            until.as_str().is_some_and(|until| case.now < until.parse().unwrap())
        }));
        let stopped = match in_force.and_then(|pause| pause["direction"].as_str()) {
            Some("all") => taken.is_some(),
            Some("out") => taken == Some(Direction::Out),
            Some("in") => taken == Some(Direction::In),
            _ => false,
        };
        prop_assert!(!stopped, "{decision}");
        prop_assert!(case.document["mode"] != "paused" || taken.is_none(), "{decision}");
    }

    #[test]
    fn holding_changes_nothing(mut case in cases()) {
        let decision = case.decided();
        prop_assume!(decision.action == Action::Hold);
        let after = case.state.remembering(&case.policy, &decision, case.now);
        let untouched = |state: &ScalingState| {
            let (activity, changes, calls) = (state.activity.clone(), state.changes.clone(), state.calls.clone());
            (activity, changes, calls, state.scaled_out_at, state.scaled_in_at, state.changed_at, state.capacity)
        };
        prop_assert_eq!(untouched(&after), untouched(&case.state));
        case.state = after;
        let again = case.decided();
        prop_assert!(again.action == Action::Hold, "{again} after {decision}");
    }

    #[test]
    fn no_more_members_are_chosen_to_go_than_go(case in cases()) {
        let seen = case.seen();
        let decision = case.decided_on(&seen);
        let going = decision.current.0.saturating_sub(decision.desired().0);
        let victims = &decision.victims;
        prop_assert!(victims.len() <= usize::try_from(going).unwrap(), "{decision}");
        let members = seen.members.unwrap_or_default();
        let mut free = members.iter().filter(|member| member.may_go()).map(|member| &member.id);
        prop_assert!(victims.iter().all(|id| free.clone().any(|free| free == id)));
        prop_assert!(free.all(|id| victims.iter().filter(|victim| *victim == id).count() < 2));
    }
}
