//! What Themis could not read and Auxo can.

use decision::expression::{Dialect, Literal, Node, Tree};

pub(super) fn allowed(text: &str) -> Option<&'static str> {
    if breaks_outside_brackets(text.trim()) {
        return Some("lines may break anywhere, as texts in YAML do");
    }
    let tree = Tree::parse(text, Dialect::Themis).ok()?;
    names_in_brackets(&tree).then_some("a text in brackets names the same as a dot")
}

fn breaks_outside_brackets(text: &str) -> bool {
    let mut depth = 0_u32;
    text.chars().any(|letter| {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        letter == '\n' && depth == 0
    })
}

/// Names of nodes and dates, which Themis could not read in brackets.
const WITH_DOTS: [&str; 4] = ["allnodes", "corenodes", "tasknodes", "time_based"];

/// Is the whole a name whose last part stands in brackets?
fn names_in_brackets(tree: &Tree) -> bool {
    let Node::Subscript(of, key) = &tree.node else {
        return false;
    };
    matches!(key.node, Node::Literal(Literal::Text(_)))
        && root(of).is_some_and(|root| WITH_DOTS.contains(&root))
}

fn root(tree: &Tree) -> Option<&str> {
    match &tree.node {
        Node::Name(name) => Some(name),
        Node::Attribute(of, _) | Node::Subscript(of, _) => root(of),
        _ => None,
    }
}
