//! Rules recommend. One file per rule; the list below is the register.

use std::fmt;

use deserr::Deserr;
use serde::{Deserialize, Serialize};

use crate::{
    Bounds, Capacity, Gap, Metric, Period, View,
    policy::{Mistake, Mistakes},
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
    pub opinion: Opinion,
    pub finding: Finding,
}

/// What every rule file provides.
trait Recommends {
    /// What the rule found, typed, and in words by its `Display`.
    type Finding: fmt::Display;

    fn recommend(&self, view: &View<'_>) -> (Opinion, Self::Finding);
    /// What it looks at, if anything.
    fn metric(&self) -> Option<Metric>;
    /// How far back it looks.
    fn lookback(&self) -> Period;
    /// What does not fit the policy's bounds: field, and what is wrong.
    fn against(&self, _bounds: Bounds) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}

macro_rules! rules {
    ($($module:ident: $Rule:ident),+ $(,)?) => {
        $(mod $module; pub use $module::$Rule;)+

        /// One rule of a policy.
        #[derive(Clone, Debug)]
        pub enum Rule { $($Rule($Rule)),+ }

        /// What a rule found, with its numbers.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Finding {
            $($Rule($module::Finding),)+
            /// The rule could not see what it watches.
            Missing { metric: Metric, #[serde(flatten)] gap: Gap },
        }

        impl fmt::Display for Finding {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$Rule(finding) => finding.fmt(f),)+
                    Self::Missing { metric, gap } => write!(f, "{metric} {gap}"),
                }
            }
        }

        impl Rule {
            /// Every name that a document can use.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($module)),+];

            /// As documents spell it.
            #[must_use]
            pub fn name(&self) -> &'static str {
                match self { $(Self::$Rule(_) => stringify!($module)),+ }
            }

            #[must_use]
            pub fn recommend(&self, view: &View<'_>) -> Verdict {
                let missing = self.metric().and_then(|metric| {
                    view.samples(metric).err().map(|gap| Finding::Missing { metric, gap })
                });
                if let Some(finding) = missing {
                    return Verdict { opinion: Opinion::Abstains, finding };
                }
                match self {
                    $(Self::$Rule(rule) => {
                        let (opinion, finding) = rule.recommend(view);
                        Verdict { opinion, finding: Finding::$Rule(finding) }
                    })+
                }
            }

            #[must_use]
            pub fn metric(&self) -> Option<Metric> {
                match self { $(Self::$Rule(rule) => rule.metric()),+ }
            }

            #[must_use]
            pub fn lookback(&self) -> Period {
                match self { $(Self::$Rule(rule) => rule.lookback()),+ }
            }

            fn fields_against(&self, bounds: Bounds) -> Vec<(&'static str, String)> {
                match self { $(Self::$Rule(rule) => rule.against(bounds)),+ }
            }
        }

        /// A rule as documents have it: an object with one field, named for the rule.
        #[derive(Debug, Deserr)]
        #[deserr(error = Mistakes, deny_unknown_fields)]
        pub(crate) struct Document {
            $(#[deserr(default)] $module: Option<$Rule>,)+
        }

        impl Document {
            fn given(self) -> Vec<Rule> {
                [$(self.$module.map(Rule::$Rule)),+].into_iter().flatten().collect()
            }
        }
    };
}

// The register: a line here and a file of that name is a rule.
rules! {
    track: Track,
    step: Step,
    schedule: Schedule,
}

impl Rule {
    /// What does not fit the policy's bounds, with `at` as the place of the rule.
    pub(crate) fn against(&self, bounds: Bounds, at: &str) -> Vec<Mistake> {
        let place = |field| format!("{at}/{}/{field}", self.name());
        let wrong = self.fields_against(bounds).into_iter();
        wrong
            .map(|(field, detail)| Mistake {
                pointer: place(field),
                detail,
            })
            .collect()
    }
}

impl Document {
    /// The one rule of the document.
    pub(crate) fn only_one(self, at: &str, mistakes: &mut Vec<Mistake>) -> Option<Rule> {
        let mut given = self.given();
        if given.len() == 1 {
            return given.pop();
        }
        let detail = format!(
            "expected one rule, found {}; rules are: {}",
            given.len(),
            Rule::NAMES.join(", ")
        );
        mistakes.push(Mistake {
            pointer: at.to_owned(),
            detail,
        });
        None
    }
}

#[cfg(test)]
pub(crate) mod tests;
