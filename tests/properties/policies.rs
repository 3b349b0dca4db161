//! Policies made from the schema: every rule and every guard with every field, in all
//! combinations that the schema allows.

use decision::TargetKind;
use proptest::{
    prelude::*,
    strategy::{SBoxedStrategy, Union},
};
use serde_json::{Map, Value, json};

use crate::{
    instances::{self, ROOT, resolved, validator},
    texts,
};

/// The name of the one group, and of the values of other maps.
pub(crate) const NAME: &str = "load";

/// Documents that the schema allows. Some are no policies, because of what depends on another part.
pub(crate) fn documents(kind: TargetKind) -> SBoxedStrategy<Value> {
    let whole = Place {
        definition: "",
        field: "",
        kind,
    };
    let bounds = prop_oneof![
        5 => (1u32..=2, 60u32..100).prop_map(|(min, max)| (min, max)),
        1 => (1u32..40, 0u32..30).prop_map(|(min, more)| (min, min + more)),
    ];
    (whole.values(&ROOT).unwrap(), bounds)
        .prop_map(move |(document, bounds)| consistent(document, kind, bounds))
        .sboxed()
}

/// With what depends on another part of the document as that part needs it.
fn consistent(mut document: Value, kind: TargetKind, (min, max): (u32, u32)) -> Value {
    document["bounds"] = json!({"min": min, "max": max});
    document["targets"] = json!({"kind": kind, "names": ["any"]});
    let rules = document["rules"].as_array().unwrap();
    if rules.iter().any(|rule| rule.get("group").is_some()) && document.get("groups").is_none() {
        document["groups"] = json!({ NAME: {} });
    }
    if let Some(Value::Object(cooldown)) = document.pointer_mut("/guards/scale_in/cooldown") {
        cooldown.remove("broken_by");
    }
    document
}

/// A place in the schema.
#[derive(Clone, Copy)]
struct Place<'a> {
    /// The definition that it is in.
    definition: &'a str,
    field: &'a str,
    kind: TargetKind,
}

fn any_of(values: Vec<Value>) -> Option<SBoxedStrategy<Value>> {
    (!values.is_empty()).then(|| prop::sample::select(values).sboxed())
}

impl Place<'_> {
    /// Values that fit; `None` when there are none for this kind of target.
    fn values(self, schema: &Value) -> Option<SBoxedStrategy<Value>> {
        let reference = schema["$ref"]
            .as_str()
            .and_then(|path| path.rsplit('/').next());
        match reference {
            Some("Metric") => return any_of(texts::metrics(self.kind)),
            Some("Moment") => return any_of(texts::moments()),
            _ => {}
        }
        if let Some(values) = texts::of(self.definition, self.field, self.kind)
            && !takes_an_object(schema)
        {
            return any_of(values);
        }
        if reference == Some("Watched") {
            return any_of(texts::watched(self.kind, |_| true));
        }
        let within = Place {
            definition: reference.unwrap_or(self.definition),
            ..self
        };
        within.of(&resolved(schema))
    }

    fn of(self, schema: &Value) -> Option<SBoxedStrategy<Value>> {
        let list = |field: &str| schema[field].as_array().cloned();
        if let Some(known) = schema["pattern"].as_str().and_then(texts::like) {
            let mut all = list("examples").unwrap_or_default();
            all.extend(known);
            return any_of(all);
        }
        if let Some(values) = list("enum") {
            return any_of(values);
        }
        match schema["type"].as_str() {
            Some("object") if schema["properties"].is_object() => self.objects(schema),
            Some("object") => {
                let inner = self.values(&schema["additionalProperties"])?;
                Some(inner.prop_map(|value| json!({ NAME: value })).sboxed())
            }
            Some("array" | "string") if list("examples").is_some() => any_of(usual(schema)),
            Some("array") => {
                let most = schema["maxItems"].as_u64().map_or(4, |most| most.min(4));
                let items = self.values(&schema["items"])?;
                let some = prop::collection::vec(items, 1..=usize::try_from(most).unwrap());
                Some(some.prop_map(Value::from).sboxed())
            }
            Some("boolean") => Some(any::<bool>().prop_map(Value::from).sboxed()),
            Some("integer") => Some(integers(schema)),
            Some("number") => Some(numbers(schema)),
            _ => self.alternatives(schema),
        }
    }

    fn alternatives(self, schema: &Value) -> Option<SBoxedStrategy<Value>> {
        let listed = ["anyOf", "oneOf"]
            .iter()
            .find_map(|field| schema[*field].as_array());
        let Some(listed) = listed else {
            return any_of(instances::of(schema));
        };
        let all: Vec<_> = listed.iter().filter_map(|one| self.values(one)).collect();
        (!all.is_empty()).then(|| Union::new(all).sboxed())
    }

    /// Fields about which the schema says what goes with what come in all sets that it allows;
    /// the others come and go by themselves.
    fn objects(self, schema: &Value) -> Option<SBoxedStrategy<Value>> {
        let fields = schema["properties"].as_object().unwrap();
        let known: Vec<_> = fields
            .iter()
            .filter_map(|(name, field)| {
                let place = Place {
                    field: name,
                    ..self
                };
                Some((name.as_str(), place.values(field)?))
            })
            .collect();
        let required: Vec<_> = schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .collect();
        let is_known = |name: &&Value| known.iter().any(|(known, _)| **name == *known);
        if !required.iter().all(is_known) {
            return None;
        }
        let always = |name: &str| required.iter().any(|required| **required == *name);
        let ties = ties(schema);
        let tied = |(name, _): &(&str, _)| !always(name) && is_tied(name, &ties);
        let (together, alone): (Vec<_>, Vec<_>) = known.iter().cloned().partition(tied);
        let alone: Vec<_> = alone
            .into_iter()
            .map(|(name, values)| field(name, values, if always(name) { 1.0 } else { 0.35 }))
            .collect();
        let sets = sets(schema, &together).into_iter().map(|set| {
            // There are few small ones.
            let weight = if set.len() < 2 { 16 } else { 1 };
            let fields = set
                .into_iter()
                .map(|(name, values)| field(name, values.clone(), 1.0));
            (weight, fields.chain(alone.clone()).collect::<Vec<_>>())
        });
        let objects = Union::new_weighted(sets.collect());
        let object = |fields: Vec<Option<(String, Value)>>| {
            Value::Object(fields.into_iter().flatten().collect())
        };
        Some(objects.prop_map(object).sboxed())
    }
}

type Field = SBoxedStrategy<Option<(String, Value)>>;

fn field(name: &str, values: SBoxedStrategy<Value>, often: f64) -> Field {
    let name = name.to_owned();
    let named = values.prop_map(move |value| (name.clone(), value));
    if often < 1.0 {
        prop::option::weighted(often, named).sboxed()
    } else {
        named.prop_map(Some).sboxed()
    }
}

/// What the schema says of fields together.
fn ties(schema: &Value) -> String {
    ["oneOf", "anyOf", "allOf", "not", "dependentRequired"]
        .iter()
        .filter_map(|tie| Some(schema.get(*tie)?.to_string()))
        .collect()
}

fn is_tied(name: &str, ties: &str) -> bool {
    ties.contains("maxProperties") || ties.contains(&format!("\"{name}\""))
}

/// The sets of these fields with which an object fits the schema.
fn sets<'a, T>(schema: &Value, fields: &'a [(&'a str, T)]) -> Vec<Vec<&'a (&'a str, T)>> {
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

fn takes_an_object(schema: &Value) -> bool {
    schema["properties"].is_object() || schema["anyOf"].to_string().contains("properties")
}

/// The examples and the default.
fn usual(schema: &Value) -> Vec<Value> {
    let examples = schema["examples"].as_array().cloned().unwrap_or_default();
    examples
        .into_iter()
        .chain(schema.get("default").cloned())
        .collect()
}

/// Most are units, and bounds seldom let there be none.
fn integers(schema: &Value) -> SBoxedStrategy<Value> {
    let least = if schema["minimum"] == 1 { 1u32 } else { 2 };
    let any = prop_oneof![least..=6, least..=60].prop_map(Value::from);
    match any_of(usual(schema)) {
        Some(usual) => prop_oneof![1 => usual, 2 => any].sboxed(),
        None => any.sboxed(),
    }
}

/// Most are shares; then there are seconds and numbers of things.
fn numbers(schema: &Value) -> SBoxedStrategy<Value> {
    let limit = |field: &str| schema[field].as_f64();
    let most = limit("exclusiveMaximum")
        .or_else(|| limit("maximum"))
        .unwrap_or(100.0);
    let any = prop_oneof![3 => 0.01..most.min(1.0), 1 => 0.01..most.min(100.0)];
    let any = any.prop_map(Value::from);
    match any_of(usual(schema)) {
        Some(usual) => prop_oneof![1 => usual, 4 => any].sboxed(),
        None => any.sboxed(),
    }
}
