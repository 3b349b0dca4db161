//! A layout by load: shards as wide as the part of the load that they get. All that is said of
//! widths of shards, which one is the widest, where it is halved, what can be merged, holds of
//! loads then; and what is to be done there is said again for the hash keys that there are.

use super::{Density, HashKey, Layout, Operation, Step};

/// The same shards by their hash keys and by their load.
#[derive(Clone, Debug)]
pub struct ByLoad {
    keys: Layout,
    load: Layout,
    density: Density,
}

impl ByLoad {
    #[must_use]
    pub fn of(keys: Layout, density: Density) -> Self {
        let load = through(&density, &keys).unwrap_or_else(|| keys.clone());
        Self {
            keys,
            load,
            density,
        }
    }

    /// The shards as wide as the load that they get.
    #[must_use]
    pub fn layout(&self) -> &Layout {
        &self.load
    }

    /// How the load is spread.
    #[must_use]
    pub fn density(&self) -> &Density {
        &self.density
    }

    /// What is to be done about `layout`, as it is done to the shards that there are.
    #[must_use]
    pub fn step(&self, step: Step) -> Step {
        match step {
            Step::Operate(Operation::Merge { at }) => {
                let place = self.load.firsts().binary_search(&at).ok();
                let at = place.and_then(|place| self.keys.firsts().get(place));
                at.map_or(Step::Rest, |at| Step::Operate(Operation::Merge { at: *at }))
            }
            Step::Operate(Operation::Split { at }) => {
                let at = self.within(at);
                at.map_or(Step::Rest, |at| Step::Operate(Operation::Split { at }))
            }
            Step::Rest | Step::Call { .. } => step,
        }
    }

    /// The hash key at which the shard that has `at` by load is to be split; `None` when it has
    /// only one key.
    fn within(&self, at: HashKey) -> Option<HashKey> {
        let next = self.load.firsts().partition_point(|first| *first <= at);
        let first = *self.keys.firsts().get(next.checked_sub(1)?)?;
        let end = self
            .keys
            .firsts()
            .get(next)
            .copied()
            .unwrap_or(HashKey::MAX);
        let wanted = self.density.key_at(super::layout::share(at));
        let (least, most) = (first.checked_add(1)?, end.checked_sub(1)?);
        (least <= most).then(|| wanted.clamp(least, most))
    }
}

/// The layout in which each shard is as wide as the load that it gets; `None` when two shards would
/// be one.
#[must_use]
pub fn through(density: &Density, layout: &Layout) -> Option<Layout> {
    let firsts = layout.firsts().iter();
    // 2^128 of anything is more than the last key by one, which saturates.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share is 0 to 1"
    )]
    let firsts = firsts.map(|first| (density.before(*first) * 2.0_f64.powi(128)) as HashKey);
    Layout::of(firsts.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reshard::Way;

    /// Four shards of which the second gets half of the load.
    fn hot() -> ByLoad {
        let keys = Layout::uniform(4);
        let density = Density::default().with(&keys, &[0.2, 1.0, 0.4, 0.4]);
        ByLoad::of(keys, density)
    }

    #[test]
    fn a_stream_is_as_strong_as_its_hottest_shard() {
        assert_eq!(hot().layout().strength(), 2);
        let even = ByLoad::of(Layout::uniform(4), Density::default());
        assert_eq!(even.layout().strength(), 4);
    }

    #[test]
    fn the_hottest_shard_is_split_where_its_load_balances() {
        let hot = hot();
        let step = Step::Operate(Way::Split { to: 4 }.next(hot.layout()).unwrap());
        let Step::Operate(Operation::Split { at }) = hot.step(step) else {
            panic!("{step:?}");
        };
        let keys = Layout::uniform(4);
        let middle = keys.firsts()[1] / 2 + keys.firsts()[2] / 2;
        assert!(at.abs_diff(middle) < HashKey::MAX / 1_000_000);
    }

    #[test]
    fn the_coldest_neighbours_are_merged() {
        let keys = Layout::uniform(8);
        let density = Density::default().with(&keys, &[2.0, 1.0, 1.0, 1.0, 0.1, 0.1, 1.0, 1.0]);
        let hot = ByLoad::of(keys.clone(), density);
        let step = Step::Operate(Way::Merge { to: 6 }.next(hot.layout()).unwrap());
        assert_eq!(
            hot.step(step),
            Step::Operate(Operation::Merge {
                at: keys.firsts()[5]
            })
        );
    }

    #[test]
    fn a_shard_of_one_key_is_not_split() {
        let keys = Layout::of(vec![0, 5, 6]).unwrap();
        let by_load = ByLoad::of(keys, Density::default());
        assert_eq!(by_load.within(by_load.layout().firsts()[1]), None);
    }
}
