//! Why a value is not known.

use std::fmt;

use super::Slot;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// There is no data for this name.
    Missing(Slot),
    DivisionByZero,
    /// Larger than any number, or none at all: `(-1) ** 0.5`.
    NotFinite,
    /// A text that should read as a number and does not.
    NotANumber,
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing(_) => "data is missing",
            Self::DivisionByZero => "a number is divided by zero",
            Self::NotFinite => "a result is too large or no number",
            Self::NotANumber => "a text does not read as a number",
        })
    }
}
