//! The single units of a target: a stream's shards, a cluster's nodes.

use jiff::Timestamp;

use crate::{Metric, Period, Series};

/// One unit of a target by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// As its service calls it.
    pub id: String,
    /// The instance group of a node.
    pub group: Option<String>,
    /// When it came up; it is paid from then on.
    pub since: Option<Timestamp>,
    pub stage: Stage,
    pub work: Work,
    /// Somebody wants it to stay: it is never one of those that go.
    pub protected: bool,
    /// Its own metrics, as far as the policy names them.
    pub series: Vec<Series>,
}

/// Where a member is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It does not serve yet.
    Coming,
    Serving,
    /// It finishes its work and goes.
    Draining,
    Stopped,
}

/// Whether a member has anything to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    Busy,
    Idle,
    /// Nobody could tell; it may be busy.
    Unknown,
}

impl Member {
    /// Whether it is there and nothing has told it to go.
    #[must_use]
    pub fn may_go(&self) -> bool {
        matches!(self.stage, Stage::Coming | Stage::Serving) && !self.protected
    }

    /// Whether nothing would be interrupted: one that does not serve yet has no work.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        match self.stage {
            Stage::Coming => true,
            Stage::Serving => self.work == Work::Idle,
            Stage::Draining | Stage::Stopped => false,
        }
    }

    /// What one sample of its own `metric` covers.
    pub(crate) fn period(&self, metric: Metric) -> Option<Period> {
        let of_metric = |series: &&Series| series.metric == metric;
        Some(self.series.iter().find(of_metric)?.period)
    }

    /// Seconds since it came up; `None` when nobody knows.
    pub(crate) fn uptime(&self, now: Timestamp) -> Option<i64> {
        let since = self.since?;
        Some(now.as_second().saturating_sub(since.as_second()).max(0))
    }

    /// What is used of the paid period that it is in, as if it was paid by whole ones.
    #[must_use]
    pub fn used(&self, paid: Period, now: Timestamp) -> Option<Period> {
        let used = self.uptime(now)?.checked_rem(paid.as_seconds().into())?;
        Some(Period::seconds(u32::try_from(used).ok()?))
    }
}

/// How many there are.
pub(crate) fn number_of<'a>(members: impl Iterator<Item = &'a Member>) -> u32 {
    u32::try_from(members.count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::rules::tests::noon;

    /// A node that serves, is idle, and came up so many minutes before noon.
    pub(crate) fn node(id: &str, minutes: u32) -> Member {
        Member {
            id: id.to_owned(),
            group: None,
            since: Some(Period::minutes(minutes).before(noon())),
            stage: Stage::Serving,
            work: Work::Idle,
            protected: false,
            series: Vec::new(),
        }
    }

    #[test]
    fn a_paid_period_begins_again_when_it_is_over() {
        let used = |minutes| node("a", minutes).used(Period::minutes(60), noon());
        assert_eq!(used(50), Some(Period::minutes(50)));
        assert_eq!(used(60), Some(Period::ZERO));
        // A day and longer than any period that is kept.
        assert_eq!(used(24 * 60 + 55), Some(Period::minutes(55)));
        let mut old = node("a", 0);
        old.since = Some(Timestamp::UNIX_EPOCH);
        assert_eq!(old.used(Period::minutes(60), noon()), Some(Period::ZERO));
    }

    #[test]
    fn of_a_member_that_came_up_at_no_known_time_nothing_is_used() {
        let mut unknown = node("a", 55);
        unknown.since = None;
        assert_eq!(unknown.used(Period::minutes(60), noon()), None);
        assert_eq!(node("a", 55).used(Period::ZERO, noon()), None);
    }

    #[test]
    fn what_may_be_busy_is_not_idle() {
        let mut member = node("a", 1);
        member.work = Work::Unknown;
        assert!(!member.is_idle());
        member.stage = Stage::Coming;
        assert!(member.is_idle());
        member.stage = Stage::Draining;
        assert!(!member.is_idle() && !member.may_go());
    }
}
