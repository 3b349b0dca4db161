//! Cooldowns that are shorter than the change they follow.

use jiff::Timestamp;

use super::doubt;
use crate::{Direction, Mistake, Period, Policy, TargetKind};

/// What a change takes at least. A stream: Kinesis splits and merges one shard in about 30 seconds.
/// A cluster: a node is bought, booted and joined in some five minutes. A service: a task of it is
/// placed, its image fetched and started, and a container that is told to stop has half a minute. A
/// mapping is updated in a few seconds.
fn typical(kind: TargetKind) -> Period {
    match kind {
        TargetKind::KinesisStream => Period::seconds(30),
        TargetKind::EmrCluster => Period::minutes(5),
        TargetKind::EcsService => Period::seconds(30),
        TargetKind::EventSourceMapping => Period::seconds(1),
    }
}

pub(super) fn doubts(policy: &Policy, _: Timestamp) -> Vec<Mistake> {
    let typical = typical(policy.kind);
    let directions = [(Direction::Out, "scale_out"), (Direction::In, "scale_in")];
    let short = directions.into_iter().filter_map(|(direction, field)| {
        let cooldown = policy.guards.of(direction).cooldown.as_ref()?.wait()?;
        (cooldown != Period::ZERO && cooldown < typical).then(|| {
            let detail = format!(
                "{cooldown} is less than a change of a {} takes, at least {typical}; a cooldown is \
                 counted from when the change had arrived",
                policy.kind
            );
            doubt(format!("/guards/{field}/cooldown"), detail)
        })
    });
    short.collect()
}
