//! What a policy would look at in vain.

use decision::{
    Mistake, Policy, TargetKind,
    rules::{Fact, Need},
};

/// What nobody can tell yet: it would hold every scale-in or none, and only the records would say
/// so.
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
        let name = guard.name();
        let every = format!("so `{name}` would hold every scale-in: leave it out");
        let detail = match (policy.kind, fact) {
            (TargetKind::KinesisStream, _) => {
                format!("nothing is known of a stream's single shards, {every}")
            }
            (TargetKind::EmrCluster, Fact::Work) => {
                format!("nobody can tell yet which nodes have work, {every}")
            }
            (TargetKind::EmrCluster, Fact::Stage) => format!(
                "nobody can tell yet which nodes drain, so `{name}` would count none of them: \
                 leave it out; `scale_in.step_limit` says how many go at once"
            ),
            (TargetKind::EmrCluster, Fact::Since) => return None,
            (kind @ (TargetKind::EcsService | TargetKind::EventSourceMapping), _) => {
                format!("nothing is known of the single units of an {kind}, {every}")
            }
        };
        Some(Mistake {
            pointer: format!("/guards/{name}"),
            detail,
        })
    });
    of_rules.chain(of_guards).collect()
}
