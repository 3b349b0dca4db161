//! Whatever is sent as a policy, the parser answers.

use decision::Policy;
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{cases, documents};

/// Values of every kind, and those that somebody sends who means harm.
fn leaf() -> impl Strategy<Value = Value> {
    let hostile = vec![
        json!(null),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(f64::MAX),
        json!(-0.0),
        json!(5e-324),
        json!(""),
        json!("1969-12-31T23:59:59Z"),
        json!("-999999-01-01T00:00:00Z"),
        json!("99999999999999999999d"),
        json!("-5m"),
        json!("1e999%"),
        json!("Mars/Olympus"),
        json!("(a*)*$"),
        json!("* * 31 2 *"),
        json!("a ?? b ?? c ?? d ?? e ?? f"),
        json!("\u{0}\u{202e}💥"),
        json!("x".repeat(10_000)),
    ];
    prop_oneof![
        prop::sample::select(hostile),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
    ]
}

fn anything() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(6, 60, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::btree_map("[a-z_]{0,8}", inner, 0..8)
                .prop_map(|fields| json!(fields)),
        ]
    })
}

/// Every place of a document.
fn places(value: &Value, pointer: &str, found: &mut Vec<String>) {
    found.push(pointer.to_owned());
    match value {
        Value::Object(fields) => fields
            .iter()
            .for_each(|(name, field)| places(field, &format!("{pointer}/{name}"), found)),
        Value::Array(items) => (0..).zip(items).for_each(|(index, item): (usize, _)| {
            places(item, &format!("{pointer}/{index}"), found)
        }),
        _ => {}
    }
}

fn answered(document: &Value) -> Result<(), TestCaseError> {
    let told = match Policy::parse(document) {
        Ok(policy) => policy.warnings(Timestamp::UNIX_EPOCH),
        Err(mistakes) => {
            prop_assert!(
                !mistakes.is_empty(),
                "refused without a mistake: {document}"
            );
            mistakes
        }
    };
    for mistake in told {
        let length = mistake.to_string().len();
        prop_assert!(length < 20_000, "{length} bytes of {:.200}", mistake.detail);
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases::config())]

    #[test]
    fn anything_is_a_policy_or_has_a_mistake(document in anything()) {
        answered(&document)?;
    }

    #[test]
    fn a_policy_with_anything_anywhere_is_a_policy_or_has_a_mistake(
        document in prop::sample::select(documents()), place in any::<prop::sample::Index>(), value in anything(),
    ) {
        let mut document = document;
        let mut found = Vec::new();
        places(&document, "", &mut found);
        let place: &String = place.get(&found);
        *document.pointer_mut(place).unwrap() = value;
        answered(&document)?;
    }
}
