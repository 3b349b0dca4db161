//! Comparing two values.

use std::cmp::Ordering;

use super::{Number, Unknown, Value};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Less,
    AtMost,
    Greater,
    AtLeast,
    Equal,
    Unequal,
    In,
    NotIn,
    Is,
    IsNot,
}

impl Comparison {
    pub const ALL: [Self; 10] = [
        Self::Less,
        Self::AtMost,
        Self::Greater,
        Self::AtLeast,
        Self::Equal,
        Self::Unequal,
        Self::In,
        Self::NotIn,
        Self::Is,
        Self::IsNot,
    ];

    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
            Self::Equal => "==",
            Self::Unequal => "!=",
            Self::In => "in",
            Self::NotIn => "not in",
            Self::Is => "is",
            Self::IsNot => "is not",
        }
    }

    /// As [`Self::holds`], between two numbers.
    pub(super) fn of_numbers(self, left: Number, right: Number) -> Result<bool, Unknown> {
        let ordered = left.partial_cmp(&right).ok_or(Unknown::NotFinite);
        match self {
            Self::Less => ordered.map(Ordering::is_lt),
            Self::AtMost => ordered.map(Ordering::is_le),
            Self::Greater => ordered.map(Ordering::is_gt),
            Self::AtLeast => ordered.map(Ordering::is_ge),
            Self::Equal | Self::Is => Ok(left == right),
            Self::Unequal | Self::IsNot => Ok(left != right),
            // No number contains another.
            Self::In => Ok(false),
            Self::NotIn => Ok(true),
        }
    }

    /// Whether it holds between two known values; what is of different kinds is unequal and has
    /// no order.
    pub(super) fn holds(self, left: &Value<'_>, right: &Value<'_>) -> Result<bool, Unknown> {
        let ordered = |fits: fn(Ordering) -> bool| order(left, right).map(fits);
        match self {
            Self::Less => ordered(Ordering::is_lt),
            Self::AtMost => ordered(Ordering::is_le),
            Self::Greater => ordered(Ordering::is_gt),
            Self::AtLeast => ordered(Ordering::is_ge),
            Self::Equal | Self::Is => Ok(equal(left, right)),
            Self::Unequal | Self::IsNot => Ok(!equal(left, right)),
            Self::In => Ok(contains(right, left)),
            Self::NotIn => Ok(!contains(right, left)),
        }
    }
}

fn order(left: &Value<'_>, right: &Value<'_>) -> Result<Ordering, Unknown> {
    if let (Value::Text(left), Value::Text(right)) = (left, right) {
        return Ok(left.cmp(right));
    }
    let (left, right) = (left.number()?, right.number()?);
    left.partial_cmp(&right).ok_or(Unknown::NotFinite)
}

pub(super) fn equal(left: &Value<'_>, right: &Value<'_>) -> bool {
    match (left, right) {
        (Value::None, Value::None) => true,
        (Value::Text(left), Value::Text(right)) => left == right,
        (Value::List(left), Value::List(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(l, r)| equal(l, r))
        }
        _ => match (left.number(), right.number()) {
            (Ok(left), Ok(right)) => left == right,
            _ => false,
        },
    }
}

fn contains(whole: &Value<'_>, part: &Value<'_>) -> bool {
    match (whole, part) {
        (Value::Text(whole), Value::Text(part)) => whole.contains(part.as_ref()),
        (Value::List(items), part) => items.iter().any(|item| equal(item, part)),
        _ => false,
    }
}
