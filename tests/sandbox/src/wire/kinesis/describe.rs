//! DescribeStreamSummary.

use serde_json::{Value, json};
use simulation::{World, stream::ShardMetrics};

use super::{Input, arn, stream};
use crate::wire::refusal::Refusal;

pub(super) fn summary(
    world: &World,
    input: Input<'_>,
    stale: i64,
    skew: i64,
) -> Result<Value, Refusal> {
    let name = input.stream()?;
    let stream = stream(world, name)?;
    let seen = stream.seen(stale);
    let mut summary = json!({
        "StreamName": name,
        "StreamARN": arn(name),
        "StreamStatus": seen.status,
        "StreamModeDetails": { "StreamMode": stream.mode() },
        "RetentionPeriodHours": stream.retention_hours(),
        "StreamCreationTimestamp": stream.created() + skew,
        "EnhancedMonitoring": [{ "ShardLevelMetrics": names(stream.shard_metrics()) }],
        "EncryptionType": "NONE",
        "OpenShardCount": seen.open().count(),
        "ConsumerCount": 0,
        "MaxRecordSizeInKiB": 1024,
    });
    if let Some((target, current)) = stream.warm_throughput() {
        summary["WarmThroughput"] = json!({ "TargetMiBps": target, "CurrentMiBps": current });
    }
    Ok(json!({ "StreamDescriptionSummary": summary }))
}

/// CloudWatch's names of metrics.
pub(super) fn names(metrics: &ShardMetrics) -> Vec<&'static str> {
    metrics.iter().map(|metric| metric.name()).collect()
}
