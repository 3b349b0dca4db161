//! Rules in and rules out that meet: then capacity goes up and down for ever.

use jiff::Timestamp;

use super::doubt;
use crate::{Direction, Mistake, Policy, rules::Rule};

/// Where a rule begins to want more or less of a metric.
struct Side {
    rule: usize,
    kind: &'static str,
    metric: String,
    limit: f64,
}

/// Where the rules that count begin to go in `direction`, or, with `track`, go to.
fn sides(policy: &Policy, direction: Direction) -> Vec<Side> {
    let counted = policy.rules.iter().enumerate();
    let counted = counted.filter(|(_, entry)| !entry.shadow);
    let sides = counted.filter_map(|(index, entry)| {
        let (metric, limit) = match (&entry.rule, direction) {
            (Rule::Step(step), _) => (step.metric().to_string(), step.threshold(direction)?),
            (Rule::PerInstance(rule), _) => (rule.metric().to_string(), rule.threshold(direction)?),
            // Fewer units bear the same load: the metric rises to its target.
            (Rule::Track(track), Direction::In) => (track.metric().to_string(), track.target()),
            _ => return None,
        };
        Some(Side {
            rule: index,
            kind: entry.rule.kind(),
            metric,
            limit,
        })
    });
    sides.collect()
}

pub(super) fn doubts(policy: &Policy, _: Timestamp) -> Vec<Mistake> {
    let (low, high) = (sides(policy, Direction::In), sides(policy, Direction::Out));
    let mut found = Vec::new();
    for inward in &low {
        let meets = |out: &&Side| out.metric == inward.metric && out.limit <= inward.limit;
        for outward in high.iter().filter(meets) {
            let Side {
                rule, kind, limit, ..
            } = inward;
            let until = if *kind == "track" { "until" } else { "under" };
            let detail = format!(
                "this scales in {until} {limit}, where /rules/{} scales out over {}: between them \
                 capacity goes up and down",
                outward.rule, outward.limit
            );
            found.push(doubt(format!("/rules/{rule}/{kind}"), detail));
        }
    }
    found
}
