//! What follows from the register of rules: the types that are one of them all, and the dispatch.

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

            /// What the rule will go on asking for.
            pub(crate) fn due(&self) -> Option<&Due> {
                match self {
                    $(Self::$Rule(finding) => $Rule::due(finding),)+
                    Self::Missing(_) => None,
                }
            }

            /// What rests if the change is made, by what it is known by in the state, and until
            /// when.
            pub(crate) fn rests(&self) -> Vec<(&str, Timestamp)> {
                match self {
                    $(Self::$Rule(finding) => $Rule::rests(finding),)+
                    Self::Missing(_) => Vec::new(),
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

            /// For how long, up to `most`, the rule can be taken to want no more than now.
            pub(crate) fn calm(&self, view: &View<'_>, most: Period) -> Period {
                match self { $(Self::$Rule(rule) => rule.calm(view, most)),+ }
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
            #[deserr(default = Positive::ONE)]
            #[schemars(extend("default" = 1, "examples" = [2, 0.5]))]
            weight: Positive,
        }

        impl Document {
            fn given(&mut self) -> Vec<Part<Rule>> {
                let parts = [$(self.$module.take().map(|part| part.map(Rule::$Rule))),+];
                parts.into_iter().flatten().collect()
            }
        }
    };
}

pub(super) use rules;
