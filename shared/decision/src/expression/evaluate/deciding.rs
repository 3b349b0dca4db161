//! Two truths of which one may be enough, even if the other is unknown.

use super::{Known, Value};

/// Of two truths one that `decides` is enough, even if the other is unknown.
pub(super) fn decided(
    decides: bool,
    first: Known<bool>,
    second: impl FnOnce() -> Known<bool>,
) -> Known<bool> {
    match first {
        Ok(first) if first == decides => Ok(decides),
        Ok(_) => second(),
        Err(unknown) => match second() {
            Ok(second) if second == decides => Ok(decides),
            _ => Err(unknown),
        },
    }
}

/// False if either is, even if the other is unknown.
pub(super) fn and<'a>(
    first: Known<Value<'a>>,
    second: impl FnOnce() -> Known<Value<'a>>,
) -> Known<Value<'a>> {
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
pub(super) fn or<'a>(
    first: Known<Value<'a>>,
    second: impl FnOnce() -> Known<Value<'a>>,
) -> Known<Value<'a>> {
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
