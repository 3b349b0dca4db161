//! A stream that is written to: what its shards take in a minute, and how long it takes to reshard.
//!
//! What a minute rejects is expected, not drawn (`decision::reshard::overload`), and lost: nobody
//! tries again. A call takes as long as decisions take it to (`decision::reshard::call_minutes`)
//! and counts for 24 hours, a split or a merge takes half a minute.

use std::collections::VecDeque;

use decision::reshard::{Layout, Operation, call_minutes, overload::rejected};

const MINUTE: i64 = 60;
const DAY: i64 = 1_440 * MINUTE;
const OPERATION_SECONDS: i64 = 30;

/// What was asked of the stream and accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    Update(u32),
    Split,
    Merge,
}

/// Why a stream refuses. None of it should ever happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refused {
    #[error("the stream is being resharded")]
    InUse,
    #[error("{0} calls were accepted in the last 24 hours")]
    CallsPerDay(u32),
    #[error("{to} shards are more than double or less than half of {open}, or as many")]
    Factor { open: u32, to: u32 },
    #[error("there is nothing to split or to merge there")]
    Nothing,
}

/// The stream at a time, in seconds since the beginning.
#[derive(Clone, Debug)]
pub(crate) struct Stream {
    layout: Layout,
    /// What there will be, and when.
    coming: Option<(i64, Layout)>,
    calls: VecDeque<i64>,
    quota: Option<u32>,
}

impl Stream {
    pub(crate) fn new(shards: u32, quota: Option<u32>) -> Self {
        Self {
            layout: Layout::uniform(shards),
            coming: None,
            calls: VecDeque::new(),
            quota,
        }
    }

    /// Lets what has come to its end by `now` take effect.
    pub(crate) fn advance_to(&mut self, now: i64) {
        if let Some((_, layout)) = self.coming.take_if(|(at, _)| *at <= now) {
            self.layout = layout;
        }
        while self.calls.front().is_some_and(|at| *at + DAY <= now) {
            self.calls.pop_front();
        }
    }

    pub(crate) fn layout(&self) -> &Layout {
        &self.layout
    }

    pub(crate) fn is_updating(&self) -> bool {
        self.coming.is_some()
    }

    /// `None`: nobody counts.
    pub(crate) fn calls_left(&self) -> Option<u32> {
        let made = u32::try_from(self.calls.len()).unwrap_or(u32::MAX);
        self.quota.map(|quota| quota.saturating_sub(made))
    }

    /// The shards' worth that is rejected of a minute's demand.
    pub(crate) fn rejects(&self, demand: f64) -> f64 {
        rejected(&self.layout, demand).min(demand)
    }

    pub(crate) fn update(&mut self, to: u32, now: i64) -> Result<Asked, Refused> {
        let open = self.layout.shards();
        if self.is_updating() {
            return Err(Refused::InUse);
        }
        if to == open || to < open.div_ceil(2) || open.saturating_mul(2) < to {
            return Err(Refused::Factor { open, to });
        }
        if let (Some(0), Some(quota)) = (self.calls_left(), self.quota) {
            return Err(Refused::CallsPerDay(quota));
        }
        // What is called within a minute begins with the next one.
        let begins = now.div_euclid(MINUTE) + i64::from(now.rem_euclid(MINUTE) != 0);
        let minutes = call_minutes(open, to).max(1.0);
        // A few minutes: a whole number that fits anywhere.
        #[expect(clippy::cast_possible_truncation, reason = "a few thousand at most")]
        let ends = (begins + minutes as i64) * MINUTE;
        self.calls.push_back(begins * MINUTE);
        self.coming = Some((ends, Layout::uniform(to)));
        Ok(Asked::Update(to))
    }

    pub(crate) fn operate(&mut self, operation: Operation, now: i64) -> Result<Asked, Refused> {
        if self.is_updating() {
            return Err(Refused::InUse);
        }
        let after = self.layout.clone().with(operation);
        if after.shards() == self.layout.shards() {
            return Err(Refused::Nothing);
        }
        self.coming = Some((now + OPERATION_SECONDS, after));
        Ok(match operation {
            Operation::Split { .. } => Asked::Split,
            Operation::Merge { .. } => Asked::Merge,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_takes_minutes_and_an_operation_half_of_one() {
        let mut stream = Stream::new(100, Some(10));
        stream.update(200, 0).unwrap();
        assert_eq!(stream.update(150, 60), Err(Refused::InUse));
        stream.advance_to(179);
        assert_eq!(stream.layout().shards(), 100);
        stream.advance_to(180);
        assert_eq!(stream.layout().shards(), 200);
        let at = Layout::uniform(200).firsts()[1];
        stream.operate(Operation::Merge { at }, 180).unwrap();
        stream.advance_to(210);
        assert_eq!(
            (stream.layout().shards(), stream.is_updating()),
            (199, false)
        );
        assert_eq!(
            stream.operate(Operation::Merge { at }, 210),
            Err(Refused::Nothing)
        );
    }

    #[test]
    fn the_calls_of_a_day_are_counted() {
        let mut stream = Stream::new(2, Some(1));
        stream.update(4, 0).unwrap();
        stream.advance_to(DAY - 1);
        assert_eq!(stream.update(2, DAY - 1), Err(Refused::CallsPerDay(1)));
        stream.advance_to(DAY);
        assert_eq!(stream.update(2, DAY), Ok(Asked::Update(2)));
    }

    #[test]
    fn a_call_goes_no_further_than_the_service_allows() {
        let mut stream = Stream::new(5, None);
        for to in [2, 5, 11] {
            assert_eq!(stream.update(to, 0), Err(Refused::Factor { open: 5, to }));
        }
    }
}
