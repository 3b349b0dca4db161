//! Plans that go on between two ticks. A split or a merge takes half a minute, a tick comes each
//! minute: so the invocation that began an operation waits until it is through and does the next
//! one, for all streams together. See docs/decisions/0005.

use std::{
    pin::Pin,
    time::{Duration, SystemTime},
};

use decision::TargetKind;
use evaluation::{
    Actuator, Deadline, Evaluator, Inbox, Listings, MetricSource, PolicyStore, StateStore,
    TIME_RESERVE, TargetSource, TickReport,
};
use jiff::Timestamp;

/// The time of an event that is this far from the clock is a replay's: nothing is under way that
/// could be waited for.
const LIVE: Duration = Duration::from_secs(90);

/// Goes on with the plans of which `report` tells, when it is time to, and adds what came of it to
/// the report. What there is no time for is left to the next tick.
pub(crate) async fn go_on<M, T, A, S>(
    evaluator: &Evaluator<M, T, A, S>,
    kind: TargetKind,
    mut report: TickReport,
    deadline: &impl Deadline,
) -> TickReport
where
    M: MetricSource,
    T: TargetSource,
    A: Actuator,
    S: StateStore + PolicyStore + Inbox + Listings,
{
    let reminders = std::mem::take(&mut report.operating);
    let due = reminders.iter().map(|reminder| reminder.due).max();
    let wait = due.and_then(|due| until(due, SystemTime::now()));
    let (Some(due), Some(wait)) = (due, wait) else {
        report.operating = reminders;
        return report;
    };
    if deadline.remaining() < wait + TIME_RESERVE {
        report.operating = reminders;
        return report;
    }
    tokio::time::sleep(wait).await;
    // Its type erased, as the tick's is.
    let visiting: Pin<Box<dyn Future<Output = TickReport> + '_>> =
        Box::pin(evaluator.visit(kind, &reminders, due, deadline));
    report.followed_by(visiting.await)
}

/// How long it is until `due`; `None` when that is not of the present.
fn until(due: Timestamp, now: SystemTime) -> Option<Duration> {
    let due = SystemTime::from(due);
    match due.duration_since(now) {
        Ok(wait) => Some(wait).filter(|wait| *wait <= LIVE),
        Err(late) => Some(Duration::ZERO).filter(|_| late.duration() <= LIVE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn second(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn an_operation_that_was_just_begun_is_waited_for() {
        let now = SystemTime::from(second(1_000_000));
        let wait = |due| until(second(due), now).map(|wait| wait.as_secs());
        assert_eq!(wait(1_000_025), Some(25));
        assert_eq!(wait(999_990), Some(0));
    }

    #[test]
    fn nothing_is_waited_for_in_a_replay() {
        let now = SystemTime::from(second(1_000_000));
        assert_eq!(until(second(1_000_000 + 3_600), now), None);
        assert_eq!(until(second(1_000_000 - 3_600), now), None);
    }
}
