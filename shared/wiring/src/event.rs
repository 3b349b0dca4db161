//! The event that wakes a scaling function: the schedule's, or a bare `{"time": "…"}`.

use jiff::Timestamp;
use serde_json::{Map, Value};

/// An event that is none of ours, or says no time. Tells what came, but not all of it: events can
/// be large, and other people's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected the event of an EventBridge schedule or {{\"time\": \"2026-11-21T08:00:00Z\"}}, \
     found {0}"
)]
pub struct BadEvent(String);

const FIELDS_TOLD: usize = 5;
const LETTERS_TOLD: usize = 40;

/// The time of the event: `now` of the whole tick.
pub(crate) fn time(event: &Value) -> Result<Timestamp, BadEvent> {
    let fields = match event {
        Value::Object(fields) => fields,
        other => return Err(BadEvent(kind(other).to_owned())),
    };
    match fields.get("detail-type") {
        None if fields.len() == 1 => {}
        Some(Value::String(name)) if name == "Scheduled Event" => {}
        None => return Err(BadEvent(summary(fields))),
        Some(other) => {
            let message = format!(
                "an event with the detail-type {}",
                short(&other.to_string())
            );
            return Err(BadEvent(message));
        }
    }
    match fields.get("time") {
        Some(Value::String(time)) => parse(time),
        Some(other) => Err(BadEvent(format!("a time that is {}", kind(other)))),
        None => Err(BadEvent(summary(fields))),
    }
}

fn parse(text: &str) -> Result<Timestamp, BadEvent> {
    let time: Option<Timestamp> = text.parse().ok();
    // Beyond these years, times neither sort in the table nor mean anything.
    let first = Timestamp::UNIX_EPOCH;
    time.filter(|time| first <= *time && time.as_second() < 253_402_300_800)
        .ok_or_else(|| {
            let text = short(text);
            BadEvent(format!("the time `{text}`, which is none in RFC 3339"))
        })
}

fn summary(fields: &Map<String, Value>) -> String {
    let names: Vec<_> = fields
        .keys()
        .take(FIELDS_TOLD)
        .map(|name| format!("`{}`", short(name)))
        .collect();
    let more = fields.len().saturating_sub(FIELDS_TOLD);
    match (names.is_empty(), more) {
        (true, _) => "an object without fields".to_owned(),
        (false, 0) => format!("an object with {}", names.join(", ")),
        (false, more) => format!("an object with {} and {more} more fields", names.join(", ")),
    }
}

fn short(text: &str) -> String {
    let printable = text.chars().filter(|letter| !letter.is_control());
    let mut short: String = printable.clone().take(LETTERS_TOLD).collect();
    if printable.count() > LETTERS_TOLD {
        short.push('…');
    }
    short
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn wrong(event: Value) -> String {
        time(&event).unwrap_err().to_string()
    }

    #[test]
    fn the_samples_are_understood() {
        let eight: Timestamp = "2026-11-21T08:00:00Z".parse().unwrap();
        for sample in [
            include_str!("../../../events/scheduled.json"),
            include_str!("../../../events/time.json"),
        ] {
            let event = serde_json::from_str(sample).unwrap();
            assert_eq!(time(&event), Ok(eight));
        }
    }

    #[test]
    fn an_unknown_shape_is_told_with_what_was_expected() {
        let said = wrong(json!({"Records": [], "time": "2026-11-21T08:00:00Z"}));
        assert!(said.contains("EventBridge schedule"), "{said}");
        assert!(
            said.ends_with("found an object with `Records`, `time`"),
            "{said}"
        );
        assert!(wrong(json!([1])).ends_with("found a list"));
        assert!(wrong(json!({})).ends_with("found an object without fields"));
        assert!(wrong(json!(null)).ends_with("found nothing"));
    }

    #[test]
    fn the_event_of_another_rule_is_refused() {
        let event = json!({
            "detail-type": "EC2 Instance State-change Notification",
            "time": "2026-11-21T08:00:00Z",
        });
        assert!(wrong(event).contains("detail-type \"EC2 Instance"));
    }

    #[test]
    fn a_time_that_is_none_is_told() {
        assert!(wrong(json!({"time": "tomorrow"})).contains("the time `tomorrow`"));
        assert!(wrong(json!({"time": 5})).ends_with("found a time that is a number"));
        assert!(wrong(json!({"time": "-009999-01-01T00:00:00Z"})).contains("RFC 3339"));
    }

    #[test]
    fn what_came_is_told_in_short_whatever_it_is() {
        let fields: Map<String, Value> = (0..10_000)
            .map(|number| (format!("{number}\n{}", "ä".repeat(10_000)), json!(0)))
            .collect();
        let said = wrong(Value::Object(fields));
        assert!(said.chars().count() < 500, "{said}");
        assert!(!said.contains('\n'));
        assert!(
            wrong(json!({"time": "9".repeat(1_000_000)}))
                .chars()
                .count()
                < 300
        );
    }
}
