//! The description of a cluster.

use serde::{Deserialize, Serialize};

use super::in_load;
use crate::{
    cluster::{Build, Cluster},
    load::{Arrivals, ClusterLoadSpec},
};

/// A cluster to be built; its master is one node.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClusterSpec {
    /// Its id, `j-…`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// CORE nodes at the beginning; at least 1.
    pub core: u32,
    /// TASK nodes at the beginning.
    #[serde(default)]
    pub task: u32,
    /// Containers that a node holds.
    #[serde(default = "four")]
    pub slots: u32,
    /// Memory of a container, in MiB.
    #[serde(default = "four_gib")]
    pub slot_mb: u32,
    /// Shortest and longest time that a new node needs, in seconds.
    #[serde(default = "minutes_to_come")]
    pub provisioning_seconds: (i64, i64),
    /// What arrives at it.
    pub load: ClusterLoadSpec,
}

impl ClusterSpec {
    pub(super) fn build(&self, seed: u64, origin: i64, begins: i64) -> Result<Cluster, String> {
        if self.core == 0 || self.slots == 0 {
            return Err("core and slots must be at least 1".to_owned());
        }
        let (shortest, longest) = self.provisioning_seconds;
        if shortest < 0 || longest < shortest {
            return Err("provisioning_seconds must be the shortest and the longest".to_owned());
        }
        let build = Build {
            core: self.core,
            task: self.task,
            slots: self.slots,
            slot_mb: self.slot_mb,
            provisioning_seconds: self.provisioning_seconds,
        };
        let load = Arrivals::new(&self.load, seed, origin).map_err(in_load)?;
        Ok(Cluster::new(build, load, seed, begins))
    }
}

fn four() -> u32 {
    4
}

fn four_gib() -> u32 {
    4096
}

fn minutes_to_come() -> (i64, i64) {
    (240, 360)
}
