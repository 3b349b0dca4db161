//! What the dialects have different.

use super::*;

#[test]
fn the_dialects_divide_and_round_differently() {
    assert_eq!((auxo("7 / 2"), themis("7 / 2")), ("3.5".into(), "3".into()));
    assert_eq!(
        (auxo("round(2.5)"), themis("round(2.5)")),
        ("2".into(), "3.0".into())
    );
    assert_eq!(
        (auxo("round(2.25, 1)"), themis("round(2.25, 1)")),
        ("2.2".into(), "2.3".into())
    );
    assert_eq!(
        (auxo("round(1250, -2)"), themis("round(1250, -2)")),
        ("1200".into(), "1300.0".into())
    );
}

#[test]
fn python_2_has_octal_and_long_numbers_and_another_unequal() {
    assert_eq!(themis("010 + 3L"), "11");
    assert_eq!(themis("long(2.9)"), "2");
    assert_eq!(themis("1 <> 2"), "true");
    assert_eq!(
        auxo("010"),
        "line 1, column 1: a number does not begin with 0"
    );
}
