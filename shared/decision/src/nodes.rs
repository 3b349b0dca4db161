//! What is known of a cluster's nodes together, by what they are there for.

use crate::sample;

/// One node, as far as anybody measured it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Node {
    pub role: Role,
    /// It serves and does not only come.
    pub running: bool,
    /// The engine on it takes work; `None` when nobody could tell.
    pub active: Option<bool>,
    /// A share of what the node has, as is `memory`.
    pub cpu: Option<f64>,
    pub memory: Option<f64>,
    /// The load average of one minute, not divided by cores.
    pub load_average: Option<f64>,
    /// Queries that run.
    pub queries: Option<f64>,
}

/// What a node is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Master,
    Core,
    Task,
}

/// The nodes of a cluster by their role; nothing is known by default.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Nodes {
    pub all: NodeFacts,
    pub core: NodeFacts,
    pub task: NodeFacts,
    pub master: NodeFacts,
}

/// What is known of several nodes together.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct NodeFacts {
    pub count: Option<u32>,
    /// Each of them runs; so do none.
    pub running: Option<bool>,
    /// The engine on each of them takes work.
    pub active: Option<bool>,
    pub cpu: Option<Spread>,
    pub memory: Option<Spread>,
    pub load_average: Option<Spread>,
    pub queries: Option<Spread>,
}

/// The values of those nodes that have been measured, at least one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    pub sum: f64,
    pub measured: u32,
    pub min: f64,
    pub max: f64,
}

impl Nodes {
    /// Puts the nodes together. A node that has not been measured is left out of what it has no
    /// value for: it does not count as idle.
    #[must_use]
    pub fn of(nodes: &[Node]) -> Self {
        let of = |role: Option<Role>| {
            let chosen = nodes.iter();
            NodeFacts::of(chosen.filter(move |node| role.is_none_or(|role| node.role == role)))
        };
        Self {
            all: of(None),
            core: of(Some(Role::Core)),
            task: of(Some(Role::Task)),
            master: of(Some(Role::Master)),
        }
    }
}

impl NodeFacts {
    fn of<'a>(nodes: impl Iterator<Item = &'a Node> + Clone) -> Self {
        let spread = |value: fn(&Node) -> Option<f64>| Spread::of(nodes.clone().filter_map(value));
        Self {
            count: u32::try_from(nodes.clone().count()).ok(),
            running: Some(nodes.clone().all(|node| node.running)),
            active: all(nodes.clone().map(|node| node.active)),
            cpu: spread(|node| node.cpu),
            memory: spread(|node| node.memory),
            load_average: spread(|node| node.load_average),
            queries: spread(|node| node.queries),
        }
    }
}

/// False as soon as one is, and otherwise only known if each is.
fn all(mut truths: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    truths
        .try_fold(Some(true), |all, truth| match truth {
            Some(false) => Err(Some(false)),
            Some(true) => Ok(all),
            None => Ok(None),
        })
        .unwrap_or_else(|no| no)
}

impl Spread {
    /// `None` when nothing was measured; what is no measurement is left out.
    #[must_use]
    pub fn of(values: impl Iterator<Item = f64>) -> Option<Self> {
        let each = values
            .filter(|value| sample::is_measured(*value))
            .map(|value| Self {
                sum: value,
                measured: 1,
                min: value,
                max: value,
            });
        each.reduce(|one, other| Self {
            sum: one.sum + other.sum,
            measured: one.measured.saturating_add(other.measured),
            min: one.min.min(other.min),
            max: one.max.max(other.max),
        })
    }

    #[must_use]
    pub fn average(self) -> f64 {
        self.sum / f64::from(self.measured)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn node(role: Role, cpu: Option<f64>) -> Node {
        Node {
            role,
            running: true,
            active: Some(true),
            cpu,
            memory: None,
            load_average: None,
            queries: None,
        }
    }

    #[test]
    fn nodes_are_put_together_by_their_role() {
        let nodes = Nodes::of(&[
            node(Role::Master, Some(0.1)),
            node(Role::Core, Some(0.2)),
            node(Role::Task, Some(0.3)),
            node(Role::Task, Some(0.7)),
        ]);
        let counts = [nodes.all, nodes.master, nodes.core, nodes.task].map(|some| some.count);
        assert_eq!(counts, [4, 1, 1, 2].map(Some));
        let task = nodes.task.cpu.unwrap();
        assert_eq!((task.min, task.max), (0.3, 0.7));
        assert!((task.average() - 0.5).abs() < 1e-9);
    }

    #[test]
    fn what_has_not_been_measured_is_not_counted_as_nothing() {
        let measured = [Some(0.9), None, Some(f64::NAN), Some(-1.0)];
        let nodes = Nodes::of(&measured.map(|cpu| node(Role::Task, cpu)));
        let cpu = nodes.task.cpu.unwrap();
        assert_eq!((cpu.measured, cpu.min, cpu.average()), (1, 0.9, 0.9));
        assert_eq!(nodes.task.memory, None);
    }

    #[test]
    fn of_no_node_nothing_is_measured_and_each_of_them_runs() {
        let nodes = Nodes::of(&[]);
        assert_eq!((nodes.task.cpu, nodes.task.running), (None, Some(true)));
        assert_eq!((nodes.task.count, nodes.task.active), (Some(0), Some(true)));
    }

    #[test]
    fn one_that_takes_no_work_decides_and_one_that_is_unknown_makes_it_unknown() {
        let active = |truths: [Option<bool>; 3]| {
            let nodes = truths.map(|active| Node {
                active,
                ..node(Role::Task, None)
            });
            Nodes::of(&nodes).task.active
        };
        assert_eq!(active([Some(true), Some(true), Some(true)]), Some(true));
        assert_eq!(active([Some(true), None, Some(true)]), None);
        assert_eq!(active([None, Some(false), Some(true)]), Some(false));
    }
}
