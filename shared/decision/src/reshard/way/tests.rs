use proptest::prelude::*;

use super::*;

/// Takes a way to its end: every layout on it, the first one included.
fn taken(layout: &Layout, way: Way) -> Vec<Layout> {
    let mut layouts = vec![layout.clone()];
    while let Some(operation) = way.next(&layouts[layouts.len() - 1]) {
        layouts.push(layouts[layouts.len() - 1].clone().with(operation));
        assert!(layouts.len() < 30_000, "{way:?} goes on for ever");
    }
    layouts
}

fn end(layout: &Layout, way: Way) -> (usize, Layout) {
    let layouts = taken(layout, way);
    (layouts.len() - 1, layouts[layouts.len() - 1].clone())
}

#[test]
fn between_uniform_layouts_all_but_the_common_boundaries_change() {
    for (from, to, operations) in [
        (40, 20, 20),
        (40, 30, 50),
        (50, 37, 85),
        (7, 7, 0),
        (3, 1, 2),
    ] {
        let (layout, way) = (Layout::uniform(from), Way::Even { to });
        assert_eq!(end(&layout, way), (operations, Layout::uniform(to)));
        assert_eq!(way.operations(&layout) as usize, operations);
    }
}

#[test]
fn splitting_halves_the_widest_until_none_is_too_wide() {
    let (operations, layout) = end(&Layout::uniform(3), Way::Split { to: 5 });
    assert_eq!((operations, layout.shards(), layout.strength()), (3, 6, 6));
    assert_eq!(Way::Split { to: 5 }.operations(&Layout::uniform(3)), 3);
    let uneven = Layout::uniform(4).merged(Layout::uniform(4).firsts()[1]);
    assert_eq!(end(&uneven, Way::Split { to: 4 }), (1, Layout::uniform(4)));
}

#[test]
fn merging_halves_the_shards_without_a_cut() {
    let (operations, layout) = end(&Layout::uniform(40), Way::Merge { to: 20 });
    assert_eq!((operations, layout), (20, Layout::uniform(20)));
    let (operations, layout) = end(&Layout::uniform(40), Way::Merge { to: 30 });
    assert_eq!((operations, layout.shards()), (0, 40));
}

#[test]
fn a_shard_that_was_rounded_otherwise_is_left_alone() {
    let thirds = Layout::uniform(3);
    let rounded = Layout::of(vec![0, thirds.firsts()[1] + 1, thirds.firsts()[2] - 1]).unwrap();
    for way in [
        Way::Even { to: 3 },
        Way::Split { to: 3 },
        Way::Merge { to: 3 },
    ] {
        assert_eq!(way.next(&rounded), None, "{way:?}");
    }
}

/// A layout as years of splits leave it.
fn layouts() -> impl Strategy<Value = Layout> {
    (1..60_u32, prop::collection::vec(any::<HashKey>(), 0..30)).prop_map(|(shards, cuts)| {
        cuts.into_iter()
            .fold(Layout::uniform(shards), |layout, at| layout.split(at))
    })
}

proptest! {
    #[test]
    fn every_way_ends_and_no_shard_gets_too_wide_on_it(layout in layouts(), to in 1..80_u32) {
        for way in [Way::Split { to }, Way::Merge { to }, Way::Even { to }] {
            let widest = layout.keys().max().unwrap().max(one_of(to));
            for layout in taken(&layout, way) {
                let now = layout.keys().max().unwrap();
                prop_assert!(now <= widest.saturating_add(widest / 1000), "{way:?}");
            }
        }
        let (_, split) = end(&layout, Way::Split { to });
        prop_assert!(to <= split.strength() + split.strength() / 1000);
        // A sliver at a boundary is part of the boundary.
        let even = end(&layout, Way::Even { to }).1;
        let slivers = even.keys().filter(|keys| *keys <= 2 * (one_of(to) / SLACK)).count();
        prop_assert_eq!(even.shards() as usize - slivers, to as usize);
    }

    #[test]
    fn what_is_left_of_a_way_is_told_to_within_a_few(layout in layouts(), to in 1..80_u32) {
        for way in [Way::Split { to }, Way::Merge { to }, Way::Even { to }] {
            let (operations, told) = (end(&layout, way).0, way.operations(&layout) as usize);
            prop_assert!(told <= 2 * operations + 1 && operations <= 2 * told, "{:?}: {} for {}", way, told, operations);
        }
    }

    #[test]
    fn a_way_that_was_left_is_taken_up_from_where_it_was_left(
        from in 2..60_u32, left in 0..40_usize, to in 1..60_u32
    ) {
        let layouts = taken(&Layout::uniform(from), Way::Even { to: (from / 2).max(1) });
        let layout = &layouts[left.min(layouts.len() - 1)];
        prop_assert_eq!(end(layout, Way::Even { to }).1, Layout::uniform(to));
    }
}
