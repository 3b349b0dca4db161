//! An expression rule as documents have it.

use deserr::{Deserr, ValuePointerRef};
use schemars::JsonSchema;

use super::{Change, Expression, names::names};
use crate::{
    DatePatterns, Period,
    expression::{Dialect, Expression as Formula, Kinds},
    policy::{
        Mistakes,
        schema::{apart, required},
    },
    rules::LONGEST_LOOKBACK,
};

#[derive(Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields)]
#[schemars(inline, extend(
    "anyOf" = [required("add"), required("remove"), required("to")],
    "allOf" = [apart(&["to"], &["add", "remove"])]
))]
pub(super) struct Document {
    /// An expression for how many units more.
    #[deserr(default)]
    #[schemars(extend("examples" = ["2 if now.hour < 8 else 0"]))]
    add: Option<String>,
    /// An expression for how many units less.
    #[deserr(default)]
    #[schemars(extend("examples" = ["1"]))]
    remove: Option<String>,
    /// An expression for the capacity in units, in place of `add` and `remove`.
    #[deserr(default)]
    #[schemars(extend("examples" = ["10"]))]
    to: Option<String>,
    /// What the operators mean.
    #[deserr(default)]
    #[schemars(extend("default" = "auxo"))]
    dialect: Dialect,
    /// What aggregates such as `.average` are over; at most `3h`.
    #[deserr(default = Period::minutes(5))]
    #[schemars(extend("default" = "5m", "examples" = ["10m"]))]
    over: Period,
    /// Date patterns with a number each, for `time_based.minimum.nodes(now)`.
    #[deserr(default)]
    time_based: Option<DatePatterns>,
}

impl Deserr<Mistakes> for Expression {
    fn deserialize_from_value<V: deserr::IntoValue>(
        value: deserr::Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        let document = Document::deserialize_from_value(value, location)?;
        let mut wrong = Mistakes::default();
        if LONGEST_LOOKBACK < document.over {
            let detail = format!("longer than {LONGEST_LOOKBACK}, the longest that is watched");
            wrong.note(location.push_key("over"), detail);
        }
        let mut read = |field: &str, text: Option<String>| {
            let formula = formula(&text?, document.dialect);
            wrong.sound(formula.map_err(|detail| Mistakes::at(location.push_key(field), detail)))
        };
        let by = document.add.is_some() || document.remove.is_some();
        let exact = document.to.is_some();
        let (add, remove) = (read("add", document.add), read("remove", document.remove));
        let change = match read("to", document.to) {
            Some(to) => Change::To(to),
            None => Change::By { add, remove },
        };
        if by == exact {
            let detail = "expected `to`, or one or both of `add` and `remove`";
            wrong.note(location, detail);
        }
        wrong.or(Self {
            change,
            dialect: document.dialect,
            over: document.over,
            time_based: document.time_based,
        })
    }
}

/// An expression whose value is a number of units.
fn formula(text: &str, dialect: Dialect) -> Result<Formula, String> {
    let formula =
        Formula::compile(text, dialect, names(dialect)).map_err(|wrong| wrong.to_string())?;
    let expected = match dialect {
        Dialect::Auxo => Kinds::NUMBERS,
        // A text counts if it reads as a number.
        Dialect::Themis => Kinds::NUMBERS.or(Kinds::TEXT),
    };
    if formula.kinds().always_in(expected) {
        Ok(formula)
    } else {
        Err(format!(
            "expected a number of units, found {}",
            formula.kinds()
        ))
    }
}
