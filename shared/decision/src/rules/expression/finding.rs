//! What the expressions of a rule gave, for the record.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What the expressions gave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    #[serde(flatten)]
    pub(super) outcome: Outcome,
    /// A window has gaps: then less is not asked for, because what was not seen may be a peak.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub(super) gaps: bool,
    /// What the names stood for, in the order of the text.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub(super) seen: Vec<(String, f64)>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Outcome {
    Add(u32),
    Remove(u32),
    To(u32),
    /// There is a value that cannot be calculated, and why.
    Unknown(String),
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.outcome {
            Outcome::Add(0) | Outcome::Remove(0) => {
                f.write_str("the expression asks for nothing")?
            }
            Outcome::Add(more) => write!(f, "the expression asks for {more} more")?,
            Outcome::Remove(less) => write!(f, "the expression asks for {less} less")?,
            Outcome::To(exact) => write!(f, "the expression asks for {exact}")?,
            Outcome::Unknown(why) => write!(f, "the expression has no value: {why}")?,
        }
        for (index, (name, value)) in self.seen.iter().enumerate() {
            let before = if index == 0 { ": " } else { ", " };
            // More digits say nothing.
            let value = (value * 1e4).round() / 1e4;
            write!(f, "{before}{name} is {value}")?;
        }
        let held = self.gaps && matches!(self.outcome, Outcome::Remove(1..) | Outcome::To(_));
        f.write_str(if held {
            "; with gaps, and missing data never scales in"
        } else {
            ""
        })
    }
}
