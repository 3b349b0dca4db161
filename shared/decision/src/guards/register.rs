//! What follows from the register of guards: the types that are one of them all, the settings, and
//! the dispatch.

macro_rules! guards {
    (
        in order { $($module:ident: $Guard:ident),* $(,)? }
        per direction { $($directed:ident),* $(,)? }
        per target { $($targeted:ident),* $(,)? }
    ) => {
        /// Every guard, in the order in which they are asked.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Guard { $($Guard),* }

        impl Guard {
            pub const ALL: &'static [Self] = &[$(Self::$Guard),*];

            /// As documents and records spell it.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$Guard => stringify!($module)),* }
            }

            fn ask(self, context: &Context<'_>, proposed: Capacity) -> Option<(Capacity, Word)> {
                match self {
                    $(Self::$Guard => {
                        let (after, word) = $module::restrain(context, proposed)?;
                        Some((after, Word::$Guard(word)))
                    })*
                }
            }
        }

        /// What a guard says, with its numbers.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Word { $($Guard($module::Word)),* }

        impl Word {
            pub(super) fn until(&self) -> Option<Timestamp> {
                match self { $(Self::$Guard(word) => word.until()),* }
            }

            pub(super) fn lacks_members(&self) -> bool {
                match self { $(Self::$Guard(word) => word.lacks_members()),* }
            }

            /// Whether another word says the same, numbers aside.
            #[must_use]
            pub fn is_like(&self, other: &Self) -> bool {
                match (self, other) {
                    $((Self::$Guard(one), Self::$Guard(other)) => {
                        mem::discriminant(one) == mem::discriminant(other)
                    })*
                    _ => false,
                }
            }
        }

        impl fmt::Display for Word {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self { $(Self::$Guard(word) => word.fmt(f)),* }
            }
        }

        /// The settings of one direction. What is left out has the guard's default.
        #[derive(Clone, Debug, Default, Deserr, JsonSchema)]
        #[deserr(error = Mistakes, deny_unknown_fields)]
        #[schemars(rename = "Direction")]
        pub(crate) struct DirectionSettings {
            $(#[deserr(default)] pub(crate) $directed: Option<$directed::Setting>,)*
        }

        impl DirectionSettings {
            /// Those that are set, by their fields.
            fn set(&self) -> impl Iterator<Item = (&'static str, &dyn Sets)> {
                let all = [$((stringify!($directed), self.$directed.as_ref().map(|set| set as _))),*];
                all.into_iter().filter_map(|(field, set)| Some((field, set?)))
            }
        }

        /// The settings of all guards.
        #[derive(Clone, Debug, Default, Deserr, JsonSchema)]
        #[deserr(error = Mistakes, deny_unknown_fields, validate = settings::checked -> Mistakes)]
        #[schemars(rename = "Guards")]
        pub struct Settings {
            /// What restrains having more.
            #[deserr(default)]
            #[schemars(extend("default" = {}))]
            pub(crate) scale_out: DirectionSettings,
            /// What restrains having less.
            #[deserr(default)]
            #[schemars(extend("default" = {}))]
            pub(crate) scale_in: DirectionSettings,
            $(#[deserr(default)] pub(crate) $targeted: Option<$targeted::Setting>,)*
        }

        impl Settings {
            /// Those that are set and belong to no direction, by their fields.
            fn set(&self) -> impl Iterator<Item = (&'static str, &dyn Sets)> {
                let all = [$((stringify!($targeted), self.$targeted.as_ref().map(|set| set as _))),*];
                all.into_iter().filter_map(|(field, set)| Some((field, set?)))
            }
        }
    };
}

pub(super) use guards;
