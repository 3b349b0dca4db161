//! A group of nodes, its limits, and what YARN recommends.

use decision::{Adjustment, Capacity, Proposal, Pushed};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::world::document;

#[derive(Deserialize)]
pub(super) struct Input {
    pub(super) policy: Limits,
    pub(super) stop_start: bool,
    pub(super) nodes: Nodes,
    /// Of the whole cluster; of the group if it is not said.
    pub(super) cluster_nodes: Option<u32>,
    pub(super) cluster_cap: u32,
    pub(super) since_last_scaling_ms: Option<u32>,
    pub(super) yarn: Option<Yarn>,
}

#[derive(Deserialize)]
pub(super) struct Limits {
    pub(super) min: u32,
    pub(super) max: u32,
    #[serde(default = "two_minutes")]
    pub(super) cooldown_min: u32,
    pub(super) up_cooldown_min: Option<u32>,
    pub(super) down_cooldown_min: Option<u32>,
    #[serde(default = "hundred")]
    pub(super) max_up_step: u32,
    #[serde(default = "hundred")]
    pub(super) max_down_step: u32,
}

fn two_minutes() -> u32 {
    2
}

fn hundred() -> u32 {
    100
}

#[derive(Deserialize)]
pub(super) struct Nodes {
    pub(super) healthy: u32,
    pub(super) unhealthy: u32,
    pub(super) stopped: u32,
}

/// What YARN answers: more nodes for each group, and the numbers of those that may go.
#[derive(Deserialize)]
pub(super) struct Yarn {
    pub(super) up: Option<Vec<(String, u32)>>,
    pub(super) down: Option<Vec<u32>>,
}

const GROUP: &str = "compute";

impl Input {
    /// Nodes of the group that are there, healthy or not.
    pub(super) fn all(&self) -> u32 {
        self.nodes.healthy + self.nodes.unhealthy
    }

    /// Are stopped machines started or deleted for the sake of their number alone?
    pub(super) fn draws_on_stopped(&self) -> bool {
        let all = self.all() + self.nodes.stopped;
        self.stop_start && 0 < self.nodes.stopped && all != self.policy.max
    }

    pub(super) fn document(&self) -> Value {
        let limits = &self.policy;
        let cooldown = |own: Option<u32>| format!("{}m", own.unwrap_or(limits.cooldown_min));
        let guards = json!({
            "scale_out": {
                "cooldown": cooldown(limits.up_cooldown_min), "step_limit": limits.max_up_step
            },
            "scale_in": {
                "cooldown": cooldown(limits.down_cooldown_min), "step_limit": limits.max_down_step
            }
        });
        let rule = json!({"external": {"source": "yarn", "at_most_old": "2m"}});
        document(
            (limits.min.min(self.most()), self.most()),
            vec![rule],
            guards,
        )
    }

    /// The other groups of the cluster take from what all may have; none is taken from this one.
    pub(super) fn most(&self) -> u32 {
        let others = self
            .cluster_nodes
            .map_or(0, |all| all.saturating_sub(self.all()));
        let left = self.cluster_cap.saturating_sub(others).max(self.all());
        self.policy.max.min(left)
    }

    pub(super) fn pushed(&self, now: Timestamp) -> Option<Pushed> {
        self.yarn.as_ref()?;
        let proposal = match (self.asked_up(), self.asked_down()) {
            (0, 0) => Proposal::Capacity(Capacity(self.all())),
            (0, less) => Proposal::Remove(Adjustment::Units(less)),
            (more, _) => Proposal::Add(Adjustment::Units(more)),
        };
        Some(Pushed {
            source: "yarn".to_owned(),
            at: now,
            proposal,
        })
    }

    pub(super) fn asked_up(&self) -> u32 {
        let groups = self.yarn.as_ref().and_then(|yarn| yarn.up.as_ref());
        let mut groups = groups.into_iter().flatten();
        groups
            .find(|(group, _)| group == GROUP)
            .map_or(0, |(_, more)| *more)
    }

    /// The numbers of those that may go, as they have no work.
    pub(super) fn named(&self) -> &[u32] {
        let named = self.yarn.as_ref().and_then(|yarn| yarn.down.as_deref());
        named.unwrap_or_default()
    }

    /// Those of the group; other numbers are of other groups. Above the maximum it is asked about
    /// the surplus alone.
    pub(super) fn asked_down(&self) -> u32 {
        let own = self.named().iter().filter(|number| **number <= self.all());
        let named = u32::try_from(own.count()).unwrap_or(u32::MAX);
        let surplus = self.all().saturating_sub(self.policy.max);
        if surplus == 0 {
            named
        } else {
            named.min(surplus)
        }
    }
}
