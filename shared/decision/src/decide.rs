//! The one deciding function, top to bottom.

use jiff::Timestamp;

use crate::{
    Action, Bounds, Combined, Decision, Observation, Policy, ScalingState, View,
    combine::combine,
    guards::{Context, restrain},
    rules::{Opinion, Rule, Verdict},
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
    let view = View {
        observation,
        changed_at: state.changed_at,
        now,
    };
    let recommend = |rule: &Rule| rule.recommend(&view);
    let rules: Vec<Verdict> = policy.rules.iter().map(recommend).collect();
    let bounds = in_force(policy.bounds, &rules);
    let combined = combine(current, &rules).towards(state.goal);
    let recommended = combined.capacity();
    let recommendations = state.recommendations_with(policy, current, recommended, now);
    let context = Context {
        policy,
        current,
        readiness: observation.readiness,
        on_the_way: matches!(combined, Combined::OnTheWay { .. }),
        bounds,
        state,
        recommendations: &recommendations,
        now,
    };
    let (desired, guards) = restrain(&context, recommended);
    let action = if desired == current {
        Action::Hold
    } else {
        Action::ScaleTo(desired)
    };
    Decision {
        at: now,
        action,
        current,
        bounds,
        rules,
        combined,
        guards,
    }
}

/// The policy's bounds, with the floor raised and the cap lowered by what the rules limit now.
fn in_force(bounds: Bounds, verdicts: &[Verdict]) -> Bounds {
    let limits = verdicts.iter().filter_map(|verdict| match verdict.opinion {
        Opinion::Limits { floor, cap } => Some((floor, cap)),
        Opinion::Wants(_) | Opinion::Content | Opinion::Abstains => None,
    });
    let (floors, caps): (Vec<_>, Vec<_>) = limits.unzip();
    bounds.narrowed(
        floors.into_iter().flatten().max(),
        caps.into_iter().flatten().min(),
    )
}
