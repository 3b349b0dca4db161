//! The calls that a service allows an account in a second, shared out over a function's calls: each
//! waits for its turn, so that a tick of many targets is never throttled by itself.
//!
//! The generic cell rate algorithm (ITU-T I.371): a call moves the time at which the next one is
//! due by the interval between two, and goes when it is no more than the burst ahead of that.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use evaluation::{Failure, PortError};
use tokio::time::{Instant, sleep_until};

use crate::failure::Action;

/// The share of a limit that is used steadily; the rest is for bursts, and for everybody else's
/// tools.
const SHARE: f64 = 0.8;
/// No call waits longer for its turn: with that of another call before it, it is still made within
/// the time of its target.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(4);

/// The pace of one API in this process.
#[derive(Debug)]
pub(crate) struct Pace {
    action: Action,
    /// The time between two calls at a steady pace.
    interval: Duration,
    /// How far ahead of that pace a call may be.
    ahead: Duration,
    /// When the next call is due at a steady pace; `None`: there was none yet.
    due: Mutex<Option<Instant>>,
}

impl Pace {
    /// The pace of an API that takes `limit` calls a second of an account. In no second it makes more
    /// than the limit: what a burst is ahead and what a second brings add up to it.
    pub(crate) fn of(action: Action, limit: u32) -> Self {
        let limit = f64::from(limit.max(1));
        let interval = Duration::from_secs_f64(1.0 / (SHARE * limit));
        let burst = ((1.0 - SHARE) * limit - 1.0).max(0.0);
        Self {
            action,
            interval,
            ahead: interval.mul_f64(burst),
            due: Mutex::default(),
        }
    }

    /// Waits until it is this call's turn.
    ///
    /// # Errors
    /// At once, when the turn would come too late: then nothing has been asked for.
    pub(crate) async fn turn(&self) -> Result<(), PortError> {
        let turn = self.take(Instant::now()).ok_or_else(|| {
            let longest = LONGEST_WAIT.as_secs();
            let why = format!(
                "not asked for: so many others wait that its turn would come in more than {longest} s"
            );
            self.action.failure(Failure::Postponed, why)
        })?;
        sleep_until(turn).await;
        Ok(())
    }

    /// When the turn of a call is that comes `now`; `None`: too late.
    fn take(&self, now: Instant) -> Option<Instant> {
        let mut due = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        let next = due.map_or(now, |due| due.max(now));
        let turn = next
            .checked_sub(self.ahead)
            .map_or(now, |turn| turn.max(now));
        if LONGEST_WAIT < turn.duration_since(now) {
            return None;
        }
        *due = Some(next + self.interval);
        Some(turn)
    }
}

#[cfg(test)]
mod tests {
    use futures::future::join_all;

    use super::*;

    const SPLIT: Action = Action {
        service: "kinesis",
        name: "SplitShard",
    };

    /// When each of so many calls that come at once is made, in milliseconds; those that would
    /// wait too long are left out.
    async fn turns(pace: &Pace, calls: usize) -> Vec<u128> {
        let begun = Instant::now();
        let made = (0..calls).map(|_| async {
            let turn = pace.turn().await;
            turn.map(|()| begun.elapsed().as_millis())
        });
        join_all(made).await.into_iter().flatten().collect()
    }

    fn most_in_a_second(turns: &[u128]) -> usize {
        let within = |from: u128| {
            let second = from..from + 1_000;
            turns.iter().filter(|at| second.contains(*at)).count()
        };
        turns.iter().map(|from| within(*from)).max().unwrap_or(0)
    }

    #[tokio::test(start_paused = true)]
    async fn in_no_second_there_are_more_calls_than_the_limit() {
        for limit in [1, 5, 10, 20, 50] {
            let turns = turns(&Pace::of(SPLIT, limit), 300).await;
            let most = most_in_a_second(&turns);
            assert!(most <= usize::try_from(limit).unwrap(), "{limit}: {most}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn four_fifths_of_the_limit_are_used_steadily() {
        let turns = turns(&Pace::of(SPLIT, 20), 300).await;
        let last = usize::try_from(turns[turns.len() - 1]).unwrap();
        let a_second = turns.len() * 1_000 / last;
        assert!((16..=17).contains(&a_second), "{a_second}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_that_would_wait_too_long_is_told_at_once_and_takes_nobodys_turn() {
        let pace = Pace::of(SPLIT, 5);
        assert_eq!(turns(&pace, 100).await.len(), 17);
        assert_eq!(turns(&pace, 100).await.len(), 16);
        let late = join_all((0..18).map(|_| pace.turn())).await;
        let error = late[17].clone().unwrap_err();
        assert_eq!(error.failure, Failure::Postponed);
        assert!(
            error.to_string().starts_with("SplitShard: not asked for"),
            "{error}"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn who_comes_alone_does_not_wait() {
        let pace = Pace::of(SPLIT, 5);
        for _ in 0..3 {
            assert_eq!(turns(&pace, 1).await, [0]);
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
    }

    #[test]
    fn two_waits_leave_a_target_time_for_its_calls() {
        assert!(2 * LONGEST_WAIT < evaluation::TARGET_TIMEOUT);
    }
}
