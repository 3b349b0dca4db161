//! What an observation shows of a cluster under Themis' names.

use crate::{
    NodeFacts, Observation,
    expression::{
        Value,
        themis_emr::{Aggregate, ClusterFact, Load, Nodes},
    },
};

/// `None` where nobody could tell.
pub(super) fn value(fact: ClusterFact, seen: &Observation) -> Option<Value<'_>> {
    match fact {
        ClusterFact::Running(nodes) => of(nodes, seen).running.map(Value::from),
        ClusterFact::Active(nodes) => of(nodes, seen).active.map(Value::from),
        ClusterFact::Count(nodes) => count(nodes, seen),
        ClusterFact::Listed => count(Nodes::All, seen),
        ClusterFact::Load(nodes, aggregate, load) => measured(of(nodes, seen), aggregate, load),
        ClusterFact::ClusterId => Some(seen.target.as_ref()?.name.as_str().into()),
        // The dates are the rule's, not the cluster's.
        ClusterFact::HasMinimum | ClusterFact::Minimum => None,
    }
}

/// Whether it is more than every observation shows.
pub(super) fn has_to_be_shown(fact: ClusterFact) -> bool {
    !matches!(
        fact,
        ClusterFact::Count(Nodes::Task | Nodes::Core)
            | ClusterFact::HasMinimum
            | ClusterFact::Minimum
    )
}

fn of(nodes: Nodes, seen: &Observation) -> &NodeFacts {
    match nodes {
        Nodes::All => &seen.nodes.all,
        Nodes::Core => &seen.nodes.core,
        Nodes::Task => &seen.nodes.task,
        Nodes::Master => &seen.nodes.master,
    }
}

/// What is scaled is what is counted: an expression that adds what is missing gets as many.
fn count(nodes: Nodes, seen: &Observation) -> Option<Value<'static>> {
    let count = match nodes {
        Nodes::Task => Some(seen.capacity.0),
        Nodes::Core => Some(seen.fixed.0),
        Nodes::All | Nodes::Master => of(nodes, seen).count,
    };
    Some(i64::from(count?).into())
}

fn measured(of: &NodeFacts, aggregate: Aggregate, load: Load) -> Option<Value<'static>> {
    let spread = match load {
        Load::Cpu => of.cpu,
        Load::Memory => of.memory,
        Load::System => of.load_average,
        Load::Queries => of.queries,
    }?;
    let value = match aggregate {
        Aggregate::Average => spread.average(),
        Aggregate::Sum => spread.sum,
        Aggregate::Min => spread.min,
        Aggregate::Max => spread.max,
    };
    Some(value.into())
}
