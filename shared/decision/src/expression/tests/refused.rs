//! What is no expression.

use super::*;

#[test]
fn an_unknown_name_is_refused_with_its_place_and_the_nearest() {
    assert_eq!(
        auxo("1 if\n  avrage.cpu > 0.7 else 0"),
        "line 2, column 3: there is no `avrage.cpu`; did you mean `average.cpu`?"
    );
    assert_eq!(
        auxo("average > 0.5"),
        "line 1, column 1: `average` is no value by itself; there are: average.cpu, average.idle"
    );
    assert_eq!(
        auxo("rounds(2)"),
        "line 1, column 1: there is no function `rounds`; did you mean `round`?"
    );
}

#[test]
fn types_are_checked_before_anything_is_evaluated() {
    assert_eq!(
        auxo("market > 4"),
        "line 1, column 10: `>` does not fit between a text and a number"
    );
    assert_eq!(
        auxo("0 and market + 1"),
        "line 1, column 16: expected a text, found a number"
    );
    assert_eq!(
        auxo("market == 4"),
        "line 1, column 11: `==` does not fit between a text and a number"
    );
    assert_eq!(themis("market == 4"), "false");
    assert_eq!(
        auxo("shards"),
        "line 1, column 1: of a collection only `len(..)` can be asked"
    );
}

#[test]
fn what_python_has_besides_is_refused() {
    let texts = [
        "lambda: 1",
        "[x for x in (1, 2)]",
        "{1: 2}",
        "os.system('x')",
        "running.__class__",
        "__import__('os')",
        "1 | 2",
        "x := 1",
        "1; 2",
        "f(x=1)",
        "globals()",
        "`3`",
        "1 if running",
    ];
    for text in texts {
        assert!(
            Expression::compile(text, Dialect::Themis, &names()).is_err(),
            "{text}"
        );
    }
}
