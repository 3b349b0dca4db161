//! What is known of a cluster's nodes.

use decision::expression::{
    Value,
    themis_emr::{Aggregate, ClusterFact, Load, Nodes},
};
use serde_json::Value as Json;

use super::{Env, value};

impl Env {
    pub(super) fn cluster(&self, fact: ClusterFact) -> Option<Value<'_>> {
        match fact {
            ClusterFact::Running(nodes) => value(&self.nodes(nodes)["running"]),
            ClusterFact::Active(nodes) => value(&self.nodes(nodes)["active"]),
            ClusterFact::Count(nodes) => value(&self.nodes(nodes)["count"]["nodes"]),
            ClusterFact::Load(nodes, aggregate, Load::Queries) => {
                let aggregate = if aggregate == Aggregate::Sum {
                    "sum"
                } else {
                    "average"
                };
                value(&self.queries[namespace(nodes)][aggregate])
            }
            ClusterFact::Load(nodes, aggregate, load) => self.load(nodes, aggregate, load),
            // The raw state that the vectors were made with lists none.
            ClusterFact::Listed => Some(0.into()),
            // The schedule is not of the environment.
            ClusterFact::HasMinimum | ClusterFact::Minimum => None,
            ClusterFact::ClusterId => Some("j-VECTORS".into()),
        }
    }

    fn nodes(&self, nodes: Nodes) -> &Json {
        &self.env[namespace(nodes)]
    }

    /// Where no node has a value, Themis leaves 100 as the least and 0 as the largest.
    fn load(&self, nodes: Nodes, aggregate: Aggregate, load: Load) -> Option<Value<'_>> {
        let load = match load {
            Load::Cpu => "cpu",
            Load::Memory => "mem",
            Load::System | Load::Queries => "sysload",
        };
        let of = self.nodes(nodes);
        if of["min"][load] == 100.0 && of["max"][load] == 0.0 {
            return None;
        }
        value(match aggregate {
            Aggregate::Average => &of["average"][load],
            Aggregate::Sum => &of["total"][load],
            Aggregate::Min => &of["min"][load],
            Aggregate::Max => &of["max"][load],
        })
    }
}

/// The raw state that the vectors were made with says of the master what it says of all.
fn namespace(nodes: Nodes) -> &'static str {
    match nodes {
        Nodes::All | Nodes::Master => "allnodes",
        Nodes::Core => "corenodes",
        Nodes::Task => "tasknodes",
    }
}
