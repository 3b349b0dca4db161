//! What has been written to a shard and not been read.

use std::collections::VecDeque;

/// Unread bytes by the minute in which they were written, oldest first. Within a minute they are
/// taken to have come evenly: an hour behind is sixty parts, not 3,600.
#[derive(Clone, Debug, Default)]
pub(super) struct Backlog {
    parts: VecDeque<Part>,
}

#[derive(Clone, Copy, Debug)]
struct Part {
    /// The second of the first byte.
    from: i64,
    /// The second after the last byte.
    until: i64,
    written: f64,
    left: f64,
}

impl Backlog {
    /// Bytes that are unread.
    pub(super) fn bytes(&self) -> f64 {
        self.parts.iter().map(|part| part.left).sum()
    }

    /// Adds what was written in a second.
    pub(super) fn add(&mut self, second: i64, bytes: f64) {
        if bytes <= 0.0 {
            return;
        }
        match self.parts.back_mut() {
            Some(part) if part.from.div_euclid(60) == second.div_euclid(60) => {
                part.until = second + 1;
                part.written += bytes;
                part.left += bytes;
            }
            _ => self.parts.push_back(Part {
                from: second,
                until: second + 1,
                written: bytes,
                left: bytes,
            }),
        }
    }

    /// Takes up to `most` bytes, the oldest first, and says how many.
    pub(super) fn take(&mut self, most: f64) -> f64 {
        let mut taken = 0.0;
        while let Some(part) = self.parts.front_mut() {
            let bytes = part.left.min(most - taken);
            part.left -= bytes;
            taken += bytes;
            if part.left > 0.0 {
                break;
            }
            self.parts.pop_front();
        }
        taken
    }

    /// Forgets the minutes that ended before a second.
    pub(super) fn forget_before(&mut self, second: i64) {
        while (self.parts.front()).is_some_and(|part| part.until < second) {
            self.parts.pop_front();
        }
    }

    /// How long the oldest unread byte has been waiting, in seconds; none if all is read.
    pub(super) fn age(&self, second: i64) -> Option<f64> {
        let oldest = self.parts.front()?;
        let read = 1.0 - oldest.left / oldest.written;
        let written_at = oldest.from as f64 + read * (oldest.until - oldest.from) as f64;
        Some((second as f64 - written_at).max(0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_is_taken_first() {
        let mut backlog = Backlog::default();
        for second in 0..180 {
            backlog.add(second, 10.0);
        }
        assert_eq!((backlog.bytes(), backlog.age(180)), (1800.0, Some(180.0)));
        assert_eq!(backlog.take(900.0), 900.0);
        assert_eq!(backlog.age(180), Some(90.0));
        assert_eq!(backlog.take(5000.0), 900.0);
        assert_eq!((backlog.bytes(), backlog.age(180)), (0.0, None));
    }
}
