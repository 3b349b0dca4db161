use serde_json::json;

use super::*;
use crate::{
    guards::tests::{Case, noon},
    rules::tests::stream,
};

fn case() -> Case {
    Case::new(
        8,
        json!({"scale_in": {"cooldown": "15m", "stabilization": "0s"},
               "scale_out": {"cooldown": "5m"}}),
    )
}

#[test]
fn scaling_in_waits_after_a_change_in_either_direction() {
    let mut case = case();
    case.state.scaled_in_at = Some(Period::minutes(14).before(noon()));
    assert_eq!(case.restrained(4).0, Capacity(8));
    case.state.scaled_in_at = None;
    case.state.scaled_out_at = Some(Period::minutes(14).before(noon()));
    assert_eq!(case.restrained(4).0, Capacity(8));
    case.state.scaled_out_at = Some(Period::minutes(15).before(noon()));
    assert_eq!(case.restrained(4).0, Capacity(4));
}

#[test]
fn scaling_out_does_not_wait_after_scaling_in() {
    let mut case = case();
    case.state.scaled_in_at = Some(Period::minutes(1).before(noon()));
    assert_eq!(case.restrained(12).0, Capacity(12));
}

#[test]
fn scaling_out_waits_after_scaling_out() {
    let mut case = case();
    case.state.scaled_out_at = Some(Period::minutes(4).before(noon()));
    assert_eq!(case.restrained(12).0, Capacity(8));
    case.on_the_way = Some(Capacity(12));
    assert_eq!(case.restrained(12).0, Capacity(12));
    case.on_the_way = Some(Capacity(10));
    assert_eq!(case.restrained(12).0, Capacity(10));
    case.on_the_way = None;
    assert_eq!(
        case.word("cooldown", 12),
        "cooldown: 8 instead of 12, until 2026-03-02T12:01:00Z"
    );
}

#[test]
fn when_its_time_has_passed_to_the_second_it_is_over() {
    let mut case = case();
    case.state.scaled_out_at = Some(Period::minutes(5).before(noon()));
    assert_eq!(case.restrained(12).0, Capacity(12));
    case.state.scaled_out_at = Some(Period::seconds(5 * 60 - 1).before(noon()));
    assert_eq!(case.restrained(12).0, Capacity(8));
}

/// Scaled out three minutes ago, with this write utilization since.
fn overloaded(utilization: &[f64]) -> Case {
    let broken_by = json!({"metric": "write_utilization", "over": 0.9});
    let cooldown = json!({"wait": "10m", "broken_by": broken_by});
    let mut case = Case::new(8, json!({"scale_out": {"cooldown": cooldown}}));
    case.seen = stream(8, utilization);
    case.state.scaled_out_at = Some(Period::minutes(3).before(noon()));
    case.state.changed_at = case.state.scaled_out_at;
    case
}

#[test]
fn an_overload_breaks_the_cooldown_of_scaling_out() {
    assert_eq!(overloaded(&[0.9]).restrained(12).0, Capacity(8));
    assert_eq!(overloaded(&[0.95]).restrained(12).0, Capacity(12));
    assert_eq!(
        overloaded(&[0.95]).word("cooldown", 12),
        "cooldown: broken, because write_utilization 95 % is over 90 %"
    );
}

#[test]
fn an_overload_from_before_the_last_change_breaks_nothing() {
    let mut case = overloaded(&[0.95]);
    case.state.changed_at = Some(noon());
    assert_eq!(case.restrained(12).0, Capacity(8));
}

#[test]
fn an_overload_that_is_not_measured_breaks_nothing() {
    assert_eq!(overloaded(&[]).restrained(12).0, Capacity(8));
}

#[test]
fn unless_it_is_set_scaling_in_waits_a_quarter_of_an_hour_and_scaling_out_does_not() {
    let mut case = Case::new(8, json!({"scale_in": {"stabilization": "0s"}}));
    case.state.scaled_out_at = Some(Period::minutes(14).before(noon()));
    assert_eq!(case.restrained(4).0, Capacity(8));
    assert_eq!(case.restrained(12).0, Capacity(12));
    case.state.scaled_out_at = Some(Period::minutes(15).before(noon()));
    assert_eq!(case.restrained(4).0, Capacity(4));
}

#[test]
fn it_is_known_when_it_is_over() {
    let mut case = case();
    case.state.scaled_out_at = Some(Period::minutes(4).before(noon()));
    let until = Period::minutes(1).after(noon());
    assert_eq!(case.until("cooldown", 12), Some(until));
    case.on_the_way = Some(Capacity(12));
    assert_eq!(case.until("cooldown", 12), None);
    assert_eq!(case.word("cooldown", 12), "cooldown: over");
}

#[test]
fn what_breaks_it_is_looked_at() {
    let needs = overloaded(&[]).needs();
    let [Need::Samples { field, metric, .. }] = needs.as_slice() else {
        panic!("{needs:?}");
    };
    let place = "scale_out/cooldown/broken_by/metric";
    assert_eq!((*field, metric.name()), (place, "write_utilization"));
}
