//! The way from a layout to a uniform one by splits and merges.

use std::iter::Peekable;

use serde::{Deserialize, Serialize};

use super::layout::{HashKey, Layout, part};

/// One call of SplitShard or MergeShards. It names a boundary and no shard: to do it twice is as
/// good as once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// The shard that has this key is split, so that the second part begins with it.
    Split { at: HashKey },
    /// The two shards that meet at this key become one.
    Merge { at: HashKey },
}

/// The operations from `layout` to `shards` equal shards, from the lowest key to the highest; of
/// those between two boundaries that stay, the splits come before the merges, so that no shard is
/// wider under way than it was or will be.
#[must_use]
pub fn operations(layout: &Layout, shards: u32) -> Vec<Operation> {
    let shards = shards.max(1);
    let mut wanted = (1..shards).map(|place| part(place, shards)).peekable();
    let mut open = layout.firsts().iter().skip(1).copied().peekable();
    let (mut way, mut merges) = (Vec::new(), Vec::new());
    while let Some(next) = next(&mut open, &mut wanted) {
        match next {
            Boundary::Stays => way.append(&mut merges),
            Boundary::Missing(at) => way.push(Operation::Split { at }),
            Boundary::Surplus(at) => merges.push(Operation::Merge { at }),
        }
    }
    way.append(&mut merges);
    way
}

/// How many operations it is from `layout` to `shards` equal shards. From a uniform layout of A it
/// is (A − g) + (B − g), with g the greatest common divisor.
#[must_use]
pub fn length(layout: &Layout, shards: u32) -> u32 {
    let shards = shards.max(1);
    let mut wanted = (1..shards).map(|place| part(place, shards)).peekable();
    let mut open = layout.firsts().iter().skip(1).copied().peekable();
    let mut operations = 0;
    while let Some(next) = next(&mut open, &mut wanted) {
        operations += u32::from(!matches!(next, Boundary::Stays));
    }
    operations
}

enum Boundary {
    Stays,
    Missing(HashKey),
    Surplus(HashKey),
}

/// The lowest boundary that is left of both.
fn next<A, B>(open: &mut Peekable<A>, wanted: &mut Peekable<B>) -> Option<Boundary>
where
    A: Iterator<Item = HashKey>,
    B: Iterator<Item = HashKey>,
{
    match (open.peek().copied(), wanted.peek().copied()) {
        (None, None) => None,
        (Some(is), Some(ought)) if Layout::same(is, ought) => {
            open.next();
            wanted.next();
            Some(Boundary::Stays)
        }
        (Some(is), ought) if ought.is_none_or(|ought| is < ought) => {
            open.next();
            Some(Boundary::Surplus(is))
        }
        (_, ought) => {
            wanted.next();
            ought.map(Boundary::Missing)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walked(layout: &Layout, shards: u32) -> Vec<Layout> {
        let mut layouts = vec![layout.clone()];
        for operation in operations(layout, shards) {
            let before = layouts[layouts.len() - 1].clone();
            layouts.push(match operation {
                Operation::Split { at } => before.split(at),
                Operation::Merge { at } => before.merged(at),
            });
        }
        layouts
    }

    #[test]
    fn between_uniform_layouts_all_but_the_common_boundaries_change() {
        let ways = [
            (40, 20, 20),
            (40, 30, 50),
            (50, 37, 85),
            (5, 10, 5),
            (7, 7, 0),
            (1, 3, 2),
        ];
        for (from, to, operations) in ways {
            let way = super::operations(&Layout::uniform(from), to);
            assert_eq!(
                (way.len(), length(&Layout::uniform(from), to)),
                (operations, operations as u32)
            );
        }
    }

    #[test]
    fn the_way_ends_at_the_uniform_layout() {
        let mixed = Layout::uniform(7)
            .split(12_345 << 90)
            .merged(Layout::uniform(7).firsts()[3]);
        for layout in [Layout::uniform(6), Layout::uniform(12), mixed] {
            for shards in 1..20 {
                let walked = walked(&layout, shards);
                let last = &walked[walked.len() - 1];
                assert_eq!(length(last, shards), 0);
                assert_eq!(last.shards(), shards);
            }
        }
    }

    #[test]
    fn under_way_no_shard_is_wider_than_before_or_after() {
        for (from, to) in [(40, 30), (30, 40), (50, 37), (12, 5), (3, 64)] {
            let widest = 1.0 / f64::from(from.min(to));
            for layout in walked(&Layout::uniform(from), to) {
                assert!(
                    layout.widths().all(|width| width < widest * 1.000_001),
                    "{from} to {to}"
                );
            }
        }
    }

    #[test]
    fn every_operation_changes_the_shards_by_one() {
        for pair in walked(&Layout::uniform(40), 30).windows(2) {
            assert_eq!(pair[0].shards().abs_diff(pair[1].shards()), 1);
        }
    }
}
