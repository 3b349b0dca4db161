//! Evaluating: what is unknown stays unknown, unless the rest decides without it.

use std::borrow::Cow;

use jiff::Timestamp;

use super::{
    Comparison, Number, Slot, Unknown, Value, arithmetic::negative, code::Code, comparison::equal,
    function::Fold,
};

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

/// Of two truths one that `decides` is enough, even if the other is unknown.
fn decided(decides: bool, first: Known<bool>, second: impl FnOnce() -> Known<bool>) -> Known<bool> {
    match first {
        Ok(first) if first == decides => Ok(decides),
        Ok(_) => second(),
        Err(unknown) => match second() {
            Ok(second) if second == decides => Ok(decides),
            _ => Err(unknown),
        },
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

/// False if either is, even if the other is unknown.
fn and<'a>(first: Known<Value<'a>>, second: impl FnOnce() -> Known<Value<'a>>) -> Known<Value<'a>> {
    match first {
        Ok(first) if !first.is_true() => Ok(first),
        Ok(_) => second(),
        Err(unknown) => match second() {
            Ok(second) if !second.is_true() => Ok(second),
            _ => Err(unknown),
        },
    }
}

/// True if either is, even if the other is unknown.
fn or<'a>(first: Known<Value<'a>>, second: impl FnOnce() -> Known<Value<'a>>) -> Known<Value<'a>> {
    match first {
        Ok(first) if first.is_true() => Ok(first),
        Ok(_) => second(),
        // Another value than true would not be what the first gives if it is true.
        Err(unknown) => match second() {
            Ok(Value::Boolean(true)) => Ok(Value::Boolean(true)),
            _ => Err(unknown),
        },
    }
}

/// Every comparison of `a < b < c` has to hold; one that does not decides, whatever is unknown.
fn chain(first: &Code, rest: &[(Comparison, Code)], facts: &dyn Facts) -> Known<bool> {
    if let [(comparison, right)] = rest
        && !matches!(right, Code::List(_))
    {
        return comparison.holds(&value(first, facts)?, &value(right, facts)?);
    }
    let mut left = value(first, facts);
    let mut verdict = Ok(true);
    for (comparison, right) in rest {
        let (holds, next) = match (comparison, right) {
            (Comparison::In, Code::List(items)) => (among(&left, items, facts), Ok(Value::None)),
            (Comparison::NotIn, Code::List(items)) => (
                among(&left, items, facts).map(|among| !among),
                Ok(Value::None),
            ),
            _ => {
                let right = value(right, facts);
                let holds = match (&left, &right) {
                    (Ok(left), Ok(right)) => comparison.holds(left, right),
                    (Err(unknown), _) | (_, Err(unknown)) => Err(*unknown),
                };
                (holds, right)
            }
        };
        match holds {
            Ok(true) => {}
            Ok(false) => return Ok(false),
            Err(unknown) => verdict = verdict.and(Err(unknown)),
        }
        left = next;
    }
    verdict
}

/// Whether an item equals `part`; what is unknown matters only if none does.
fn among(part: &Known<Value<'_>>, items: &[Code], facts: &dyn Facts) -> Known<bool> {
    let part = part.as_ref().map_err(|unknown| *unknown)?;
    let mut verdict = Ok(false);
    for item in items {
        match value(item, facts) {
            Ok(item) if equal(&item, part) => return Ok(true),
            Ok(_) => {}
            Err(unknown) => verdict = verdict.and(Err(unknown)),
        }
    }
    verdict
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
