use super::*;
use crate::{
    Capacity,
    heat::{
        Cut,
        phase::{RESTS, SETTLES},
    },
    rules::tests::noon,
};

const NONE: [String; 0] = [];

fn at(minute: u32) -> Timestamp {
    Period::minutes(minute).after(noon())
}

/// Watched since noon.
fn watched() -> Heat {
    Heat::default().watching(&NONE, noon())
}

fn seeing(heat: &Heat, layout: &Layout, loads: &[f64], minute: u32) -> Heat {
    heat.seeing(&Shards { layout, loads }, false, at(minute))
}

/// Four shards of which the second is hot, seen a minute after noon.
fn hot() -> Heat {
    seeing(&watched(), &Layout::uniform(4), &[0.3, 1.1, 0.3, 0.3], 1)
}

/// The second of four shards in halves.
fn halved() -> (Layout, Cut) {
    let quarters = Layout::uniform(4);
    let (first, end) = (quarters.firsts()[1], quarters.firsts()[2]);
    let cut = Cut {
        first,
        end,
        at: at(2),
    };
    (quarters.split(first / 2 + end / 2), cut)
}

#[test]
fn a_hot_shard_makes_the_stream_weaker_than_its_shards_are_many() {
    let heat = hot();
    assert_eq!(heat.strength(&Layout::uniform(4)), Capacity(1));
    assert!(
        heat.hottest
            .is_some_and(|hot| hot.first == Layout::uniform(4).firsts()[1])
    );
    assert!(heat.is_watching());
}

#[test]
fn shards_that_are_equally_loaded_are_even_and_watching_ends() {
    let quarters = Layout::uniform(4);
    let heat = seeing(&watched(), &quarters, &[0.9, 1.0, 0.95, 0.9], 1);
    assert_eq!((heat.density.as_ref(), heat.hottest), (None, None));
    assert!(seeing(&heat, &quarters, &[0.5; 4], 10).is_watching());
    let over = seeing(&heat, &quarters, &[0.5; 4], 11);
    assert_eq!(
        over.phase,
        Phase::Resting {
            until: RESTS.after(at(11))
        }
    );
}

#[test]
fn watching_goes_on_as_long_as_a_shard_is_hot_and_ten_minutes_more() {
    let quarters = Layout::uniform(4);
    let mut heat = hot();
    for minute in 2..40 {
        heat = seeing(&heat, &quarters, &[0.3, 1.1, 0.3, 0.3], minute);
    }
    for minute in 40..50 {
        heat = seeing(&heat, &quarters, &[0.3; 4], minute);
        assert!(heat.is_watching());
    }
    heat = seeing(&heat, &quarters, &[0.3; 4], 50);
    assert_eq!(
        heat.phase,
        Phase::Resting {
            until: SETTLES.after(at(50))
        }
    );
}

#[test]
fn a_policy_that_always_watches_never_ends() {
    let shards = Shards {
        layout: &Layout::uniform(4),
        loads: &[0.3; 4],
    };
    let heat = watched().seeing(&shards, true, at(1));
    assert!(heat.seeing(&shards, true, at(100)).is_watching());
}

#[test]
fn a_split_that_relieves_both_parts_shows_no_key() {
    let (layout, cut) = halved();
    let heat = Heat {
        cut: Some(cut),
        ..hot()
    };
    let after = seeing(&heat, &layout, &[0.3, 0.6, 0.5, 0.3, 0.3], 4);
    assert_eq!((after.hot_keys.len(), after.cut), (0, None));
    // Each of five gets at most 30 % of two shards' worth.
    assert_eq!(after.strength(&layout), Capacity(3));
}

#[test]
fn a_split_whose_load_went_to_one_part_shows_a_hot_key_and_watching_ends() {
    let (layout, cut) = halved();
    let heat = Heat {
        cut: Some(cut),
        ..hot()
    };
    let after = seeing(&heat, &layout, &[0.3, 1.05, 0.05, 0.3, 0.3], 4);
    assert_eq!(after.hot_keys.len(), 1);
    assert_eq!(after.hot_keys[0].first, layout.firsts()[1]);
    assert_eq!(
        after.phase,
        Phase::Resting {
            until: RESTS.after(at(4))
        }
    );
    // What no split helps makes the stream no weaker: it is what the other shards are.
    assert_eq!(after.strength(&layout), Capacity(3));
    let unknown = Heat {
        hot_keys: Vec::new(),
        ..after
    };
    assert_eq!(unknown.strength(&layout), Capacity(1));
}

#[test]
fn a_hot_key_that_is_seen_again_is_no_news_and_one_that_is_gone_is_forgotten() {
    let (layout, cut) = halved();
    let heat = Heat {
        cut: Some(cut),
        ..hot()
    };
    let known = seeing(&heat, &layout, &[0.3, 1.05, 0.05, 0.3, 0.3], 4);
    let again = known.watching(&NONE, at(400));
    let still = seeing(&again, &layout, &[0.3, 1.05, 0.05, 0.3, 0.3], 402);
    assert_eq!(still.hot_keys, known.hot_keys);
    let gone = seeing(&again, &layout, &[0.3; 5], 402);
    assert!(gone.hot_keys.is_empty());
}

#[test]
fn a_split_whose_parts_are_never_seen_is_forgotten() {
    let (_, cut) = halved();
    let heat = Heat {
        cut: Some(cut),
        ..hot()
    };
    assert!(heat.waiting(at(16)).cut.is_some());
    assert!(heat.waiting(at(17)).cut.is_none());
}

#[test]
fn metrics_that_never_come_are_not_waited_for_for_long() {
    assert!(watched().waiting(at(29)).is_watching());
    assert!(!watched().waiting(at(30)).is_watching());
    // Whoever has found something goes on.
    assert!(hot().waiting(at(300)).is_watching());
}
