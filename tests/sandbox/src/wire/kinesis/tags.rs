//! Tags, by the two sets of actions that there are for them.

use serde_json::{Value, json};
use simulation::{
    World,
    stream::{Refused, StreamStatus},
};

use super::{
    Input,
    input::{broken, invalid, missing},
    refused, stream,
};
use crate::wire::{page, refusal::Refusal};

/// The most tags that a stream can have.
const MOST_TAGS: usize = 50;

pub(super) fn add(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let tags = input.map("Tags")?.ok_or_else(|| missing("Tags"))?;
    if tags.is_empty() {
        return Err(broken(
            "Tags",
            "{}",
            "Member must have length greater than or equal to 1",
        ));
    }
    let name = input.stream()?;
    let had = stream(world, name)?.tags();
    let more = tags.keys().filter(|key| !had.contains_key(*key)).count();
    if had.len() + more > MOST_TAGS {
        return Err(invalid(format!(
            "A stream cannot have more than {MOST_TAGS} tags."
        )));
    }
    let tags = tags
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()));
    set(world, name, tags)
}

pub(super) fn remove(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let keys = input.texts("TagKeys")?;
    set(
        world,
        input.stream()?,
        keys.into_iter().map(|key| (key, None)),
    )
}

pub(super) fn add_to_resource(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let tags = input.map("Tags")?.ok_or_else(|| missing("Tags"))?;
    let tags = tags
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()));
    set(world, resource(input)?, tags)
}

pub(super) fn remove_from_resource(world: &mut World, input: Input<'_>) -> Result<Value, Refusal> {
    let keys = input.texts("TagKeys")?;
    set(
        world,
        resource(input)?,
        keys.into_iter().map(|key| (key, None)),
    )
}

pub(super) fn of_stream(world: &World, input: Input<'_>) -> Result<Value, Refusal> {
    let size = input
        .number("Limit", 1, 50)?
        .and_then(|size| usize::try_from(size).ok());
    let after = input.text("ExclusiveStartTagKey")?;
    let tags = stream(world, input.stream()?)?.tags().iter();
    let tags = tags.filter(|(key, _)| after.is_none_or(|after| key.as_str() > after));
    let (tags, next) = page::cut(tags.collect(), 0, size.unwrap_or(MOST_TAGS));
    let tags: Vec<Value> = tags.into_iter().map(written).collect();
    Ok(json!({ "Tags": tags, "HasMoreTags": next.is_some() }))
}

pub(super) fn of_resource(world: &World, input: Input<'_>) -> Result<Value, Refusal> {
    let tags = stream(world, resource(input)?)?.tags().iter();
    Ok(json!({ "Tags": tags.map(written).collect::<Vec<_>>() }))
}

fn resource<'a>(input: Input<'a>) -> Result<&'a str, Refusal> {
    let name = input.arn("ResourceARN")?;
    name.ok_or_else(|| missing("ResourceARN"))
}

/// Tags can be changed once the stream is there.
fn set<'a>(
    world: &mut World,
    name: &str,
    tags: impl IntoIterator<Item = (&'a str, Option<&'a str>)>,
) -> Result<Value, Refusal> {
    let status = stream(world, name)?.status();
    if matches!(status, StreamStatus::Creating | StreamStatus::Deleting) {
        return Err(refused(name, &Refused::NotActive(status)));
    }
    let set = world.tag_stream(name, tags);
    set.map_err(|why| refused(name, &why))?;
    Ok(Value::Null)
}

fn written((key, value): (&String, &String)) -> Value {
    json!({ "Key": key, "Value": value })
}
