//! A decision explains itself: from its record alone it can be told what happened, and why.

use decision::{Action, Decision, ScalingState, guards::Guard};
use proptest::prelude::*;

use crate::{case::cases, cases::config};

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_same_input_gives_the_same_decision(case in cases()) {
        let (one, other) = (case.decided(), case.clone().decided());
        prop_assert_eq!(one.to_string(), other.to_string());
        prop_assert_eq!(one, other);
    }

    #[test]
    fn every_step_from_the_rules_to_the_decision_is_told(case in cases()) {
        let decision = case.decided();
        prop_assert_eq!(decision.rules.len(), case.policy.rules.len());
        let asked: Vec<_> = decision.guards.iter().map(|said| said.guard).collect();
        prop_assert_eq!(&asked[..], Guard::ALL);
        let mut capacity = decision.combined.capacity();
        for said in &decision.guards {
            prop_assert_eq!(said.before, capacity, "{}", said);
            prop_assert_eq!(said.without.is_some(), said.before != said.after, "{}", said);
            prop_assert!(said.before == said.after || said.word.is_some(), "{}", said);
            capacity = said.after;
        }
        // Nobody is asked after the last one.
        let last = decision.guards.iter().rev().take(1).find(|said| said.before != said.after);
        prop_assert!(last.is_none_or(|said| said.without == Some(said.before)), "{decision}");
        prop_assert_eq!(decision.desired(), capacity);
        prop_assert_eq!(decision.action == Action::Hold, capacity == decision.current);
    }

    #[test]
    fn a_denial_names_the_guard_that_held(case in cases()) {
        let decision = case.decided();
        let wanted = decision.combined.capacity() != decision.current;
        let denied = decision.denied_by();
        prop_assert_eq!(denied.is_some(), wanted && decision.action == Action::Hold, "{}", decision);
        let said = decision.guards.iter().skip_while(|said| Some(said.guard) != denied);
        if denied.is_some() {
            prop_assert!(said.into_iter().all(|said| said.after == decision.current), "{decision}");
        }
    }

    #[test]
    fn every_decision_has_its_words_and_a_time_to_come(case in cases()) {
        let decision = case.decided();
        prop_assert!(!decision.because().trim().is_empty(), "{decision:?}");
        prop_assert!(decision.until.is_none_or(|until| case.now < until), "{decision:?}");
    }

    #[test]
    fn a_decision_and_a_state_survive_being_written_down(case in cases()) {
        let decision = case.decided();
        let written = serde_json::to_string(&decision).unwrap();
        let read: Decision = serde_json::from_str(&written).unwrap();
        prop_assert_eq!(read.to_string(), decision.to_string());
        prop_assert_eq!(read, decision.clone());
        let state = case.state.remembering(&case.policy, &decision, case.now);
        let written = serde_json::to_string(&state).unwrap();
        let read: ScalingState = serde_json::from_str(&written).unwrap();
        prop_assert_eq!(read, state);
    }
}
