//! Whether some shard gets more than its part, by what the stream as a whole shows.

use crate::{Capacity, Sample, reshard::overload::rejected_evenly};

/// Of the newest samples so many have to be suspicious.
const OF: usize = 5;
const SUSPICIOUS: usize = 3;
/// The least share of rejected writes that is worth a suspicion.
const LEAST: f64 = 0.01;
/// And how many times what even shards would have rejected of the same demand.
const TIMES: f64 = 3.0;

/// Whether a stream of this strength rejects what it would not if its shards were equally loaded:
/// three of the last five minutes. `accepted` and `demand` are complete samples of what was accepted
/// and what was asked for, in shards, newest first.
#[must_use]
pub fn suspected(
    strength: Capacity,
    accepted: impl Iterator<Item = Sample>,
    demand: impl Iterator<Item = Sample>,
) -> bool {
    let mut accepted = accepted.peekable();
    let suspicious = demand.take(OF).filter(|demand| {
        while accepted.next_if(|later| demand.at() < later.at()).is_some() {}
        let same = accepted.next_if(|one| one.at() == demand.at());
        same.is_some_and(|accepted| rejects_oddly(strength, accepted.value(), demand.value()))
    });
    SUSPICIOUS <= suspicious.count()
}

fn rejects_oddly(strength: Capacity, accepted: f64, demand: f64) -> bool {
    if demand <= 0.0 {
        return false;
    }
    let rejected = (demand - accepted) / demand;
    let even = rejected_evenly(strength.0, demand) / demand;
    LEAST <= rejected && TIMES * even <= rejected
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Period, rules::tests::noon};

    /// Of values that are oldest first.
    fn newest_first(values: &[f64]) -> impl Iterator<Item = Sample> {
        let at = |minute: u32| Period::minutes(minute).before(noon());
        let newest_first = (0..).zip(values.iter().rev());
        newest_first.filter_map(move |(minute, value)| Sample::new(at(minute), *value))
    }

    /// Whether ten shards are suspected that accepted and were asked for this.
    fn of(accepted: &[f64], demand: &[f64]) -> bool {
        suspected(Capacity(10), newest_first(accepted), newest_first(demand))
    }

    #[test]
    fn headroom_with_rejected_writes_is_suspicious() {
        assert!(of(&[5.0; 5], &[5.5; 5]));
    }

    #[test]
    fn an_overloaded_stream_rejects_for_another_reason() {
        assert!(!of(&[9.9; 5], &[14.0; 5]));
    }

    #[test]
    fn a_minute_of_which_not_both_are_seen_does_not_count() {
        let (gap, odd) = (f64::NAN, 5.5);
        assert!(of(&[5.0, gap, 5.0, 5.0, gap], &[odd; 5]));
        assert!(!of(&[5.0, gap, 5.0, 5.0, gap], &[gap, odd, odd, odd, odd]));
    }

    #[test]
    fn a_minute_or_two_are_a_burst() {
        assert!(!of(&[5.0; 5], &[5.5, 5.0, 5.0, 5.0, 5.5]));
        assert!(of(&[5.0; 5], &[5.5, 5.0, 5.5, 5.0, 5.5]));
    }

    #[test]
    fn who_rejects_nothing_or_is_not_seen_is_not_suspected() {
        assert!(!of(&[5.0; 5], &[5.0; 5]));
        assert!(!of(&[0.0; 5], &[0.0; 5]));
        assert!(!of(&[], &[5.5; 5]));
    }
}
