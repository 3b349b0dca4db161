//! What cannot be known.

use super::*;

#[test]
fn what_is_missing_is_unknown_and_named() {
    assert_eq!(auxo("average.idle + 1"), "average.idle is missing");
    assert_eq!(
        auxo("1 if average.idle < 0.5 else 0"),
        "average.idle is missing"
    );
    assert_eq!(auxo("not ready"), "ready is missing");
}

#[test]
fn what_is_known_decides_if_it_can() {
    assert_eq!(auxo("average.idle < 0.5 and count.nodes > 9"), "false");
    assert_eq!(auxo("ready or running"), "true");
    assert_eq!(auxo("ready and running"), "ready is missing");
    assert_eq!(auxo("average.idle < count.nodes < 2"), "false");
    assert_eq!(auxo("4 in (average.idle, count.nodes)"), "true");
    assert_eq!(
        auxo("5 in (average.idle, count.nodes)"),
        "average.idle is missing"
    );
}

#[test]
fn something_else_can_stand_in_for_a_missing_number() {
    assert_eq!(auxo("average.idle or 0.5"), "0.5");
    assert_eq!(auxo("average.idle is None"), "true");
    assert_eq!(auxo("average.cpu != None"), "true");
    assert_eq!(auxo("1 / 0 or 5"), "a number is divided by zero");
}

#[test]
fn a_division_by_zero_is_unknown() {
    for text in [
        "1 / 0",
        "1 // 0.0",
        "1 % 0",
        "0 ** -1",
        "(count.nodes - 4) / 0",
    ] {
        assert_eq!(auxo(text), "a number is divided by zero", "{text}");
        assert_eq!(themis(text), "a number is divided by zero", "{text}");
    }
    assert_eq!(auxo("0 and 1 / 0"), "0");
}

#[test]
fn a_number_is_finite_and_large_ones_are_floats() {
    assert_eq!(auxo("9223372036854775807 + 1"), "9.223372036854776e18");
    assert_eq!(auxo("10 ** 400"), "a result is too large or no number");
    assert_eq!(
        auxo("9 ** 9 ** 9 ** 9"),
        "a result is too large or no number"
    );
    assert_eq!(auxo("(-1) ** 0.5"), "a result is too large or no number");
    assert_eq!(auxo("1e400"), "line 1, column 1: the number is too large");
}
