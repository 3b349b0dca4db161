//! The calls that a service allows an account in a second, shared out over a function's calls: each
//! waits for its turn, so that a tick of many targets is never throttled by itself.

use std::time::Duration;

use evaluation::{Failure, PortError};
use tokio::{
    sync::Mutex,
    time::{Instant, sleep_until, timeout},
};

use crate::failure::Action;

/// The share of a limit that is used. The rest is for calls that arrive closer together than they
/// were made, and for everybody else's tools.
const SHARE: f64 = 0.8;
/// No call waits longer for its turn: with that of another call before it, it is still made within
/// the time of its target.
const LONGEST_WAIT: Duration = Duration::from_secs(4);

/// The pace of one API in this process.
#[derive(Debug)]
pub(crate) struct Pace {
    action: Action,
    /// The time between two calls.
    interval: Duration,
    /// When the last call was made. Whoever waits for its turn holds it, the others queue up.
    last: Mutex<Option<Instant>>,
}

impl Pace {
    /// The pace of an API that takes `limit` calls a second of an account.
    pub(crate) fn of(action: Action, limit: u32) -> Self {
        Self {
            action,
            interval: Duration::from_secs_f64(1.0 / (SHARE * f64::from(limit.max(1)))),
            last: Mutex::default(),
        }
    }

    /// Waits until it is this call's turn.
    ///
    /// # Errors
    /// When that would take too long: then nothing has been asked for.
    pub(crate) async fn turn(&self) -> Result<(), PortError> {
        self.turn_of(self.action).await
    }

    /// As [`turn`](Self::turn), for another action that counts with this one.
    pub(crate) async fn turn_of(&self, action: Action) -> Result<(), PortError> {
        let queue = timeout(LONGEST_WAIT, self.last.lock()).await;
        let mut last = queue.map_err(|_| {
            let waited = LONGEST_WAIT.as_secs();
            let why = format!("not asked for: after {waited} s it was still the turn of others");
            action.failure(Failure::Postponed, why)
        })?;
        if let Some(last) = *last {
            sleep_until(last + self.interval).await;
        }
        *last = Some(Instant::now());
        Ok(())
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
    async fn four_fifths_of_the_limit_are_used() {
        let turns = turns(&Pace::of(SPLIT, 20), 300).await;
        let within = turns.iter().filter(|at| (1_000..3_000).contains(*at));
        assert!((31..=33).contains(&within.count()));
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_that_would_wait_too_long_is_told_and_takes_nobodys_turn() {
        let pace = Pace::of(SPLIT, 5);
        for _ in 0..2 {
            let made = turns(&pace, 100).await.len();
            assert!((16..=18).contains(&made), "{made}");
        }
        let asked = join_all((0..20).map(|_| pace.turn())).await;
        let error = asked[19].clone().unwrap_err();
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
