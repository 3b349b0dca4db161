//! Lambda: event source mappings, to look at and to update.

use axum::http::{Method, Uri};
use serde_json::{Map, Value, json};
use simulation::{
    World,
    mapping::{Mapping, MappingError},
    world::MappingSpec,
};

use super::refusal::Refusal;

const MAPPINGS: &str = "/2015-03-31/event-source-mappings/";

/// The action of a REST call; `None` for another service's.
pub(super) fn action(method: &Method, uri: &Uri) -> Option<&'static str> {
    uri.path().strip_prefix(MAPPINGS)?;
    match *method {
        Method::GET => Some("GetEventSourceMapping"),
        Method::PUT => Some("UpdateEventSourceMapping"),
        _ => None,
    }
}

/// What a call brings: its body, with the mapping that its path names.
pub(super) fn input(uri: &Uri, body: &[u8]) -> serde_json::Result<Value> {
    let mut input = match body {
        [] => Map::new(),
        body => serde_json::from_slice(body)?,
    };
    let uuid = uri.path().strip_prefix(MAPPINGS).unwrap_or_default();
    input.insert("UUID".to_owned(), uuid.into());
    Ok(input.into())
}

/// The mapping that a call is about.
pub(super) fn targets(input: &Value) -> Vec<String> {
    input["UUID"]
        .as_str()
        .map(str::to_owned)
        .into_iter()
        .collect()
}

/// Performs an action.
pub(crate) fn answer(world: &mut World, action: &str, input: &Value) -> Result<Value, Refusal> {
    let uuid = input["UUID"].as_str().unwrap_or_default();
    let spec = world.spec().mappings.iter().find(|spec| spec.uuid == uuid);
    let spec = spec.cloned();
    let missing = || {
        let message = "The resource you requested does not exist.";
        Refusal::new(404, "ResourceNotFoundException", message)
    };
    let (spec, mapping) = spec.zip(world.mapping_mut(uuid)).ok_or_else(missing)?;
    match action {
        "GetEventSourceMapping" => {}
        "UpdateEventSourceMapping" => update(mapping, input)?,
        other => return Err(Refusal::unknown_operation(other)),
    }
    Ok(written(&spec, mapping))
}

fn update(mapping: &mut Mapping, input: &Value) -> Result<(), Refusal> {
    let Some(factor) = input["ParallelizationFactor"].as_i64() else {
        return Ok(());
    };
    mapping.update(factor).map_err(|refused| match refused {
        MappingError::Updating => Refusal::new(400, "ResourceInUseException", refused.to_string()),
        MappingError::Factor(_) => {
            Refusal::of("InvalidParameterValueException", refused.to_string())
        }
    })
}

fn written(spec: &MappingSpec, mapping: &Mapping) -> Value {
    let of = |service: &str, what: &str| format!("arn:aws:{service}:us-east-1:000000000000:{what}");
    json!({
        "UUID": spec.uuid,
        "EventSourceMappingArn": of("lambda", &format!("event-source-mapping:{}", spec.uuid)),
        "EventSourceArn": of("kinesis", &format!("stream/{}", spec.stream)),
        "FunctionArn": of("lambda", &format!("function:{}", spec.function)),
        "State": mapping.state(),
        "ParallelizationFactor": mapping.factor(),
        "BatchSize": 100,
        "StartingPosition": "TRIM_HORIZON",
    })
}
