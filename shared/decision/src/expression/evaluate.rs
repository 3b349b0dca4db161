//! Evaluating: what is unknown stays unknown, unless the rest decides without it.

mod comparing;
mod deciding;

use std::borrow::Cow;

use jiff::Timestamp;

use super::{Number, Slot, Unknown, Value, arithmetic::negative, code::Code, function::Fold};
use comparing::chain;
use deciding::{and, decided, or};

/// What an expression is evaluated over.
pub trait Facts {
    /// What `slot` holds; `None` when there is no data.
    fn value(&self, slot: Slot) -> Option<Value<'_>>;

    fn now(&self) -> Timestamp;
}

type Known<T> = Result<T, Unknown>;

pub(super) fn value<'a>(code: &'a Code, facts: &'a dyn Facts) -> Known<Value<'a>> {
    match code {
        Code::Constant(literal) => Ok(Value::of(literal)),
        Code::Fact(slot) => fact(*slot, facts),
        Code::Clock(part) => Ok(part.at(facts.now())),
        Code::IsMissing(_) | Code::Not(_) | Code::Comparison(..) | Code::OfNumbers(..) => {
            truth(code, facts).map(Value::Boolean)
        }
        Code::Negative(_)
        | Code::Positive(_)
        | Code::Arithmetic(..)
        | Code::Call(..)
        | Code::Fold(..) => number(code, facts).map(Value::Number),
        Code::Conditional(parts) => {
            let (condition, then, otherwise) = parts.as_ref();
            let holds = truth(condition, facts)?;
            value(if holds { then } else { otherwise }, facts)
        }
        Code::And(both) => and(value(&both.0, facts), || value(&both.1, facts)),
        Code::Or(both) => or(value(&both.0, facts), || value(&both.1, facts)),
        Code::List(_) | Code::Joined(_) | Code::Substitute(_) => composed(code, facts),
    }
}

fn fact(slot: Slot, facts: &dyn Facts) -> Known<Value<'_>> {
    facts.value(slot).ok_or(Unknown::Missing(slot))
}

/// What is not met often, apart from the rest, so that the rest needs little of the stack.
#[inline(never)]
fn composed<'a>(code: &'a Code, facts: &'a dyn Facts) -> Known<Value<'a>> {
    match code {
        Code::List(items) => {
            let items = items.iter().map(|item| value(item, facts));
            Ok(Value::List(items.collect::<Known<_>>()?))
        }
        Code::Joined(both) => Ok(joined(value(&both.0, facts)?, value(&both.1, facts)?)),
        Code::Substitute(both) => match value(&both.0, facts) {
            Ok(first) if first.is_true() => Ok(first),
            Ok(_) | Err(Unknown::Missing(_)) => value(&both.1, facts),
            Err(unknown) => Err(unknown),
        },
        _ => value(code, facts),
    }
}

/// As a condition.
fn truth(code: &Code, facts: &dyn Facts) -> Known<bool> {
    match code {
        Code::IsMissing(of) => match value(of, facts) {
            Ok(value) => Ok(value == Value::None),
            Err(Unknown::Missing(_)) => Ok(true),
            Err(unknown) => Err(unknown),
        },
        Code::Not(of) => truth(of, facts).map(|truth| !truth),
        Code::And(both) => decided(false, truth(&both.0, facts), || truth(&both.1, facts)),
        Code::Or(both) => decided(true, truth(&both.0, facts), || truth(&both.1, facts)),
        Code::OfNumbers(comparison, both) => {
            comparison.of_numbers(number(&both.0, facts)?, number(&both.1, facts)?)
        }
        Code::Comparison(first, rest) => chain(first, rest, facts),
        Code::Fact(slot) => fact(*slot, facts).map(|value| value.is_true()),
        _ => value(code, facts).map(|value| value.is_true()),
    }
}

/// As a number; a truth counts as 1 or 0.
fn number(code: &Code, facts: &dyn Facts) -> Known<Number> {
    match code {
        Code::Fact(slot) => fact(*slot, facts)?.number(),
        Code::Constant(literal) => Value::of(literal).number(),
        _ => calculated(code, facts),
    }
}

/// Apart from what is looked up, as [`composed`] is.
#[inline(never)]
fn calculated(code: &Code, facts: &dyn Facts) -> Known<Number> {
    match code {
        Code::Negative(of) => number(of, facts).map(negative),
        Code::Positive(of) => number(of, facts),
        Code::Arithmetic(operator, both) => {
            operator.of(number(&both.0, facts)?, number(&both.1, facts)?)
        }
        Code::Call(function, of) => function.of(&value(of, facts)?),
        Code::Fold(function, items) => fold(*function, items, facts),
        _ => value(code, facts)?.number(),
    }
}

fn joined<'a>(first: Value<'a>, second: Value<'a>) -> Value<'a> {
    match (first, second) {
        (Value::Text(first), Value::Text(second)) => {
            Value::Text(Cow::Owned(first.into_owned() + &second))
        }
        _ => Value::None,
    }
}

fn fold(fold: Fold, items: &[Code], facts: &dyn Facts) -> Known<Number> {
    let mut items = items.iter().map(|item| number(item, facts));
    let first = items.next().unwrap_or(Ok(Number::Integer(0)))?;
    items.try_fold(first, |folded, item| fold.of(folded, item?))
}
