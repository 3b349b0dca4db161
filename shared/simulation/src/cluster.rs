//! An EMR cluster under load: containers that wait for slots, nodes that take minutes to come and
//! leave when their work is done.

pub mod group;
pub mod metric;
pub mod node;
pub mod work;

use serde::{Deserialize, Serialize};

pub use group::{GroupKind, GroupStatus, InstanceGroup, ResizeError};
pub use metric::ClusterMetric;
pub use node::{Node, NodeState};

use crate::{
    load::{Arrivals, LoadError},
    metrics::{Datapoint, History},
};
use node::Fleet;
use work::Work;

/// Where a cluster is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ClusterState {
    /// It has nothing to do.
    Waiting,
    /// It works.
    Running,
    /// It is no more.
    Terminated,
}

/// What a cluster is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Build {
    /// CORE nodes at the beginning; at least 1.
    pub core: u32,
    /// TASK nodes at the beginning.
    pub task: u32,
    /// Containers that a node holds.
    pub slots: u32,
    /// Memory of a container, in MiB.
    pub slot_mb: u32,
    /// Shortest and longest time that a new node needs, in seconds.
    pub provisioning_seconds: (i64, i64),
}

/// One cluster: a master that runs no containers, CORE and TASK nodes that do.
#[derive(Clone, Debug)]
pub struct Cluster {
    build: Build,
    groups: [InstanceGroup; 2],
    fleet: Fleet,
    work: Work,
    load: Arrivals,
    history: History<{ ClusterMetric::COUNT }>,
    terminated: bool,
    created: i64,
    now: i64,
}

impl Cluster {
    /// A cluster whose nodes are all there at `now` (seconds since the epoch). `seed` says how long
    /// later nodes take.
    #[must_use]
    pub fn new(build: Build, load: Arrivals, seed: u64, now: i64) -> Self {
        let mut fleet = Fleet::new(seed, build.slots, build.provisioning_seconds);
        fleet.place(GroupKind::Core, build.core, now);
        fleet.place(GroupKind::Task, build.task, now);
        Self {
            build,
            groups: [
                InstanceGroup::new(GroupKind::Core, build.core),
                InstanceGroup::new(GroupKind::Task, build.task),
            ],
            fleet,
            work: Work::default(),
            load,
            history: History::new(ClusterMetric::PERIOD_SECONDS),
            terminated: false,
            created: now,
            now,
        }
    }

    /// Simulates up to `now` (seconds since the epoch); a time that has passed changes nothing.
    pub fn advance_to(&mut self, now: i64) {
        while self.now < now && !self.terminated {
            self.step();
            self.now += 1;
        }
        self.now = self.now.max(now);
        self.history.advance_to(self.now);
    }

    fn step(&mut self) {
        self.work.finish(self.now, &mut self.fleet);
        for group in &self.groups {
            self.fleet.keep_to(group, self.now);
        }
        for node in self.fleet.settle(self.now) {
            self.work.interrupt(node);
        }
        let arriving = self.load.at(self.now);
        for index in 0..arriving {
            self.work
                .arrive(self.now, self.load.duration(self.now, index));
        }
        self.work.start(self.now, &mut self.fleet);
        if self.now % 60 == 0 {
            let sample = ClusterMetric::sample(&self.build, &self.groups, &self.fleet, &self.work);
            self.history.record(self.now, sample);
            self.history.advance_to(self.now);
        }
    }

    /// Asks for `count` nodes in a group. Nodes that go are drained first: they leave when they
    /// are empty, at the latest after `decommission_seconds` (an hour if `None`).
    ///
    /// # Errors
    /// [`ResizeError`] for what the service refuses.
    pub fn resize(
        &mut self,
        kind: GroupKind,
        count: i64,
        decommission_seconds: Option<i64>,
    ) -> Result<(), ResizeError> {
        if self.terminated {
            return Err(ResizeError::Terminated);
        }
        let group = self
            .groups
            .iter_mut()
            .find(|group| group.kind == kind)
            .ok_or(ResizeError::Master)?;
        group.ask(count, decommission_seconds)?;
        self.fleet.keep_to(group, self.now);
        Ok(())
    }

    /// Ends the cluster: nothing runs any more and nothing can be changed.
    pub fn terminate(&mut self) {
        self.terminated = true;
    }

    /// Replaces the arrivals from now on (containers per minute); `None` goes back to the
    /// described ones.
    ///
    /// # Errors
    /// [`LoadError`] when the rate is negative or not a number.
    pub fn set_override(&mut self, containers_per_minute: Option<f64>) -> Result<(), LoadError> {
        self.load.set_override(containers_per_minute)
    }

    /// The override in force, in containers per minute.
    #[must_use]
    pub fn override_in_force(&self) -> Option<f64> {
        self.load.override_in_force()
    }

    /// Containers per minute that arrive now.
    pub fn arrivals_per_minute(&mut self) -> f64 {
        self.load.per_minute(self.now)
    }

    /// Where the cluster is in its life.
    #[must_use]
    pub fn state(&self) -> ClusterState {
        if self.terminated {
            ClusterState::Terminated
        } else if self.work.is_idle() {
            ClusterState::Waiting
        } else {
            ClusterState::Running
        }
    }

    /// The nodes that a group was asked for; the master's is always 1.
    #[must_use]
    pub fn requested(&self, kind: GroupKind) -> u32 {
        self.groups
            .iter()
            .find(|group| group.kind == kind)
            .map_or(1, |group| group.requested)
    }

    /// The nodes of a group that are there, draining ones among them; the master's is always 1.
    #[must_use]
    pub fn running(&self, kind: GroupKind) -> u32 {
        if kind == GroupKind::Master {
            1
        } else {
            self.fleet.present(kind)
        }
    }

    /// Whether a group has as many nodes as it was asked for.
    #[must_use]
    pub fn group_status(&self, kind: GroupKind) -> GroupStatus {
        if self.terminated {
            GroupStatus::Terminated
        } else if self.requested(kind) == self.running(kind) {
            GroupStatus::Running
        } else {
            GroupStatus::Resizing
        }
    }

    /// The nodes, coming and draining ones among them.
    #[must_use]
    pub fn nodes(&self) -> &[Node] {
        self.fleet.nodes()
    }

    /// Containers that wait.
    #[must_use]
    pub fn pending(&self) -> usize {
        self.work.pending()
    }

    /// Containers that run.
    #[must_use]
    pub fn allocated(&self) -> u32 {
        self.fleet.busy()
    }

    /// When the cluster was made, in seconds since the epoch.
    #[must_use]
    pub fn created(&self) -> i64 {
        self.created
    }

    /// What CloudWatch shows now of a metric: datapoints that begin in `from..to` (seconds since
    /// the epoch), oldest first, in periods of `period` seconds, at least 300.
    #[must_use]
    pub fn datapoints(
        &self,
        metric: ClusterMetric,
        from: i64,
        to: i64,
        period: i64,
    ) -> Vec<(i64, Datapoint)> {
        self.history.datapoints(metric.place(), from, to, period)
    }
}
