//! Why a text is no expression, or probably not the one that was meant.

use std::fmt;

/// What is wrong, at a byte of the text.
#[derive(Debug)]
pub(super) struct Flaw {
    at: usize,
    detail: String,
}

impl Flaw {
    pub(super) fn new(at: usize, detail: impl Into<String>) -> Self {
        Self {
            at,
            detail: detail.into(),
        }
    }

    /// With its place in `text`.
    pub(super) fn of(self, text: &str) -> Refused {
        let before = text.get(..self.at).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let in_line = before.get(line_start..).unwrap_or_default();
        Refused {
            at: self.at,
            line: before.matches('\n').count() + 1,
            column: in_line.chars().count() + 1,
            detail: self.detail,
        }
    }
}

/// A text that cannot be an expression, or a doubt about one that can.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The first offending byte, from 0; the length of the text when something is missing there.
    pub at: usize,
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// What is wrong and what was expected.
    pub detail: String,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "line {}, column {}: {}",
            self.line, self.column, self.detail
        )
    }
}

impl std::error::Error for Refused {}
