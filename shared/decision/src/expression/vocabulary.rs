//! The names that an expression can use.

pub mod themis_emr;
pub mod themis_kinesis;

use std::borrow::Cow;

use super::Kind;

/// Where the facts hold the value of a name; what the number means is between a vocabulary and
/// its facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Slot(pub u32);

impl Slot {
    /// The index in the name, if it has one.
    #[must_use]
    pub fn index(self) -> Option<usize> {
        usize::try_from((self.0 / ROOM).checked_sub(1)?).ok()
    }
}

/// Names and their slots. A name is spelled as in `tasknodes.count.nodes`, `shards_list[0].id` or
/// `time_based.minimum.nodes(now)`: a subscript that is a text is spelled with a dot.
pub trait Vocabulary {
    /// Where the value of `name` is found, and what it is.
    fn find(&self, name: &str) -> Option<(Slot, Kind)>;

    /// Every name, for who misspelt one.
    fn names(&self) -> Vec<&str>;
}

/// What stands for any index in a name: `shards_list[*].id` is a name of `shards_list[0].id`,
/// `shards_list[1].id` and so on.
const ANY: &str = "[*]";

/// A slot has room for so many names, and for as many indices.
const ROOM: u32 = 1 << 16;

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
    /// What `slot` stands for.
    #[must_use]
    pub fn fact(&self, slot: Slot) -> Option<&F> {
        self.entry(slot).map(|(_, _, fact)| fact)
    }

    /// The name, with its index.
    #[must_use]
    pub fn spelled(&self, slot: Slot) -> Option<Cow<'_, str>> {
        let (name, ..) = self.entry(slot)?;
        Some(match slot.index() {
            Some(index) => name.replacen(ANY, &format!("[{index}]"), 1).into(),
            None => name.into(),
        })
    }

    fn entry(&self, slot: Slot) -> Option<&(String, Kind, F)> {
        self.entries.get(usize::try_from(slot.0 % ROOM).ok()?)
    }

    fn place(&self, name: &str) -> Option<(u32, Kind)> {
        let place = self
            .entries
            .binary_search_by(|entry| entry.0.as_str().cmp(name))
            .ok()?;
        let (_, kind, _) = self.entries.get(place)?;
        let place = u32::try_from(place).ok().filter(|place| *place < ROOM)?;
        Some((place, *kind))
    }
}

impl<F> Vocabulary for Names<F> {
    fn find(&self, name: &str) -> Option<(Slot, Kind)> {
        if let Some((place, kind)) = self.place(name) {
            return Some((Slot(place), kind));
        }
        let (before, rest) = name.split_once('[')?;
        let (index, after) = rest.split_once(']')?;
        let index: u32 = index.parse().ok()?;
        let (place, kind) = self.place(&format!("{before}{ANY}{after}"))?;
        let indexed = index
            .checked_add(1)?
            .checked_mul(ROOM)?
            .checked_add(place)?;
        Some((Slot(indexed), kind))
    }

    fn names(&self) -> Vec<&str> {
        self.entries
            .iter()
            .map(|(name, ..)| name.as_str())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names<char> {
        ["load", "list[*].load"]
            .into_iter()
            .zip(['a', 'b'])
            .map(|(name, fact)| (name.to_owned(), Kind::Number, fact))
            .collect()
    }

    #[test]
    fn a_name_with_an_index_stands_for_each_of_a_list() {
        let names = names();
        let slot = names.find("list[12].load").unwrap().0;
        assert_eq!(names.fact(slot), Some(&'b'));
        assert_eq!(slot.index(), Some(12));
        assert_eq!(names.spelled(slot).unwrap(), "list[12].load");
    }

    #[test]
    fn a_name_without_an_index_has_none() {
        let names = names();
        let slot = names.find("load").unwrap().0;
        assert_eq!((names.fact(slot), slot.index()), (Some(&'a'), None));
    }

    #[test]
    fn an_index_beyond_everything_is_no_name() {
        assert_eq!(names().find("list[65535].load"), None);
        assert_eq!(names().find("list[-1].load"), None);
    }
}
