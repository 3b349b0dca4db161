use super::*;
use crate::stream::Layout;

fn shares(spec: &KeySpec, minute: i64) -> Vec<f64> {
    let keys = Keys::new(spec, 7).unwrap();
    let layout = Layout::uniform(8, 0);
    let open = layout.open_shards().iter();
    open.map(|shard| keys.share(shard, minute)).collect()
}

#[test]
fn uniform_keys_give_each_shard_what_its_range_is_of_all() {
    assert_eq!(shares(&KeySpec::default(), 0), [0.125; 8]);
}

#[test]
fn skewed_keys_give_all_of_the_demand_unevenly() {
    let distribution = Distribution::Zipf {
        keys: 1000,
        exponent: 1.0,
    };
    let shares = shares(
        &KeySpec {
            distribution,
            ..KeySpec::default()
        },
        0,
    );
    assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    assert!(shares.iter().any(|share| *share > 0.2), "{shares:?}");
    assert!(shares.iter().any(|share| *share < 0.1), "{shares:?}");
}

#[test]
fn a_hot_key_loads_the_shard_that_holds_it_while_it_is_hot() {
    let hot = HotKey {
        share: 0.5,
        hash_key: Some("0".to_owned()),
        times: Some(Times {
            every_minutes: 10,
            minutes: 2,
            chance: 1.0,
        }),
    };
    let spec = KeySpec {
        hot: Some(hot),
        ..KeySpec::default()
    };
    let first: Vec<f64> = (0..100).map(|minute| shares(&spec, minute)[0]).collect();
    assert_eq!(first.iter().filter(|share| **share == 0.5625).count(), 20);
    assert_eq!(first.iter().filter(|share| **share == 0.125).count(), 80);
}

#[test]
fn jitter_is_even_around_the_share() {
    let spec = KeySpec {
        jitter: 0.1,
        ..KeySpec::default()
    };
    let keys = Keys::new(&spec, 7).unwrap();
    let strays: Vec<f64> = (0..10_000)
        .map(|second| keys.jitter(3, second) - 1.0)
        .collect();
    let mean = strays.iter().sum::<f64>() / 10_000.0;
    let deviation = strays.iter().map(|stray| stray * stray).sum::<f64>() / 10_000.0;
    assert!(mean.abs() < 0.005, "{mean}");
    assert!((deviation.sqrt() - 0.1).abs() < 0.005, "{deviation}");
    assert!(strays.iter().all(|stray| 1.0 + stray <= keys.most_jitter()));
}

#[test]
fn what_cannot_be_built_is_named() {
    let fault = |text: &str| {
        let spec: KeySpec = serde_json::from_str(text).unwrap();
        Keys::new(&spec, 0).unwrap_err()
    };
    assert!(fault(r#"{"jitter": 0.5}"#).contains("jitter"));
    assert!(fault(r#"{"hot": {"share": 2.0}}"#).contains("share"));
    assert!(fault(r#"{"hot": {"share": 0.1, "hash_key": "x"}}"#).contains("`x`"));
    let zipf = r#"{"distribution": {"zipf": {"keys": 0, "exponent": 1.0}}}"#;
    assert!(fault(zipf).contains("1 to 1000000 keys"));
}

#[test]
fn a_range_of_keys_gets_its_share_and_the_rest_is_even() {
    let of = |from, to, share| {
        let distribution = Distribution::Range { from, to, share };
        KeySpec {
            distribution,
            ..KeySpec::default()
        }
    };
    let shares = shares(&of(0.125, 0.375, 0.6), 0);
    let near = |place: usize, share: f64| (shares[place] - share).abs() < 1e-9;
    assert!(near(0, 0.05) && near(1, 0.35) && near(2, 0.35) && near(3, 0.05));
    for (from, to, share) in [
        (0.5, 0.5, 0.1),
        (-0.1, 0.5, 0.1),
        (0.1, 0.5, 1.1),
        (0.2, f64::NAN, 0.1),
    ] {
        assert!(Keys::new(&of(from, to, share), 7).is_err());
    }
}
