use super::*;

fn update(open: u32, target: i64) -> Result<(Change, i64), Refused> {
    Change::of(&Reshard::Update(target), &Layout::uniform(open, 0))
}

#[test]
fn a_call_may_double_or_halve_and_no_more() {
    assert_eq!(update(5, 10), Ok((Change::Uniform(10), 5)));
    assert_eq!(update(5, 3), Ok((Change::Uniform(3), -2)));
    for target in [11, 2] {
        let refused = update(5, i64::from(target));
        assert_eq!(refused, Err(Refused::Factor { target, open: 5 }));
    }
    assert_eq!(update(5, 5), Ok((Change::Uniform(5), 0)));
    assert_eq!(update(5, 0), Err(Refused::TooFew(0)));
    assert_eq!(update(9000, 10_001), Err(Refused::TooMany(10_001)));
    assert_eq!(update(1, 1 << 40), Err(Refused::TooMany(1 << 40)));
}

#[test]
fn a_split_leaves_both_children_more_than_one_key() {
    let layout = Layout::with_cuts(&[100, 200], 0);
    let at = |key| {
        let shard = "shardId-000000000001".to_owned();
        Change::of(&Reshard::Split { shard, key }, &layout).map(|(_, more)| more)
    };
    assert_eq!((at(102), at(198)), (Ok(1), Ok(1)));
    for outside in [0, 100, 101, 199, 200, u128::MAX] {
        let refused = at(outside).unwrap_err();
        assert_eq!(refused.refused_as().name(), "InvalidArgumentException");
    }
}

#[test]
fn only_a_shard_and_the_one_after_it_are_merged() {
    let layout = Layout::uniform(3, 0);
    let pair = |shard: u64, adjacent: u64| {
        let (shard, adjacent) = (Shard::id_of(shard), Shard::id_of(adjacent));
        Change::of(&Reshard::Merge { shard, adjacent }, &layout)
    };
    assert!(pair(0, 1).is_ok());
    for (shard, adjacent) in [(1, 0), (0, 2), (2, 0), (1, 1)] {
        assert!(matches!(
            pair(shard, adjacent),
            Err(Refused::NotAdjacent(..))
        ));
    }
    assert!(matches!(pair(0, 7), Err(Refused::NoShard(_))));
}

#[test]
fn a_closed_shard_is_neither_split_nor_merged() {
    let mut layout = Layout::uniform(2, 0);
    layout.split(0, 1 << 100, 0);
    let shard = Shard::id_of(0);
    let split = Reshard::Split {
        shard: shard.clone(),
        key: 1 << 99,
    };
    assert_eq!(Change::of(&split, &layout), Err(Refused::Closed(shard)));
}

#[test]
fn the_more_shards_are_touched_the_longer_it_takes() {
    let seconds = |from, to| Change::Uniform(to).seconds(&Layout::uniform(from, 0));
    assert_eq!(seconds(4, 8), 34);
    assert!(seconds(40, 80) < seconds(40, 60));
}

#[test]
fn a_quota_comes_back_a_day_after_each_call() {
    let mut quota = DailyQuota::new(2);
    quota.spend(0);
    quota.spend(3600);
    assert_eq!((quota.left(86_399), quota.left(86_400)), (0, 1));
    assert_eq!(quota.left(90_000), 2);
}
