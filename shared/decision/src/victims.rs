//! Which members ought to go when a target is scaled in.

use std::cmp::Reverse;

use crate::{
    Capacity, Direction, Member, Stage,
    guards::Context,
    rules::{Opinion, Verdict},
};

/// As many members as go on the way to `desired`, as far as they may be chosen: those first that
/// a rule named, then those that are idle, then those that have been up longest (after mo-scaler).
/// None when nobody has looked at the members.
pub(crate) fn victims(context: &Context<'_>, rules: &[Verdict], desired: Capacity) -> Vec<String> {
    let current = context.view.observation.capacity;
    if Direction::of(current, desired) != Some(Direction::In) {
        return Vec::new();
    }
    let named = named(rules, current);
    let place = |member: &Member| named.iter().position(|id| *id == member.id);
    let order = |member: &&Member| {
        (
            place(member).unwrap_or(usize::MAX),
            !member.is_idle(),
            Reverse(member.uptime(context.view.now)),
            member.stage != Stage::Coming,
        )
    };
    let mut free: Vec<_> = context.free_to_go().collect();
    free.sort_by_key(order);
    let leaving = usize::try_from(current.0.saturating_sub(desired.0)).unwrap_or(usize::MAX);
    let first = free.into_iter().take(leaving);
    first.map(|member| member.id.clone()).collect()
}

/// The members that rules named which want less, in the order of the rules.
fn named(rules: &[Verdict], current: Capacity) -> Vec<&str> {
    let counted = rules.iter().filter(|said| !said.shadow);
    let less = counted.filter(|said| matches!(said.opinion, Opinion::Wants(to) if to < current));
    let names = less.flat_map(|said| said.finding.named());
    names.map(String::as_str).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        Observation, Period, Policy, ScalingState, Work, decide,
        member::tests::node,
        rules::tests::{noon, stream},
    };

    /// The victims when a stream with these members goes to three shards.
    fn chosen(guards: serde_json::Value, members: Option<Vec<Member>>) -> Vec<String> {
        let mut guards = guards;
        guards["scale_in"] = json!({"cooldown": "0s", "stabilization": "0s"});
        let document = json!({
            "name": "p",
            "targets": {"kind": "kinesis-stream", "names": ["a"]},
            "bounds": {"min": 1, "max": 9},
            "rules": [{"track": {"metric": "write_utilization", "target": 0.6}}],
            "guards": guards,
        });
        let policy = Policy::parse(&document).unwrap();
        let seen = Observation {
            members,
            ..stream(5, &[0.35])
        };
        let decision = decide(&policy, &seen, &ScalingState::default(), noon());
        assert_eq!(decision.desired(), Capacity(3), "{decision}");
        decision.victims
    }

    fn members() -> Vec<Member> {
        let minutes = [("a", 5), ("b", 200), ("c", 90), ("d", 55), ("e", 20)];
        minutes.map(|(id, minutes)| node(id, minutes)).to_vec()
    }

    #[test]
    fn those_that_have_been_up_longest_go_first() {
        assert_eq!(chosen(json!({}), Some(members())), ["b", "c"]);
        let mut days = members();
        days[0].since = Some(Period::minutes(2 * 24 * 60).before(noon()));
        assert_eq!(chosen(json!({}), Some(days)), ["a", "b"]);
    }

    #[test]
    fn the_idle_go_before_the_busy() {
        let mut members = members();
        members[1].work = Work::Busy;
        members[2].work = Work::Unknown;
        assert_eq!(chosen(json!({}), Some(members)), ["d", "e"]);
    }

    #[test]
    fn what_a_guard_keeps_is_not_chosen() {
        let mut members = members();
        members[1].protected = true;
        members[2].work = Work::Busy;
        assert_eq!(
            chosen(json!({"idle": {}}), Some(members.clone())),
            ["d", "e"]
        );
        members[4].since = Some(Period::minutes(50).before(noon()));
        let guards = json!({"idle": {}, "billing": {}});
        assert_eq!(chosen(guards, Some(members)), ["d", "e"]);
    }

    #[test]
    fn nobody_is_chosen_of_members_that_nobody_knows() {
        assert!(chosen(json!({}), None).is_empty());
    }
}
