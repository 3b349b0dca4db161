//! What holds for every expression, whatever its text.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may fail anywhere, in its helpers too"
)]

mod cases;

use std::time::{Duration, Instant};

use decision::expression::{
    Comparison, Dialect, Expression, Facts, Kind, Literal, Logic, MAX_LENGTH, MAX_NODES, Names,
    Node, Number, Operator, Slot, Tree, Unknown, Value,
};
use jiff::Timestamp;
use proptest::prelude::*;

const NAMES: [(&str, Kind); 6] = [
    ("cpu", Kind::Number),
    ("nodes", Kind::Number),
    ("idle", Kind::Number),
    ("running", Kind::Boolean),
    ("ready", Kind::Boolean),
    ("market", Kind::Text),
];

fn names() -> Names<usize> {
    let names = NAMES.iter().enumerate();
    names
        .map(|(place, (name, kind))| ((*name).to_owned(), *kind, place))
        .collect()
}

/// Numbers of any size; `None` is a gap.
#[derive(Clone, Debug)]
struct Seen {
    names: Names<usize>,
    numbers: [Option<f64>; 3],
    truths: [Option<bool>; 2],
    text: Option<String>,
}

impl Facts for Seen {
    fn value(&self, slot: Slot) -> Option<Value<'_>> {
        match *self.names.fact(slot)? {
            place @ 0..3 => self.numbers[place].map(|number| Number::simplest(number).into()),
            place @ 3..5 => self.truths[place - 3].map(Value::from),
            _ => self.text.as_deref().map(Value::from),
        }
    }

    fn now(&self) -> Timestamp {
        "2016-05-31T01:34:00Z".parse().unwrap()
    }
}

fn seen() -> impl Strategy<Value = Seen> {
    let number = prop::option::of(prop_oneof![
        Just(0.0),
        (-9i32..9).prop_map(f64::from),
        prop::num::f64::NORMAL,
    ]);
    (
        [number.clone(), number.clone(), number],
        any::<[Option<bool>; 2]>(),
        any::<Option<String>>(),
    )
        .prop_map(|(numbers, truths, text)| Seen {
            names: names(),
            numbers,
            truths,
            text,
        })
}

fn dialect() -> impl Strategy<Value = Dialect> {
    prop_oneof![Just(Dialect::Auxo), Just(Dialect::Themis)]
}

fn tree(node: Node) -> Tree {
    Tree { node, at: 0 }
}

fn leaf() -> impl Strategy<Value = Tree> {
    let name = prop::sample::select(&NAMES[..]).prop_map(|(name, _)| Node::Name(name.to_owned()));
    let literal = prop_oneof![
        Just(Literal::None),
        any::<bool>().prop_map(Literal::Boolean),
        (0i64..20).prop_map(Literal::Integer),
        (0..=i64::MAX).prop_map(Literal::Integer),
        (prop::num::f64::POSITIVE | prop::num::f64::ZERO).prop_map(Literal::Float),
        any::<String>().prop_map(Literal::Text),
    ];
    prop_oneof![name, literal.prop_map(Node::Literal)].prop_map(tree)
}

/// Any tree, sensible or not.
fn trees() -> impl Strategy<Value = Tree> {
    leaf().prop_recursive(6, 64, 4, |inner| {
        let one = || inner.clone().prop_map(Box::new);
        let several = || prop::collection::vec(inner.clone(), 0..4);
        let names = [
            "min", "max", "sum", "abs", "round", "int", "float", "len", "weekday", "x",
        ];
        let name = move || prop::sample::select(names.to_vec());
        let comparison = (
            prop::sample::select(Comparison::ALL.to_vec()),
            inner.clone(),
        );
        prop_oneof![
            one().prop_map(Node::Not),
            one().prop_map(Node::Negative),
            one().prop_map(Node::Positive),
            (prop::sample::select(Operator::ALL.to_vec()), one(), one())
                .prop_map(|(operator, left, right)| Node::Arithmetic(operator, left, right)),
            (any::<bool>(), one(), one()).prop_map(|(and, left, right)| {
                Node::Logic(if and { Logic::And } else { Logic::Or }, left, right)
            }),
            (one(), prop::collection::vec(comparison, 1..4))
                .prop_map(|(first, rest)| Node::Comparison(first, rest)),
            (one(), one(), one()).prop_map(|(then, condition, otherwise)| Node::Conditional {
                then,
                condition,
                otherwise
            }),
            several().prop_map(Node::List),
            (name(), several()).prop_map(|(name, arguments)| {
                Node::Call(Box::new(tree(Node::Name(name.to_owned()))), arguments)
            }),
            (one(), several()).prop_map(|(callee, arguments)| Node::Call(callee, arguments)),
            (one(), name()).prop_map(|(of, name)| Node::Attribute(of, name.to_owned())),
            (one(), one()).prop_map(|(of, index)| Node::Subscript(of, index)),
        ]
        .prop_map(tree)
    })
}

/// Trees of numbers: they compile.
fn numbers() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        prop::sample::select(&NAMES[..5]).prop_map(|(name, _)| Node::Name(name.to_owned())),
        (0i64..20).prop_map(|integer| Node::Literal(Literal::Integer(integer))),
        (0.0..20.0).prop_map(|float| Node::Literal(Literal::Float(float))),
    ]
    .prop_map(tree);
    leaf.prop_recursive(6, 48, 3, |inner| {
        let one = || inner.clone().prop_map(Box::new);
        let order = prop::sample::select(Comparison::ALL[..6].to_vec());
        prop_oneof![
            one().prop_map(Node::Not),
            one().prop_map(Node::Negative),
            (prop::sample::select(Operator::ALL.to_vec()), one(), one())
                .prop_map(|(operator, left, right)| Node::Arithmetic(operator, left, right)),
            (any::<bool>(), one(), one()).prop_map(|(and, left, right)| {
                Node::Logic(if and { Logic::And } else { Logic::Or }, left, right)
            }),
            (one(), prop::collection::vec((order, inner.clone()), 1..3))
                .prop_map(|(first, rest)| Node::Comparison(first, rest)),
            (one(), one(), one()).prop_map(|(then, condition, otherwise)| Node::Conditional {
                then,
                condition,
                otherwise
            }),
        ]
        .prop_map(tree)
    })
}

fn without_or(mut tree: Tree) -> Tree {
    let without = |part: Box<Tree>| Box::new(without_or(*part));
    tree.node = match tree.node {
        Node::Logic(_, left, right) => Node::Logic(Logic::And, without(left), without(right)),
        Node::Not(of) => Node::Not(without(of)),
        Node::Negative(of) => Node::Negative(without(of)),
        Node::Arithmetic(operator, left, right) => {
            Node::Arithmetic(operator, without(left), without(right))
        }
        Node::Comparison(first, rest) => {
            let rest = rest.into_iter();
            let rest = rest.map(|(comparison, right)| (comparison, without_or(right)));
            Node::Comparison(without(first), rest.collect())
        }
        Node::Conditional {
            then,
            condition,
            otherwise,
        } => Node::Conditional {
            then: without(then),
            condition: without(condition),
            otherwise: without(otherwise),
        },
        node => node,
    };
    tree
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
        let start = Instant::now();
        let refused = Expression::compile(&text, Dialect::Auxo, &names());
        assert!(refused.is_err(), "{refused:?}");
        assert!(start.elapsed() < Duration::from_millis(50));
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
