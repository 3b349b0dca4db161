//! Money.

use std::{
    fmt,
    iter::Sum,
    ops::{Add, Mul, Sub},
};

use serde::{Deserialize, Serialize};

/// US dollars. A price is one of a unit, a bill one of what was used.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Usd(pub f64);

impl Usd {
    /// To a hundredth of a cent: more is noise of the estimate.
    #[must_use]
    pub fn rounded(self) -> Self {
        Self((self.0 * 1e4).round() / 1e4)
    }
}

impl Add for Usd {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Usd {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Mul<f64> for Usd {
    type Output = Self;

    fn mul(self, amount: f64) -> Self {
        Self(self.0 * amount)
    }
}

impl Sum for Usd {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Add::add)
    }
}

impl fmt::Display for Usd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < -0.005 { "-" } else { "" };
        write!(f, "{sign}${:.2}", self.0.abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_said_to_the_cent_with_its_sign_before_the_dollar() {
        let said = [0.0, 4.219, 1234.5, -2.5, -0.001].map(|usd| Usd(usd).to_string());
        assert_eq!(said, ["$0.00", "$4.22", "$1234.50", "-$2.50", "$0.00"]);
    }
}
