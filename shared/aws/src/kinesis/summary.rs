//! How a stream stands by its summary.

use aws_sdk_kinesis::types::{StreamDescriptionSummary, StreamMode, StreamStatus};
use decision::{Capacity, Readiness};
use evaluation::{Failure, PortError, Status};

use super::DESCRIBE;

/// The count of the summary lags behind a reshard.
pub(super) fn status(summary: &StreamDescriptionSummary) -> Result<Status, PortError> {
    let mode = summary
        .stream_mode_details()
        .map(|details| details.stream_mode());
    let on_demand = mode == Some(&StreamMode::OnDemand);
    let readiness = match summary.stream_status() {
        StreamStatus::Active | StreamStatus::Updating if on_demand => Readiness::OnDemand,
        StreamStatus::Active => Readiness::Ready,
        StreamStatus::Updating => Readiness::Changing,
        other => {
            let message = format!("the stream is {other}");
            return Err(DESCRIBE.failure(Failure::Refused, message));
        }
    };
    let open = u32::try_from(summary.open_shard_count());
    let open = open.map_err(|_| DESCRIBE.malformed("a negative number of shards"))?;
    Ok(Status {
        capacity: Capacity(open),
        open: Capacity(open),
        fixed: Capacity(0),
        readiness,
    })
}
