use serde_json::{Value, json};

use super::*;

fn patterns(document: Value) -> Result<DatePatterns, Mistakes> {
    deserr::deserialize(document)
}

fn minimum_at(document: Value, instant: &str) -> f64 {
    patterns(document)
        .unwrap()
        .minimum(instant.parse().unwrap())
}

#[test]
fn a_pattern_matches_at_the_start_and_not_to_the_end() {
    let matches = |pattern, instant: &str| {
        DatePattern::parse(pattern)
            .unwrap()
            .matches(instant.parse().unwrap())
    };
    assert!(matches("(Mon|Tue).*01:", "2016-05-31T01:00:00Z"));
    assert!(!matches("01:", "2016-05-31T01:00:00Z"));
    assert!(matches("Mon|Tue", "2016-05-31T01:00:00Z"));
    assert!(matches("(?i)tue(?P<rest>.*)$", "2016-05-31T01:00:00Z"));
}

#[test]
fn of_overlapping_patterns_the_largest_minimum_counts() {
    let overlapping = json!({"Tue.*": 9, ".*": 2, ".* 01:": 4.5});
    assert_eq!(minimum_at(overlapping.clone(), "2016-05-31T01:00:00Z"), 9.0);
    assert_eq!(minimum_at(overlapping, "2016-06-01T01:00:00Z"), 4.5);
}

#[test]
fn where_nothing_matches_the_minimum_is_one() {
    assert_eq!(minimum_at(json!({"Wed": 9}), "2016-05-31T01:00:00Z"), 1.0);
    assert_eq!(minimum_at(json!({}), "2016-05-31T01:00:00Z"), 1.0);
}

#[test]
fn what_needs_more_than_linear_time_is_refused_with_its_name_and_the_remedy() {
    assert_eq!(
        DatePattern::parse("(?!Sat|Sun).*").unwrap_err(),
        "the date pattern `(?!Sat|Sun).*` cannot be used: look-around is not supported; write \
         out what is to match, such as `(Mon|Tue|Wed|Thu|Fri)` for `(?!Sat|Sun)`"
    );
    let repeated = DatePattern::parse(r".*-(\d\d)-\1 ").unwrap_err();
    assert!(
        repeated.contains("backreferences are not supported; write out"),
        "{repeated}"
    );
    let days = DatePattern::parse("[Mon-Fri].*").unwrap_err();
    assert!(
        days.contains("; days are written `(Mon|Tue|Wed)`"),
        "{days}"
    );
}

#[test]
fn what_python_reads_in_another_way_is_refused() {
    for python in [
        r"Tue.*\Z",
        "Tue.{,3}",
        "(?P<d>Tue)(?P=d)",
        "(?a)Tue",
        r"(?#note)Tue",
    ] {
        assert!(DatePattern::parse(python).is_err(), "{python}");
    }
}

#[test]
fn patterns_that_would_explode_are_refused() {
    for hostile in [
        "(((.{99}){99}){99}){99}",
        &"(".repeat(512),
        &"(a*)*".repeat(200),
    ] {
        assert!(DatePattern::parse(hostile).is_err());
    }
    let many = (0..101)
        .map(|number| (number.to_string(), json!(1)))
        .collect();
    assert!(patterns(Value::Object(many)).is_err());
}

#[test]
fn every_mistake_is_told_at_its_pattern() {
    let wrong = patterns(json!({"(": 3, "Tue": "8", "Wed": null, "Thu/Fri": -2})).unwrap_err();
    let places: Vec<_> = wrong
        .0
        .iter()
        .map(|mistake| mistake.pointer.as_str())
        .collect();
    assert_eq!(places, ["/(", "/Tue", "/Wed"]);
}

#[test]
fn absurd_numbers_of_units_are_refused() {
    assert!(patterns(json!({"Tue": 99_999_999_999_i64})).is_ok());
    let wrong = patterns(json!({"Tue": 1e300})).unwrap_err();
    assert_eq!(
        wrong.0[0].to_string(),
        "/Tue: expected a number of units, at most 1e15, found 1e300"
    );
}
