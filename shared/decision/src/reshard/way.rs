//! The ways to another layout by splits and merges, one after the other. Each can be left between
//! any two operations and taken up again from whatever layout there is.

use serde::{Deserialize, Serialize};

use super::layout::{HashKey, Layout, SLACK, part};

/// One call of SplitShard or MergeShards. It names a boundary and no shard: to do it twice is as
/// good as once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// The shard that has this key is split, so that the second part begins with it.
    Split {
        #[serde(with = "super::hash_key")]
        at: HashKey,
    },
    /// The two shards that meet at this key become one.
    Merge {
        #[serde(with = "super::hash_key")]
        at: HashKey,
    },
}

/// A way that is taken by operations. On none of them a shard gets wider than one of `to` equal
/// ones, or than it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// The widest shards are halved until none is wider than one of `to` equal ones.
    Split { to: u32 },
    /// Neighbours are merged as long as that makes none wider than one of `to` equal ones.
    Merge { to: u32 },
    /// To `to` equal shards: what fits into one of them is merged, what goes beyond is cut.
    Even { to: u32 },
}

impl Way {
    /// The strength that the way leads to.
    #[must_use]
    pub fn to(self) -> u32 {
        let (Self::Split { to } | Self::Merge { to } | Self::Even { to }) = self;
        to
    }

    /// Whether it leads from `layout` to fewer shards.
    #[must_use]
    pub fn leads_in(self, layout: &Layout) -> bool {
        !matches!(self, Self::Split { .. }) && self.to() < layout.shards()
    }

    /// The next operation from `layout`; `None` at the end of the way.
    #[must_use]
    pub fn next(self, layout: &Layout) -> Option<Operation> {
        match self {
            Self::Split { to } => halve_widest(layout, to),
            Self::Merge { to } => merge_narrowest(layout, to),
            Self::Even { to } => even(layout, to),
        }
    }

    /// How many operations are left from `layout`, to within a few.
    #[must_use]
    pub fn operations(self, layout: &Layout) -> u32 {
        match self {
            Self::Split { to } => layout.keys().map(|keys| pieces(keys, to) - 1).sum(),
            Self::Merge { to } => merges(layout, to),
            Self::Even { to } => differences(layout, to),
        }
    }
}

fn one_of(shards: u32) -> HashKey {
    HashKey::MAX / HashKey::from(shards.max(1))
}

fn near(one: HashKey, other: HashKey, shards: u32) -> bool {
    one.abs_diff(other) <= one_of(shards) / SLACK
}

/// The widest that still counts as one of `shards` equal ones.
fn widest_of(shards: u32) -> HashKey {
    one_of(shards).saturating_add(one_of(shards) / SLACK)
}

fn fits(keys: HashKey, shards: u32) -> bool {
    keys <= widest_of(shards)
}

/// The pieces of a shard that are no wider than one of `shards` equal ones.
fn pieces(keys: HashKey, shards: u32) -> u32 {
    u32::try_from(keys.div_ceil(widest_of(shards).max(1)))
        .unwrap_or(u32::MAX)
        .max(1)
}

fn halve_widest(layout: &Layout, to: u32) -> Option<Operation> {
    let mut widest: Option<(HashKey, HashKey)> = None;
    for (first, keys) in layout.firsts().iter().zip(layout.keys()) {
        // Of shards that are as wide as each other the first.
        if widest.is_none_or(|(_, most)| most.saturating_add(most / SLACK) < keys) {
            widest = Some((*first, keys));
        }
    }
    let (first, keys) = widest.filter(|(_, keys)| !fits(*keys, to))?;
    Some(Operation::Split {
        at: first + keys / 2,
    })
}

fn merge_narrowest(layout: &Layout, to: u32) -> Option<Operation> {
    let mut narrowest: Option<(HashKey, HashKey)> = None;
    let neighbours = layout.keys().zip(layout.keys().skip(1));
    for (at, (one, next)) in layout.firsts().iter().skip(1).zip(neighbours) {
        let keys = one.saturating_add(next);
        if fits(keys, to) && narrowest.is_none_or(|(_, least)| keys < least - least / SLACK) {
            narrowest = Some((*at, keys));
        }
    }
    narrowest.map(|(at, _)| Operation::Merge { at })
}

/// The last two neighbours that fit into one of `fitting` equal shards, and do not meet where two of
/// `to` equal ones do: what `Even` has cut stays cut.
pub(super) fn last_merge(layout: &Layout, fitting: u32, to: u32) -> Option<Operation> {
    let keys: Vec<HashKey> = layout.keys().collect();
    let pairs = keys.windows(2).map(|pair| pair.iter().sum());
    let mut meeting = layout.firsts().iter().skip(1).zip(pairs).rev();
    let last = meeting.find(|(at, keys)| fits(*keys, fitting) && !is_cut(**at, to));
    last.map(|(at, _)| Operation::Merge { at: *at })
}

/// Whether two of `shards` equal ones meet there.
fn is_cut(at: HashKey, shards: u32) -> bool {
    let place = u32::try_from(at / one_of(shards)).unwrap_or(u32::MAX);
    let around = [place, place.saturating_add(1)];
    around
        .iter()
        .any(|place| near(boundary(*place, shards), at, shards))
}

/// The merges that `Merge` does from the left.
fn merges(layout: &Layout, to: u32) -> u32 {
    let (mut count, mut together) = (0, HashKey::MAX);
    for keys in layout.keys() {
        together = together.saturating_add(keys);
        if fits(together, to) {
            count += 1;
        } else {
            together = keys;
        }
    }
    count
}

/// From the left: what fits into one of the equal shards is merged, else cut where one of them
/// ends.
fn even(layout: &Layout, to: u32) -> Option<Operation> {
    let ends = layout.firsts().iter().skip(1).copied();
    let mut ends = ends.chain(std::iter::once(HashKey::MAX)).peekable();
    let mut place = 1;
    while let Some(end) = ends.next() {
        let wanted = boundary(place, to);
        if near(end, wanted, to) {
            place += 1;
        } else if wanted < end {
            return Some(Operation::Split { at: wanted });
        } else {
            let next = *ends.peek()?;
            return Some(if next <= wanted || near(next, wanted, to) {
                Operation::Merge { at: end }
            } else {
                Operation::Split { at: wanted }
            });
        }
    }
    None
}

/// The boundaries that are too many, and those that are missing. From a uniform layout of A that is
/// (A − g) + (B − g), with g the greatest common divisor.
fn differences(layout: &Layout, to: u32) -> u32 {
    let (mut common, mut place) = (0, 0);
    for first in layout.firsts() {
        while place < to && boundary(place, to) < *first && !near(boundary(place, to), *first, to) {
            place += 1;
        }
        if place < to && near(boundary(place, to), *first, to) {
            common += 1;
            place += 1;
        }
    }
    (layout.shards() + to).saturating_sub(2 * common)
}

/// Where a shard begins when the keys are divided evenly; the end of all keys after the last.
fn boundary(place: u32, shards: u32) -> HashKey {
    if place < shards {
        part(place, shards)
    } else {
        HashKey::MAX
    }
}

#[cfg(test)]
mod tests;
