//! Expressions of Themis: what they yield, how many units that is, and which preference.

mod facts;
mod policy;

use decision::expression::{Dialect, Expression, Number, Refused, Tree, Unknown, Value, units};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use crate::{Outcome, Vector, compare::near};
use facts::{Env, Schedule};

#[derive(Deserialize)]
struct Input {
    dialect: String,
    expr: String,
    #[serde(flatten)]
    env: Env,
}

pub(crate) fn judge(vector: &Vector) -> Result<Outcome, String> {
    let input: Input = vector.input()?;
    if matches!(input.env.schedule(), Schedule::Refused) {
        return Ok(Outcome::Different(
            "a schedule is checked when it is saved: dates are patterns, and minimums numbers",
        ));
    }
    let vocabulary = facts::names(&input.dialect);
    let expression = Expression::compile(&input.expr, Dialect::Themis, &vocabulary);
    let facts = input.env.facts(&vocabulary);
    let value = match &expression {
        Ok(expression) => expression.evaluate(&facts),
        Err(refused) => return refusal(vector, &input, refused),
    };
    if input.dialect == "emr-preference" {
        return preference(vector, value);
    }
    let right = vector.right();
    let result = right.get("result").unwrap_or(&Json::Null);
    match (result["type"].as_str(), value) {
        (Some("unknown" | "error"), Err(_)) => Ok(Outcome::Passed),
        (Some("error"), Ok(_)) => accepted(vector, &input),
        (Some("float"), Err(Unknown::NotFinite | Unknown::NotANumber))
            if result["value"].is_string() =>
        {
            Ok(Outcome::Different(
                "a number is finite; what is not is unknown",
            ))
        }
        (_, Err(Unknown::DivisionByZero)) if vector.is_open() => Ok(Outcome::Different(
            "what is divided by zero is unknown, measured or not; the rule abstains and says so",
        )),
        (_, Err(Unknown::Missing(_))) if input.dialect == "kinesis" => Ok(Outcome::Different(
            "a metric without datapoints is unknown, also where zeros happen to do no harm",
        )),
        (_, Err(unknown)) => Err(format!("expected {result}, came: {unknown}")),
        (_, Ok(value)) => same_result(result, &value)
            .and_then(|()| same_units(&right, &value))
            .and_then(|()| policy::asks_for_the_same(&input, &value))
            .map(|()| Outcome::Passed)
            .or_else(|wrong| as_text(&value).ok_or(wrong)),
    }
}

/// What Themis fails at and Auxo need not.
fn accepted(vector: &Vector, input: &Input) -> Result<Outcome, String> {
    if input.expr.contains("[\"nodes\"]") {
        return Ok(Outcome::Different(
            "a text in brackets names the same as a dot",
        ));
    }
    if input.expr.trim().contains('\n') {
        return Ok(Outcome::Different(
            "lines may break anywhere, as texts in YAML do",
        ));
    }
    if vector.is_open() && input.expr.contains("time_based") {
        return Ok(Outcome::Different(
            "a schedule is checked when it is saved, and cannot make an evaluation fail",
        ));
    }
    Err("expected an error".to_owned())
}

/// A text that reads as a number counts whatever the direction.
fn as_text(value: &Value<'_>) -> Option<Outcome> {
    let counts = matches!(value, Value::Text(_)) && units(value).is_some();
    counts.then_some(Outcome::Different(
        "a text that reads as a number counts in both directions; the policy is saved with a warning",
    ))
}

/// Whether the value is the same, and of the same type.
fn same_result(expected: &Json, value: &Value<'_>) -> Result<(), String> {
    let same = match (expected["type"].as_str(), value) {
        (Some("none"), Value::None) => true,
        (Some("bool"), Value::Boolean(truth)) => expected["value"] == json!(truth),
        (Some("string"), Value::Text(text)) => expected["value"] == json!(text),
        (Some("int"), Value::Number(Number::Integer(integer))) => {
            expected["value"] == json!(integer)
        }
        (Some("long"), Value::Number(number)) => {
            let long = expected["value"]
                .as_str()
                .and_then(|text| text.parse().ok());
            long.is_some_and(|long| near(long, number.to_float()))
        }
        (Some("float"), Value::Number(Number::Float(float))) => expected["value"]
            .as_f64()
            .is_some_and(|expected| near(expected, *float)),
        (Some("list" | "tuple"), Value::List(items)) => {
            let expected = expected["items"].as_array().map_or(&[][..], Vec::as_slice);
            expected.len() == items.len()
                && expected
                    .iter()
                    .zip(items)
                    .all(|(expected, item)| same_result(expected, item).is_ok())
        }
        _ => false,
    };
    if same {
        Ok(())
    } else {
        Err(format!("expected {expected}, came {value:?}"))
    }
}

/// What the engine does with the value, in either direction.
fn same_units(right: &Json, value: &Value<'_>) -> Result<(), String> {
    let came = units(value);
    let engines = [
        ("emr_upscale", "nodes"),
        ("emr_downscale", "nodes"),
        ("kinesis_upscale", "splits"),
        ("kinesis_downscale", "merges"),
    ];
    for (engine, unit) in engines {
        let Some(expected) = right.get(engine) else {
            continue;
        };
        let same = match expected.get(unit) {
            Some(expected) => *expected == json!(came.unwrap_or(0)),
            None => came.is_none(),
        };
        if !same {
            return Err(format!("{engine}: expected {expected}, came {came:?}"));
        }
    }
    Ok(())
}

/// What Python has and expressions do not, by what it looks like.
const NOT_IN_THE_LANGUAGE: [(&str, &str); 22] = [
    (
        " for ",
        "there are no comprehensions: refused when it is saved",
    ),
    (
        "lambda",
        "there are no functions of one's own: refused when it is saved",
    ),
    (
        "{",
        "there are no dictionaries, sets and formats of texts: refused when it is saved",
    ),
    (
        "\"%d\"",
        "there are no dictionaries, sets and formats of texts: refused when it is saved",
    ),
    (
        "`",
        "there is no text of a number: refused when it is saved",
    ),
    (
        "str(",
        "there is no text of a number: refused when it is saved",
    ),
    (
        "unicode(",
        "there is no text of a number: refused when it is saved",
    ),
    (
        "\"x\" *",
        "texts are joined and compared, not multiplied: refused when it is saved",
    ),
    (
        "|",
        "there are no operators on bits: refused when it is saved",
    ),
    (
        "^",
        "there are no operators on bits: refused when it is saved",
    ),
    (
        "<<",
        "there are no operators on bits: refused when it is saved",
    ),
    (" is 1", "`is` asks for None only: refused when it is saved"),
    ("any(", "other functions are refused when it is saved"),
    ("sorted(", "other functions are refused when it is saved"),
    ("map(", "other functions are refused when it is saved"),
    ("range(", "other functions are refused when it is saved"),
    ("dict(", "other functions are refused when it is saved"),
    ("reduce(", "other functions are refused when it is saved"),
    ("pow(", "other functions are refused when it is saved"),
    ("(1, 2) <", "lists have no order: refused when it is saved"),
    (
        "context.get(",
        "other functions are refused when it is saved",
    ),
    (
        "1e400",
        "a number is finite; one that is not is refused when it is saved",
    ),
];

fn refusal(vector: &Vector, input: &Input, refused: &Refused) -> Result<Outcome, String> {
    let right = vector.right();
    if right["result"]["type"] == "error" || right["preference"] == "rejected" {
        return Ok(Outcome::Passed);
    }
    if input.dialect == "emr-preference" {
        return Ok(Outcome::NotYet("preferences of groups and markets"));
    }
    if right["result"]["type"] == "object" {
        return Ok(Outcome::Different(
            "a group of names, or a function, is no value: refused when it is saved",
        ));
    }
    for (construct, reason) in NOT_IN_THE_LANGUAGE {
        if input.expr.contains(construct) {
            return Ok(Outcome::Different(reason));
        }
    }
    if refused.detail.starts_with("there is no `")
        && Tree::parse(&input.expr, Dialect::Themis).is_ok()
    {
        return Ok(Outcome::Different(
            "a name is looked up when it is saved, whether or not it is ever evaluated",
        ));
    }
    Err(format!("refused: {refused}"))
}

fn preference(vector: &Vector, value: Result<Value<'_>, Unknown>) -> Result<Outcome, String> {
    let texts = |value: &Value<'_>| match value {
        Value::Text(text) => Some(vec![text.to_string()]),
        Value::List(items) => items
            .iter()
            .map(|item| match item {
                Value::Text(text) => Some(text.to_string()),
                _ => None,
            })
            .collect(),
        _ => None,
    };
    let Ok(value) = value else {
        return Ok(Outcome::Different("without data there is no preference"));
    };
    match texts(&value) {
        None if vector.is_open() => Ok(Outcome::Different(
            "a preference is a text or a list of texts; others match nothing",
        )),
        preference if vector.right()["preference"] == json!(preference) => Ok(Outcome::Passed),
        preference => Err(format!("came {preference:?}")),
    }
}
