//! The one deciding function, top to bottom.

use jiff::Timestamp;

use crate::{
    Action, Bounds, Capacity, Decision, Observation, Policy, ScalingState, Seen, View,
    combine::{combine, on_the_way},
    guards::{Context, Restraint, may_shrink, restrain},
    heat,
    reshard::{Budget, Outlook},
    rules::{Opinion, Verdict},
    victims::victims,
};

/// Decides the desired capacity of one target.
///
/// Total: it never fails and never panics. Bounds hold even without metrics; missing data never
/// scales in; nothing is asked for while a change is under way.
#[must_use]
pub fn decide(
    policy: &Policy,
    observation: &Observation,
    state: &ScalingState,
    now: Timestamp,
) -> Decision {
    let current = observation.capacity;
    let view = View::new(observation, state, now).with_stale_after(policy.guards.stale_after());
    let recommended = policy.rules.iter().map(|entry| entry.recommend(&view));
    let rules: Vec<Verdict> = recommended.collect();
    let bounds = in_force(policy.bounds, &rules);
    let on_the_way = on_the_way(current, state.goal, &rules);
    let combined = combine(current, policy, &rules).towards(on_the_way);
    let recommendations = state.recommendations_with(policy, current, combined.capacity(), now);
    let context = Context {
        policy,
        view,
        on_the_way,
        bounds,
        kept: kept(&rules),
        blind_since: state.blind_since_with(&rules, now),
        recommendations: &recommendations,
    };
    let (desired, guards) = restrain(&context, combined.capacity());
    let action = if desired == current {
        Action::Hold
    } else {
        Action::ScaleTo(desired)
    };
    let until = soonest(now, &rules, &guards);
    let victims = victims(&context, &rules, desired);
    let sees = rules
        .iter()
        .all(|said| said.shadow || said.opinion != Opinion::Abstains);
    Decision {
        at: now,
        action,
        current,
        fixed: observation.fixed,
        readiness: observation.readiness,
        seen: Seen::all(&view),
        bounds,
        rules,
        combined,
        guards,
        victims,
        outlook: Outlook::of(&view),
        heat: heat::Said::of(&state.heat),
        budget: Budget::of(policy, state, now),
        may_shrink: sees && may_shrink(&context),
        until,
    }
}

/// When time alone may change the decision.
fn soonest(now: Timestamp, rules: &[Verdict], guards: &[Restraint]) -> Option<Timestamp> {
    let of_rules = rules.iter().filter_map(|verdict| verdict.until);
    let of_guards = guards.iter().filter_map(Restraint::until);
    of_rules.chain(of_guards).filter(|until| now < *until).min()
}

/// The policy's bounds, with the floor raised and the cap lowered by what the rules limit now.
fn in_force(bounds: Bounds, verdicts: &[Verdict]) -> Bounds {
    let counted = verdicts.iter().filter(|verdict| !verdict.shadow);
    let limits = counted.filter_map(|verdict| match verdict.opinion {
        Opinion::Limits { floor, cap } => Some((floor, cap)),
        Opinion::Wants(_) | Opinion::Content | Opinion::Keeps(_) | Opinion::Abstains => None,
    });
    let (floors, caps): (Vec<_>, Vec<_>) = limits.unzip();
    bounds.narrowed(
        floors.into_iter().flatten().max(),
        caps.into_iter().flatten().min(),
    )
}

/// The most that a rule keeps of what was needed once.
fn kept(verdicts: &[Verdict]) -> Option<Capacity> {
    let counted = verdicts.iter().filter(|verdict| !verdict.shadow);
    let kept = counted.filter_map(|verdict| match verdict.opinion {
        Opinion::Keeps(capacity) => Some(capacity),
        _ => None,
    });
    kept.max()
}

#[cfg(test)]
mod tests;
