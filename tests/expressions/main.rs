//! What holds for every expression, whatever its text.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may fail anywhere, in its helpers too"
)]

#[path = "../cases.rs"]
mod cases;
mod hostile;
mod seen;
mod trees;

use decision::expression::{Dialect, Expression, Kind, MAX_LENGTH, Tree, Unknown, Value};
use proptest::prelude::*;

use seen::{Seen, seen};
use trees::{numbers, trees, without_or};

fn dialect() -> impl Strategy<Value = Dialect> {
    prop_oneof![Just(Dialect::Auxo), Just(Dialect::Themis)]
}

/// Pieces of the language in any order.
fn fragments() -> impl Strategy<Value = String> {
    let pieces = [
        "if", "else", "and", "or", "not", "in", "is", "None", "True", "(", ")", "[", "]", ",", ".",
        "+", "-", "*", "/", "//", "%", "**", "<", "<=", "==", "!=", "<>", "\"a\"", "'", "\\", "u",
        "r\"\\", "0", "1", "2.5", ".5", "1e3", "0x1F", "010", "3L", "\n", "cpu", "nodes",
        "running", "market", "now", ".hour", "min(", "round(", "len(", "1e308", "é",
    ];
    let piece = prop::sample::select(pieces.to_vec());
    prop::collection::vec((piece, any::<bool>()), 0..40).prop_map(|pieces| {
        let spaced =
            |(piece, space): (&str, bool)| format!("{piece}{}", if space { " " } else { "" });
        pieces.into_iter().map(spaced).collect()
    })
}

fn is_finite(value: &Value<'_>) -> bool {
    match value {
        Value::Number(number) => number.to_float().is_finite(),
        Value::List(items) => items.iter().all(is_finite),
        _ => true,
    }
}

/// Compiles and evaluates if it can; what comes out is finite, and of a kind that was foretold.
fn put_to_the_test(text: &str, dialect: Dialect, seen: &Seen) -> Result<(), TestCaseError> {
    let expression = match Expression::compile(text, dialect, &seen.names) {
        Ok(expression) => expression,
        Err(refused) => {
            prop_assert!(refused.at <= text.len(), "{refused:?}");
            prop_assert!(!refused.detail.is_empty());
            return Ok(());
        }
    };
    let kinds = expression.kinds();
    match expression.evaluate(seen) {
        Ok(value) => {
            prop_assert!(is_finite(&value), "{text} gives {value:?}");
            let kind = match value {
                Value::None => Kind::None,
                Value::Boolean(_) => Kind::Boolean,
                Value::Number(_) => Kind::Number,
                Value::Text(_) => Kind::Text,
                Value::List(_) => Kind::List,
            };
            prop_assert!(kinds.can_be(kind), "{text} gives {kind:?}, not {kinds}");
        }
        Err(Unknown::Missing(slot)) => prop_assert!(expression.slots().contains(&slot)),
        Err(_) => {}
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases::config())]

    #[test]
    fn no_text_makes_it_panic(text in any::<String>(), dialect in dialect(), seen in seen()) {
        put_to_the_test(&text, dialect, &seen)?;
    }

    #[test]
    fn no_order_of_its_pieces_makes_it_panic(
        text in fragments(),
        dialect in dialect(),
        seen in seen(),
    ) {
        put_to_the_test(&text, dialect, &seen)?;
    }

    #[test]
    fn no_tree_makes_it_panic(tree in trees(), dialect in dialect(), seen in seen()) {
        put_to_the_test(&tree.to_string(), dialect, &seen)?;
    }

    #[test]
    fn what_is_printed_reads_as_the_same_tree(tree in trees(), dialect in dialect()) {
        let text = tree.to_string();
        match Tree::parse(&text, dialect) {
            Ok(read) => prop_assert_eq!(read, tree, "{}", text),
            Err(refused) => prop_assert!(
                text.len() > MAX_LENGTH || refused.detail.contains("nested deeper"),
                "{text}: {refused}"
            ),
        }
    }

    #[test]
    fn numbers_make_a_number_or_are_unknown_for_a_reason(
        tree in numbers(),
        dialect in dialect(),
        seen in seen(),
    ) {
        let text = tree.to_string();
        prop_assume!(text.len() <= MAX_LENGTH);
        let expression = Expression::compile(&text, dialect, &seen.names);
        let expression = expression.map_err(|refused| TestCaseError::fail(format!("{text}: {refused}")))?;
        let nothing_is_missing =
            seen.numbers.iter().all(Option::is_some) && seen.truths.iter().all(Option::is_some);
        match expression.evaluate(&seen) {
            Ok(value) => prop_assert!(value.number().is_ok(), "{text}"),
            Err(Unknown::Missing(_)) => prop_assert!(!nothing_is_missing, "{text}"),
            Err(unknown) => prop_assert_ne!(unknown, Unknown::NotANumber, "{}", text),
        }
    }

    /// What was known stays as it is when more becomes known.
    #[test]
    fn more_data_never_changes_what_was_known(
        // What `or` puts in the place of a missing number goes when the number comes.
        tree in numbers().prop_map(without_or),
        seen in seen(),
        more in seen(),
    ) {
        let text = tree.to_string();
        prop_assume!(text.len() <= MAX_LENGTH);
        let expression = Expression::compile(&text, Dialect::Auxo, &seen.names).unwrap();
        let mut all = seen.clone();
        for (known, other) in all.numbers.iter_mut().zip(more.numbers) {
            *known = known.or(other);
        }
        for (known, other) in all.truths.iter_mut().zip(more.truths) {
            *known = known.or(other);
        }
        if let Ok(value) = expression.evaluate(&seen) {
            let then = expression.evaluate(&all);
            prop_assert!(
                then.as_ref().is_ok_and(|then| then.is_true() == value.is_true()),
                "{text}: {value:?}, then {then:?}"
            );
        }
    }
}
