//! What an expression yields.

use std::borrow::Cow;

use super::{Literal, Number, Unknown};

/// A value that is known.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    None,
    Boolean(bool),
    Number(Number),
    Text(Cow<'a, str>),
    List(Vec<Value<'a>>),
}

impl<'a> Value<'a> {
    /// What a condition takes it for: nothing, zero and what is empty are false.
    #[must_use]
    pub fn is_true(&self) -> bool {
        match self {
            Self::None => false,
            Self::Boolean(truth) => *truth,
            Self::Number(number) => number.to_float() != 0.0,
            Self::Text(text) => !text.is_empty(),
            Self::List(items) => !items.is_empty(),
        }
    }

    /// As a number; a truth counts as 1 or 0.
    ///
    /// # Errors
    /// It is not one.
    pub fn number(&self) -> Result<Number, Unknown> {
        match self {
            Self::Number(number) => Ok(*number),
            Self::Boolean(truth) => Ok(Number::Integer(i64::from(*truth))),
            _ => Err(Unknown::NotANumber),
        }
    }

    pub(super) fn of(literal: &'a Literal) -> Self {
        match literal {
            Literal::None => Self::None,
            Literal::Boolean(truth) => Self::Boolean(*truth),
            Literal::Integer(integer) => Self::Number(Number::Integer(*integer)),
            Literal::Float(float) => Self::Number(Number::Float(*float)),
            Literal::Text(text) => Self::Text(Cow::Borrowed(text)),
        }
    }
}

impl From<bool> for Value<'_> {
    fn from(truth: bool) -> Self {
        Self::Boolean(truth)
    }
}

impl From<i64> for Value<'_> {
    fn from(integer: i64) -> Self {
        Self::Number(Number::Integer(integer))
    }
}

impl From<f64> for Value<'_> {
    fn from(float: f64) -> Self {
        Self::Number(Number::Float(float))
    }
}

impl From<Number> for Value<'_> {
    fn from(number: Number) -> Self {
        Self::Number(number)
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}
