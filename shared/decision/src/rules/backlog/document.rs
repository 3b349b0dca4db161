//! A backlog rule as documents have it.

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use schemars::JsonSchema;

use super::{Backlog, Takes};
use crate::{
    Period, Unit,
    policy::{
        Mistakes, kind_in_words,
        schema::{apart, required},
    },
    watched::Watched,
};

#[derive(Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields)]
#[schemars(inline, extend(
    "oneOf" = [required("per_unit"), {"required": ["served_per_unit", "within"]}],
    "allOf" = [apart(&["per_unit"], &["served_per_unit", "within"])]
))]
pub(super) struct Document {
    /// What counts the work that waits.
    #[schemars(extend("examples" = ["containers_pending"]))]
    waiting: Watched,
    /// What counts the work that is under way. Default: none.
    #[deserr(default)]
    #[schemars(extend("examples" = ["containers_allocated"]))]
    running: Option<Watched>,
    #[deserr(default)]
    per_unit: Option<Takes>,
    /// How much one unit gets done in a second; with `within`, in place of `per_unit`.
    #[deserr(default)]
    #[schemars(extend("exclusiveMinimum" = 0, "examples" = [0.5]))]
    served_per_unit: Option<f64>,
    /// The time in which what waits is to be done.
    #[deserr(default)]
    within: Option<Period>,
    /// The share of the work for which there is to be room; more than 1 is a reserve.
    #[deserr(default = 1.0)]
    #[schemars(extend("exclusiveMinimum" = 0, "default" = 1.0, "examples" = [0.8]))]
    factor: f64,
    /// Whether the units for what waits come on top of what there is.
    #[deserr(default)]
    #[schemars(extend("default" = false))]
    added: bool,
}

impl Deserr<Mistakes> for Takes {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        if let Value::String(_) = value {
            return Watched::deserialize_from_value(value, location).map(Self::Held);
        }
        let found = kind_in_words(value.kind());
        let expected = format!("expected a number or a metric's name, found {found}");
        f64::deserialize_from_value(value, location)
            .map(Self::Number)
            .map_err(|_: Mistakes| Mistakes::at(location, expected))
    }
}

impl Deserr<Mistakes> for Backlog {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        let document = Document::deserialize_from_value(value, location)?;
        let mut wrong = Mistakes::default();
        let mut note = |field: &str, detail: String| {
            let mistake = Mistakes::at(location.push_key(field), detail);
            wrong.0.extend(mistake.0);
        };
        let held = match &document.per_unit {
            Some(Takes::Held(metric)) => Some(metric),
            _ => None,
        };
        let counted = [
            ("waiting", Some(&document.waiting)),
            ("running", document.running.as_ref()),
            ("per_unit", held),
        ];
        for (field, watched) in counted {
            if let Some(other) = watched.filter(|watched| watched.unit() != Unit::Count) {
                let unit = other.unit().name();
                let detail = format!("expected a metric that counts; `{other}` is in {unit}");
                note(field, detail);
            }
        }
        let numbers = [
            ("factor", Some(document.factor)),
            ("served_per_unit", document.served_per_unit),
            (
                "per_unit",
                document.per_unit.as_ref().and_then(Takes::number),
            ),
        ];
        for (field, number) in numbers {
            if number.is_some_and(|number| !(number.is_finite() && 0.0 < number)) {
                note(field, "expected more than 0".to_owned());
            }
        }
        if document.within == Some(Period::ZERO) {
            note("within", "expected more than no time".to_owned());
        }
        if document.added && document.running.is_some() {
            let detail = "what runs is counted already where what waits is `added`".to_owned();
            note("running", detail);
        }
        let takes = match (document.per_unit, document.served_per_unit, document.within) {
            (Some(takes), None, None) => Ok(takes),
            (None, Some(served), Some(within)) => {
                Ok(Takes::Number(served * f64::from(within.as_seconds())))
            }
            _ => Err("expected `per_unit`, or both `served_per_unit` and `within`"),
        };
        match takes {
            Ok(takes) if wrong.0.is_empty() => Ok(Self {
                waiting: document.waiting,
                running: document.running,
                takes,
                factor: document.factor,
                added: document.added,
            }),
            takes => {
                let other = takes.err().map(|detail| Mistakes::at(location, detail));
                wrong.0.extend(other.into_iter().flat_map(|other| other.0));
                Err(wrong)
            }
        }
    }
}
