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
    if mode == Some(&StreamMode::OnDemand) {
        return Err(DESCRIBE.failure(
            Failure::NotOurs,
            "the stream is on demand, so Kinesis scales it by itself: \
             make it provisioned, or take it out of the policy",
        ));
    }
    let readiness = match summary.stream_status() {
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
