//! What Python has and expressions do not: told by what is refused, and where.

use decision::expression::{Comparison, Dialect, Literal, Node, Operator, Refused, Tree};

use super::visit::visit;
use crate::{Outcome, Vector};

const COMPREHENSIONS: &str = "there are no comprehensions: refused when it is saved";
const OWN_FUNCTIONS: &str = "there are no functions of one's own: refused when it is saved";
const DICTIONARIES: &str =
    "there are no dictionaries, sets and formats of texts: refused when it is saved";
const TEXT_OF_A_NUMBER: &str = "there is no text of a number: refused when it is saved";
const TIMES_TEXT: &str = "texts are joined and compared, not multiplied: refused when it is saved";
const BITS: &str = "there are no operators on bits: refused when it is saved";
const IDENTITY: &str = "`is` asks for None only: refused when it is saved";
const OTHER_FUNCTIONS: &str = "other functions are refused when it is saved";
const ORDER_OF_LISTS: &str = "lists have no order: refused when it is saved";
const INFINITE: &str = "a number is finite; one that is not is refused when it is saved";
const NO_VALUE: &str = "a group of names, or a function, is no value: refused when it is saved";
const LOOKED_UP: &str = "a name is looked up when it is saved, whether or not it is ever evaluated";

/// Where Themis has a value, what is refused is something that expressions do not have.
pub(super) fn judge(vector: &Vector, text: &str, refused: &Refused) -> Result<Outcome, String> {
    let reason = match Tree::parse(text, Dialect::Themis) {
        Ok(tree) => not_meant(&tree, refused),
        Err(_) => not_read(text, refused),
    };
    let right = &vector.right()["result"];
    match reason {
        Some(reason) if vector.auxo_expected.is_none() => Ok(Outcome::Different(reason)),
        _ if right["type"] == "error" => Ok(Outcome::Passed),
        _ => Err(format!("expected {right}, refused: {refused}")),
    }
}

/// By the mark at which reading ends.
fn not_read(text: &str, refused: &Refused) -> Option<&'static str> {
    let (before, from) = text.split_at_checked(refused.at)?;
    let begins = |marks: &[&str]| marks.iter().any(|mark| from.starts_with(mark));
    let is_shift = begins(&["<", ">"]) && before.ends_with(['<', '>']);
    if begins(&["for"]) {
        Some(COMPREHENSIONS)
    } else if begins(&["lambda"]) && from.contains(':') {
        Some(OWN_FUNCTIONS)
    } else if begins(&["{"]) {
        Some(DICTIONARIES)
    } else if begins(&["`"]) {
        Some(TEXT_OF_A_NUMBER)
    } else if (begins(&["|", "^", "&", "~"]) && !begins(&["||", "&&"])) || is_shift {
        Some(BITS)
    } else if begins(&["="]) && names_an_argument(before) {
        Some(OTHER_FUNCTIONS)
    } else if from.parse().is_ok_and(f64::is_infinite) {
        Some(INFINITE)
    } else {
        None
    }
}

/// Does a text end with the name of an argument of a function of Python?
fn names_an_argument(text: &str) -> bool {
    let opened = text.rsplit_once('(');
    opened.is_some_and(|(before, _)| OF_PYTHON.iter().any(|name| before.ends_with(name)))
}

/// By the part of the tree that has no meaning.
fn not_meant(tree: &Tree, refused: &Refused) -> Option<&'static str> {
    if is_no_value(tree) || refused.detail.contains("is no value by itself") {
        return is_name(tree).then_some(NO_VALUE);
    }
    let mut reason = None;
    visit(tree, &mut |part, always| {
        reason = reason.or(meaningless(part, always, refused.at));
    });
    reason
}

fn meaningless(part: &Tree, always: bool, at: usize) -> Option<&'static str> {
    match &part.node {
        Node::Arithmetic(operator, left, _) if begins(left) == at && is_text(left) => {
            match operator {
                Operator::Multiply => Some(TIMES_TEXT),
                Operator::Remainder => Some(DICTIONARIES),
                _ => None,
            }
        }
        Node::Comparison(_, others) => others.iter().find_map(|(comparison, other)| {
            let here = begins(other) == at;
            match comparison {
                Comparison::Is | Comparison::IsNot if here => Some(IDENTITY),
                _ if here && matches!(other.node, Node::List(_)) => Some(ORDER_OF_LISTS),
                _ => None,
            }
        }),
        Node::Call(callee, _) if begins(callee) == at => match &callee.node {
            Node::Name(name) if ["str", "unicode"].contains(&name.as_str()) => {
                Some(TEXT_OF_A_NUMBER)
            }
            Node::Name(name) if OF_PYTHON.contains(&name.as_str()) => Some(OTHER_FUNCTIONS),
            Node::Attribute(of, _) if is_text(of) => Some(DICTIONARIES),
            Node::Attribute(of, name) if is_named(of, "context") && name == "get" => {
                Some(OTHER_FUNCTIONS)
            }
            _ => None,
        },
        Node::Name(_) if part.at == at && !always => Some(LOOKED_UP),
        _ => None,
    }
}

/// Functions that Python has beside those of expressions.
const OF_PYTHON: [&str; 9] = [
    "all", "any", "dict", "filter", "map", "pow", "range", "reduce", "sorted",
];

/// Functions that expressions have too.
const OF_BOTH: [&str; 8] = ["abs", "float", "int", "len", "max", "min", "round", "sum"];

/// A function; a list has some of its own.
fn is_no_value(tree: &Tree) -> bool {
    match &tree.node {
        Node::Name(name) => OF_BOTH.contains(&name.as_str()),
        Node::Attribute(of, name) => is_named(of, "shards_list") && name == "count",
        _ => false,
    }
}

fn is_name(tree: &Tree) -> bool {
    match &tree.node {
        Node::Name(_) => true,
        Node::Attribute(of, _) => is_name(of),
        _ => false,
    }
}

fn is_text(tree: &Tree) -> bool {
    matches!(tree.node, Node::Literal(Literal::Text(_)))
}

fn is_named(tree: &Tree, name: &str) -> bool {
    matches!(&tree.node, Node::Name(own) if own == name)
}

/// The place of the first letter.
fn begins(tree: &Tree) -> usize {
    match &tree.node {
        Node::Attribute(of, _) | Node::Subscript(of, _) | Node::Call(of, _) => begins(of),
        _ => tree.at,
    }
}
