//! How large a document may be. What is larger is refused before anybody asks what it means, so
//! that what reading a policy costs is bounded.

use serde_json::Value;

use super::Mistake;

/// More than the deepest policy has.
const DEEPEST: usize = 16;
/// More than a policy of the most targets and the most rules has.
const MOST_VALUES: usize = 20_000;
/// More than any object or list of a policy has, but for the names of targets.
const MOST_FIELDS: usize = 128;
/// The longest text, in bytes: more than any expression or pattern may have.
const LONGEST: usize = 8 * 1024;

/// What is too large, if anything.
pub(super) fn too_large(document: &Value) -> Option<Mistake> {
    let mut left = MOST_VALUES;
    let detail = measure(document, DEEPEST, &mut left).err()?;
    Some(Mistake {
        pointer: String::new(),
        detail: format!("too large for a policy: {detail}"),
    })
}

fn measure(value: &Value, depth: usize, left: &mut usize) -> Result<(), String> {
    *left = left
        .checked_sub(1)
        .ok_or_else(|| format!("more than {MOST_VALUES} values"))?;
    let deeper = || {
        depth
            .checked_sub(1)
            .ok_or_else(|| format!("deeper than {DEEPEST} levels"))
    };
    match value {
        Value::String(text) => short(text),
        Value::Array(items) => {
            let depth = deeper()?;
            items.iter().try_for_each(|item| measure(item, depth, left))
        }
        Value::Object(fields) if MOST_FIELDS < fields.len() => {
            Err(format!("an object of more than {MOST_FIELDS} fields"))
        }
        Value::Object(fields) => {
            let depth = deeper()?;
            fields.iter().try_for_each(|(name, field)| {
                short(name)?;
                measure(field, depth, left)
            })
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}

fn short(text: &str) -> Result<(), String> {
    if text.len() <= LONGEST {
        Ok(())
    } else {
        Err(format!("a text of more than {LONGEST} bytes"))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn detail(document: &Value) -> String {
        too_large(document).map_or_else(String::new, |mistake| mistake.detail)
    }

    #[test]
    fn what_is_too_large_is_refused_for_what_is_too_large() {
        let deep = (0..100).fold(json!(1), |inner, _| json!([inner]));
        assert!(detail(&deep).contains("deeper than 16 levels"));
        assert!(detail(&json!(vec![1; 30_000])).contains("more than 20000 values"));
        let wide: Value = (0..200).map(|index| (format!("f{index}"), 1)).collect();
        assert!(detail(&wide).contains("more than 128 fields"));
        assert!(detail(&json!({"name": "x".repeat(9_000)})).contains("8192 bytes"));
    }

    #[test]
    fn the_most_targets_are_not_too_large() {
        let names: Vec<_> = (0..1_000).map(|index| format!("stream-{index}")).collect();
        assert_eq!(too_large(&json!({"targets": {"names": names}})), None);
    }
}
