//! Comparisons in a row, and whether a list has something.

use super::{
    super::{Comparison, code::Code, comparison::equal},
    Facts, Known, Value, value,
};

/// Every comparison of `a < b < c` has to hold; one that does not decides, whatever is unknown.
pub(super) fn chain(first: &Code, rest: &[(Comparison, Code)], facts: &dyn Facts) -> Known<bool> {
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
