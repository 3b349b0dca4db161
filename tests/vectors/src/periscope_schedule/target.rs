//! The size that one adjustment asks for.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use super::{WINDOW, change, rule};
use crate::{Outcome, Vector, different, scheduled::Scheduled};

const NOON: &str = "0 0 12 * * ?";

#[derive(Deserialize)]
struct Target {
    #[serde(rename = "type")]
    kind: String,
    current: u32,
    adjustment: i64,
}

pub(crate) fn judge(vector: &Vector) -> Result<Outcome, String> {
    let input: Target = vector.input()?;
    let rules = vec![rule(NOON, "UTC", change(&input.kind, input.adjustment))];
    let scheduled = Scheduled::new(input.current, rules);
    if let Some(reason) = input.is_refused() {
        return different(scheduled.is_err(), reason);
    }
    let noon = "2016-01-01T12:00:00Z".parse::<Timestamp>();
    let noon = noon.map_err(|error| error.to_string())?;
    let mut scheduled = scheduled?;
    scheduled.evaluated_at(noon - WINDOW);
    let said = scheduled.evaluate(noon);
    if input.kind == "PERCENTAGE" && input.current == 0 && 0 < input.adjustment {
        return different(
            said == 1,
            "per cent of nothing are one unit, or a target could never leave it",
        );
    }
    Ok(vector.compared_with(&json!({ "target": said })))
}

impl Target {
    fn is_refused(&self) -> Option<&'static str> {
        match (change(&self.kind, self.adjustment), self.adjustment) {
            (None, _) => Some("a moment without a change is refused"),
            (Some(("to", _)), ..0) | (Some(("add", _)), 0) => {
                Some("a change by nothing, or to less than nothing, is refused when it is saved")
            }
            _ => None,
        }
    }
}
