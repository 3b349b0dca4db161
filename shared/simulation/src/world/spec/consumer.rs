//! The descriptions of what reads streams: services and event source mappings.

use serde::{Deserialize, Serialize};

use crate::{
    mapping::{FACTORS, Mapping},
    service::{Service, Work},
};

/// A service to be built.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceSpec {
    /// The ECS cluster that it runs in.
    pub cluster: String,
    /// Its name.
    pub name: String,
    /// Tasks at the beginning.
    pub tasks: u32,
    /// Seconds that a new task takes to start.
    #[serde(default = "two_thirds_of_a_minute")]
    pub starting_seconds: u32,
    /// Tasks' worth of processor time that there is to do.
    #[serde(default)]
    pub cpu: f64,
    /// Tasks' worth of memory.
    #[serde(default)]
    pub memory: f64,
}

impl ServiceSpec {
    /// What it is known by: its cluster and its name.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}.{}", self.cluster, self.name)
    }

    pub(super) fn build(&self, begins: i64) -> Service {
        let work = Work {
            cpu: self.cpu,
            memory: self.memory,
        };
        Service::new(self.tasks, self.starting_seconds.into(), work, begins)
    }
}

/// An event source mapping to be built.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappingSpec {
    /// What it is known by.
    pub uuid: String,
    /// The function that is invoked.
    pub function: String,
    /// The stream that is read.
    pub stream: String,
    /// The batches of each shard that are in work at once, at the beginning.
    #[serde(default = "one")]
    pub factor: u32,
    /// Whether it reads.
    #[serde(default = "yes")]
    pub enabled: bool,
}

impl MappingSpec {
    pub(super) fn build(&self, begins: i64) -> Result<Mapping, String> {
        if !FACTORS.contains(&i64::from(self.factor)) {
            return Err(format!("factor must be 1 to 10, not {}", self.factor));
        }
        Ok(Mapping::new(self.factor, self.enabled, begins))
    }
}

fn two_thirds_of_a_minute() -> u32 {
    40
}

fn one() -> u32 {
    1
}

fn yes() -> bool {
    true
}
