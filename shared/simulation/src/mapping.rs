//! An event source mapping: how many batches of each shard of a stream a Lambda function gets at
//! once.

use std::ops::RangeInclusive;

/// The parallelization factors that there are: Lambda API reference, UpdateEventSourceMapping.
pub const FACTORS: RangeInclusive<i64> = 1..=10;

/// Seconds that an update takes.
const UPDATE_SECONDS: i64 = 5;

/// Why the service refuses an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    /// Another one is not through.
    #[error("The event source mapping is being updated")]
    Updating,
    /// There is no such factor.
    #[error("The parallelization factor must be 1 to 10, not {0}")]
    Factor(i64),
}

/// One mapping.
#[derive(Clone, Debug)]
pub struct Mapping {
    factor: u32,
    enabled: bool,
    updated_at: i64,
    now: i64,
}

impl Mapping {
    /// A mapping with a factor of [`FACTORS`], which has long been updated at `now` (seconds since
    /// the epoch).
    #[must_use]
    pub fn new(factor: u32, enabled: bool, now: i64) -> Self {
        Self {
            factor,
            enabled,
            updated_at: now - UPDATE_SECONDS,
            now,
        }
    }

    /// Brings it to `now` (seconds since the epoch).
    pub fn advance_to(&mut self, now: i64) {
        self.now = self.now.max(now);
    }

    /// UpdateEventSourceMapping.
    ///
    /// # Errors
    /// [`MappingError`] for what the service refuses.
    pub fn update(&mut self, factor: i64) -> Result<(), MappingError> {
        if self.is_updating() {
            return Err(MappingError::Updating);
        }
        let known = Some(factor).filter(|factor| FACTORS.contains(factor));
        let known = known.and_then(|factor| u32::try_from(factor).ok());
        self.factor = known.ok_or(MappingError::Factor(factor))?;
        self.updated_at = self.now;
        Ok(())
    }

    /// The batches of each shard that are in work at once.
    #[must_use]
    pub fn factor(&self) -> u32 {
        self.factor
    }

    /// Lambda's word for its state.
    #[must_use]
    pub fn state(&self) -> &'static str {
        match (self.is_updating(), self.enabled) {
            (true, _) => "Updating",
            (false, true) => "Enabled",
            (false, false) => "Disabled",
        }
    }

    fn is_updating(&self) -> bool {
        self.now < self.updated_at + UPDATE_SECONDS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_update_takes_a_few_seconds_in_which_another_is_refused() {
        let mut mapping = Mapping::new(1, true, 0);
        assert_eq!(mapping.update(4), Ok(()));
        assert_eq!((mapping.factor(), mapping.state()), (4, "Updating"));
        assert_eq!(mapping.update(5), Err(MappingError::Updating));
        mapping.advance_to(5);
        assert_eq!(mapping.state(), "Enabled");
        assert_eq!(mapping.update(11), Err(MappingError::Factor(11)));
        assert_eq!(mapping.update(0), Err(MappingError::Factor(0)));
        assert_eq!((mapping.factor(), mapping.state()), (4, "Enabled"));
    }
}
