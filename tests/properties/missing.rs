//! What cannot be seen never scales in, and silences nobody who can see.
//!
//! A rule that sees nothing of what it watches keeps the capacity that there is. Less comes then
//! only of bounds, which hold without metrics, and of a person's override.

use decision::{
    Capacity, Decision, Metric, Nodes, Observation, Period, Sample, Series,
    guards::Guard,
    rules::{Entry, Need, Opinion},
};
use jiff::Timestamp;
use proptest::prelude::*;

use crate::{
    case::{Case, cases},
    cases::config,
};

/// How data is lost.
#[derive(Clone, Copy, Debug)]
enum Loss {
    Gone,
    Stale,
    Absurd,
    /// The service has not finished it.
    Provisional,
}

fn losses() -> impl Strategy<Value = Loss> {
    prop::sample::select(vec![
        Loss::Gone,
        Loss::Stale,
        Loss::Absurd,
        Loss::Provisional,
    ])
}

impl Loss {
    fn of(self, series: &mut Vec<Series>, metric: Metric, now: Timestamp) {
        if let Self::Gone = self {
            series.retain(|series| series.metric != metric);
        }
        for series in series.iter_mut().filter(|series| series.metric == metric) {
            let changed = |sample: &Sample| match self {
                Self::Stale => {
                    Sample::new(Period::minutes(600).before(sample.at()), sample.value())
                }
                Self::Absurd => Sample::new(sample.at(), -f64::INFINITY),
                Self::Gone | Self::Provisional => Some(*sample),
            };
            let samples = series.samples().iter().filter_map(changed).collect();
            let until = if let Self::Provisional = self {
                Timestamp::MIN
            } else {
                now
            };
            *series = Series::new(metric, series.period, until, samples);
        }
    }

    fn lose(self, need: &Need, seen: &mut Observation, now: Timestamp) {
        match need {
            Need::Samples { metric, .. } => self.of(&mut seen.series, *metric, now),
            Need::SamplesOfEach { metric, .. } => {
                for member in seen.members.iter_mut().flatten() {
                    self.of(&mut member.series, *metric, now);
                }
            }
            Need::Nodes { .. } => seen.nodes = Nodes::default(),
            Need::Members { .. } => seen.members = None,
            Need::CapacityOf(target) => seen.others.retain(|other| other.target != *target),
            Need::Pushed { source } => seen.pushed.retain(|pushed| pushed.source != *source),
            // Of the state, not of what is seen.
            Need::Peak { .. } => {}
        }
    }
}

/// Whether the rule cannot say anything without what it looks at. What an expression does not
/// come to look at it does not miss, and `when_missing: ignore` asks to be left out.
fn depends(case: &Case, place: usize, entry: &Entry) -> bool {
    let document = &case.document["rules"][place];
    let looks = entry
        .rule
        .needs()
        .iter()
        .any(|need| !matches!(need, Need::Peak { .. }));
    let ignores = document
        .pointer("/external/when_missing")
        .is_some_and(|said| said == "ignore");
    looks && !entry.shadow && !ignores && entry.rule.kind() != "expression"
}

fn set_by_hand(decision: &Decision) -> bool {
    let manual = decision
        .guards
        .iter()
        .find(|said| said.guard == Guard::Manual);
    manual.is_some_and(|said| said.before != said.after)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_rule_that_sees_nothing_of_what_it_watches_keeps_the_capacity(
        case in cases(), chosen in any::<prop::sample::Index>(), more in any::<u32>(), loss in losses(),
    ) {
        let places = case.policy.rules.iter().enumerate();
        let blind: Vec<_> = places.filter(|(place, entry)| depends(&case, *place, entry)).collect();
        prop_assume!(!blind.is_empty());
        let (place, entry) = *chosen.get(&blind);
        let mut seen = case.seen();
        let others = case.policy.needs().enumerate().filter(|(place, _)| more >> (place % 32) & 1 == 1);
        for need in entry.rule.needs().into_iter().chain(others.map(|(_, need)| need)) {
            loss.lose(&need, &mut seen, case.now);
        }
        let decision = case.decided_on(&seen);
        prop_assert_eq!(decision.rules[place].opinion, Opinion::Abstains);
        let floor = decision.current.min(decision.bounds.max());
        prop_assert!(floor <= decision.desired() || set_by_hand(&decision), "{decision}");
    }

    #[test]
    fn a_rule_that_abstains_keeps_the_capacity(case in cases()) {
        let decision = case.decided();
        prop_assume!(decision.rules.iter().any(|said| said.opinion == Opinion::Abstains && !said.shadow));
        let floor = decision.current.min(decision.bounds.max());
        prop_assert!(floor <= decision.desired() || set_by_hand(&decision), "{decision}");
    }

    #[test]
    fn a_rule_that_cannot_see_silences_nobody_who_wants_more(case in cases()) {
        let decision = case.decided();
        let alone = decision.rules.iter().filter(|said| !said.shadow && said.group.is_none());
        for said in alone {
            if let Opinion::Wants(capacity) = said.opinion && decision.current < capacity {
                prop_assert!(capacity <= decision.combined.capacity(), "{decision}");
            }
        }
    }

    #[test]
    fn members_that_nobody_has_looked_at_never_go(case in cases()) {
        let looks_at_members = |need: Need| matches!(need, Need::SamplesOfEach { .. } | Need::Members { .. });
        let counted = case.policy.rules.iter().filter(|entry| !entry.shadow);
        let needs = counted.flat_map(|entry| entry.rule.needs());
        let of_guards = [Guard::Idle, Guard::Billing, Guard::Disruption].iter();
        let guarded = of_guards.filter(|guard| case.document["guards"].get(guard.name()).is_some()).count();
        let watched = needs.filter(|need| looks_at_members(need.clone())).count();
        prop_assume!(0 < guarded + watched);
        let mut seen = case.seen();
        seen.members = None;
        let decision = case.decided_on(&seen);
        let floor = Capacity(decision.current.0).min(decision.bounds.max());
        // Guards of members do not ask who has set the capacity.
        let by_hand = guarded == 0 && set_by_hand(&decision);
        prop_assert!(floor <= decision.desired() || by_hand, "{decision}");
    }
}
