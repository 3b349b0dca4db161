//! Rules recommend. One file per rule; the list at the end is the register.

mod backlog;
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
    Bounds, Due, Missed, View,
    combine::Weight,
    policy::{MAX_NAME, Mistakes, Part},
};

/// What a rule would like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Opinion {
    /// This capacity, neither more nor less.
    Wants(Capacity),
    /// Not more than there is; less is up to the others.
    Content,
    /// Nothing about load: bounds to keep to now.
    Limits {
        floor: Option<Capacity>,
        cap: Option<Capacity>,
    },
    /// The rule watches load and cannot see it.
    Abstains,
}

/// An opinion with what it rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// The name that the policy gave the rule.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
    /// The group in which it was combined first.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub group: Option<String>,
    pub opinion: Opinion,
    pub finding: Finding,
    /// Recorded, not counted.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub shadow: bool,
    /// When the opinion may change though nothing else does.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub until: Option<Timestamp>,
}

impl Verdict {
    /// It counts, watches load and cannot see it; and not only because capacity has just changed.
    #[must_use]
    pub fn is_blind(&self) -> bool {
        let settling = matches!(
            self.finding,
            Finding::Missing(Missed {
                gap: Gap::BeforeChange { .. },
                ..
            })
        );
        self.opinion == Opinion::Abstains && !self.shadow && !settling
    }
}

/// Something that a rule has to be shown.
#[derive(Clone, Debug, PartialEq)]
pub enum Need {
    /// The samples of a metric, so far back. `field` names the metric in the rule's document.
    Samples {
        field: &'static str,
        metric: Metric,
        lookback: Period,
    },
    /// The same of every member by itself.
    SamplesOfEach {
        field: &'static str,
        metric: Metric,
        lookback: Period,
    },
    /// What is known of a cluster's nodes together. `field` names it in the rule's document.
    Nodes { field: &'static str },
    /// Something about every member that is not measured; `guard` looks at it.
    Members { guard: Guard, fact: Fact },
    /// What the rules needed at most in so long a time.
    Peak { over: Period },
    /// How another target stands.
    CapacityOf(TargetId),
    /// What another system pushed.
    Pushed { source: String },
}

/// What is to be known of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    Since,
    Stage,
    Work,
}

impl Need {
    /// The metric, and its field in the rule's document.
    #[must_use]
    pub fn metric(&self) -> Option<(&'static str, Metric)> {
        match self {
            Self::Samples { field, metric, .. } | Self::SamplesOfEach { field, metric, .. } => {
                Some((*field, *metric))
            }
            Self::Nodes { .. }
            | Self::Members { .. }
            | Self::Peak { .. }
            | Self::CapacityOf(_)
            | Self::Pushed { .. } => None,
        }
    }

    pub(crate) fn lookback(&self) -> Option<Period> {
        match self {
            Self::Samples { lookback, .. } | Self::SamplesOfEach { lookback, .. } => {
                Some(*lookback)
            }
            Self::Nodes { .. }
            | Self::Members { .. }
            | Self::Peak { .. }
            | Self::CapacityOf(_)
            | Self::Pushed { .. } => None,
        }
    }
}

/// What every rule file provides.
///
/// The rule derives `Clone, Debug, Deserr, JsonSchema`, with `#[deserr(error = Mistakes)]`; its
/// `Finding` derives `Clone, Debug, PartialEq, Serialize, Deserialize`.
trait Recommends {
    /// What the rule found, typed, and in words by its `Display`.
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

    /// Whether more load never makes it want less capacity. A rule that cannot promise it says so.
    fn is_monotone(&self) -> bool {
        true
    }

    /// What does not fit the policy's bounds: field, and what is wrong.
    fn against(&self, _bounds: Bounds) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}

macro_rules! rules {
    ($($module:ident: $Rule:ident),+ $(,)?) => {
        $(pub use $module::$Rule;)+

        /// One way to come to an opinion.
        #[derive(Clone, Debug)]
        pub enum Rule { $($Rule($Rule)),+ }

        /// What a rule found, with its numbers.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Finding {
            $($Rule($module::Finding),)+
            /// The rule could not see what it watches.
            Missing(Missed),
        }

        impl fmt::Display for Finding {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$Rule(finding) => finding.fmt(f),)+
                    Self::Missing(missed) => missed.fmt(f),
                }
            }
        }

        impl Finding {
            /// The members that the rule names: those that ought to go first if it wants less.
            pub(crate) fn named(&self) -> &[String] {
                match self {
                    $(Self::$Rule(finding) => $Rule::named(finding),)+
                    Self::Missing(_) => &[],
                }
            }
        }

        impl Rule {
            /// Every name that a document can use.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($module)),+];

            /// As documents spell it.
            #[must_use]
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$Rule(_) => stringify!($module)),+ }
            }

            /// Everything that the rule looks at.
            #[must_use]
            pub fn needs(&self) -> Vec<Need> {
                match self { $(Self::$Rule(rule) => rule.needs()),+ }
            }

            /// Whether more load never makes it want less capacity.
            #[must_use]
            pub fn is_monotone(&self) -> bool {
                match self { $(Self::$Rule(rule) => rule.is_monotone()),+ }
            }

            fn opinion(&self, view: &View<'_>) -> Result<(Opinion, Finding), Missed> {
                match self {
                    $(Self::$Rule(rule) => {
                        let (opinion, finding) = rule.recommend(view)?;
                        Ok((opinion, Finding::$Rule(finding)))
                    })+
                }
            }

            fn until(&self, view: &View<'_>) -> Option<Timestamp> {
                match self { $(Self::$Rule(rule) => rule.until(view)),+ }
            }

            fn fields_against(&self, bounds: Bounds) -> Vec<(&'static str, String)> {
                match self { $(Self::$Rule(rule) => rule.against(bounds)),+ }
            }
        }

        /// A rule as documents have it: an object with one field that is named for the rule, and
        /// perhaps some that say what part it has beside the others.
        #[derive(Debug, Deserr, JsonSchema)]
        #[deserr(error = Mistakes, deny_unknown_fields)]
        #[schemars(
            rename = "Rule",
            description = "One rule, and what part it has beside the others.",
            extend("oneOf" = [$({"required": [stringify!($module)]}),+])
        )]
        pub(crate) struct Document {
            $(#[deserr(default)] $module: Option<Part<$Rule>>,)+
            /// What the records call the rule; by default they name its kind.
            #[deserr(default)]
            #[schemars(length(min = 1, max = MAX_NAME), extend("examples" = ["lag"]))]
            name: Option<String>,
            /// Whether the rule is only recorded and does not count.
            #[deserr(default)]
            #[schemars(extend("default" = false))]
            shadow: bool,
            /// The group of `groups` in which it is combined before the others; by default none.
            #[deserr(default)]
            #[schemars(extend("examples" = ["load"]))]
            group: Option<String>,
            /// How much it counts in the mean of its group.
            #[deserr(default)]
            weight: Option<Weight>,
        }

        impl Document {
            fn given(&mut self) -> Vec<Part<Rule>> {
                let parts = [$(self.$module.take().map(|part| part.map(Rule::$Rule))),+];
                parts.into_iter().flatten().collect()
            }
        }
    };
}

// The register: a line here, a `mod` above and a file of that name is a rule.
rules! {
    track: Track,
    step: Step,
    schedule: Schedule,
    cron: Cron,
    backlog: Backlog,
    expression: Expression,
    peak: Peak,
    follow: Follow,
    external: External,
    per_instance: PerInstance,
    load_plus_online: LoadPlusOnline,
}

#[cfg(test)]
pub(crate) mod tests;
