//! The functions that an expression can call.

use super::{Number, Unknown, Value, arithmetic::negative, code::Arithmetic, number::whole};

/// A function of one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Abs,
    Int,
    Float,
    Len,
    /// From halfway to the even neighbour; to decimals, or without any to a whole number.
    Round(Option<i32>),
    /// From halfway away from zero, to decimals; never a whole number.
    RoundAsPython2(i32),
}

/// A function of several numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fold {
    Min,
    Max,
    Sum,
}

/// As expressions spell them.
pub(super) const NAMES: [&str; 8] = ["min", "max", "sum", "abs", "round", "int", "float", "len"];

impl Fold {
    pub(super) fn called(name: &str) -> Option<Self> {
        match name {
            "min" => Some(Self::Min),
            "max" => Some(Self::Max),
            "sum" => Some(Self::Sum),
            _ => None,
        }
    }

    /// The first number that no other is less or more than, or the sum.
    pub(super) fn of(self, one: Number, other: Number) -> Result<Number, Unknown> {
        Ok(match self {
            Self::Min if other < one => other,
            Self::Max if one < other => other,
            Self::Min | Self::Max => one,
            Self::Sum => Arithmetic::Add.of(one, other)?,
        })
    }
}

impl Function {
    pub(super) fn of(self, value: &Value<'_>) -> Result<Number, Unknown> {
        match self {
            Self::Abs => value.number().map(absolute),
            Self::Int => read(value).map(Number::truncated),
            Self::Float => read(value).map(|number| Number::Float(number.to_float())),
            Self::Len => length(value),
            Self::Round(None) => value.number().map(to_whole),
            Self::Round(Some(decimals)) => {
                let number = value.number()?;
                let rounded = to_decimals(number.to_float(), decimals, f64::round_ties_even);
                Ok(match number {
                    Number::Integer(_) => whole(rounded),
                    Number::Float(_) => Number::Float(rounded),
                })
            }
            Self::RoundAsPython2(decimals) => {
                let number = value.number()?.to_float();
                Ok(Number::Float(to_decimals(number, decimals, f64::round)))
            }
        }
    }
}

fn absolute(number: Number) -> Number {
    if number.to_float() < 0.0 {
        negative(number)
    } else {
        number
    }
}

fn read(value: &Value<'_>) -> Result<Number, Unknown> {
    match value {
        Value::Text(text) => Number::read(text),
        other => other.number(),
    }
}

/// Of a text in characters; a collection's fact is its length.
fn length(value: &Value<'_>) -> Result<Number, Unknown> {
    let length = match value {
        Value::Text(text) => text.chars().count(),
        Value::List(items) => items.len(),
        other => return other.number(),
    };
    Ok(Number::Integer(i64::try_from(length).unwrap_or(i64::MAX)))
}

fn to_whole(number: Number) -> Number {
    match number {
        Number::Integer(_) => number,
        Number::Float(float) => whole(float.round_ties_even()),
    }
}

/// A float has about 17 digits: with more decimals than 15 nothing is left to round.
fn to_decimals(number: f64, decimals: i32, round: fn(f64) -> f64) -> f64 {
    if decimals > 15 {
        return number;
    }
    let scale = 10_f64.powi(decimals.saturating_abs().min(308));
    let rounded = if decimals < 0 {
        round(number / scale) * scale
    } else {
        round(number * scale) / scale
    };
    // Too large to have decimals.
    if rounded.is_finite() { rounded } else { number }
}
