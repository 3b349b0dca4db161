//! Expressions: how many units to add or to remove, or how many there should be, calculated from
//! what is seen.
//!
//! Nothing is removed on missing data: a rule whose expression misses something abstains.

mod cluster;
mod document;
mod facts;
mod finding;
mod names;

use schemars::JsonSchema;

pub(super) use self::finding::Finding;
use self::{
    facts::Shown,
    finding::Outcome,
    names::{Samples, Seen, names},
};
use super::{Need, Opinion, Recommends};
use crate::{
    Capacity, DatePatterns, Missed, Period, View,
    expression::{Dialect, Expression as Formula, Facts, Refused, Unknown, units},
};

/// Calculates units with an expression.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(with = "document::Document")]
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

#[cfg(test)]
mod tests;
