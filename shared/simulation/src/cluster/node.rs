//! The nodes of a cluster: they take minutes to come, and drain before they go.

use super::{GroupKind, InstanceGroup};
use crate::noise;

/// One CORE or TASK node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its number, counted up over the life of the cluster.
    pub number: u64,
    /// The group that it belongs to.
    pub group: GroupKind,
    /// When it was asked for, in seconds since the epoch.
    pub since: i64,
    /// Where it is in its life.
    pub state: NodeState,
    /// Containers that run on it.
    pub busy: u32,
}

/// Where a node is in its life. Times are in seconds since the epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeState {
    /// It has been asked for.
    Provisioning {
        /// When it will run.
        ready: i64,
    },
    /// It takes containers.
    Running,
    /// It takes no new containers and leaves when it is empty.
    Draining {
        /// When it leaves at the latest.
        until: i64,
    },
}

/// All nodes of a cluster.
#[derive(Clone, Debug)]
pub(crate) struct Fleet {
    seed: u64,
    slots: u32,
    provisioning: (i64, i64),
    nodes: Vec<Node>,
    next: u64,
    decommissioned: u32,
}

impl Fleet {
    pub(crate) fn new(seed: u64, slots: u32, provisioning: (i64, i64)) -> Self {
        Self {
            seed,
            slots,
            provisioning,
            nodes: Vec::new(),
            next: 0,
            decommissioned: 0,
        }
    }

    /// Adds nodes that run already.
    pub(crate) fn place(&mut self, group: GroupKind, count: u32, now: i64) {
        for _ in 0..count {
            self.add(group, NodeState::Running, now);
        }
    }

    fn add(&mut self, group: GroupKind, state: NodeState, now: i64) {
        self.nodes.push(Node {
            number: self.next,
            group,
            since: now,
            state,
            busy: 0,
        });
        self.next += 1;
    }

    /// Orders nodes that are missing and drains those that are too many.
    pub(crate) fn keep_to(&mut self, group: &InstanceGroup, now: i64) {
        let staying = self
            .nodes
            .iter()
            .filter(|node| node.group == group.kind && node.stays())
            .count();
        let wanted = group.requested as usize;
        for _ in staying..wanted {
            self.grow(group.kind, now);
        }
        for _ in wanted..staying {
            self.shrink(group.kind, now + group.decommission_seconds);
        }
    }

    /// A node that is draining stays on: that is faster than waiting for a new one.
    fn grow(&mut self, kind: GroupKind, now: i64) {
        let draining = self
            .nodes
            .iter_mut()
            .rev()
            .find(|node| node.group == kind && !node.stays());
        if let Some(node) = draining {
            node.state = NodeState::Running;
            return;
        }
        let (shortest, longest) = self.provisioning;
        let spread = (longest - shortest).max(0) as f64 + 1.0;
        #[expect(clippy::cast_possible_truncation, reason = "at most the spread")]
        let extra = (noise::unit(self.seed ^ 0xC1, self.next) * spread) as i64;
        self.add(
            kind,
            NodeState::Provisioning {
                ready: now + shortest + extra,
            },
            now,
        );
    }

    /// What has not come yet goes first, then the emptiest, then the newest.
    fn shrink(&mut self, kind: GroupKind, until: i64) {
        let coming = |node: &Node| matches!(node.state, NodeState::Provisioning { .. });
        let victim = (0..self.nodes.len())
            .filter(|index| self.nodes[*index].group == kind && self.nodes[*index].stays())
            .min_by_key(|index| {
                let node = &self.nodes[*index];
                (!coming(node), node.busy, std::cmp::Reverse(node.number))
            });
        let Some(victim) = victim else { return };
        if coming(&self.nodes[victim]) {
            self.nodes.remove(victim);
        } else {
            self.nodes[victim].state = NodeState::Draining { until };
        }
    }

    /// Lets nodes come and go, and names those that went before their work was done.
    pub(crate) fn settle(&mut self, now: i64) -> Vec<u64> {
        let mut interrupted = Vec::new();
        let mut gone = 0;
        self.nodes.retain_mut(|node| {
            match node.state {
                NodeState::Provisioning { ready } if ready <= now => {
                    node.state = NodeState::Running
                }
                NodeState::Draining { until } if node.busy == 0 || until <= now => {
                    if node.busy > 0 {
                        interrupted.push(node.number);
                    }
                    gone += 1;
                    return false;
                }
                _ => {}
            }
            true
        });
        self.decommissioned += gone;
        interrupted
    }

    /// Gives a container to the emptiest running node, and says which; `None` when all are full.
    pub(crate) fn allocate(&mut self) -> Option<u64> {
        let slots = self.slots;
        let node = self
            .nodes
            .iter_mut()
            .filter(|node| node.state == NodeState::Running && node.busy < slots)
            .min_by_key(|node| (node.busy, node.number))?;
        node.busy += 1;
        Some(node.number)
    }

    pub(crate) fn release(&mut self, number: u64) {
        if let Some(node) = self.nodes.iter_mut().find(|node| node.number == number) {
            node.busy -= 1;
        }
    }

    pub(crate) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    pub(crate) fn busy(&self) -> u32 {
        self.nodes.iter().map(|node| node.busy).sum()
    }

    /// Nodes of a group that are there, draining or not.
    pub(crate) fn present(&self, kind: GroupKind) -> u32 {
        self.count(|node| {
            node.group == kind && !matches!(node.state, NodeState::Provisioning { .. })
        })
    }

    pub(crate) fn count(&self, which: impl Fn(&Node) -> bool) -> u32 {
        u32::try_from(self.nodes.iter().filter(|node| which(node)).count()).unwrap_or(u32::MAX)
    }

    /// Nodes that have gone since the beginning.
    pub(crate) fn decommissioned(&self) -> u32 {
        self.decommissioned
    }
}

impl Node {
    fn stays(&self) -> bool {
        !matches!(self.state, NodeState::Draining { .. })
    }
}
