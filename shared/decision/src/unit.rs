//! What the numbers of a metric mean.

/// What the numbers of a metric mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A share of what there is; 1 is all of it, and load may ask for more than 1.
    Fraction,
    Seconds,
    PerSecond,
    Count,
}

impl Unit {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Fraction => "share",
            Self::Seconds => "seconds",
            Self::PerSecond => "per second",
            Self::Count => "number",
        }
    }

    /// A value in words: `72 %`, `95 s`.
    #[must_use]
    pub fn words(self, value: f64) -> String {
        match self {
            Self::Fraction => format!("{:.0} %", value * 100.0),
            Self::Seconds => format!("{value:.0} s"),
            Self::PerSecond => format!("{value:.1} per second"),
            Self::Count if value.fract() == 0.0 => format!("{value:.0}"),
            Self::Count => format!("{value:.2}"),
        }
    }
}
