//! What somebody else did to a stream.

use super::*;

/// So many open shards that are as strong as these even ones.
fn shards(open: u32, strength: u32) -> Observation {
    Observation {
        open: Some(Capacity(open)),
        ..seen(strength, Readiness::Ready)
    }
}

/// The calls that are counted of a stream that was seen so, one minute after the other.
fn counted(state: ScalingState, minutes: &[Observation]) -> usize {
    let seen = (0..).zip(minutes);
    let after = seen.fold(state, |state, (minute, seen)| {
        state.caught_up(seen, at(minute)).0
    });
    after.calls.len()
}

#[test]
fn a_call_of_somebody_else_counts_once() {
    let changing = Observation {
        readiness: Readiness::Changing,
        ..shards(6, 6)
    };
    let minutes = [shards(4, 4), changing, shards(8, 8), shards(8, 8)];
    assert_eq!(counted(ScalingState::default(), &minutes), 1);
}

#[test]
fn what_is_seen_for_the_first_time_is_nobodys_call() {
    assert_eq!(counted(ScalingState::default(), &[shards(8, 8)]), 0);
}

#[test]
fn shards_that_are_not_even_were_split_and_merged() {
    let minutes = [shards(4, 4), shards(5, 4), shards(6, 4)];
    assert_eq!(counted(ScalingState::default(), &minutes), 0);
}

#[test]
fn our_own_call_counts_once() {
    let claimed = ScalingState::default().claimed(Capacity(4), Capacity(20), at(0));
    // As far as one call goes, by a function that died before it could say so.
    let minutes = [shards(4, 4), shards(8, 8)];
    assert_eq!(counted(claimed.clone(), &minutes), 1);
    let accepted = claimed.accepted(Capacity(8), at(0));
    assert_eq!(counted(accepted, &minutes), 1);
}

#[test]
fn a_call_of_somebody_else_counts_though_ours_was_refused() {
    let claimed = ScalingState::default().claimed(Capacity(4), Capacity(8), at(0));
    let minutes = [shards(4, 4), shards(8, 8)];
    assert_eq!(counted(claimed.refused(), &minutes), 1);
    let elsewhere = [shards(4, 4), shards(2, 2)];
    assert_eq!(counted(claimed, &elsewhere), 2);
}

#[test]
fn an_operation_of_our_plan_is_no_call() {
    let way = crate::reshard::Way::Split { to: 2 };
    let splitting = ScalingState::default().operating(way, Capacity(2), at(0));
    assert_eq!(counted(splitting, &[shards(1, 1), shards(2, 2)]), 0);
}

#[test]
fn of_what_is_no_stream_nothing_is_counted() {
    let minutes = [seen(4, Readiness::Ready), seen(8, Readiness::Ready)];
    assert_eq!(counted(ScalingState::default(), &minutes), 0);
}

#[test]
fn what_kinesis_does_to_a_stream_on_demand_is_nobodys_call() {
    let on_demand = |open| Observation {
        readiness: Readiness::OnDemand,
        ..shards(open, open)
    };
    let minutes = [shards(4, 4), on_demand(4), on_demand(8), shards(16, 16)];
    assert_eq!(counted(ScalingState::default(), &minutes), 0);
}
