//! A backlog rule as documents have it.

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use schemars::JsonSchema;

use super::{Backlog, counted::Counted, takes::Takes};
use crate::{
    Period, Positive,
    policy::{
        Mistakes,
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
    #[schemars(with = "Watched", extend("examples" = ["containers_pending"]))]
    waiting: Counted,
    /// What counts the work that is under way. Default: none.
    #[deserr(default)]
    #[schemars(with = "Option<Watched>", extend("examples" = ["containers_allocated"]))]
    running: Option<Counted>,
    #[deserr(default)]
    per_unit: Option<Takes>,
    /// How much one unit gets done in a second; with `within`, in place of `per_unit`.
    #[deserr(default)]
    #[schemars(extend("examples" = [0.5]))]
    served_per_unit: Option<Positive>,
    /// The time in which what waits is to be done.
    #[deserr(default)]
    within: Option<Period>,
    /// The share of the work for which there is to be room; more than 1 is a reserve.
    #[deserr(default = Positive::ONE)]
    #[schemars(extend("default" = 1.0, "examples" = [0.8]))]
    factor: Positive,
    /// Whether the units for what waits come on top of what there is.
    #[deserr(default)]
    #[schemars(extend("default" = false))]
    added: bool,
}

impl Deserr<Mistakes> for Backlog {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        let document = Document::deserialize_from_value(value, location)?;
        let mut wrong = Mistakes::default();
        if document.within == Some(Period::ZERO) {
            wrong.note(location.push_key("within"), "expected more than no time");
        }
        if document.added && document.running.is_some() {
            let detail = "what runs is counted already where what waits is `added`";
            wrong.note(location.push_key("running"), detail);
        }
        let takes = match (document.per_unit, document.served_per_unit, document.within) {
            (Some(takes), None, None) => Some(takes),
            (None, Some(served), Some(within)) => Some(Takes::Number(
                served.number() * f64::from(within.as_seconds()),
            )),
            _ => None,
        };
        let Some(takes) = takes else {
            let detail = "expected `per_unit`, or both `served_per_unit` and `within`";
            wrong.note(location, detail);
            return Err(wrong);
        };
        wrong.or(Self {
            waiting: document.waiting,
            running: document.running,
            takes,
            factor: document.factor,
            added: document.added,
        })
    }
}
