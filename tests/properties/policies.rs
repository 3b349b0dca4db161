//! Policies made from the schema: every rule and every guard with every field, in all
//! combinations that the schema allows.

mod fields;
mod numbers;

use decision::TargetKind;
use proptest::{
    prelude::*,
    strategy::{SBoxedStrategy, Union},
};
use serde_json::{Value, json};

use crate::{
    instances::{self, ROOT, resolved},
    texts,
};
use fields::{field, is_tied, sets, ties};
use numbers::{integers, numbers, usual};

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
    let (least, most) = kind.possible().into_inner();
    let (min, max) = (min.clamp(least, most), max.clamp(least, most));
    document["bounds"] = json!({"min": min, "max": max});
    let mut targets = json!({"kind": kind, "names": [texts::name(kind)]});
    if kind == TargetKind::KinesisStream && document["targets"].get("patterns").is_some() {
        targets["patterns"] = json!(["any-*"]);
        if max % 2 == 0 {
            targets["tags"] = json!({"team": "x"});
        }
    }
    document["targets"] = targets;
    for rule in document["rules"].as_array_mut().unwrap() {
        if let Some(followed) = rule.get_mut("follow") {
            let kind: TargetKind = serde_json::from_value(followed["kind"].clone()).unwrap();
            followed["name"] = json!(texts::another(kind));
        }
    }
    let rules = document["rules"].as_array().unwrap();
    if rules.iter().any(|rule| rule.get("group").is_some()) && document.get("groups").is_none() {
        document["groups"] = json!({ NAME: {} });
    }
    match kind {
        TargetKind::EmrCluster | TargetKind::EcsService | TargetKind::EventSourceMapping => {
            without_consumers(&mut document);
        }
        // It says something of few proposals: the guards before it have held the others.
        TargetKind::KinesisStream if max % 2 == 0 => {
            if let Some(Value::Object(guards)) = document.get_mut("guards") {
                guards.entry("lag").or_insert(json!({"at_most": "0s"}));
            }
        }
        TargetKind::KinesisStream => {}
    }
    if let Some(Value::Object(cooldown)) = document.pointer_mut("/guards/scale_in/cooldown") {
        cooldown.remove("broken_by");
    }
    document
}

/// Only streams have consumers.
fn without_consumers(document: &mut Value) {
    if let Some(Value::Object(guards)) = document.get_mut("guards") {
        guards.remove("lag");
    }
    if let Some(Value::Array(rules)) = document.get_mut("rules") {
        for rule in rules
            .iter_mut()
            .filter(|rule| rule.get("catch_up").is_some())
        {
            let Some(object) = rule.as_object_mut() else {
                continue;
            };
            object.remove("catch_up");
            object.insert("peak".to_owned(), json!({"over": "1d"}));
        }
    }
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

fn takes_an_object(schema: &Value) -> bool {
    schema["properties"].is_object() || schema["anyOf"].to_string().contains("properties")
}
