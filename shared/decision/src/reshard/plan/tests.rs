use proptest::prelude::*;

use super::*;

fn stream(layout: &Layout, calls: u32) -> Stream<'_> {
    Stream {
        layout,
        calls: Some(calls),
        most: Capacity(500),
        operations: true,
        density: None,
    }
}

fn wanted(strength: u32) -> Wanted {
    Wanted {
        strength: Capacity(strength),
        may_shrink: true,
        may_tidy: true,
        outlook: None,
        reach: Capacity(1),
        highest: Capacity(50),
    }
}

fn demanded(strength: u32, demand: f64) -> Wanted {
    let outlook = Some(Outlook { demand, climb: 0.0 });
    Wanted {
        outlook,
        ..wanted(strength)
    }
}

fn next_of(shards: u32, calls: u32, wanted: &Wanted) -> Next {
    next(&stream(&Layout::uniform(shards), calls), wanted, None)
}

#[test]
fn what_hurts_is_done_by_a_call() {
    let next = next_of(40, 6, &demanded(70, 56.0));
    assert_eq!(next, Next::call(70));
}

#[test]
fn a_call_doubles_at_most() {
    assert_eq!(next_of(10, 6, &demanded(70, 56.0)), Next::call(20));
}

#[test]
fn what_does_not_hurt_yet_is_done_by_splits() {
    let next = next_of(40, 6, &demanded(41, 30.0));
    assert_eq!(next.way, Some(Way::Split { to: 50 }));
}

#[test]
fn without_a_call_splits_go_on() {
    let next = next_of(40, 0, &demanded(70, 56.0));
    assert_eq!(next.way, Some(Way::Split { to: 70 }));
}

#[test]
fn a_steep_rise_takes_the_whole_doubling() {
    let outlook = Some(Outlook {
        demand: 45.0,
        climb: 0.2,
    });
    let steep = Wanted {
        outlook,
        ..wanted(56)
    };
    assert_eq!(next_of(40, 6, &steep), Next::call(80));
}

#[test]
fn scaling_in_is_done_by_merges_to_a_size_that_is_cheap_to_reach() {
    for least in [18, 19, 20] {
        let way = next_of(40, 6, &wanted(least)).way.unwrap();
        assert_eq!(way.operations(&Layout::uniform(40)), 20, "{least}: {way:?}");
    }
}

#[test]
fn a_way_in_that_leaves_too_little_is_left() {
    let layout = Layout::uniform(40).merged(Layout::uniform(40).firsts()[1]);
    let way = Some(Way::Even { to: 20 });
    let goes_on = next(&stream(&layout, 6), &wanted(20), way);
    assert_eq!(goes_on.way, way);
    let more = next(&stream(&layout, 6), &demanded(30, 24.0), way);
    assert!(
        !more
            .way
            .is_some_and(|way| way.leads_in(&Layout::uniform(40))),
        "{more:?}"
    );
}

#[test]
fn scaling_in_keeps_what_the_calls_that_are_left_lead_back_to() {
    let peak = Wanted {
        reach: Capacity(40),
        ..wanted(5)
    };
    for (calls, least) in [(0, 40), (1, 20), (2, 10), (10, 5)] {
        let next = next_of(40, calls, &peak);
        match next.way {
            Some(way) => assert!(least <= way.to(), "{calls} calls: {way:?}"),
            None => assert!(least == 40 || matches!(next.step, Step::Call { .. })),
        }
    }
}

#[test]
fn a_stream_is_brought_into_its_bounds_whatever_the_calls_lead_back_to() {
    let layout = Layout::uniform(40);
    let bounded = Stream {
        most: Capacity(20),
        ..stream(&layout, 0)
    };
    let peak = Wanted {
        reach: Capacity(40),
        ..wanted(20)
    };
    let way = next(&bounded, &peak, None).way.unwrap();
    assert_eq!(way.operations(&layout), 20);
}

#[test]
fn where_no_merge_fits_and_there_is_no_room_for_a_cut_a_call_brings_a_stream_into_its_bounds() {
    // Two of 65 equal shards are wider than one of 33.
    let layout = Layout::uniform(65);
    let bounded = |calls| Stream {
        most: Capacity(40),
        ..stream(&layout, calls)
    };
    let wanted = Wanted {
        highest: Capacity(70),
        ..wanted(33)
    };
    for calls in [1, 10] {
        assert_eq!(next(&bounded(calls), &wanted, None), Next::call(33));
    }
    assert_eq!(next(&bounded(0), &wanted, None), Next::REST);
}

#[test]
fn nothing_is_merged_where_capacity_must_not_shrink() {
    let held = Wanted {
        may_shrink: false,
        ..wanted(10)
    };
    for way in [
        None,
        Some(Way::Even { to: 10 }),
        Some(Way::Merge { to: 10 }),
    ] {
        assert_eq!(
            next(&stream(&Layout::uniform(40), 6), &held, way),
            Next::REST
        );
    }
}

#[test]
fn who_forbids_operations_gets_calls_alone() {
    let layout = Layout::uniform(40);
    let calls_alone = Stream {
        operations: false,
        ..stream(&layout, 6)
    };
    assert_eq!(
        next(&calls_alone, &demanded(41, 30.0), None),
        Next::call(50)
    );
    let inward = next(&calls_alone, &wanted(20), None);
    assert_eq!(inward, Next::call(20));
    let spent = Stream {
        calls: Some(0),
        ..calls_alone
    };
    assert_eq!(next(&spent, &demanded(70, 56.0), None), Next::REST);
}

#[test]
fn shards_that_make_a_stream_no_stronger_are_taken_away() {
    let uniform = Layout::uniform(10);
    let cut = |layout: Layout, place: usize| {
        let at = uniform.firsts()[place] + uniform.firsts()[1] / 2;
        layout.split(at)
    };
    let untidy = (0..5).fold(uniform.clone(), cut);
    assert_eq!((untidy.shards(), untidy.strength()), (15, 10));
    let next = next(&stream(&untidy, 6), &wanted(10), None);
    assert_eq!(next.way.map(Way::to), Some(10));
    let nearly = (0..2).fold(uniform.clone(), cut);
    assert_eq!(
        super::next(&stream(&nearly, 6), &wanted(10), None),
        Next::REST
    );
}

prop_compose! {
    fn situations()(
        shards in 1..120_u32,
        cuts in prop::collection::vec(any::<u128>(), 0..20),
        calls in prop::option::of(0..11_u32),
        operations in any::<bool>(),
        strength in 1..200_u32,
        may_shrink in any::<bool>(),
        demand in prop::option::of(0.0..300.0_f64),
        climb in 0.0..1.0_f64,
        reach in 1..200_u32,
        way in prop::option::of((0..3_u8, 1..200_u32)),
    ) -> (Layout, Option<u32>, bool, Wanted, Option<Way>) {
        let layout = cuts.into_iter().fold(Layout::uniform(shards), Layout::split);
        let wanted = Wanted {
            strength: Capacity(strength),
            may_shrink,
            may_tidy: true,
            outlook: demand.map(|demand| Outlook { demand, climb }),
            reach: Capacity(reach),
            highest: Capacity(reach),
        };
        let way = way.map(|(kind, to)| match kind {
            0 => Way::Split { to },
            1 => Way::Merge { to },
            _ => Way::Even { to },
        });
        (layout, calls, operations, wanted, way)
    }
}

proptest! {
    #[test]
    fn no_step_is_one_that_the_service_would_refuse(
        (layout, calls, operations, wanted, way) in situations()
    ) {
        let stream = Stream { layout: &layout, calls, most: Capacity(200), operations, density: None };
        let (open, next) = (layout.shards(), next(&stream, &wanted, way));
        match next.step {
            Step::Rest => {}
            Step::Call { to } => {
                prop_assert!(calls != Some(0));
                prop_assert!(to.0 != open && open.div_ceil(2) <= to.0 && to.0 <= 2 * open);
            }
            Step::Operate(operation) => {
                prop_assert!(operations);
                let after = layout.clone().with(operation);
                prop_assert_eq!(after.shards().abs_diff(open), 1);
            }
        }
    }

    #[test]
    fn a_stream_gets_weaker_only_where_it_may_and_never_than_is_wanted(
        (layout, calls, operations, wanted, way) in situations()
    ) {
        let stream = Stream { layout: &layout, calls, most: Capacity(200), operations, density: None };
        let before = layout.strength();
        let after = match next(&stream, &wanted, way).step {
            Step::Rest => before,
            Step::Call { to } => to.0,
            Step::Operate(operation) => layout.clone().with(operation).strength(),
        };
        prop_assert!(before <= after || (wanted.may_shrink && wanted.strength.0 <= after));
    }

    #[test]
    fn whatever_is_wanted_comes_to_rest(
        (layout, _, _, wanted, way) in situations(),
        most in 1..200_u32,
    ) {
        let wanted = Wanted { strength: wanted.strength.min(Capacity(most)), ..wanted };
        let (mut layout, mut way) = (layout, way);
        for _ in 0..2_000 {
            let stream = Stream { most: Capacity(most), ..stream(&layout, 0) };
            let next = next(&stream, &wanted, way);
            let Step::Operate(operation) = next.step else {
                return Ok(());
            };
            way = next.way;
            layout = layout.with(operation);
        }
        prop_assert!(false, "no rest: {:?} of {:?}", way, layout);
    }
}

#[test]
fn without_a_call_growing_ends_at_what_is_wanted_however_few_shards_there_may_be() {
    // Halves of 18 shards are as strong as 26 only when there are 36 of them.
    let mut layout = Layout::uniform(18);
    let mut way = None;
    for _ in 0..200 {
        let bounded = Stream {
            most: Capacity(30),
            ..stream(&layout, 0)
        };
        let next = next(&bounded, &wanted(26), way);
        let Step::Operate(operation) = next.step else {
            break;
        };
        way = next.way;
        let weakest = layout.strength();
        layout = layout.with(operation);
        assert!(layout.shards() <= 30 && weakest.min(26) <= layout.strength());
    }
    assert!(26 <= layout.strength(), "{layout:?}");
}

/// Eighteen equal shards of which twelve were halved.
fn halved() -> Layout {
    let uniform = Layout::uniform(18);
    let firsts = uniform.firsts().iter().zip(uniform.keys()).take(12);
    let middles: Vec<_> = firsts.map(|(first, keys)| first + keys / 2).collect();
    middles.into_iter().fold(uniform, Layout::split)
}

#[test]
fn halves_that_leave_no_room_are_joined_again() {
    let mut layout = halved();
    let mut way = None;
    for _ in 0..200 {
        let full = Stream {
            most: Capacity(30),
            ..stream(&layout, 0)
        };
        let next = next(&full, &wanted(26), way);
        let Step::Operate(operation) = next.step else {
            break;
        };
        way = next.way;
        layout = layout.with(operation);
        assert!(layout.shards() <= 30 && 18 <= layout.strength());
    }
    assert!(26 <= layout.strength(), "{layout:?}");
}

#[test]
fn who_wants_one_more_and_one_less_in_turn_is_not_cut_anew_each_time() {
    let mut layout = Layout::uniform(16);
    let (mut way, mut operations) = (None, 0);
    while layout.strength() < 25 {
        let bounded = Stream {
            most: Capacity(30),
            ..stream(&layout, 0)
        };
        let next = next(&bounded, &wanted(25 + operations % 2), way);
        let Step::Operate(operation) = next.step else {
            panic!("{next:?} at {}", layout.strength());
        };
        way = next.way;
        layout = layout.with(operation);
        operations += 1;
        assert!(
            operations <= 41,
            "{} after 41 operations",
            layout.strength()
        );
    }
}

/// The layout and the number of operations after which a stream that wants so many of 30 shards
/// rests, without a call.
fn rested(mut layout: Layout, wants: u32, mut way: Option<Way>) -> (Layout, u32) {
    for operations in 0..100 {
        let full = Stream {
            most: Capacity(30),
            ..stream(&layout, 0)
        };
        let next = next(&full, &wanted(wants), way);
        let Step::Operate(operation) = next.step else {
            return (layout, operations);
        };
        let weakest = layout.strength();
        way = next.way;
        layout = layout.with(operation);
        assert!(weakest.min(wants) <= layout.strength());
    }
    panic!("no end: {layout:?}");
}

#[test]
fn what_was_cut_is_not_joined_again_to_make_room_for_the_next_cut() {
    // 28 of 30 equal shards, and of the rest a narrow and a wide one: to move the boundary between
    // them takes room, and both together are wider than any.
    let uniform = Layout::uniform(30);
    let mut firsts: Vec<_> = uniform.firsts().iter().take(29).copied().collect();
    firsts.push(firsts[28] + uniform.keys().next().unwrap() / 3);
    let layout = Layout::of(firsts).unwrap();
    assert_eq!(layout.strength(), 18);
    rested(layout.clone(), 26, Some(Way::Even { to: 30 }));
    rested(layout, 30, Some(Way::Even { to: 30 }));
}

#[test]
fn who_wants_all_that_there_may_be_gets_all_but_the_one_that_cuts_take() {
    let (layout, operations) = rested(Layout::uniform(16), 30, None);
    assert_eq!(layout.strength(), 29);
    assert!(operations < 45, "{operations}");
}

#[test]
fn what_no_operation_leads_to_is_worth_a_call() {
    for (shards, most) in [(2, 3), (3, 4), (5, 6), (29, 30)] {
        let layout = Layout::uniform(shards);
        let bounded = Stream {
            most: Capacity(most),
            ..stream(&layout, 10)
        };
        let demanded = demanded(most, f64::from(most));
        assert_eq!(next(&bounded, &demanded, None), Next::call(most));
        // A floor holds without any load.
        assert_eq!(next(&bounded, &wanted(most), None), Next::call(most));
    }
}

#[test]
fn a_call_makes_no_fewer_shards_where_they_must_not_go() {
    // 18 shards of which twelve were halved are as strong as 18; 26 even ones would be stronger.
    let layout = halved();
    let bounded = Stream {
        most: Capacity(40),
        ..stream(&layout, 10)
    };
    let to = |may_shrink| {
        let wanted = Wanted {
            may_shrink,
            ..demanded(26, 40.0)
        };
        match next(&bounded, &wanted, None).step {
            Step::Call { to } => to.0,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!((to(true), to(false)), (26, 31));
}

#[test]
fn a_way_to_more_shards_is_left_where_less_is_wanted() {
    let layout = Layout::uniform(18);
    let bounded = Stream {
        most: Capacity(30),
        ..stream(&layout, 0)
    };
    let begun = Some(Way::Even { to: 26 });
    let way = next(&bounded, &wanted(10), begun).way.unwrap();
    assert!(way.to() < 18, "{way:?}");
}

#[test]
fn nothing_is_joined_to_make_room_where_shards_must_not_go() {
    let layout = halved();
    let full = Stream {
        most: Capacity(30),
        ..stream(&layout, 0)
    };
    let held = Wanted {
        may_shrink: false,
        ..wanted(26)
    };
    assert_eq!(next(&full, &held, None), Next::REST);
}

#[test]
fn a_way_that_was_begun_makes_no_more_shards_than_there_may_be() {
    let layout = Layout::uniform(30);
    let full = Stream {
        most: Capacity(30),
        ..stream(&layout, 6)
    };
    let begun = Some(Way::Even { to: 29 });
    let step = next(&full, &wanted(28), begun).step;
    assert!(
        !matches!(step, Step::Operate(Operation::Split { .. })),
        "{step:?}"
    );
}
