//! When rules rest.

use super::*;

const RESTING: &str = r#"{"name": "p", "targets": {"kind": "kinesis-stream", "names": ["a"]},
    "bounds": {"min": 1, "max": 20}, "rules": [{"step": {
        "metric": "write_utilization", "over": 0.8, "add": 1, "rest": "10m"}}],
    "guards": {"pause": {"direction": "out", "until": "2026-03-02T12:00:00Z"}}}"#;

#[test]
fn a_rule_rests_when_its_step_was_taken_and_not_when_a_guard_held_it() {
    let policy = Policy::parse(&serde_json::from_str(RESTING).unwrap()).unwrap();
    let decided = |now| {
        let (seen, before) = (stream(4, &[0.9]), ScalingState::default());
        let decision = decide(&policy, &seen, &before, now);
        before.remembering(&policy, &decision, now)
    };
    let held = decided(Period::seconds(1).before(noon()));
    assert!(held.beginning.is_empty());
    let claimed = decided(noon()).claimed(Capacity(4), Capacity(5), noon());
    assert!(claimed.rests.is_empty());
    let accepted = claimed.accepted(Capacity(5), noon());
    assert!(!accepted.rests.is_empty() && accepted.beginning.is_empty());
    let refused = claimed.refused();
    assert!(refused.rests.is_empty() && refused.beginning.is_empty());
    // The holder of the claim died: nothing arrived, or the call was made all the same.
    let (lapsed, _) = claimed.caught_up(&seen(4, Readiness::Ready), at(3));
    assert!(lapsed.rests.is_empty() && lapsed.beginning.is_empty());
    let (arrived, _) = claimed.caught_up(&seen(5, Readiness::Ready), at(3));
    assert!(!arrived.rests.is_empty());
}

#[test]
fn a_rest_is_forgotten_when_no_rule_can_look_back_to_it() {
    let mut rests = Rests::default();
    rests.begin("a", at(0));
    rests.forget_long_over(at(179));
    assert_eq!(rests.until("a"), Some(at(0)));
    rests.forget_long_over(at(180));
    assert!(rests.is_empty());
}
