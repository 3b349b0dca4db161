use super::*;

/// Reads a second in which each open shard was written so many bytes.
fn read(consumer: &mut Consumer, layout: &Layout, second: i64, each: f64) -> Read {
    let all = each * f64::from(layout.open());
    consumer.read(second, layout, |_| each, (all, each))
}

#[test]
fn a_consumer_slower_than_the_writes_falls_behind_and_catches_up() {
    let layout = Layout::uniform(1, 0);
    let mut consumer = Consumer::new(50.0, 86_400);
    for second in 0..100 {
        read(&mut consumer, &layout, second, 100.0);
    }
    let behind = read(&mut consumer, &layout, 100, 0.0);
    assert_eq!((behind.bytes, behind.throttled), (50.0, 0.0));
    assert!((behind.age_milliseconds - 49_500.0).abs() < 1.0);
    assert_eq!(consumer.unread_bytes(), 10_000.0 - 5050.0);
    for second in 101..200 {
        read(&mut consumer, &layout, second, 0.0);
    }
    let caught_up = read(&mut consumer, &layout, 200, 10.0);
    assert_eq!((caught_up.bytes, caught_up.age_milliseconds), (10.0, 0.0));
}

#[test]
fn more_shards_are_read_faster() {
    let layout = Layout::uniform(2, 0);
    let mut consumer = Consumer::new(50.0, 86_400);
    assert_eq!(read(&mut consumer, &layout, 0, 100.0).bytes, 100.0);
}

#[test]
fn children_are_read_when_their_parents_are_drained() {
    let mut layout = Layout::uniform(2, 0);
    let mut consumer = Consumer::new(50.0, 86_400);
    let first_is_busy = |place| if place == 0 { 100.0 } else { 10.0 };
    for second in 0..60 {
        consumer.read(second, &layout, first_is_busy, (110.0, 100.0));
    }
    layout.split(0, 1 << 126, 60);
    // 3,000 bytes of the parent are left: for a minute nothing of its children is read.
    for second in 60..119 {
        let sum = read(&mut consumer, &layout, second, 10.0);
        assert_eq!((sum.bytes, consumer.undrained()), (60.0, 1), "{second}");
    }
    read(&mut consumer, &layout, 119, 10.0);
    assert_eq!(consumer.undrained(), 0);
    let children = read(&mut consumer, &layout, 120, 10.0);
    assert_eq!(children.bytes, 110.0);
    assert!(children.age_milliseconds > 45_000.0);
}

#[test]
fn what_is_kept_no_longer_is_never_read() {
    let layout = Layout::uniform(1, 0);
    let mut consumer = Consumer::new(0.0, 600);
    for second in 0..2000 {
        read(&mut consumer, &layout, second, 1.0);
    }
    let age = read(&mut consumer, &layout, 2000, 1.0).age_milliseconds;
    assert!((540_000.0..=660_000.0).contains(&age), "{age}");
}

#[test]
fn a_consumer_that_wants_all_is_throttled_while_it_is_behind() {
    let layout = Layout::uniform(1, 0);
    let mut consumer = Consumer::default();
    let much = 2.0 * SHARD_READ_BYTES;
    assert_eq!(read(&mut consumer, &layout, 0, much).throttled, 1.0);
    assert_eq!(read(&mut consumer, &layout, 1, 0.0).throttled, 0.0);
}
