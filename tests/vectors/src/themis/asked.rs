//! What expressions ask for, through a policy.

use decision::expression::{Dialect, Literal, Node, Tree};

/// Both expressions as Themis stored them.
#[derive(Clone, Copy)]
pub(super) struct Texts<'a> {
    pub(super) upscale: &'a str,
    pub(super) downscale: &'a str,
}

/// Which of both expressions.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Direction {
    Upscale,
    Downscale,
}

/// Is the result a text, whatever is seen?
pub(super) fn is_text(text: &str) -> bool {
    let tree = Tree::parse(text, Dialect::Themis);
    tree.is_ok_and(|tree| matches!(tree.node, Node::Literal(Literal::Text(_))))
}

/// Is it neither a number nor a text?
pub(super) fn is_no_number(text: &str) -> bool {
    let tree = Tree::parse(text, Dialect::Themis);
    tree.is_ok_and(|tree| matches!(tree.node, Node::Literal(Literal::None) | Node::List(_)))
}

/// What one expression asks for.
#[derive(Debug, PartialEq)]
pub(super) enum Asked {
    Units(u32),
    /// The rule abstains; what it misses, or why there is no value.
    Unknown(String),
    /// When it is saved.
    Refused,
}

impl Asked {
    pub(super) fn units(&self) -> Option<u32> {
        match self {
            Self::Units(units) => Some(*units),
            Self::Unknown(_) | Self::Refused => None,
        }
    }
}

/// What each of both asks for alone.
#[derive(Debug, PartialEq)]
pub(super) struct Requests {
    pub(super) upscale: Asked,
    pub(super) downscale: Asked,
}

impl Requests {
    pub(super) fn more(&self) -> u32 {
        self.upscale.units().unwrap_or(0)
    }

    pub(super) fn less(&self) -> u32 {
        self.downscale.units().unwrap_or(0)
    }

    /// Where both lead together: less goes before more, where less is possible.
    pub(super) fn lead_to(&self, current: u32, least: u32) -> u32 {
        let desired = if 0 < self.less() && least < current {
            current.saturating_sub(self.less())
        } else {
            current.saturating_add(self.more())
        };
        desired.max(least)
    }
}
