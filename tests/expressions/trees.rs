//! Trees of any shape, and such as make sense.

use decision::expression::{Comparison, Literal, Logic, Node, Operator, Tree};
use proptest::prelude::*;

use crate::seen::NAMES;

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
pub(crate) fn trees() -> impl Strategy<Value = Tree> {
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
pub(crate) fn numbers() -> impl Strategy<Value = Tree> {
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

pub(crate) fn without_or(mut tree: Tree) -> Tree {
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
