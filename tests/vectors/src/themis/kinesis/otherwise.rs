//! Why Auxo sees a stream otherwise, or does not see it.

use serde_json::Value;

use super::{
    super::{
        Asked,
        asked::{Direction, Texts, is_no_number, is_text},
        series::METRICS,
    },
    shards::Shards,
};
use crate::{Outcome, different, expression::TEXT_COUNTS};

/// Why Auxo sees it otherwise.
pub(super) fn reason(text: &str, _: Direction, came: &Asked) -> Option<&'static str> {
    let mut metrics = METRICS.iter();
    match came {
        Asked::Refused if metrics.any(|(of, _)| text.contains(&format!("shards.{of}"))) => {
            Some("there are no aggregates over shards: refused when it is saved")
        }
        Asked::Units(_) if text.contains("time_based") => {
            Some("dates with minimums are there for streams too")
        }
        Asked::Units(_) if is_text(text) => Some(TEXT_COUNTS),
        Asked::Unknown(why) if why.contains("divided by zero") => Some(
            "what is divided by zero is unknown, measured or not; the rule abstains and says so",
        ),
        _ => None,
    }
}

/// There is nothing to reshard.
pub(super) fn without_layout(shards: &Shards, desired: Option<u32>) -> Result<Outcome, String> {
    if shards.count() == 0 {
        return different(
            0 < desired.unwrap_or(0),
            "a size under the least is brought up to it",
        );
    }
    Ok(Outcome::NotApplicable(
        "the open shards of a stream have all hash keys among them",
    ))
}

/// Themis met the mistake when it was evaluated, and did not act on any other target after it.
pub(super) fn refused(texts: Texts<'_>, right: &Value) -> Result<Outcome, String> {
    if [texts.upscale, texts.downscale]
        .iter()
        .any(|text| is_no_number(text))
    {
        return Ok(Outcome::Different(
            "a result that is no number is refused when it is saved",
        ));
    }
    if right["raised"].is_null() && right["action"].is_null() {
        Ok(Outcome::Passed)
    } else {
        Err("the policy is refused".to_owned())
    }
}
