//! What another system recommends for a target, as it was pushed.

use std::fmt;

use deserr::{Deserr, ValuePointerRef};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Adjustment, Capacity,
    policy::{Mistake, Mistakes},
};

/// A recommendation with its source and the time of its push.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pushed {
    /// Who recommends, as policies call it.
    pub source: String,
    pub at: Timestamp,
    pub proposal: Proposal,
}

/// What is recommended.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proposal {
    Capacity(Capacity),
    Add(Adjustment),
    Remove(Adjustment),
}

#[derive(Debug, Deserr)]
#[deserr(error = Mistakes, deny_unknown_fields)]
struct Document {
    #[deserr(default)]
    capacity: Option<u32>,
    #[deserr(default)]
    add: Option<Adjustment>,
    #[deserr(default)]
    remove: Option<Adjustment>,
}

impl Proposal {
    /// Reads `{"capacity": 12}`, `{"add": 3}` or `{"remove": "25%"}`.
    ///
    /// # Errors
    /// Every mistake of the document with its place.
    pub fn parse(document: &Value) -> Result<Self, Vec<Mistake>> {
        let document: Result<Document, Mistakes> = deserr::deserialize(document.clone());
        let document = document.map_err(|wrong| wrong.0)?;
        match (document.capacity, document.add, document.remove) {
            (Some(units), None, None) => Ok(Self::Capacity(Capacity(units).min(Capacity::MAX))),
            (None, Some(more), None) => Ok(Self::Add(more)),
            (None, None, Some(less)) => Ok(Self::Remove(less)),
            _ => {
                let detail = "expected one of `capacity`, `add` and `remove`";
                Err(Mistakes::at(ValuePointerRef::Origin, detail).0)
            }
        }
    }

    /// The capacity that it comes to where there is `current`.
    #[must_use]
    pub fn of(self, current: Capacity) -> Capacity {
        match self {
            Self::Capacity(capacity) => capacity,
            Self::Add(more) => more.added_to(current),
            Self::Remove(less) => less.removed_from(current),
        }
    }

    /// Whether it is about the capacity that there was when it was pushed.
    #[must_use]
    pub fn is_relative(self) -> bool {
        !matches!(self, Self::Capacity(_))
    }
}

impl fmt::Display for Proposal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Capacity(capacity) => capacity.fmt(f),
            Self::Add(more) => write!(f, "{more} more"),
            Self::Remove(less) => write!(f, "{less} less"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn is_one_of_a_capacity_more_and_less() {
        let parse = |document| Proposal::parse(&document);
        assert_eq!(
            parse(json!({"capacity": 12})),
            Ok(Proposal::Capacity(Capacity(12)))
        );
        assert_eq!(
            parse(json!({"remove": 2})),
            Ok(Proposal::Remove(Adjustment::Units(2)))
        );
        for (wrong, place) in [
            (json!({}), ""),
            (json!({"add": 1, "remove": 1}), ""),
            (json!({"capacity": -1}), "/capacity"),
            (json!({"add": 0}), "/add"),
            (json!({"ad": 2}), "/ad"),
            (json!(12), ""),
        ] {
            assert_eq!(
                parse(wrong.clone()).unwrap_err()[0].pointer,
                place,
                "{wrong}"
            );
        }
    }

    #[test]
    fn comes_to_a_capacity() {
        let of = |proposal: Proposal| proposal.of(Capacity(8));
        assert_eq!(of(Proposal::Capacity(Capacity(3))), Capacity(3));
        assert_eq!(of(Proposal::Add(Adjustment::Units(3))), Capacity(11));
        let quarter = Proposal::parse(&json!({"remove": "25%"})).unwrap();
        assert_eq!(of(quarter), Capacity(6));
        assert_eq!(of(Proposal::Remove(Adjustment::Units(9))), Capacity(0));
    }
}
