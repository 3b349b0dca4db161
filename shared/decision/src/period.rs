//! Lengths of time as people write them: `90s`, `15m`, `1h30m`, `7d`.

use std::fmt;

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::policy::Mistakes;

/// A length of time in whole seconds, at most [`Period::MAX`].
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
#[schemars(
    with = "String",
    description = "A length of time in days, hours, minutes and seconds; at most 31 days.",
    extend("pattern" = r"^(?=\d)(\d+d)?(\d+h)?(\d+m)?(\d+s)?$", "examples" = ["15m", "90s", "1h30m", "7d"])
)]
pub struct Period(u32);

impl Period {
    /// 31 days.
    pub const MAX: Self = Self(31 * 24 * 3600);
    pub const ZERO: Self = Self(0);

    #[must_use]
    pub const fn seconds(seconds: u32) -> Self {
        Self(if seconds > Self::MAX.0 {
            Self::MAX.0
        } else {
            seconds
        })
    }

    #[must_use]
    pub const fn minutes(minutes: u32) -> Self {
        Self::seconds(minutes.saturating_mul(60))
    }

    #[must_use]
    pub fn as_seconds(self) -> u32 {
        self.0
    }

    /// How many samples of `each` fit into this, at least one.
    #[must_use]
    pub fn how_many(self, each: Self) -> usize {
        let whole = self.0 / each.0.max(1);
        usize::try_from(whole).unwrap_or(usize::MAX).max(1)
    }

    /// Both, one after the other, at most [`Period::MAX`].
    #[must_use]
    pub fn plus(self, more: Self) -> Self {
        Self::seconds(self.0.saturating_add(more.0))
    }

    /// So many of it in a row, at most [`Period::MAX`].
    #[must_use]
    pub fn times(self, count: u32) -> Self {
        Self::seconds(self.0.saturating_mul(count))
    }

    /// From `earlier` to `later`; zero when they are the wrong way round.
    #[must_use]
    pub fn between(earlier: Timestamp, later: Timestamp) -> Self {
        let seconds = later.as_second().saturating_sub(earlier.as_second()).max(0);
        Self::seconds(u32::try_from(seconds).unwrap_or(u32::MAX))
    }

    /// The instant this long after `start`, saturating at the end of time.
    #[must_use]
    pub fn after(self, start: Timestamp) -> Timestamp {
        start
            .saturating_add(SignedDuration::from_secs(i64::from(self.0)))
            .unwrap_or(Timestamp::MAX)
    }

    /// The instant this long before `end`, saturating at the beginning of time.
    #[must_use]
    pub fn before(self, end: Timestamp) -> Timestamp {
        end.saturating_sub(SignedDuration::from_secs(i64::from(self.0)))
            .unwrap_or(Timestamp::MIN)
    }

    fn parse(text: &str) -> Result<Self, String> {
        let expected = "expected a length of time such as \"90s\", \"15m\" or \"1h30m\"";
        let malformed = || format!("{expected}, found \"{text}\"");
        // jiff leaves days out, because a day is not always 24 hours; as a length of time it is.
        let (days, rest) = match text.trim().split_once('d') {
            Some((days, rest)) => (days.parse::<u32>().map_err(|_| malformed())?, rest.trim()),
            None => (0, text.trim()),
        };
        let rest: SignedDuration = match rest {
            "" if days > 0 => SignedDuration::ZERO,
            rest => rest.parse().map_err(|_| malformed())?,
        };
        if rest.is_negative() {
            return Err(format!(
                "a length of time cannot be negative, found \"{text}\""
            ));
        }
        let seconds = u64::from(days) * 86_400 + rest.unsigned_abs().as_secs();
        match u32::try_from(seconds) {
            Ok(seconds) if seconds <= Self::MAX.0 => Ok(Self(seconds)),
            _ => Err(format!(
                "\"{text}\" is longer than 31 days, the longest that is kept"
            )),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = [(86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")];
        let mut rest = self.0;
        for (length, name) in units {
            if rest >= length {
                write!(f, "{}{name}", rest / length)?;
                rest %= length;
            }
        }
        if self.0 == 0 {
            f.write_str("0s")
        } else {
            Ok(())
        }
    }
}

impl Deserr<Mistakes> for Period {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        match value {
            Value::String(text) => {
                Self::parse(&text).map_err(|message| Mistakes::at(location, message))
            }
            other => Err(Mistakes::at(
                location,
                format!(
                    "expected a length of time in quotes such as \"15m\", found {}",
                    crate::policy::kind_in_words(other.kind())
                ),
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_read_as_people_write_it() {
        assert_eq!(Period::parse("90s"), Ok(Period(90)));
        assert_eq!(Period::parse("1h30m"), Ok(Period(5400)));
        assert_eq!(Period::parse("0s"), Ok(Period::ZERO));
        assert_eq!(Period::parse("7d"), Ok(Period(604_800)));
        assert_eq!(Period::parse("1d 2h"), Ok(Period(93_600)));
        assert!(Period::parse("-5m").is_err());
        assert!(Period::parse("soon").is_err());
        assert!(Period::parse("99d").is_err());
    }

    #[test]
    fn is_written_as_people_read_it() {
        assert_eq!(Period(5400).to_string(), "1h30m");
        assert_eq!(Period::ZERO.to_string(), "0s");
    }
}
