//! What a value can be, known before it is evaluated.

use std::fmt;

/// One kind of value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    None = 1,
    Boolean = 2,
    Number = 4,
    Text = 8,
    List = 16,
    /// Something that only `len(..)` can be asked of; its fact is the number of its items.
    Collection = 32,
}

impl Kind {
    const ALL: [Self; 6] = [
        Self::None,
        Self::Boolean,
        Self::Number,
        Self::Text,
        Self::List,
        Self::Collection,
    ];

    fn in_words(self) -> &'static str {
        match self {
            Self::None => "None",
            Self::Boolean => "true or false",
            Self::Number => "a number",
            Self::Text => "a text",
            Self::List => "a list",
            Self::Collection => "a collection",
        }
    }
}

/// All kinds that a value can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kinds(u8);

impl Kinds {
    /// What can be calculated with: a truth counts as 1 or 0.
    pub const NUMBERS: Self = Self(Kind::Number as u8 | Kind::Boolean as u8);
    pub const TEXT: Self = Self(Kind::Text as u8);

    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether it is one of `others` in any case.
    #[must_use]
    pub fn always_in(self, others: Self) -> bool {
        self.0 & !others.0 == 0
    }

    #[must_use]
    pub fn can_be(self, kind: Kind) -> bool {
        self.0 & kind as u8 != 0
    }

    /// Whether a value of these kinds can equal one of the `others`.
    pub(super) fn can_equal(self, others: Self) -> bool {
        let both_numbers = self.0 & Self::NUMBERS.0 != 0 && others.0 & Self::NUMBERS.0 != 0;
        both_numbers || self.0 & others.0 != 0
    }
}

impl From<Kind> for Kinds {
    fn from(kind: Kind) -> Self {
        Self(kind as u8)
    }
}

impl fmt::Display for Kinds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds = Kind::ALL.into_iter().filter(|kind| self.can_be(*kind));
        for (index, kind) in kinds.enumerate() {
            if index > 0 {
                f.write_str(" or ")?;
            }
            f.write_str(kind.in_words())?;
        }
        Ok(())
    }
}
