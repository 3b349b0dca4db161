use super::*;
use crate::stream::{KeySpec, keys::Distribution};

const MIB: f64 = SHARD_WRITE_BYTES;

fn writes(spec: &KeySpec, rejected: Rejected) -> Writes {
    Writes::new(Keys::new(spec, 5).unwrap(), rejected)
}

fn demand(shards: f64) -> Demand {
    let (bytes, records) = (shards * MIB, shards * 100.0);
    Demand { bytes, records }
}

#[test]
fn each_shard_has_its_own_limit() {
    let layout = Layout::with_cuts(&[1 << 126], 0);
    let mut writes = writes(&KeySpec::default(), Rejected::Lost);
    let all = writes.write(0, demand(2.0), &layout);
    assert_eq!(all.bytes, 1.5 * MIB); // half of a shard below, one and a half above
    assert_eq!(
        (writes.taken(0).rejected, writes.taken(1).rejected),
        (0.0, 50.0)
    );
    assert_eq!(writes.totals().lost, 50.0);
}

#[test]
fn with_jitter_a_stream_throttles_before_it_is_full() {
    let spec = KeySpec {
        jitter: 0.1,
        ..KeySpec::default()
    };
    let layout = Layout::uniform(10, 0);
    let rejected = |shards: f64| {
        let mut writes = writes(&spec, Rejected::Lost);
        let each = (0..3600).map(|second| writes.write(second, demand(shards), &layout));
        each.map(|taken| taken.rejected).sum::<f64>() / (36_000.0 * shards * 10.0)
    };
    assert_eq!(rejected(7.0), 0.0);
    assert!((0.0001..0.01).contains(&rejected(8.5)), "{}", rejected(8.5));
    // E[(load - 1)+] at full load is the deviation ÷ √(2π).
    assert!((rejected(10.0) - 0.04).abs() < 0.003, "{}", rejected(10.0));
}

#[test]
fn with_skewed_keys_one_shard_throttles_while_the_stream_has_room() {
    let distribution = Distribution::Zipf {
        keys: 100,
        exponent: 1.2,
    };
    let spec = KeySpec {
        distribution,
        ..KeySpec::default()
    };
    let mut writes = writes(&spec, Rejected::Lost);
    let all = writes.write(0, demand(5.0), &Layout::uniform(10, 0));
    assert!(all.rejected > 0.0 && all.bytes < 5.0 * MIB);
}

#[test]
fn a_retried_record_is_refused_often_and_accepted_once() {
    let retried = Rejected::Retried {
        seconds: 60,
        bytes: 100.0 * MIB,
    };
    let (layout, mut writes) = (Layout::uniform(1, 0), writes(&KeySpec::default(), retried));
    for second in 0..10 {
        writes.write(second, demand(2.0), &layout);
    }
    for second in 10..30 {
        writes.write(second, Demand::default(), &layout);
    }
    let totals = writes.totals();
    assert_eq!((totals.demanded, totals.lost), (2000.0, 0.0));
    assert!((totals.accepted - 2000.0).abs() < 1e-6);
    assert!(totals.rejected > 5000.0);
}
