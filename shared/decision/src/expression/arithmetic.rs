//! What operators make of two numbers, as Python does it.

use super::{Number, Unknown, code::Arithmetic};

type Result = std::result::Result<Number, Unknown>;

impl Arithmetic {
    pub(super) fn of(self, left: Number, right: Number) -> Result {
        if let (Number::Integer(left), Number::Integer(right)) = (left, right)
            && let Some(result) = self.of_integers(left, right)?
        {
            return Ok(Number::Integer(result));
        }
        self.of_floats(left.to_float(), right.to_float())
    }

    /// `None` where the result is not whole, or beyond 64 bits: then it is calculated in floats.
    fn of_integers(self, left: i64, right: i64) -> std::result::Result<Option<i64>, Unknown> {
        Ok(match self {
            Self::Add => left.checked_add(right),
            Self::Subtract => left.checked_sub(right),
            Self::Multiply => left.checked_mul(right),
            Self::Divide => None,
            Self::DivideAsPython2 | Self::FloorDivide | Self::Remainder if right == 0 => {
                return Err(Unknown::DivisionByZero);
            }
            Self::DivideAsPython2 | Self::FloorDivide => floor_division(left, right),
            Self::Remainder => floor_division(left, right)
                .and_then(|quotient| quotient.checked_mul(right))
                .and_then(|whole| left.checked_sub(whole)),
            Self::Power => u32::try_from(right)
                .ok()
                .and_then(|exponent| left.checked_pow(exponent)),
        })
    }

    fn of_floats(self, left: f64, right: f64) -> Result {
        let divides = matches!(
            self,
            Self::Divide | Self::DivideAsPython2 | Self::FloorDivide | Self::Remainder
        );
        if (divides && right == 0.0) || (self == Self::Power && left == 0.0 && right < 0.0) {
            return Err(Unknown::DivisionByZero);
        }
        Number::finite(match self {
            Self::Add => left + right,
            Self::Subtract => left - right,
            Self::Multiply => left * right,
            Self::Divide | Self::DivideAsPython2 => left / right,
            Self::FloorDivide => ((left - remainder(left, right)) / right).round(),
            Self::Remainder => remainder(left, right),
            Self::Power => left.powf(right),
        })
    }
}

/// Rounded down, not towards zero.
fn floor_division(left: i64, right: i64) -> Option<i64> {
    let quotient = left.checked_div(right)?;
    let rest = left.checked_rem(right)?;
    if rest != 0 && (rest < 0) != (right < 0) {
        quotient.checked_sub(1)
    } else {
        Some(quotient)
    }
}

/// With the sign of `right`.
fn remainder(left: f64, right: f64) -> f64 {
    let rest = left % right;
    if rest != 0.0 && (rest < 0.0) != (right < 0.0) {
        rest + right
    } else {
        rest
    }
}

pub(super) fn negative(number: Number) -> Number {
    match number {
        Number::Integer(integer) => integer
            .checked_neg()
            .map_or_else(|| Number::Float(-number.to_float()), Number::Integer),
        Number::Float(float) => Number::Float(-float),
    }
}
