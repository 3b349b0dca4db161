//! Texts that are written to do harm.

use std::time::{Duration, Instant};

use decision::expression::{Dialect, Expression, MAX_NODES};

use crate::seen::{Seen, names};

/// How long a refusal may take.
const AT_ONCE: Duration = Duration::from_millis(50);
/// The fastest of so many tries counts: it is the work that is bounded here, and a machine that is
/// busy with something else does not do more of it.
const TRIES: usize = 20;

#[test]
fn what_is_hostile_is_refused_at_once() {
    let texts = [
        "(".repeat(4_000),
        "-".repeat(4_000) + "1",
        "not ".repeat(1_000) + "1",
        "1+".repeat(2_000) + "1",
        "1**".repeat(1_000) + "1",
        "a.".repeat(2_000) + "a",
        "x[".repeat(2_000),
        "x()".repeat(1_300),
        format!("{0}.{0}.{0}", "a".repeat(128)),
        "a".repeat(4_000),
        "a ".repeat(2_000),
        "1 if 1 else ".repeat(300) + "1",
        "9".repeat(4_000),
        "1,".repeat(2_000),
        "'".to_owned() + &"\\".repeat(4_000),
        "1".repeat(1_000_000),
        "now.strftime('%999999999Y')".to_owned(),
    ];
    for text in texts {
        let names = names();
        let tries = (0..TRIES).map(|_| {
            let start = Instant::now();
            let refused = Expression::compile(&text, Dialect::Auxo, &names);
            assert!(refused.is_err(), "{refused:?}");
            start.elapsed()
        });
        assert!(tries.min().unwrap() < AT_ONCE);
    }
}

#[test]
fn the_largest_expression_that_is_accepted_is_evaluated() {
    let text = "1+".repeat(MAX_NODES / 2 - 1) + "1";
    let expression = Expression::compile(&text, Dialect::Auxo, &names()).unwrap();
    let nothing = Seen {
        names: names(),
        numbers: [None; 3],
        truths: [None; 2],
        text: None,
    };
    let sum = i64::try_from(MAX_NODES / 2).unwrap();
    assert_eq!(expression.evaluate(&nothing), Ok(sum.into()));
}
