//! What Themis calls the things of an EMR cluster.

use super::super::Kind;

/// Some nodes of a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nodes {
    All,
    Core,
    Task,
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
    Load(Nodes, Aggregate, Load),
    /// There are dates with a minimum.
    HasMinimum,
    /// The minimum that is in force now; 1 if none is.
    Minimum,
    ClusterId,
}

const NODES: [(&str, Nodes); 3] = [
    ("allnodes", Nodes::All),
    ("corenodes", Nodes::Core),
    ("tasknodes", Nodes::Task),
];

/// A total is called `sum` in the raw state; as a name of its own it is good for both.
const AGGREGATES: [(&str, Aggregate); 5] = [
    ("average", Aggregate::Average),
    ("total", Aggregate::Sum),
    ("sum", Aggregate::Sum),
    ("min", Aggregate::Min),
    ("max", Aggregate::Max),
];

const LOADS: [(&str, Load); 3] = [
    ("cpu", Load::Cpu),
    ("mem", Load::Memory),
    ("sysload", Load::System),
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
    ];
    let others = others
        .into_iter()
        .map(|(name, kind, fact)| (name.to_owned(), kind, fact));
    NODES.into_iter().flat_map(of_nodes).chain(others)
}

fn of_nodes((prefix, nodes): (&'static str, Nodes)) -> Vec<(String, Kind, ClusterFact)> {
    let mut names = vec![
        (
            format!("{prefix}.running"),
            Kind::Boolean,
            ClusterFact::Running(nodes),
        ),
        (
            format!("{prefix}.active"),
            Kind::Boolean,
            ClusterFact::Active(nodes),
        ),
        (
            format!("{prefix}.count.nodes"),
            Kind::Number,
            ClusterFact::Count(nodes),
        ),
    ];
    for (aggregate_name, aggregate) in AGGREGATES {
        for (load_name, load) in LOADS {
            let fact = ClusterFact::Load(nodes, aggregate, load);
            let name = format!("{prefix}.{aggregate_name}.{load_name}");
            let raw = aggregate_name != "total";
            names.extend(raw.then(|| (format!("context.{name}"), Kind::Number, fact)));
            names.push((name, Kind::Number, fact));
        }
        // Running queries are in the raw state only.
        if aggregate_name != "total" {
            let fact = ClusterFact::Load(nodes, aggregate, Load::Queries);
            let name = format!("context.{prefix}.{aggregate_name}.queries");
            names.push((name, Kind::Number, fact));
        }
    }
    names
}
