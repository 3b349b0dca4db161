//! One evaluation: bounds first, then what YARN recommends.

use decision::{Action, Adjustment, Observation, Period, Proposal, Pushed};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    Outcome, Vector, different,
    periscope_calls::{calls, of_any_machines},
    vector::judged,
    world::{World, at, cluster, document, numbered, policy},
};

#[derive(Deserialize)]
struct Input {
    policy: Limits,
    stop_start: bool,
    nodes: Nodes,
    /// Of the whole cluster; of the group if it is not said.
    cluster_nodes: Option<u32>,
    cluster_cap: u32,
    since_last_scaling_ms: Option<u32>,
    yarn: Option<Yarn>,
}

#[derive(Deserialize)]
struct Limits {
    min: u32,
    max: u32,
    #[serde(default = "two_minutes")]
    cooldown_min: u32,
    up_cooldown_min: Option<u32>,
    down_cooldown_min: Option<u32>,
    #[serde(default = "hundred")]
    max_up_step: u32,
    #[serde(default = "hundred")]
    max_down_step: u32,
}

fn two_minutes() -> u32 {
    2
}

fn hundred() -> u32 {
    100
}

#[derive(Deserialize)]
struct Nodes {
    healthy: u32,
    unhealthy: u32,
    stopped: u32,
}

/// What YARN answers: more nodes for each group, and the numbers of those that may go.
#[derive(Deserialize)]
struct Yarn {
    up: Option<Vec<(String, u32)>>,
    down: Option<Vec<u32>>,
}

const GROUP: &str = "compute";

pub(crate) fn judge(vector: &Vector) -> Result<Outcome, String> {
    let input: Input = vector.input()?;
    if input.draws_on_stopped() {
        return Ok(Outcome::NotApplicable(
            "there is no pool of stopped machines to choose from",
        ));
    }
    let now = at(0);
    let mut world = World::new(policy(&input.document())?);
    let since = input
        .since_last_scaling_ms
        .map(|ms| Period::seconds(ms / 1_000).before(now));
    world.state.scaled_out_at = since;
    let seen = Observation {
        pushed: input.pushed(now).into_iter().collect(),
        members: Some(numbered(input.all(), input.named())),
        ..cluster(input.all(), Vec::new())
    };
    let decision = world.evaluate(&seen, now);
    let to = decision.desired().0;
    if let Some((reason, expected)) = input.difference() {
        return different(to == expected, reason);
    }
    let right = vector.right();
    if let Some(most) = right["desired_at_most"].as_u64() {
        let within = u64::from(to) <= most;
        return Ok(if within {
            Outcome::Passed
        } else {
            judged(&right, &json!(to))
        });
    }
    let scaled = decision.action != Action::Hold;
    let said = json!({"calls": calls(&decision), "cooldown_restarted": scaled});
    Ok(judged(&of_any_machines(&right), &said))
}

impl Input {
    /// Nodes of the group that are there, healthy or not.
    fn all(&self) -> u32 {
        self.nodes.healthy + self.nodes.unhealthy
    }

    /// Are stopped machines started or deleted for the sake of their number alone?
    fn draws_on_stopped(&self) -> bool {
        let all = self.all() + self.nodes.stopped;
        self.stop_start && 0 < self.nodes.stopped && all != self.policy.max
    }

    fn document(&self) -> Value {
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
    fn most(&self) -> u32 {
        let others = self
            .cluster_nodes
            .map_or(0, |all| all.saturating_sub(self.all()));
        let left = self.cluster_cap.saturating_sub(others).max(self.all());
        self.policy.max.min(left)
    }

    fn pushed(&self, now: jiff::Timestamp) -> Option<Pushed> {
        self.yarn.as_ref()?;
        let proposal = match (self.asked_up(), self.asked_down()) {
            (0, 0) => Proposal::Capacity(decision::Capacity(self.all())),
            (0, less) => Proposal::Remove(Adjustment::Units(less)),
            (more, _) => Proposal::Add(Adjustment::Units(more)),
        };
        Some(Pushed {
            source: "yarn".to_owned(),
            at: now,
            proposal,
        })
    }

    fn asked_up(&self) -> u32 {
        let groups = self.yarn.as_ref().and_then(|yarn| yarn.up.as_ref());
        let mut groups = groups.into_iter().flatten();
        groups
            .find(|(group, _)| group == GROUP)
            .map_or(0, |(_, more)| *more)
    }

    /// The numbers of those that may go, as they have no work.
    fn named(&self) -> &[u32] {
        let named = self.yarn.as_ref().and_then(|yarn| yarn.down.as_deref());
        named.unwrap_or_default()
    }

    /// Those of the group; other numbers are of other groups. Above the maximum it is asked about
    /// the surplus alone.
    fn asked_down(&self) -> u32 {
        let own = self.named().iter().filter(|number| **number <= self.all());
        let named = u32::try_from(own.count()).unwrap_or(u32::MAX);
        let surplus = self.all().saturating_sub(self.policy.max);
        if surplus == 0 {
            named
        } else {
            named.min(surplus)
        }
    }

    /// Where Auxo says that it does otherwise, and the size that it then sets.
    fn difference(&self) -> Option<(&'static str, u32)> {
        let (all, limits) = (self.all(), &self.policy);
        let up = self.asked_up();
        let elapsed = self.since_last_scaling_ms;
        let waits = |own: Option<u32>| {
            elapsed.is_some_and(|ms| ms < own.unwrap_or(limits.cooldown_min) * 60_000)
        };
        let (up_waits, down_waits) = (
            waits(limits.up_cooldown_min),
            waits(limits.down_cooldown_min),
        );
        if limits.max < all {
            let surplus = all - limits.max;
            let named = self.yarn.is_some() && surplus <= self.asked_down();
            // Nobody named is the defect whose correction is known.
            let open = !named && self.asked_down() != 0 || self.yarn.is_none();
            if (up_waits && down_waits) || open || limits.max_down_step < surplus {
                return Some(("bounds hold whatever others recommend", limits.max));
            }
        } else if self.nodes.healthy < limits.min && 0 < self.nodes.unhealthy {
            let more = if up_waits {
                0
            } else {
                up.min(limits.max_up_step)
            };
            let to = (all + more).min(self.most()).max(limits.min);
            return Some(("unhealthy nodes are there until EMR has replaced them", to));
        } else if all < limits.min
            && (up_waits && down_waits
                || limits.max_up_step < limits.min - all
                // Stopped machines count for the least there.
                || self.stop_start && up == 0)
        {
            return Some(("bounds hold whatever others recommend", limits.min));
        } else if 0 < up && 0 < self.asked_down() && (up_waits || self.most() == all) {
            return Some(("what asks for more never leads to less", all));
        } else if up == 0 && 0 < self.nodes.unhealthy && 0 < self.asked_down() {
            let less = self.asked_down().min(limits.max_down_step);
            let to = if down_waits {
                all
            } else {
                (all - less.min(all)).max(limits.min)
            };
            return Some(("unhealthy nodes are there until EMR has replaced them", to));
        }
        None
    }
}
