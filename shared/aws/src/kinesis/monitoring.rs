//! Metrics of single shards: which are sent, and having them sent or not. They are billed by shard.

use aws_sdk_kinesis::{
    Client,
    types::{MetricsName, StreamDescriptionSummary},
};
use decision::heat::Switch;
use evaluation::PortError;

use super::{DISABLE, ENABLE};

/// What `ALL` stands for: API reference, EnableEnhancedMonitoring.
const ALL: [MetricsName; 7] = [
    MetricsName::IncomingBytes,
    MetricsName::IncomingRecords,
    MetricsName::OutgoingBytes,
    MetricsName::OutgoingRecords,
    MetricsName::WriteProvisionedThroughputExceeded,
    MetricsName::ReadProvisionedThroughputExceeded,
    MetricsName::IteratorAgeMilliseconds,
];

/// The metrics that are sent of each shard.
pub(super) fn sent(summary: &StreamDescriptionSummary) -> Vec<String> {
    let sent = summary.enhanced_monitoring().iter();
    let sent: Vec<_> = sent.flat_map(|each| each.shard_level_metrics()).collect();
    let names = |metrics: &mut dyn Iterator<Item = &MetricsName>| -> Vec<String> {
        metrics.map(|metric| metric.as_str().to_owned()).collect()
    };
    if sent.contains(&&MetricsName::All) {
        names(&mut ALL.iter())
    } else {
        names(&mut sent.into_iter())
    }
}

/// Has these metrics sent of each shard, or not any more. Others stay as they are.
pub(super) async fn switch(
    client: &Client,
    stream: &str,
    switch: Switch,
    metrics: &[String],
) -> Result<(), PortError> {
    let metrics = metrics.iter().map(|name| MetricsName::from(name.as_str()));
    let metrics = Some(metrics.collect());
    match switch {
        Switch::On => {
            let call = client.enable_enhanced_monitoring().stream_name(stream);
            let answer = call.set_shard_level_metrics(metrics).send().await;
            answer.map_err(|error| ENABLE.failed(&error))?;
        }
        Switch::Off => {
            let call = client.disable_enhanced_monitoring().stream_name(stream);
            let answer = call.set_shard_level_metrics(metrics).send().await;
            answer.map_err(|error| DISABLE.failed(&error))?;
        }
    }
    Ok(())
}
