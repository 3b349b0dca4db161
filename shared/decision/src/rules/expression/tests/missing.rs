//! What expressions say of data that is missing.

use super::*;

#[test]
fn what_is_missing_makes_it_abstain_and_is_named() {
    let rule = json!({"add": "0", "remove": "1 if write_utilization < 0.3 else 0"});
    let verdict = said(&rule, &stream(4, &[]));
    assert_eq!(verdict.opinion, Opinion::Abstains);
    let Finding::Missing(missed) = verdict.finding else {
        panic!("{:?}", verdict.finding);
    };
    assert_eq!(
        (&*missed.what, missed.gap),
        ("write_utilization", Gap::NoData)
    );
}

#[test]
fn what_is_known_decides_without_what_is_missing() {
    let rule = json!({"add": "1 if capacity < 5 or write_utilization > 0.8 else 0"});
    assert_eq!(opinion(&rule, &stream(4, &[])), Opinion::Wants(Capacity(5)));
}

#[test]
fn a_division_by_zero_makes_it_abstain_and_is_said() {
    let rule = json!({"add": "1 / (capacity - 4)"});
    let verdict = said(&rule, &stream(4, &[0.5]));
    assert_eq!(verdict.opinion, Opinion::Abstains);
    assert_eq!(
        verdict.finding.to_string(),
        "the expression has no value: a number is divided by zero: capacity is 4"
    );
}

#[test]
fn a_window_with_gaps_asks_for_more_but_not_for_less() {
    let rule = json!({
        "add": "1 if write_utilization.max > 0.8 else 0",
        "remove": "1 if write_utilization.sum < 2 else 0",
        "over": "4m"
    });
    let full = stream(4, &[0.1, 0.1, 0.1, 0.1]);
    assert_eq!(opinion(&rule, &full), Opinion::Wants(Capacity(3)));
    let less = said(&rule, &stream(4, &[0.1, f64::NAN, f64::NAN, 0.1]));
    assert_eq!(less.opinion, Opinion::Wants(Capacity(4)));
    let words = less.finding.to_string();
    assert!(words.ends_with("missing data never scales in"), "{words}");
    let more = stream(4, &[0.9, f64::NAN, 0.9]);
    assert_eq!(opinion(&rule, &more), Opinion::Wants(Capacity(5)));
}

#[test]
fn what_would_ask_for_more_and_is_not_known_forbids_less() {
    let rule = json!({
        "add": "2 if iterator_age_seconds > 60 else 0", "remove": "1", "dialect": "auxo"
    });
    assert_eq!(opinion(&rule, &stream(4, &[0.1])), Opinion::Abstains);
    let themis = json!({
        "add": "2 if stream.IncomingBytes.average > 1000 else 0", "remove": "1",
        "dialect": "themis"
    });
    assert_eq!(opinion(&themis, &stream(4, &[0.1])), Opinion::Abstains);
}
