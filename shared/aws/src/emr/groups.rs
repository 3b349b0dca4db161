//! The instance groups of one cluster, and how a new size is spread over its TASK groups.

use aws_sdk_emr::types::{InstanceGroup, InstanceGroupState, InstanceGroupType};
use decision::{Capacity, Readiness};
use evaluation::{Failure, PortError, Status};

use super::LIST;

/// The groups that are alive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Groups {
    /// By id, so that the same size always means the same resizes.
    task: Vec<TaskGroup>,
    core: Capacity,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct TaskGroup {
    id: String,
    state: InstanceGroupState,
    running: u32,
    requested: u32,
    /// Why the group is in its state, as EMR says.
    reason: String,
}

/// The new size of one group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Resize {
    pub(super) group: String,
    pub(super) to: u32,
    pub(super) shrinks: bool,
}

impl Groups {
    pub(super) fn of(groups: &[InstanceGroup]) -> Result<Self, PortError> {
        let mut task = Vec::new();
        let mut core: u32 = 0;
        for group in groups.iter().filter(|group| is_alive(group)) {
            let running = count(group.running_instance_count())?;
            match group.instance_group_type() {
                Some(InstanceGroupType::Task) => task.push(TaskGroup::of(group, running)?),
                Some(InstanceGroupType::Core) => core = core.saturating_add(running),
                _ => {}
            }
        }
        task.sort_by(|one, other| one.id.cmp(&other.id));
        let core = Capacity(core);
        Ok(Self { task, core })
    }

    /// Several TASK groups count as one: their nodes together.
    pub(super) fn status(&self) -> Result<Status, PortError> {
        if self.task.is_empty() {
            return Err(LIST.failure(
                Failure::Refused,
                "the cluster has no TASK instance group: add one, of any size",
            ));
        }
        if let Some(stuck) = self.task.iter().find(|group| group.is_stuck()) {
            let TaskGroup {
                id, state, reason, ..
            } = stuck;
            let message = format!("instance group {id} is {state}: {reason}");
            return Err(LIST.failure(Failure::Refused, message));
        }
        let running = self.task.iter().map(|group| group.running);
        let running = Capacity(running.fold(0, u32::saturating_add));
        let settled = self.task.iter().all(TaskGroup::is_settled);
        Ok(Status {
            capacity: running,
            open: running,
            fixed: self.core,
            readiness: if settled {
                Readiness::Ready
            } else {
                Readiness::Changing
            },
        })
    }

    /// The resizes that make `desired` nodes of what is requested now: the first group grows, the
    /// last ones shrink.
    pub(super) fn resized_to(&self, desired: Capacity) -> Vec<Resize> {
        let requested = self.task.iter().map(|group| group.requested);
        let requested = requested.fold(0, u32::saturating_add);
        if let Some(first) = self.task.first()
            && requested < desired.0
        {
            return vec![Resize {
                group: first.id.clone(),
                to: first.requested.saturating_add(desired.0 - requested),
                shrinks: false,
            }];
        }
        let mut surplus = requested.saturating_sub(desired.0);
        let mut resizes = Vec::new();
        for group in self.task.iter().rev() {
            let fewer = surplus.min(group.requested);
            surplus -= fewer;
            if 0 < fewer {
                resizes.push(Resize {
                    group: group.id.clone(),
                    to: group.requested - fewer,
                    shrinks: true,
                });
            }
        }
        resizes
    }
}

impl TaskGroup {
    fn of(group: &InstanceGroup, running: u32) -> Result<Self, PortError> {
        let status = group.status();
        let reason = status.and_then(|status| status.state_change_reason()?.message());
        let state = status.and_then(|status| status.state());
        let missing = |what| LIST.malformed(format!("a group without {what}"));
        Ok(Self {
            id: group.id().ok_or_else(|| missing("an id"))?.to_owned(),
            state: state.ok_or_else(|| missing("a state"))?.clone(),
            running,
            requested: count(group.requested_instance_count())?,
            reason: reason.unwrap_or("no reason given").to_owned(),
        })
    }

    fn is_settled(&self) -> bool {
        self.state == InstanceGroupState::Running && self.running == self.requested
    }

    /// EMR has given up on the group; it does not get better by waiting.
    fn is_stuck(&self) -> bool {
        matches!(
            self.state,
            InstanceGroupState::Arrested | InstanceGroupState::Suspended
        )
    }
}

fn is_alive(group: &InstanceGroup) -> bool {
    let state = group.status().and_then(|status| status.state());
    !matches!(
        state,
        Some(
            InstanceGroupState::Terminating
                | InstanceGroupState::Terminated
                | InstanceGroupState::ShuttingDown
                | InstanceGroupState::Ended
        )
    )
}

fn count(nodes: Option<i32>) -> Result<u32, PortError> {
    u32::try_from(nodes.unwrap_or_default()).map_err(|_| LIST.malformed("fewer than no nodes"))
}

#[cfg(test)]
mod tests;
