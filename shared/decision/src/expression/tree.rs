//! An expression as it is written.

/// A part of an expression, and where it begins. Trees are equal if they say the same, wherever
/// they stand.
#[derive(Clone, Debug)]
pub struct Tree {
    pub node: Node,
    /// The byte of the text that tells the part from others: an operator's, a name's first.
    pub at: usize,
}

impl PartialEq for Tree {
    fn eq(&self, other: &Self) -> bool {
        self.node == other.node
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    Literal(Literal),
    Name(String),
    Attribute(Box<Tree>, String),
    Subscript(Box<Tree>, Box<Tree>),
    Call(Box<Tree>, Vec<Tree>),
    /// A list or a tuple: there is no difference.
    List(Vec<Tree>),
    Not(Box<Tree>),
    Negative(Box<Tree>),
    Positive(Box<Tree>),
    Arithmetic(Operator, Box<Tree>, Box<Tree>),
    Logic(Logic, Box<Tree>, Box<Tree>),
    /// `a < b <= c`.
    Comparison(Box<Tree>, Vec<(super::Comparison, Tree)>),
    Conditional {
        then: Box<Tree>,
        condition: Box<Tree>,
        otherwise: Box<Tree>,
    },
}

/// A value that is written down. Numbers are not negative: a sign is an operator.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    None,
    Boolean(bool),
    Integer(i64),
    Float(f64),
    Text(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    FloorDivide,
    Remainder,
    Power,
}

impl Operator {
    pub const ALL: [Self; 7] = [
        Self::Add,
        Self::Subtract,
        Self::Multiply,
        Self::Divide,
        Self::FloorDivide,
        Self::Remainder,
        Self::Power,
    ];

    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::FloorDivide => "//",
            Self::Remainder => "%",
            Self::Power => "**",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Logic {
    And,
    Or,
}

/// How tightly a part holds together, loosest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Conditional,
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Product,
    Sign,
    Power,
    Whole,
}

impl Operator {
    pub(super) fn level(self) -> Level {
        match self {
            Self::Add | Self::Subtract => Level::Sum,
            Self::Multiply | Self::Divide | Self::FloorDivide | Self::Remainder => Level::Product,
            Self::Power => Level::Power,
        }
    }
}

impl Logic {
    pub(super) fn level(self) -> Level {
        match self {
            Self::And => Level::And,
            Self::Or => Level::Or,
        }
    }
}
