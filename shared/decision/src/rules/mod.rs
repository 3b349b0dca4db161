//! Rules recommend. One file per rule; the list at the end is the register.

mod backlog;
mod catch_up;
mod cron;
mod expression;
mod external;
mod follow;
mod load_plus_online;
mod peak;
mod per_instance;
mod schedule;
mod step;
mod track;

mod entry;
mod need;
mod register;
mod rest;
mod verdict;

use std::fmt;

use deserr::Deserr;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(crate) use self::need::LONGEST_LOOKBACK;
use self::register::rules;
pub use self::{
    entry::Entry,
    need::{Fact, Need},
    verdict::{Opinion, Verdict},
};
use crate::{
    Bounds, Due, Missed, Period, Positive, View,
    policy::{MAX_NAME, Mistakes, Part},
};

/// What every rule file provides.
///
/// The rule derives `Clone, Debug, Deserr, JsonSchema`, with `#[deserr(error = Mistakes)]`; its
/// `Finding` derives `Clone, Debug, PartialEq, Serialize, Deserialize`.
trait Recommends {
    /// What the rule found, typed, and in words by its `Display`: lower case, no full stop, and not
    /// the capacity that is asked for, which the decision adds.
    type Finding: fmt::Display;

    /// Everything that it looks at.
    fn needs(&self) -> Vec<Need>;

    /// What it would like, and why.
    ///
    /// # Errors
    /// What it could not see: then it abstains.
    fn recommend(&self, view: &View<'_>) -> Result<(Opinion, Self::Finding), Missed>;

    /// The members that the rule names: those that ought to go first if it wants less.
    fn named(_finding: &Self::Finding) -> &[String] {
        &[]
    }

    /// What the rule will go on asking for.
    fn due(_finding: &Self::Finding) -> Option<&Due> {
        None
    }

    /// What rests if the change is made, by what it is known by in the state, and until when.
    fn rests(_finding: &Self::Finding) -> Vec<(&str, Timestamp)> {
        Vec::new()
    }

    /// When the opinion may change though nothing that it looks at does.
    fn until(&self, _view: &View<'_>) -> Option<Timestamp> {
        None
    }

    /// For how long, up to `most`, it can be taken to want no more than now, by what it watches has
    /// done lately; zero where nobody can tell. What time alone changes is up to `until`.
    fn calm(&self, _view: &View<'_>, _most: Period) -> Period {
        Period::ZERO
    }

    /// Whether more load never makes it want less capacity. A rule that cannot promise it says so.
    fn is_monotone(&self) -> bool {
        true
    }

    /// What does not fit the policy's bounds: field, and what is wrong.
    fn against(&self, _bounds: Bounds) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}

// The register: a line here, a `mod` above and a file of that name is a rule.
rules! {
    track: Track,
    step: Step,
    schedule: Schedule,
    cron: Cron,
    backlog: Backlog,
    catch_up: CatchUp,
    expression: Expression,
    peak: Peak,
    follow: Follow,
    external: External,
    per_instance: PerInstance,
    load_plus_online: LoadPlusOnline,
}

#[cfg(test)]
pub(crate) mod tests;
