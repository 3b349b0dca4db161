//! The nodes of a cluster as a vector has them.

use decision::{Capacity, Node, NodeFacts, Nodes, Observation, Role};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
pub(super) struct Group {
    pub(super) id: String,
    #[serde(rename = "type")]
    pub(super) role: String,
}

#[derive(Deserialize)]
pub(super) struct Instance {
    pub(super) group: String,
    pub(super) host: Option<String>,
    state: String,
    load: Option<Load>,
    queries: Option<f64>,
    presto_state: Option<String>,
    /// It was told to take no more work.
    #[serde(default)]
    drain_marker: bool,
}

#[derive(Clone, Copy, Default, Deserialize)]
struct Load {
    cpu: Option<f64>,
    mem: Option<f64>,
    sysload: Option<f64>,
}

impl Instance {
    /// Its engine has ended, as it was told.
    pub(super) fn has_drained(&self) -> bool {
        self.drain_marker && self.presto_state.is_none()
    }

    /// An engine that does not answer takes no work; of other engines than Presto nobody asks.
    pub(super) fn seen(&self, groups: &[Group], is_presto: bool) -> Option<Node> {
        let group = groups.iter().find(|group| group.id == self.group)?;
        let load = self.load.unwrap_or_default();
        Some(Node {
            role: match group.role.as_str() {
                "MASTER" => Role::Master,
                "CORE" => Role::Core,
                _ => Role::Task,
            },
            running: self.state == "RUNNING",
            active: is_presto.then_some(self.presto_state.as_deref() == Some("ACTIVE")),
            cpu: load.cpu,
            memory: load.mem,
            load_average: load.sysload,
            queries: self.queries,
        })
    }
}

/// A cluster of these nodes.
pub(super) fn observation(nodes: &[Node]) -> Observation {
    let nodes = Nodes::of(nodes);
    Observation {
        capacity: Capacity(nodes.task.count.unwrap_or(0)),
        fixed: Capacity(nodes.core.count.unwrap_or(0)),
        nodes,
        ..Observation::default()
    }
}

/// The values that names have, where Themis and Auxo have to agree: each of the nodes was measured.
pub(super) fn aggregates(seen: &Nodes, expected: &Value) -> Vec<(String, f64)> {
    let namespaces = [
        ("allnodes", &seen.all),
        ("corenodes", &seen.core),
        ("tasknodes", &seen.task),
    ];
    let mut values = Vec::new();
    for (namespace, seen) in namespaces {
        let expected = &expected[namespace];
        values.extend(known(seen).into_iter().filter_map(|name| {
            let parts = name.split('.');
            let value = parts.fold(expected, |of, part| &of[part]);
            Some((format!("{namespace}.{name}"), as_number(value)?))
        }));
    }
    values
}

/// What is known of each of some nodes.
fn known(seen: &NodeFacts) -> Vec<String> {
    let mut names = vec!["running".to_owned(), "count.nodes".to_owned()];
    names.extend(seen.active.map(|_| "active".to_owned()));
    let loads = [
        ("cpu", seen.cpu),
        ("mem", seen.memory),
        ("sysload", seen.load_average),
    ];
    for (load, spread) in loads {
        if spread.map(|spread| spread.measured) == seen.count {
            names.extend(["average", "total", "min", "max"].map(|name| format!("{name}.{load}")));
        }
    }
    names
}

/// A truth counts as 1 or 0.
fn as_number(value: &Value) -> Option<f64> {
    let truth = value.as_bool().map(|truth| f64::from(u8::from(truth)));
    truth.or(value.as_f64())
}
