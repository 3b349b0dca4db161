//! A tree as a text that reads as the same tree, with no more brackets than it needs.

use std::fmt::{self, Write};

use super::{
    Literal, Logic, Node, Tree,
    tree::{Level, Operator},
};

impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.node {
            Node::Literal(literal) => literal.fmt(f),
            Node::Name(name) => f.write_str(name),
            Node::Attribute(of, name) => write!(f, "{}.{name}", At(Level::Whole, of)),
            Node::Subscript(of, index) => write!(f, "{}[{index}]", At(Level::Whole, of)),
            Node::Call(callee, arguments) => {
                write!(f, "{}({})", At(Level::Whole, callee), Listed(arguments))
            }
            Node::List(items) => write!(f, "[{}]", Listed(items)),
            Node::Not(of) => write!(f, "not {}", At(Level::Not, of)),
            Node::Negative(of) => write!(f, "-{}", At(Level::Sign, of)),
            Node::Positive(of) => write!(f, "+{}", At(Level::Sign, of)),
            Node::Arithmetic(operator, left, right) => {
                let (left_level, right_level) = sides(*operator);
                let symbol = operator.symbol();
                let (left, right) = (At(left_level, left), At(right_level, right));
                write!(f, "{left} {symbol} {right}")
            }
            Node::Logic(Logic::And, left, right) => {
                write!(f, "{} and {}", At(Level::And, left), At(Level::Not, right))
            }
            Node::Logic(Logic::Or, left, right) => {
                write!(f, "{} or {}", At(Level::Or, left), At(Level::And, right))
            }
            Node::Comparison(first, rest) => {
                At(Level::Sum, first).fmt(f)?;
                rest.iter().try_for_each(|(comparison, right)| {
                    write!(f, " {} {}", comparison.symbol(), At(Level::Sum, right))
                })
            }
            Node::Conditional {
                then,
                condition,
                otherwise,
            } => {
                let (then, condition) = (At(Level::Or, then), At(Level::Or, condition));
                write!(f, "{then} if {condition} else {otherwise}")
            }
        }
    }
}

/// What the operands have to hold together by: `**` groups from the right, all others from the
/// left.
fn sides(operator: Operator) -> (Level, Level) {
    match operator.level() {
        Level::Sum => (Level::Sum, Level::Product),
        Level::Power => (Level::Whole, Level::Sign),
        _ => (Level::Product, Level::Sign),
    }
}

/// A part, in brackets if it holds together less tightly than its place asks for.
struct At<'a>(Level, &'a Tree);

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(level, tree) = self;
        // `1.x` would begin with the number `1.`.
        let is_number = matches!(
            tree.node,
            Node::Literal(Literal::Integer(_) | Literal::Float(_))
        );
        if level_of(tree) < *level || (*level == Level::Whole && is_number) {
            write!(f, "({tree})")
        } else {
            tree.fmt(f)
        }
    }
}

fn level_of(tree: &Tree) -> Level {
    match &tree.node {
        Node::Conditional { .. } => Level::Conditional,
        Node::Logic(logic, ..) => logic.level(),
        Node::Not(_) => Level::Not,
        Node::Comparison(..) => Level::Comparison,
        Node::Arithmetic(operator, ..) => operator.level(),
        Node::Negative(_) | Node::Positive(_) => Level::Sign,
        _ => Level::Whole,
    }
}

struct Listed<'a>(&'a [Tree]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, item) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            item.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("None"),
            Self::Boolean(true) => f.write_str("True"),
            Self::Boolean(false) => f.write_str("False"),
            Self::Integer(integer) => integer.fmt(f),
            Self::Float(float) => write!(f, "{float:?}"),
            Self::Text(text) => quoted(text, f),
        }
    }
}

fn quoted(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_char('"')?;
    for character in text.chars() {
        match character {
            '"' | '\\' => write!(f, "\\{character}")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            other => f.write_char(other)?,
        }
    }
    f.write_char('"')
}
