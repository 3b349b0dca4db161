//! What Themis calls the things of an EMR cluster.

use super::super::Kind;

/// Some nodes of a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nodes {
    All,
    Core,
    Task,
    /// Named in the raw state only.
    Master,
}

/// How the values of several nodes are made one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aggregate {
    Average,
    Sum,
    Min,
    Max,
}

/// What is measured of a node, over the last ten minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Load {
    /// A share of what the node has.
    Cpu,
    /// A share of what the node has.
    Memory,
    /// The load average of one minute, not divided by cores.
    System,
    /// Queries that run.
    Queries,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClusterFact {
    /// All of the nodes run.
    Running(Nodes),
    /// The engine on all of the nodes takes work.
    Active(Nodes),
    Count(Nodes),
    /// How many nodes the raw state lists.
    Listed,
    Load(Nodes, Aggregate, Load),
    /// There are dates with a minimum.
    HasMinimum,
    /// The minimum that is in force now; 1 if none is.
    Minimum,
    ClusterId,
}

const NODES: [(&str, Nodes); 4] = [
    ("allnodes", Nodes::All),
    ("corenodes", Nodes::Core),
    ("tasknodes", Nodes::Task),
    ("masternodes", Nodes::Master),
];

/// A total is called `sum` in the raw state; as a name of its own it is good for both.
const AGGREGATES: [(&str, Aggregate); 5] = [
    ("average", Aggregate::Average),
    ("total", Aggregate::Sum),
    ("sum", Aggregate::Sum),
    ("min", Aggregate::Min),
    ("max", Aggregate::Max),
];

/// Running queries are in the raw state only.
const LOADS: [(&str, Load); 4] = [
    ("cpu", Load::Cpu),
    ("mem", Load::Memory),
    ("sysload", Load::System),
    ("queries", Load::Queries),
];

/// Every name with what it stands for.
pub fn names() -> impl Iterator<Item = (String, Kind, ClusterFact)> {
    let others = [
        ("time_based.enabled", Kind::Boolean, ClusterFact::HasMinimum),
        (
            "time_based.minimum.nodes(now)",
            Kind::Number,
            ClusterFact::Minimum,
        ),
        ("cluster_id", Kind::Text, ClusterFact::ClusterId),
        ("context.cluster_id", Kind::Text, ClusterFact::ClusterId),
        ("context.nodes", Kind::Collection, ClusterFact::Listed),
    ];
    let others = others
        .into_iter()
        .map(|(name, kind, fact)| (name.to_owned(), kind, fact));
    NODES.into_iter().flat_map(of_nodes).chain(others)
}

fn of_nodes((prefix, nodes): (&'static str, Nodes)) -> Vec<(String, Kind, ClusterFact)> {
    let facts = [
        ("running", Kind::Boolean, ClusterFact::Running(nodes)),
        ("active", Kind::Boolean, ClusterFact::Active(nodes)),
        ("count.nodes", Kind::Number, ClusterFact::Count(nodes)),
    ];
    let loads = AGGREGATES
        .into_iter()
        .flat_map(|(aggregate_name, aggregate)| {
            LOADS.into_iter().map(move |(load_name, load)| {
                let fact = ClusterFact::Load(nodes, aggregate, load);
                (format!("{aggregate_name}.{load_name}"), Kind::Number, fact)
            })
        });
    let facts = facts.map(|(name, kind, fact)| (name.to_owned(), kind, fact));
    let mut names = Vec::new();
    for (name, kind, fact) in facts.into_iter().chain(loads) {
        let measured = matches!(fact, ClusterFact::Load(..));
        let queries = matches!(fact, ClusterFact::Load(_, _, Load::Queries));
        if measured && !name.starts_with("total.") {
            names.push((format!("context.{prefix}.{name}"), kind, fact));
        }
        if !queries && nodes != Nodes::Master {
            names.push((format!("{prefix}.{name}"), kind, fact));
        }
    }
    names
}
