//! How other targets stand, for the rules that follow them.
//!
//! Targets of the kind that is evaluated are known already. For each other kind that a policy
//! that is due follows, all memories of that kind are read: one query more, and none where nobody
//! follows across kinds.

use std::{
    collections::{BTreeSet, HashMap},
    time::Duration,
};

use decision::{Other, Readiness, TargetId, TargetKind};
use futures::future::join_all;

use crate::{Assignment, Failure, Memory, PortError, StateStore};

/// How the followed targets stand, as far as they are known, and why others are not.
#[derive(Debug, Default)]
pub(crate) struct Others {
    by_target: HashMap<TargetId, Other>,
    pub(crate) problems: Vec<PortError>,
}

impl Others {
    /// What is remembered of everything that a policy of `due` follows. Of the kind that `known`
    /// targets are of, nothing is read.
    pub(crate) async fn followed<'a, S: StateStore>(
        store: &S,
        due: &[&Assignment],
        known: impl Iterator<Item = &'a Assignment>,
        time: Duration,
    ) -> Self {
        let followed: BTreeSet<TargetId> =
            due.iter().flat_map(|each| each.policy.follows()).collect();
        let mut others = Self::default();
        if followed.is_empty() {
            return others;
        }
        let mut known_kind = None;
        for each in known {
            known_kind = Some(each.target.kind);
            if followed.contains(&each.target) {
                others
                    .by_target
                    .extend(by_target(&each.target, &each.memory));
            }
        }
        let unknown = |kind: &TargetKind| {
            Some(*kind) != known_kind && followed.iter().any(|target| target.kind == *kind)
        };
        let unknown = TargetKind::ALL.into_iter().filter(unknown);
        for read in join_all(unknown.map(|kind| read(store, kind, &followed, time))).await {
            match read {
                Ok(read) => others.by_target.extend(read),
                Err(error) => others.problems.push(error),
            }
        }
        others
    }

    /// Those that a policy of `assignment` follows.
    pub(crate) fn of(&self, assignment: &Assignment) -> Vec<Other> {
        let followed = assignment.policy.follows();
        followed
            .filter_map(|target| self.by_target.get(&target).cloned())
            .collect()
    }
}

fn by_target(target: &TargetId, memory: &Memory) -> Option<(TargetId, Other)> {
    let looked = memory.seen.map(|seen| {
        let status = seen.status;
        // While shards are split and merged there are for a moment more than stay.
        let moving = status.readiness == Readiness::Changing;
        let at_rest = memory.scaling.open.filter(|_| moving);
        (at_rest.unwrap_or(status.open), seen.at)
    });
    let other = Other::of(target, &memory.scaling, looked)?;
    Some((target.clone(), other))
}

async fn read<S: StateStore>(
    store: &S,
    kind: TargetKind,
    followed: &BTreeSet<TargetId>,
    time: Duration,
) -> Result<Vec<(TargetId, Other)>, PortError> {
    let late = |_| PortError {
        operation: "others",
        failure: Failure::Unavailable,
        message: format!(
            "what is known of the followed {kind} took longer than {} s",
            time.as_secs()
        ),
    };
    let remembered = tokio::time::timeout(time, store.remembered(kind));
    let remembered = remembered.await.map_err(late)??;
    let followed = remembered
        .iter()
        .filter(|known| followed.contains(&known.target));
    let other = |known: &crate::Remembered| {
        let memory = known.memory.as_ref().ok()?;
        by_target(&known.target, memory)
    };
    Ok(followed.filter_map(other).collect())
}

#[cfg(test)]
mod tests {
    use decision::{Capacity, ScalingState};
    use jiff::Timestamp;

    use super::*;
    use crate::{Seen, Status};

    #[test]
    fn what_was_last_looked_at_long_ago_is_as_old_as_the_look() {
        let target = TargetId {
            kind: TargetKind::KinesisStream,
            name: "clicks".to_owned(),
        };
        let known_at = |looked: Option<i64>, decided: i64| {
            let at = |second| Timestamp::from_second(second).unwrap();
            let status = Status {
                capacity: Capacity(4),
                open: Capacity(4),
                fixed: Capacity(0),
                readiness: Readiness::Ready,
            };
            let seen = looked.map(|second| Seen {
                status,
                at: at(second),
            });
            let scaling = ScalingState {
                capacity: Some(status.capacity),
                evaluated_at: Some(at(decided)),
                ..ScalingState::default()
            };
            let memory = Memory {
                scaling,
                seen,
                ..Memory::default()
            };
            by_target(&target, &memory).map(|(_, other)| other.at.as_second())
        };
        assert_eq!(known_at(Some(600), 1200), Some(600));
        assert_eq!(known_at(Some(1200), 1140), Some(1140));
        assert_eq!(known_at(None, 1200), None);
    }

    /// The units that are known of a stream that was seen with six open shards, and four at rest.
    fn units(readiness: Readiness) -> Capacity {
        let target = TargetId {
            kind: TargetKind::KinesisStream,
            name: "clicks".to_owned(),
        };
        let at = Timestamp::UNIX_EPOCH;
        let status = Status {
            capacity: Capacity(3),
            open: Capacity(6),
            fixed: Capacity(0),
            readiness,
        };
        let memory = Memory {
            scaling: ScalingState {
                capacity: Some(status.capacity),
                open: Some(Capacity(4)),
                evaluated_at: Some(at),
                ..ScalingState::default()
            },
            seen: Some(Seen { status, at }),
            ..Memory::default()
        };
        let (_, other) = by_target(&target, &memory).unwrap();
        other.units
    }

    #[test]
    fn a_stream_at_rest_has_its_open_shards_and_one_that_changes_those_that_it_had_at_rest() {
        assert_eq!(units(Readiness::Ready), Capacity(6));
        assert_eq!(units(Readiness::Changing), Capacity(4));
    }
}
