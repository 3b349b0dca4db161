//! From a result to a number of units.

use super::{Number, Value};

/// How many units `value` asks for: what is behind the point is left away, a truth counts as 1,
/// what is negative as 0, and a text as the number that it reads as. `None` when it is no number.
#[must_use]
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast of a float saturates"
)]
pub fn units(value: &Value<'_>) -> Option<u32> {
    let number = match value {
        Value::Text(text) => Number::read(text).ok()?,
        other => other.number().ok()?,
    };
    Some(number.to_float() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_behind_the_point_is_left_away() {
        assert_eq!(units(&2.9.into()), Some(2));
        assert_eq!(units(&(-0.5).into()), Some(0));
    }

    #[test]
    fn a_true_counts_as_one_and_what_is_negative_as_nothing() {
        assert_eq!(units(&true.into()), Some(1));
        assert_eq!(units(&(-3).into()), Some(0));
    }

    #[test]
    fn a_text_counts_only_if_it_reads_as_a_number() {
        assert_eq!(units(&"4.7".into()), Some(4));
        assert_eq!(units(&"four".into()), None);
        assert_eq!(units(&Value::None), None);
    }

    #[test]
    fn more_than_can_be_counted_is_the_most() {
        assert_eq!(units(&1e300.into()), Some(u32::MAX));
    }
}
