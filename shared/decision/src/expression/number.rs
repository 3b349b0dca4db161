//! Whole numbers and others.

use super::Unknown;

/// A number; never infinite.
#[derive(Clone, Copy, Debug)]
pub enum Number {
    Integer(i64),
    Float(f64),
}

impl Number {
    /// # Errors
    /// It is infinite, or no number.
    pub fn finite(float: f64) -> Result<Self, Unknown> {
        if float.is_finite() {
            Ok(Self::Float(float))
        } else {
            Err(Unknown::NotFinite)
        }
    }

    #[must_use]
    #[allow(
        clippy::cast_precision_loss,
        reason = "beyond 2^53 the nearest number is near enough"
    )]
    pub fn to_float(self) -> f64 {
        match self {
            Self::Integer(integer) => integer as f64,
            Self::Float(float) => float,
        }
    }

    /// A whole number where `float` is one.
    #[must_use]
    pub fn simplest(float: f64) -> Self {
        if float.fract() == 0.0 {
            whole(float)
        } else {
            Self::Float(float)
        }
    }

    /// Without what is behind the point; a whole number as far as 64 bits hold it.
    #[must_use]
    pub fn truncated(self) -> Self {
        match self {
            Self::Integer(_) => self,
            Self::Float(float) => whole(float.trunc()),
        }
    }

    /// # Errors
    /// The text does not read as a number.
    pub fn read(text: &str) -> Result<Self, Unknown> {
        let text = text.trim();
        let integer = text.parse().map(Self::Integer);
        integer.or_else(|_| {
            let float = text.parse().map_err(|_| Unknown::NotANumber)?;
            Self::finite(float)
        })
    }
}

/// `float` has nothing behind the point; too large a number stays as it is.
#[allow(
    clippy::cast_possible_truncation,
    reason = "the range is checked just before"
)]
pub(super) fn whole(float: f64) -> Number {
    const BEYOND: f64 = 9_223_372_036_854_775_808.0;
    if (-BEYOND..BEYOND).contains(&float) {
        Number::Integer(float as i64)
    } else {
        Number::Float(float)
    }
}

/// `2` equals `2.0`.
impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Integer(one), Self::Integer(other)) => one == other,
            _ => self.to_float() == other.to_float(),
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        match (self, other) {
            (Self::Integer(one), Self::Integer(other)) => Some(one.cmp(other)),
            _ => self.to_float().partial_cmp(&other.to_float()),
        }
    }
}
