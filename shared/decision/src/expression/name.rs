//! The names of a tree, spelled as vocabularies spell them.

use std::fmt::Write;

use super::{Literal, Node, Tree};

/// `a.b`, `a["b"]` (spelled `a.b`), `a[0]`, `a()` and `a(now)`; `None` for everything else.
pub(super) fn spelled(tree: &Tree) -> Option<String> {
    let mut name = String::with_capacity(40);
    spell(tree, &mut name)?;
    Some(name)
}

fn spell(tree: &Tree, name: &mut String) -> Option<()> {
    match &tree.node {
        Node::Name(first) => name.push_str(first),
        Node::Attribute(of, attribute) => {
            spell(of, name)?;
            name.push('.');
            name.push_str(attribute);
        }
        Node::Subscript(of, index) => {
            spell(of, name)?;
            match &index.node {
                Node::Literal(Literal::Text(key)) => {
                    name.push('.');
                    name.push_str(key);
                }
                Node::Literal(Literal::Integer(index)) => write!(name, "[{index}]").ok()?,
                _ => return None,
            }
        }
        Node::Call(callee, arguments) => {
            spell(callee, name)?;
            match arguments.as_slice() {
                [] => name.push_str("()"),
                [only] if only.node == Node::Name("now".to_owned()) => name.push_str("(now)"),
                _ => return None,
            }
        }
        _ => return None,
    }
    Some(())
}

/// Where the name begins.
pub(super) fn start(tree: &Tree) -> usize {
    match &tree.node {
        Node::Attribute(of, _) | Node::Subscript(of, _) | Node::Call(of, _) => start(of),
        _ => tree.at,
    }
}
