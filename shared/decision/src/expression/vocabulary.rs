//! The names that an expression can use.

pub mod themis_emr;
pub mod themis_kinesis;

use super::Kind;

/// Where the facts hold the value of a name; what the number means is between a vocabulary and
/// its facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Slot(pub u32);

/// Names and their slots. A name is spelled as in `tasknodes.count.nodes`, `shards_list[0].id` or
/// `time_based.minimum.nodes(now)`: a subscript that is a text is spelled with a dot.
pub trait Vocabulary {
    /// Where the value of `name` is found, and what it is.
    fn find(&self, name: &str) -> Option<(Slot, Kind)>;

    /// Every name, for who misspelt one.
    fn names(&self) -> Vec<&str>;
}

/// A vocabulary that is a list: a slot is a place in it, and stands for a fact of type `F`.
#[derive(Clone, Debug)]
pub struct Names<F> {
    /// In the order of their names.
    entries: Vec<(String, Kind, F)>,
}

impl<F> FromIterator<(String, Kind, F)> for Names<F> {
    fn from_iter<I: IntoIterator<Item = (String, Kind, F)>>(entries: I) -> Self {
        let mut entries: Vec<_> = entries.into_iter().collect();
        entries.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        Self { entries }
    }
}

impl<F> Names<F> {
    /// What `slot` stands for, and a name of it.
    #[must_use]
    pub fn fact(&self, slot: Slot) -> Option<(&str, &F)> {
        let place = usize::try_from(slot.0).ok()?;
        let (name, _, fact) = self.entries.get(place)?;
        Some((name, fact))
    }
}

impl<F> Vocabulary for Names<F> {
    fn find(&self, name: &str) -> Option<(Slot, Kind)> {
        let place = self
            .entries
            .binary_search_by(|entry| entry.0.as_str().cmp(name))
            .ok()?;
        let (_, kind, _) = self.entries.get(place)?;
        Some((Slot(u32::try_from(place).ok()?), *kind))
    }

    fn names(&self) -> Vec<&str> {
        self.entries
            .iter()
            .map(|(name, ..)| name.as_str())
            .collect()
    }
}
