//! The parts of a tree, one after the other.

use decision::expression::{Node, Tree};

/// Shows each part, and whether it is evaluated whatever the others are.
pub(super) fn visit<'a>(tree: &'a Tree, see: &mut impl FnMut(&'a Tree, bool)) {
    part(tree, true, see);
}

fn part<'a>(tree: &'a Tree, always: bool, see: &mut impl FnMut(&'a Tree, bool)) {
    see(tree, always);
    match &tree.node {
        Node::Literal(_) | Node::Name(_) => {}
        Node::Attribute(of, _) | Node::Not(of) | Node::Negative(of) | Node::Positive(of) => {
            part(of, always, see);
        }
        Node::Subscript(one, other) | Node::Arithmetic(_, one, other) => {
            part(one, always, see);
            part(other, always, see);
        }
        Node::Logic(_, one, other) => {
            part(one, always, see);
            part(other, false, see);
        }
        Node::Call(of, arguments) => {
            part(of, always, see);
            for argument in arguments {
                part(argument, always, see);
            }
        }
        Node::List(items) => {
            for item in items {
                part(item, always, see);
            }
        }
        Node::Comparison(first, others) => {
            part(first, always, see);
            for (place, (_, other)) in others.iter().enumerate() {
                part(other, always && place == 0, see);
            }
        }
        Node::Conditional {
            then,
            condition,
            otherwise,
        } => {
            part(condition, always, see);
            part(then, false, see);
            part(otherwise, false, see);
        }
    }
}
