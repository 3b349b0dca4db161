//! One case: a policy, a world, a state and a time, and what is decided.

use std::sync::LazyLock;

use decision::{
    Action, Decision, Metric, Observation, Period, Policy, ScalingState, TargetKind, decide,
    rules::Need,
};
use jiff::Timestamp;
use proptest::{
    prelude::*,
    strategy::{SBoxedStrategy, Union},
};
use serde_json::Value;

use crate::{
    policies, states,
    worlds::{World, worlds},
};

#[derive(Clone, Debug)]
pub(crate) struct Case {
    /// As it was written.
    pub(crate) document: Value,
    pub(crate) policy: Policy,
    pub(crate) world: World,
    pub(crate) state: ScalingState,
    pub(crate) now: Timestamp,
}

/// An evaluation so many minutes earlier, and whether the service accepted what it asked for.
type Lived = (u32, bool);

/// A document with what it is to decide on; it may be no policy.
pub(crate) type Draft = (Value, World, (Timestamp, ScalingState), Option<Lived>);

/// Made once, because the schema is walked for it.
pub(crate) static DRAFTS: LazyLock<SBoxedStrategy<Draft>> = LazyLock::new(|| {
    let of = |kind| {
        let lived = prop::option::of((1u32..20, any::<bool>()));
        (
            policies::documents(kind),
            worlds(kind),
            states::states(),
            lived,
        )
    };
    // Most rules and guards are about streams and clusters.
    let often = |kind| match kind {
        TargetKind::KinesisStream => 5,
        TargetKind::EmrCluster => 3,
        TargetKind::EcsService | TargetKind::EventSourceMapping => 1,
    };
    let kinds = TargetKind::ALL.into_iter();
    Union::new_weighted(kinds.map(|kind| (often(kind), of(kind))).collect()).sboxed()
});

pub(crate) fn cases() -> impl Strategy<Value = Case> {
    DRAFTS.clone().prop_filter_map("not a policy", Case::of)
}

impl Case {
    pub(crate) fn of((document, world, (now, state), lived): Draft) -> Option<Self> {
        let policy = Policy::parse(&document).ok()?;
        let mut case = Self {
            document,
            policy,
            world,
            state,
            now,
        };
        // What only an evaluation leaves behind: what fell due, what rests.
        if let Some((minutes, accepted)) = lived {
            let earlier = Self {
                now: Period::minutes(minutes).before(now),
                ..case.clone()
            };
            let decision = earlier.decided();
            case.state = earlier
                .state
                .remembering(&earlier.policy, &decision, earlier.now);
            if let Action::ScaleTo(desired) = decision.action
                && accepted
            {
                let claimed = case.state.claimed(decision.current, desired, earlier.now);
                case.state = claimed.accepted(desired, earlier.now);
                // It has come to its end, and somebody has changed the capacity back.
                case.state.activity = None;
            }
        }
        Some(case)
    }

    /// The metrics that are looked at for each member.
    pub(crate) fn of_each(&self) -> Vec<Metric> {
        let needs = self.policy.needs();
        let of_each = needs.filter_map(|need| match need {
            Need::SamplesOfEach { metric, .. } => Some(metric),
            _ => None,
        });
        of_each.collect()
    }

    pub(crate) fn seen(&self) -> Observation {
        self.world.seen(self.now, &self.of_each())
    }

    pub(crate) fn decided(&self) -> Decision {
        self.decided_on(&self.seen())
    }

    pub(crate) fn decided_on(&self, seen: &Observation) -> Decision {
        decide(&self.policy, seen, &self.state, self.now)
    }
}
