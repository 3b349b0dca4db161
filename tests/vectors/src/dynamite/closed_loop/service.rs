//! A service with its instances.

use jiff::Timestamp;

use crate::{
    dynamite::{Direction, sent::Sent},
    world::{World, at},
};

pub(super) struct Service {
    pub(super) world: World,
    pub(super) instances: Vec<Instance>,
    pub(super) started: usize,
}

pub(super) struct Instance {
    pub(super) name: String,
    pub(super) since: Timestamp,
}

impl Service {
    pub(super) fn arrive(&mut self, sent: &Sent, registered: Vec<String>) {
        if sent.direction == Direction::Down {
            self.instances.retain(|it| !sent.victims.contains(&it.name));
            return;
        }
        for _ in 0..sent.units {
            self.started += 1;
            let is_there = |name: &String| self.instances.iter().any(|it| it.name == *name);
            let known = registered.iter().find(|name| !is_there(name)).cloned();
            let name = known.unwrap_or_else(|| format!("started {}", self.started));
            let since = at(sent.t_ms);
            self.instances.push(Instance { name, since });
        }
    }
}
