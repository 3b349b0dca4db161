//! Expressions: how many units to add or to remove, or how many there should be, calculated from
//! what is seen.
//!
//! Nothing is removed on missing data: a rule whose expression misses something abstains.

mod cluster;
mod facts;
mod names;

use std::fmt;

use deserr::{Deserr, ValuePointerRef};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::{
    facts::Shown,
    names::{Samples, Seen, names},
};
use super::{Need, Opinion, Recommends};
use crate::{
    Capacity, DatePatterns, Missed, Period, View,
    expression::{Dialect, Expression as Formula, Facts, Kinds, Refused, Unknown, units},
    policy::{
        Mistakes,
        schema::{apart, required},
    },
};

/// Every tick asks for the whole time again, of all targets at once.
const LONGEST: Period = Period::minutes(180);

/// Calculates units with an expression.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(with = "Document")]
pub struct Expression {
    change: Change,
    dialect: Dialect,
    /// What aggregates such as `.average` are over.
    over: Period,
    time_based: Option<DatePatterns>,
}

impl Expression {
    /// What is legal and probably not meant, with its field.
    pub(crate) fn doubts(&self) -> impl Iterator<Item = (&'static str, &Refused)> {
        self.formulas()
            .flat_map(|(field, formula)| formula.doubts().iter().map(move |doubt| (field, doubt)))
    }

    /// What `time_based.minimum.nodes(now)` is by.
    pub(crate) fn time_based(&self) -> Option<&DatePatterns> {
        self.time_based.as_ref()
    }
}

#[derive(Clone, Debug)]
enum Change {
    By {
        add: Option<Formula>,
        remove: Option<Formula>,
    },
    To(Formula),
}

#[derive(Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields)]
#[schemars(inline, extend(
    "anyOf" = [required("add"), required("remove"), required("to")],
    "allOf" = [apart(&["to"], &["add", "remove"])]
))]
struct Document {
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
        if LONGEST < document.over {
            let detail = format!("longer than {LONGEST}, the longest that is watched");
            wrong
                .0
                .extend(Mistakes::at(location.push_key("over"), detail).0);
        }
        let mut read = |field: &str, text: Option<String>| {
            let formula = formula(&text?, document.dialect)
                .map_err(|detail| Mistakes::at(location.push_key(field), detail));
            formula.map_err(|mistakes| wrong.0.extend(mistakes.0)).ok()
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
            wrong.0.extend(Mistakes::at(location, detail).0);
        }
        if !wrong.0.is_empty() {
            return Err(wrong);
        }
        Ok(Self {
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

/// What the expressions gave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    #[serde(flatten)]
    outcome: Outcome,
    /// A window has gaps: then less is not asked for, because what was not seen may be a peak.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    gaps: bool,
    /// What the names stood for, in the order of the text.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    seen: Vec<(String, f64)>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Add(u32),
    Remove(u32),
    To(u32),
    /// There is a value that cannot be calculated, and why.
    Unknown(String),
}

impl Recommends for Expression {
    type Finding = Finding;

    fn needs(&self) -> Vec<Need> {
        let slots = self.formulas().flat_map(|(field, formula)| {
            let slots = formula.slots().into_iter();
            slots.map(move |slot| (field, slot))
        });
        let need = |(field, slot)| match *names(self.dialect).fact(slot)? {
            Seen::Samples(Samples { metric, window, .. }) => Some(Need::Samples {
                field,
                metric,
                lookback: window.unwrap_or(self.over),
            }),
            Seen::OfShard(Samples { metric, window, .. }) => Some(Need::SamplesOfEach {
                field,
                metric,
                lookback: window.unwrap_or(self.over),
            }),
            Seen::Cluster(fact) => cluster::has_to_be_shown(fact).then_some(Need::Nodes { field }),
            Seen::Capacity => None,
        };
        slots.filter_map(need).collect()
    }

    /// It may be anything.
    fn is_monotone(&self) -> bool {
        false
    }

    fn recommend(&self, view: &View<'_>) -> Result<(Opinion, Finding), Missed> {
        let shown = Shown {
            view,
            names: names(self.dialect),
            over: self.over,
            time_based: self.time_based.as_ref(),
        };
        let current = view.observation.capacity;
        let outcome = match self.outcome(&shown, least(view) < current) {
            Ok(outcome) => outcome,
            Err(Unknown::Missing(slot)) => return Err(shown.missed(slot)),
            Err(unknown) => Outcome::Unknown(unknown.to_string()),
        };
        let seen = self.seen(&shown);
        let mut slots = self.formulas().flat_map(|(_, formula)| formula.slots());
        let gaps = slots.any(|slot| shown.has_gaps(slot));
        let opinion = match self.opinion(&outcome, current) {
            Opinion::Wants(less) if gaps && less < current => Opinion::Wants(current),
            opinion => opinion,
        };
        let finding = Finding {
            outcome,
            gaps,
            seen,
        };
        Ok((opinion, finding))
    }
}

impl Expression {
    /// Each expression with its field.
    fn formulas(&self) -> impl Iterator<Item = (&'static str, &Formula)> {
        let all = match &self.change {
            Change::By { add, remove } => [("add", add.as_ref()), ("remove", remove.as_ref())],
            Change::To(to) => [("to", Some(to)), ("to", None)],
        };
        all.into_iter()
            .filter_map(|(field, formula)| Some((field, formula?)))
    }

    fn outcome(&self, shown: &Shown<'_>, can_be_less: bool) -> Result<Outcome, Unknown> {
        let units_of = |formula: &Formula| {
            let value = formula.evaluate(shown)?;
            units(&value).ok_or(Unknown::NotANumber)
        };
        let (add, remove) = match &self.change {
            Change::To(to) => return units_of(to).map(Outcome::To),
            Change::By { add, remove } => (add.as_ref(), remove.as_ref()),
        };
        // What would ask for more and is not known forbids less.
        let added = add.map_or(Ok(0), units_of).map(Outcome::Add)?;
        let removed = remove.map_or(Ok(0), units_of).map(Outcome::Remove);
        let adds = matches!(added, Outcome::Add(1..));
        let removes = matches!(removed, Ok(Outcome::Remove(1..)));
        // More goes before less, but with Themis it was the other way round, if less was possible.
        let removes_first = self.dialect == Dialect::Themis && removes && can_be_less;
        if adds && !removes_first {
            return Ok(added);
        }
        removed
    }

    /// What the names in the expressions stand for.
    fn seen(&self, shown: &Shown<'_>) -> Vec<(String, f64)> {
        let mut seen: Vec<(String, f64)> = Vec::new();
        for slot in self.formulas().flat_map(|(_, formula)| formula.slots()) {
            let value = shown.value(slot).and_then(|value| value.number().ok());
            let name = shown.names.spelled(slot);
            if let (Some(name), Some(value)) = (name, value)
                && seen.iter().all(|(known, _)| *known != name)
            {
                seen.push((name.into_owned(), value.to_float()));
            }
        }
        seen
    }

    fn opinion(&self, outcome: &Outcome, current: Capacity) -> Opinion {
        let wants = |units: u32| Opinion::Wants(Capacity(units).min(Capacity::MAX));
        match outcome {
            Outcome::Unknown(_) => Opinion::Abstains,
            Outcome::To(exact) => wants(*exact),
            Outcome::Add(0) | Outcome::Remove(0) => match self.change {
                // One that never removes has nothing against less.
                Change::By { remove: None, .. } => Opinion::Content,
                _ => Opinion::Wants(current),
            },
            Outcome::Add(more) => wants(current.0.saturating_add(*more)),
            Outcome::Remove(less) => wants(current.0.saturating_sub(*less)),
        }
    }
}

/// The least that a target of this kind can have.
fn least(view: &View<'_>) -> Capacity {
    let target = view.observation.target.as_ref();
    Capacity(target.map_or(0, |target| *target.kind.possible().start()))
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.outcome {
            Outcome::Add(0) | Outcome::Remove(0) => {
                f.write_str("the expression asks for nothing")?
            }
            Outcome::Add(more) => write!(f, "the expression asks for {more} more")?,
            Outcome::Remove(less) => write!(f, "the expression asks for {less} less")?,
            Outcome::To(exact) => write!(f, "the expression asks for {exact}")?,
            Outcome::Unknown(why) => write!(f, "the expression has no value: {why}")?,
        }
        for (index, (name, value)) in self.seen.iter().enumerate() {
            let before = if index == 0 { ": " } else { ", " };
            // More digits say nothing.
            let value = (value * 1e4).round() / 1e4;
            write!(f, "{before}{name} is {value}")?;
        }
        let held = self.gaps && matches!(self.outcome, Outcome::Remove(1..) | Outcome::To(_));
        f.write_str(if held {
            "; with gaps, and missing data never scales in"
        } else {
            ""
        })
    }
}

#[cfg(test)]
mod tests;
