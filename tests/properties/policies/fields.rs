//! Which fields an object may have together.

use proptest::{prelude::*, strategy::SBoxedStrategy};
use serde_json::{Map, Value};

use crate::instances::{self, validator};

pub(super) type Field = SBoxedStrategy<Option<(String, Value)>>;

pub(super) fn field(name: &str, values: SBoxedStrategy<Value>, often: f64) -> Field {
    let name = name.to_owned();
    let named = values.prop_map(move |value| (name.clone(), value));
    if often < 1.0 {
        prop::option::weighted(often, named).sboxed()
    } else {
        named.prop_map(Some).sboxed()
    }
}

/// What the schema says of fields together.
pub(super) fn ties(schema: &Value) -> String {
    ["oneOf", "anyOf", "allOf", "not", "dependentRequired"]
        .iter()
        .filter_map(|tie| Some(schema.get(*tie)?.to_string()))
        .collect()
}

pub(super) fn is_tied(name: &str, ties: &str) -> bool {
    ties.contains("maxProperties") || ties.contains(&format!("\"{name}\""))
}

/// The sets of these fields with which an object fits the schema.
pub(super) fn sets<'a, T>(
    schema: &Value,
    fields: &'a [(&'a str, T)],
) -> Vec<Vec<&'a (&'a str, T)>> {
    if fields.is_empty() {
        return vec![Vec::new()];
    }
    let example = |name: &str| instances::of(&schema["properties"][name]).swap_remove(0);
    let required = schema["required"].as_array().into_iter().flatten();
    let required: Map<_, _> = required
        .filter_map(Value::as_str)
        .map(|name| (name.to_owned(), example(name)))
        .collect();
    let examples: Vec<_> = fields.iter().map(|(name, _)| example(name)).collect();
    let fits = validator(schema);
    let sets = (0..1_u32 << fields.len()).filter_map(|set| {
        let has = |place: &usize| set & (1 << place) != 0;
        let mut object = required.clone();
        for place in (0..fields.len()).filter(has) {
            object.insert(fields[place].0.to_owned(), examples[place].clone());
        }
        let chosen = (0..fields.len()).filter(has).map(|place| &fields[place]);
        fits.is_valid(&Value::Object(object))
            .then(|| chosen.collect())
    });
    sets.collect()
}
