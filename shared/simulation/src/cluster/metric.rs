//! The cluster metrics of CloudWatch's namespace AWS/ElasticMapReduce.

use super::{Build, GroupKind, InstanceGroup, Node, NodeState, node::Fleet, work::Work};

macro_rules! metrics {
    ($($(#[$doc:meta])* $metric:ident,)+) => {
        /// One of the metrics of a cluster; CloudWatch's name of it is its own.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum ClusterMetric { $($(#[$doc])* $metric,)+ }

        impl ClusterMetric {
            /// All of them, in the order of their places.
            pub const ALL: &'static [Self] = &[$(Self::$metric,)+];

            /// CloudWatch's name of it.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$metric => stringify!($metric),)+ }
            }
        }
    };
}

metrics! {
    /// Memory that is free, in per cent of all.
    YARNMemoryAvailablePercentage,
    /// Containers that wait.
    ContainerPending,
    /// Containers that wait for each one that runs.
    ContainerPendingRatio,
    /// Containers that run.
    ContainerAllocated,
    /// Memory that is free, in MiB.
    MemoryAvailableMB,
    /// Memory in use, in MiB.
    MemoryAllocatedMB,
    /// All memory, in MiB.
    MemoryTotalMB,
    /// Applications of which nothing runs yet.
    AppsPending,
    /// Applications of which something runs.
    AppsRunning,
    /// CORE nodes that are there.
    CoreNodesRunning,
    /// CORE nodes that are coming.
    CoreNodesPending,
    /// TASK nodes that are there.
    TaskNodesRunning,
    /// TASK nodes that are coming.
    TaskNodesPending,
    /// TASK nodes that were asked for.
    TaskNodesRequested,
    /// 1 when nothing waits or runs.
    IsIdle,
    /// Nodes that take containers.
    MRActiveNodes,
    /// Every node there has been: gone ones are never taken off.
    MRTotalNodes,
    /// Nodes that have gone.
    MRDecommissionedNodes,
}

impl ClusterMetric {
    /// How many there are.
    pub const COUNT: usize = Self::ALL.len();

    /// Seconds of a period: five minutes.
    pub const PERIOD_SECONDS: i64 = 300;

    /// The metric of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|metric| metric.name() == name)
    }

    pub(crate) fn place(self) -> usize {
        self as usize
    }

    /// All of them at this moment; NaN for one that does not exist.
    pub(crate) fn sample(
        build: &Build,
        groups: &[InstanceGroup],
        fleet: &Fleet,
        work: &Work,
    ) -> [f64; Self::COUNT] {
        let busy = fleet.busy();
        let active = fleet.count(|node| node.state == NodeState::Running);
        let draining = fleet.count(|node| matches!(node.state, NodeState::Draining { .. }));
        // Of a draining node, YARN counts only what is still in use.
        let usable = f64::from(
            fleet
                .nodes()
                .iter()
                .fold(0, |sum, node| sum + slots_of(node, build.slots)),
        );
        let slot = f64::from(build.slot_mb);
        let pending = work.pending() as f64;
        let allocated = f64::from(busy);
        let (apps_pending, apps_running) = work.applications();
        let coming = |kind: GroupKind| {
            f64::from(fleet.count(|node| {
                node.group == kind && matches!(node.state, NodeState::Provisioning { .. })
            }))
        };
        let requested = groups
            .iter()
            .find(|group| group.kind == GroupKind::Task)
            .map_or(0, |group| group.requested);
        std::array::from_fn(|place| match Self::ALL[place] {
            Self::YARNMemoryAvailablePercentage => 100.0 * (usable - allocated) / usable,
            Self::ContainerPending => pending,
            Self::ContainerPendingRatio => pending / allocated.max(1.0),
            Self::ContainerAllocated => allocated,
            Self::MemoryAvailableMB => (usable - allocated) * slot,
            Self::MemoryAllocatedMB => allocated * slot,
            Self::MemoryTotalMB => usable * slot,
            Self::AppsPending => f64::from(apps_pending),
            Self::AppsRunning => f64::from(apps_running),
            Self::CoreNodesRunning => f64::from(fleet.present(GroupKind::Core)),
            Self::CoreNodesPending => coming(GroupKind::Core),
            Self::TaskNodesRunning => f64::from(fleet.present(GroupKind::Task)),
            Self::TaskNodesPending => coming(GroupKind::Task),
            Self::TaskNodesRequested => f64::from(requested),
            Self::IsIdle => f64::from(u8::from(work.is_idle())),
            Self::MRActiveNodes => f64::from(active),
            Self::MRTotalNodes => f64::from(active + draining + fleet.decommissioned()),
            Self::MRDecommissionedNodes => f64::from(fleet.decommissioned()),
        })
    }
}

fn slots_of(node: &Node, slots: u32) -> u32 {
    match node.state {
        NodeState::Provisioning { .. } => 0,
        NodeState::Running => slots,
        NodeState::Draining { .. } => node.busy,
    }
}
