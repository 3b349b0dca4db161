//! Guards restrain. One file per guard; the list below is the register, in the order in which
//! they are asked.

mod billing;
mod bounds;
mod call_budget;
mod cooldown;
mod disruption;
mod idle;
mod in_flight;
mod manual;
mod missing;
mod pause;
mod stabilization;
mod step_limit;
mod tolerance;
mod windows;

use std::{fmt, mem};

use deserr::{Deserr, ValuePointerRef};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Bounds, Capacity, Direction, Member, Mistake, Period, Policy, Recommendations, View,
    policy::Mistakes,
    rules::{Fact, Need},
};

/// What a guard may look at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'a> {
    pub(crate) policy: &'a Policy,
    /// What was seen, what is remembered, and the time.
    pub(crate) view: View<'a>,
    /// The recommendation is the rest of a scale-out that was let through before.
    pub(crate) on_the_way: bool,
    /// The bounds in force now.
    pub(crate) bounds: Bounds,
    /// Since when a rule that watches load cannot see it.
    pub(crate) blind_since: Option<Timestamp>,
    /// What the rules have recommended lately, this time included.
    pub(crate) recommendations: &'a Recommendations,
}

impl<'a> Context<'a> {
    fn current(&self) -> Capacity {
        self.view.observation.capacity
    }

    /// The way to what is proposed and its settings; `None` when nothing is to be changed.
    fn directed(&self, proposed: Capacity) -> Option<(Direction, &'a DirectionSettings)> {
        let direction = Direction::of(self.current(), proposed)?;
        Some((direction, self.policy.guards.of(direction)))
    }

    /// How many members are to go; `None` when not one is.
    fn leaving(&self, proposed: Capacity) -> Option<u32> {
        let leaving = self.current().0.checked_sub(proposed.0);
        leaving.filter(|leaving| *leaving > 0)
    }

    /// What there is when so many have gone.
    fn without(&self, leaving: u32) -> Capacity {
        Capacity(self.current().0.saturating_sub(leaving))
    }

    /// The members that may be chosen to go, in the order in which they were seen.
    pub(crate) fn free_to_go(&self) -> impl Iterator<Item = &'a Member> {
        let (settings, now) = (&self.policy.guards, self.view.now);
        let members = self.view.observation.members.iter().flatten();
        members.filter(move |member| {
            member.may_go()
                && idle::lets_go(settings, member)
                && billing::lets_go(settings, member, now)
        })
    }
}

/// What one guard did to a recommendation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Restraint {
    pub guard: Guard,
    pub before: Capacity,
    pub after: Capacity,
    /// `None`: the guard had nothing to restrain, because nothing was to be changed that it minds.
    pub word: Option<Word>,
    /// What would have been decided without this guard, where it changed anything.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub without: Option<Capacity>,
}

/// What every guard file provides as its `Word`.
trait Says: fmt::Display {
    /// When the guard may let something else through though nothing but time changes.
    fn until(&self) -> Option<Timestamp> {
        None
    }

    /// Whether it would have to be shown the members to say more.
    fn lacks_members(&self) -> bool {
        false
    }
}

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
            fn until(&self) -> Option<Timestamp> {
                match self { $(Self::$Guard(word) => word.until()),* }
            }

            fn lacks_members(&self) -> bool {
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

        /// The settings of all guards.
        #[derive(Clone, Debug, Default, Deserr, JsonSchema)]
        #[deserr(error = Mistakes, deny_unknown_fields, validate = checked -> Mistakes)]
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
    };
}

// The register: a line here, a `mod` above and a file of that name is a guard. One with settings
// stands also in the list of where they are: under `guards.scale_out` and `guards.scale_in`, or
// under `guards`. What somebody sets by hand is asked before what protects work and paid time,
// bounds come after everything that only restrains, and what forbids a change comes last, so that
// the record shows what would have been done.
guards! {
    in order {
        tolerance: Tolerance,
        stabilization: Stabilization,
        cooldown: Cooldown,
        step_limit: StepLimit,
        windows: Windows,
        missing: Missing,
        manual: Manual,
        idle: Idle,
        billing: Billing,
        disruption: Disruption,
        bounds: Bounds,
        call_budget: CallBudget,
        in_flight: InFlight,
        pause: Pause,
    }
    per direction { tolerance, stabilization, cooldown, step_limit, windows }
    per target { missing, manual, idle, billing, disruption, pause }
}

pub use call_budget::calls_left;

fn number_of<'a>(members: impl Iterator<Item = &'a Member>) -> u32 {
    u32::try_from(members.count()).unwrap_or(u32::MAX)
}

/// Asks every guard in turn.
pub(crate) fn restrain(context: &Context<'_>, recommended: Capacity) -> (Capacity, Vec<Restraint>) {
    let mut desired = recommended;
    let said = Guard::ALL.iter().enumerate().map(|(place, guard)| {
        let before = desired;
        let said = guard.ask(context, before);
        desired = said.as_ref().map_or(before, |(after, _)| *after);
        Restraint {
            guard: *guard,
            before,
            after: desired,
            word: said.map(|(_, word)| word),
            without: (desired != before).then(|| after_those_from(place + 1, context, before)),
        }
    });
    let restraints = said.collect();
    (desired, restraints)
}

/// What becomes of a proposal that only the guards from `place` on are asked about.
fn after_those_from(place: usize, context: &Context<'_>, proposed: Capacity) -> Capacity {
    let rest = Guard::ALL.iter().skip(place);
    rest.fold(proposed, |desired, guard| {
        let said = guard.ask(context, desired);
        said.map_or(desired, |(after, _)| after)
    })
}

fn checked(settings: Settings, location: ValuePointerRef) -> Result<Settings, Mistakes> {
    let cooldown = settings.scale_in.cooldown.as_ref();
    if cooldown.is_some_and(cooldown::Setting::can_be_broken) {
        let (section, cooldown) = (location.push_key("scale_in"), "cooldown");
        let at = section.push_key(cooldown);
        let detail = "overload does not hurry scaling in; only `scale_out` has `broken_by`";
        return Err(Mistakes::at(at.push_key("broken_by"), detail));
    }
    Ok(settings)
}

impl Settings {
    /// Everything that a guard looks at; its fields are places under `guards`.
    pub(crate) fn needs(&self) -> impl Iterator<Item = Need> {
        let cooldown = self.scale_out.cooldown.iter();
        let members = |guard, fact| Need::Members { guard, fact };
        let of_members = [
            self.idle.map(|_| members(Guard::Idle, Fact::Work)),
            self.billing.map(|_| members(Guard::Billing, Fact::Since)),
            self.disruption
                .as_ref()
                .map(|_| members(Guard::Disruption, Fact::Stage)),
        ];
        let of_metrics = cooldown.flat_map(cooldown::Setting::needs);
        of_metrics.chain(of_members.into_iter().flatten())
    }

    /// What does not fit the policy's bounds.
    pub(crate) fn against(&self, bounds: Bounds) -> Vec<Mistake> {
        let floor = self.missing.and_then(|missing| missing.floor);
        let manual = self.manual.map(|manual| manual.capacity);
        let capacities = [("missing/floor", floor), ("manual/capacity", manual)];
        let outside = |(field, capacity): (&str, Option<u32>)| {
            let capacity = capacity.map(Capacity);
            let capacity = capacity.filter(|capacity| !bounds.contains(*capacity))?;
            Some(Mistake {
                pointer: format!("/guards/{field}"),
                detail: format!("{capacity} is outside the policy's bounds, {bounds}"),
            })
        };
        capacities.into_iter().filter_map(outside).collect()
    }

    /// How long after its end the newest sample counts, if the policy says.
    pub(crate) fn stale_after(&self) -> Option<Period> {
        self.missing?.stale_after
    }

    pub(crate) fn of(&self, direction: Direction) -> &DirectionSettings {
        match direction {
            Direction::Out => &self.scale_out,
            Direction::In => &self.scale_in,
        }
    }
}

/// The stabilization window of a direction, as set or by default.
pub(crate) fn stabilization_window(policy: &Policy, direction: Direction) -> Period {
    stabilization::window(policy, direction)
}

/// How long recommendations have to be remembered: the longest window that asks for them.
pub(crate) fn stabilization_windows(policy: &Policy) -> Period {
    [Direction::Out, Direction::In]
        .map(|direction| stabilization_window(policy, direction))
        .into_iter()
        .max()
        .unwrap_or_default()
}

impl Restraint {
    /// Whether another restraint is the same, numbers aside.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        let alike = match (&self.word, &other.word) {
            (Some(one), Some(other)) => one.is_like(other),
            (one, other) => one.is_none() && other.is_none(),
        };
        let changed = |said: &Self| said.before != said.after;
        self.guard == other.guard && changed(self) == changed(other) && alike
    }

    /// When the guard may let something else through though only time passes.
    pub(crate) fn until(&self) -> Option<Timestamp> {
        self.word.as_ref().and_then(Word::until)
    }

    /// Whether the guard has not been shown the members that it would have to see.
    pub(crate) fn lacks_members(&self) -> bool {
        self.word.as_ref().is_some_and(Word::lacks_members)
    }
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
