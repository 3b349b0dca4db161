//! What a policy would look at in vain.

use decision::{
    Mistake, Policy, TargetKind,
    rules::{Fact, Need},
};

/// What nobody can tell yet: it would hold every scale-in, and only the records would say so.
pub(crate) fn unseen(policy: &Policy) -> Vec<Mistake> {
    let of_each = |need: &Need| matches!(need, Need::SamplesOfEach { .. });
    let rules = policy.rules.iter().enumerate();
    let blind = rules.filter(|(_, entry)| entry.rule.needs().iter().any(of_each));
    let of_rules = blind.map(|(index, entry)| Mistake {
        pointer: format!("/rules/{index}/{}", entry.rule.kind()),
        detail: "metrics of each node or shard are not collected yet, \
                 so this rule would hold every scale-in: leave it out"
            .to_owned(),
    });
    let of_guards = policy.needs().filter_map(|need| {
        let Need::Members { guard, fact } = need else {
            return None;
        };
        let unknown = match (policy.kind, fact) {
            (TargetKind::KinesisStream, _) => "nothing is known of a stream's single shards",
            (TargetKind::EmrCluster, Fact::Work) => "nobody can tell yet which nodes have work",
            (TargetKind::EmrCluster, Fact::Since | Fact::Stage) => return None,
        };
        let name = guard.name();
        Some(Mistake {
            pointer: format!("/guards/{name}"),
            detail: format!("{unknown}, so `{name}` would hold every scale-in: leave it out"),
        })
    });
    of_rules.chain(of_guards).collect()
}
