use super::*;

fn quarters() -> Layout {
    Layout::uniform(4)
}

fn shares(density: &Density, layout: &Layout) -> Vec<f64> {
    let before = layout.firsts().iter().map(|first| density.before(*first));
    let before: Vec<f64> = before.chain(std::iter::once(1.0)).collect();
    before.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

fn near(one: &[f64], other: &[f64]) -> bool {
    one.len() == other.len()
        && one
            .iter()
            .zip(other)
            .all(|(one, other)| (one - other).abs() < 0.01)
}

#[test]
fn load_falls_where_shards_have_shown_it() {
    let density = Density::default().with(&quarters(), &[0.2, 1.2, 0.3, 0.3]);
    assert!(
        near(&shares(&density, &quarters()), &[0.1, 0.6, 0.15, 0.15]),
        "{density:?}"
    );
}

#[test]
fn shards_that_differ_little_do_not_differ() {
    let density = Density::default().with(&quarters(), &[0.9, 1.1, 1.2, 0.8]);
    assert_eq!(density, Density::default());
}

#[test]
fn what_a_finer_layout_has_shown_is_remembered_of_a_coarser_one() {
    let eighths = Layout::uniform(8);
    let fine = Density::default().with(&eighths, &[4.0, 0.4, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]);
    let merged = eighths.clone().merged(eighths.firsts()[1]);
    let coarse = fine.with(&merged, &[4.4, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]);
    let of_eighths = shares(&coarse, &eighths);
    assert!(of_eighths[0] > 8.0 * of_eighths[1], "{of_eighths:?}");
}

#[test]
fn the_key_of_a_share_is_where_that_share_ends() {
    let density = Density::default().with(&quarters(), &[0.2, 1.0, 0.4, 0.4]);
    for part in [0.01, 0.1, 0.3, 0.6, 0.85] {
        assert!((density.before(density.key_at(part)) - part).abs() < 1e-9);
    }
    assert_eq!(density.key_at(2.0), HashKey::MAX);
}

#[test]
fn what_cannot_be_divided_counts_as_one_shard() {
    let density = Density::default().with(&quarters(), &[1.0, 8.0, 1.0, 1.0]);
    let hot = (quarters().firsts()[1], quarters().firsts()[2]);
    let calmed = density.with_at_most(0.25, std::iter::once(hot));
    let of_hot = shares(&calmed, &quarters())[1];
    assert!(
        of_hot < 0.5 && of_hot < shares(&density, &quarters())[1],
        "{of_hot}"
    );
}

#[test]
fn what_is_kept_of_many_shards_is_bounded() {
    let layout = Layout::uniform(1_000);
    let loads: Vec<f64> = (0..1_000_u32).map(|shard| f64::from(shard % 7)).collect();
    let density = Density::default().with(&layout, &loads);
    assert!(density.ranges.len() <= MOST);
    assert!((density.before(HashKey::MAX) - 1.0).abs() < 1e-6);
}

#[test]
fn loads_that_say_nothing_change_nothing() {
    let density = Density::default().with(&quarters(), &[0.2, 1.0, 0.4, 0.4]);
    for loads in [
        &[0.0; 4][..],
        &[1.0; 3],
        &[f64::NAN; 4],
        &[f64::INFINITY; 4],
    ] {
        assert_eq!(density.with(&quarters(), loads), density);
    }
}
