//! How a stream is kept, by its summary: what its bill depends on.

use aws_sdk_kinesis::types::{StreamDescriptionSummary, StreamMode as Told};
use evaluation::{PortError, StreamMode, StreamUpkeep};

use super::{DESCRIBE, monitoring};

pub(super) fn upkeep(summary: &StreamDescriptionSummary) -> Result<StreamUpkeep, PortError> {
    let told = summary.stream_mode_details();
    let mode = match told.map(|details| details.stream_mode()) {
        Some(Told::OnDemand) => StreamMode::OnDemand,
        _ => StreamMode::Provisioned,
    };
    let metrics = monitoring::sent(summary).len();
    let whole = |count: i32| {
        u32::try_from(count).map_err(|_| DESCRIBE.malformed("a negative number of something"))
    };
    Ok(StreamUpkeep {
        mode,
        open_shards: whole(summary.open_shard_count())?,
        fan_out_consumers: whole(summary.consumer_count().unwrap_or(0))?,
        shard_level_metrics: u32::try_from(metrics).unwrap_or(u32::MAX),
    })
}

#[cfg(test)]
mod tests {
    use aws_sdk_kinesis::types::{EnhancedMetrics, MetricsName, StreamModeDetails, StreamStatus};
    use aws_smithy_types::DateTime;

    use super::*;

    fn told(mode: Told, metrics: &[MetricsName], consumers: Option<i32>) -> StreamUpkeep {
        let mode = StreamModeDetails::builder().stream_mode(mode).build();
        let metrics = EnhancedMetrics::builder().set_shard_level_metrics(Some(metrics.to_vec()));
        let summary = StreamDescriptionSummary::builder()
            .stream_name("clicks")
            .stream_arn("arn:aws:kinesis:us-east-1:123456789012:stream/clicks")
            .stream_status(StreamStatus::Active)
            .stream_mode_details(mode.unwrap())
            .retention_period_hours(24)
            .stream_creation_timestamp(DateTime::from_secs(0))
            .enhanced_monitoring(metrics.build())
            .open_shard_count(4)
            .set_consumer_count(consumers)
            .build();
        upkeep(&summary.unwrap()).unwrap()
    }

    #[test]
    fn consumers_and_metrics_of_shards_are_counted() {
        let metrics = [MetricsName::IncomingBytes, MetricsName::IncomingRecords];
        let expected = StreamUpkeep {
            mode: StreamMode::OnDemand,
            open_shards: 4,
            fan_out_consumers: 3,
            shard_level_metrics: 2,
        };
        assert_eq!(told(Told::OnDemand, &metrics, Some(3)), expected);
    }

    #[test]
    fn all_metrics_are_seven() {
        let said = told(Told::Provisioned, &[MetricsName::All], None);
        assert_eq!((said.shard_level_metrics, said.fan_out_consumers), (7, 0));
    }
}
