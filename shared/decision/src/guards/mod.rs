//! Guards restrain. One file per guard; the list below is the register, in the order in which
//! they are asked.

use std::fmt;

use deserr::Deserr;
use serde::{Deserialize, Serialize};

use crate::{
    Bounds, Capacity, Direction, Period, Policy, Readiness, Recommendations, ScalingState,
    policy::Mistakes,
};
use jiff::Timestamp;

/// What a guard may look at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'a> {
    pub(crate) policy: &'a Policy,
    pub(crate) current: Capacity,
    pub(crate) readiness: Readiness,
    /// The recommendation is the rest of a scale-out that was let through before.
    pub(crate) on_the_way: bool,
    /// The bounds in force now.
    pub(crate) bounds: Bounds,
    pub(crate) state: &'a ScalingState,
    /// What the rules have recommended lately, this time included.
    pub(crate) recommendations: &'a Recommendations,
    pub(crate) now: Timestamp,
}

/// What one guard did to a recommendation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Restraint {
    pub guard: Guard,
    pub before: Capacity,
    pub after: Capacity,
    /// `None`: the guard had nothing to restrain, because nothing was to be changed.
    pub word: Option<Word>,
}

macro_rules! guards {
    (
        per direction { $($directed:ident: $Directed:ident),* $(,)? }
        always { $($always:ident: $Always:ident),* $(,)? }
        per target { $($targeted:ident: $Targeted:ident),* $(,)? }
    ) => {
        $(mod $directed;)* $(mod $always;)* $(mod $targeted;)*

        /// Every guard, in the order in which they are asked.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Guard { $($Directed,)* $($Always,)* $($Targeted,)* }

        impl Guard {
            /// As documents and records spell it.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$Directed => stringify!($directed),)*
                    $(Self::$Always => stringify!($always),)*
                    $(Self::$Targeted => stringify!($targeted),)*
                }
            }

            pub const ALL: &'static [Self] =
                &[$(Self::$Directed,)* $(Self::$Always,)* $(Self::$Targeted,)*];
        }

        /// What a guard says, with its numbers.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Word {
            $($Directed($directed::Word),)*
            $($Always($always::Word),)*
            $($Targeted($targeted::Word),)*
        }

        impl fmt::Display for Word {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$Directed(word) => word.fmt(f),)*
                    $(Self::$Always(word) => word.fmt(f),)*
                    $(Self::$Targeted(word) => word.fmt(f),)*
                }
            }
        }

        /// The settings of one direction. What is left out has the guard's default.
        #[derive(Clone, Debug, Default, Deserr)]
        #[deserr(error = Mistakes, deny_unknown_fields)]
        pub(crate) struct DirectionSettings {
            $(#[deserr(default)] pub(crate) $directed: Option<$directed::Setting>,)*
        }

        /// The settings of all guards.
        #[derive(Clone, Debug, Default, Deserr)]
        #[deserr(error = Mistakes, deny_unknown_fields)]
        pub struct Settings {
            #[deserr(default)]
            pub(crate) scale_out: DirectionSettings,
            #[deserr(default)]
            pub(crate) scale_in: DirectionSettings,
            $(#[deserr(default)] pub(crate) $targeted: Option<$targeted::Setting>,)*
        }

        /// Asks every guard in turn.
        pub(crate) fn restrain(
            context: &Context<'_>,
            recommended: Capacity,
        ) -> (Capacity, Vec<Restraint>) {
            let mut restraints = Vec::with_capacity(Guard::ALL.len());
            let mut desired = recommended;
            $(
                let direction = Direction::of(context.current, desired);
                let word = direction.map(|direction| {
                    let settings = context.policy.guards.of(direction);
                    let setting = settings.$directed.as_ref();
                    $directed::restrain(setting, direction, context, desired)
                });
                note(&mut restraints, Guard::$Directed, &mut desired, word, Word::$Directed);
            )*
            $(
                let word = Some($always::restrain(context, desired));
                note(&mut restraints, Guard::$Always, &mut desired, word, Word::$Always);
            )*
            $(
                let setting = context.policy.guards.$targeted.as_ref();
                let word = Some($targeted::restrain(setting, context, desired));
                note(&mut restraints, Guard::$Targeted, &mut desired, word, Word::$Targeted);
            )*
            (desired, restraints)
        }
    };
}

// The register: a line here and a file of that name is a guard. Guards per direction have a
// setting under `guards.scale_out` and `guards.scale_in`, guards per target one under `guards`.
// Bounds come after everything that only restrains; what forbids a change comes last, so that the
// record shows what would have been done.
guards! {
    per direction {
        stabilization: Stabilization,
        cooldown: Cooldown,
        step_limit: StepLimit,
    }
    always {
        bounds: Bounds,
        call_budget: CallBudget,
        in_flight: InFlight,
    }
    per target {
        pause: Pause,
    }
}

pub use call_budget::calls_left;

fn note<W>(
    restraints: &mut Vec<Restraint>,
    guard: Guard,
    desired: &mut Capacity,
    outcome: Option<(Capacity, W)>,
    word: fn(W) -> Word,
) {
    let before = *desired;
    let after = outcome.as_ref().map_or(before, |(after, _)| *after);
    *desired = after;
    restraints.push(Restraint {
        guard,
        before,
        after,
        word: outcome.map(|(_, said)| word(said)),
    });
}

impl Settings {
    pub(crate) fn of(&self, direction: Direction) -> &DirectionSettings {
        match direction {
            Direction::Out => &self.scale_out,
            Direction::In => &self.scale_in,
        }
    }
}

/// How long recommendations have to be remembered: the longest window that asks for them.
pub(crate) fn stabilization_windows(policy: &Policy) -> Period {
    [Direction::Out, Direction::In]
        .map(|direction| {
            let setting = policy.guards.of(direction).stabilization.as_ref();
            stabilization::window(setting, direction)
        })
        .into_iter()
        .max()
        .unwrap_or_default()
}

impl fmt::Display for Restraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.guard.name();
        match &self.word {
            None => write!(f, "{name}: nothing to restrain"),
            Some(word) if self.before == self.after => write!(f, "{name}: {word}"),
            Some(word) => write!(
                f,
                "{name}: {} instead of {}, {word}",
                self.after, self.before
            ),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
