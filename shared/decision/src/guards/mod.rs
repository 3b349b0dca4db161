//! Guards restrain. One file per guard; the register lists them in the order in which they are
//! asked, and `restrain` asks them.

mod billing;
mod bounds;
mod call_budget;
mod cooldown;
mod disruption;
mod idle;
mod in_flight;
mod lag;
mod manual;
mod missing;
mod on_demand;
mod pause;
mod peak;
mod stabilization;
mod step_limit;
mod tolerance;
mod windows;

mod context;
mod register;
mod restraint;
mod settings;

use std::{fmt, mem};

use deserr::Deserr;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(crate) use self::context::Context;
use self::register::guards;
pub use self::{call_budget::calls_left, restraint::Restraint};
use crate::{Bounds, Capacity, Direction, Member, policy::Mistakes, rules::Need};

/// What every guard file provides as its `Word`.
///
/// It derives `Clone, Debug, PartialEq, Serialize, Deserialize`.
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

/// What a guard file provides as its `Setting`, if it has one.
///
/// It derives `Clone, Debug, Deserr, JsonSchema`, with `#[deserr(error = Mistakes)]`.
trait Sets {
    /// Everything that the guard looks at besides what the rules do; its fields are places under
    /// `guards`.
    fn needs(&self) -> Vec<Need> {
        Vec::new()
    }

    /// What does not fit the policy's bounds: field, and what is wrong.
    fn against(&self, _bounds: Bounds) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    /// What has no meaning in this direction: field, and why.
    fn against_direction(&self, _direction: Direction) -> Option<(&'static str, &'static str)> {
        None
    }

    /// Whether a member may be chosen to go at `now`.
    fn lets_go(&self, _member: &Member, _now: Timestamp) -> bool {
        true
    }
}

// The register: a line here, a `mod` above and a file of that name is a guard. One with settings
// stands also in the list of where they are: under `guards.scale_out` and `guards.scale_in`, or
// under `guards`. What a rule keeps of a peak comes first, so that the others judge what is left of a
// change; what somebody sets by hand is asked before what protects work and paid time,
// bounds come after everything that only restrains, and what forbids a change comes last, so that
// the record shows what would have been done.
guards! {
    in order {
        peak: Peak,
        tolerance: Tolerance,
        stabilization: Stabilization,
        cooldown: Cooldown,
        step_limit: StepLimit,
        windows: Windows,
        lag: Lag,
        missing: Missing,
        manual: Manual,
        idle: Idle,
        billing: Billing,
        disruption: Disruption,
        bounds: Bounds,
        call_budget: CallBudget,
        in_flight: InFlight,
        on_demand: OnDemand,
        pause: Pause,
    }
    per direction { tolerance, stabilization, cooldown, step_limit, windows }
    per target { lag, missing, manual, idle, billing, disruption, pause }
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

/// Whether the guards that forbid, by the hour, by hand or for consumers' sake, let shards be taken
/// away.
pub(crate) fn may_shrink(context: &Context<'_>) -> bool {
    let current = context.view.observation.capacity;
    let less = Capacity(current.0.saturating_sub(1));
    let forbidding = [
        Guard::Windows,
        Guard::Lag,
        Guard::InFlight,
        Guard::OnDemand,
        Guard::Pause,
    ];
    let passes = |guard: Guard| {
        guard
            .ask(context, less)
            .is_none_or(|(after, _)| after == less)
    };
    forbidding.into_iter().all(passes)
}

/// What becomes of a proposal that only the guards from `place` on are asked about.
fn after_those_from(place: usize, context: &Context<'_>, proposed: Capacity) -> Capacity {
    let rest = Guard::ALL.iter().skip(place);
    rest.fold(proposed, |desired, guard| {
        let said = guard.ask(context, desired);
        said.map_or(desired, |(after, _)| after)
    })
}

#[cfg(test)]
pub(crate) mod tests;
