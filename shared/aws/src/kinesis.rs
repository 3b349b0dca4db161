//! Kinesis: how streams stand, and resharding them uniformly.

use std::{cmp::Ordering, collections::HashSet};

use aws_config::{SdkConfig, retry::RetryConfig};
use aws_sdk_kinesis::{
    Client,
    config::Builder,
    types::{
        ScalingType, ShardFilter, ShardFilterType, StreamDescriptionSummary, StreamMode,
        StreamStatus,
    },
};
use decision::{Capacity, Policy, Readiness, TargetId};
use evaluation::{Actuator, Failure, PortError, Status, TargetSource};
use futures::try_join;

use crate::failure::Action;

const fn action(name: &'static str) -> Action {
    let service = "kinesis";
    Action { service, name }
}

/// 20 calls a second for the account: the evaluation asks for a few streams in each tick.
const DESCRIBE: Action = action("DescribeStreamSummary");
/// 1,000 calls a second for each stream.
const LIST: Action = action("ListShards");
/// Ten calls in 24 hours for each stream.
const UPDATE: Action = action("UpdateShardCount");

const SHARDS_ON_A_PAGE: i32 = 1_000;
/// Ten pages hold the most shards that a stream can have; the rest is for pages that are not full.
const MOST_PAGES: usize = 30;
/// The most shards that UpdateShardCount takes: API reference.
const MOST_SHARDS: u32 = 10_000;

/// Streams, to look at and to reshard.
#[derive(Clone, Debug)]
pub struct Kinesis {
    client: Client,
}

impl Kinesis {
    #[must_use]
    pub fn new(config: &SdkConfig) -> Self {
        Self {
            client: Client::new(config),
        }
    }

    async fn summary(&self, stream: &str) -> Result<Status, PortError> {
        let answer = self.client.describe_stream_summary().stream_name(stream);
        let answer = answer
            .send()
            .await
            .map_err(|error| DESCRIBE.failed(&error))?;
        let summary = answer.stream_description_summary;
        status(&summary.ok_or_else(|| DESCRIBE.malformed("an answer without a summary"))?)
    }

    /// The open shards, counted one by one: the count of the summary lags behind a reshard.
    async fn open_shards(&self, stream: &str) -> Result<Capacity, PortError> {
        let open = ShardFilter::builder()
            .r#type(ShardFilterType::AtLatest)
            .build()
            .map_err(|error| LIST.malformed(error.to_string()))?;
        let mut request = self
            .client
            .list_shards()
            .stream_name(stream)
            .shard_filter(open);
        let mut shards = HashSet::new();
        for _ in 0..MOST_PAGES {
            let page = request
                .max_results(SHARDS_ON_A_PAGE)
                .send()
                .await
                .map_err(|error| LIST.failed(&error))?;
            let ids = page.shards.unwrap_or_default().into_iter();
            shards.extend(ids.map(|shard| shard.shard_id));
            match page.next_token {
                // A token stands for the stream and the filter; beside it they are refused.
                Some(token) => request = self.client.list_shards().next_token(token),
                None => return count(shards.len()),
            }
        }
        Err(LIST.malformed(format!("more than {MOST_PAGES} pages of shards")))
    }
}

impl TargetSource for Kinesis {
    async fn describe(&self, target: &TargetId) -> Result<Status, PortError> {
        self.summary(&target.name).await
    }

    async fn examine(&self, target: &TargetId) -> Result<Status, PortError> {
        let summary = self.summary(&target.name);
        let (status, capacity) = try_join!(summary, self.open_shards(&target.name))?;
        Ok(Status { capacity, ..status })
    }
}

impl Actuator for Kinesis {
    async fn scale_to(
        &self,
        target: &TargetId,
        status: &Status,
        desired: Capacity,
        _policy: &Policy,
    ) -> Result<Capacity, PortError> {
        let asked = one_call(status.capacity, desired);
        let asked = asked.map_err(|why| UPDATE.failure(Failure::Refused, why))?;
        let shards = i32::try_from(asked.0).unwrap_or(i32::MAX);
        self.client
            .update_shard_count()
            .stream_name(&target.name)
            .target_shard_count(shards)
            .scaling_type(ScalingType::UniformScaling)
            .customize()
            // Asked once: should an answer be lost, then a second call meets the change of the
            // first one and is refused, and a change that is under way would count as refused.
            .config_override(Builder::new().retry_config(RetryConfig::disabled()))
            .send()
            .await
            .map_err(|error| UPDATE.failed(&error))?;
        Ok(asked)
    }
}

/// As much of the way from `current` to `desired` as one call goes: at most twice, at least half
/// of the open shards, rounded up. An error says why no call goes any of it.
fn one_call(current: Capacity, desired: Capacity) -> Result<Capacity, String> {
    let half = current.0.div_ceil(2).max(1);
    let twice = current.0.saturating_mul(2).max(half);
    let asked = Capacity(desired.0.clamp(half, twice).min(MOST_SHARDS));
    let current = current.0;
    match desired.0.cmp(&current) {
        Ordering::Less if half <= asked.0 && asked.0 < current => Ok(asked),
        Ordering::Greater if current < asked.0 => Ok(asked),
        Ordering::Equal => Err(format!("the stream has {current} shards already")),
        Ordering::Less if current <= 1 => Err("a stream keeps at least one shard".to_owned()),
        Ordering::Less => Err(format!(
            "a call takes at most {MOST_SHARDS} shards, less than half of the {current} there are"
        )),
        Ordering::Greater => Err(format!(
            "a call takes at most {MOST_SHARDS} shards, and the stream has {current}"
        )),
    }
}

fn status(summary: &StreamDescriptionSummary) -> Result<Status, PortError> {
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
        fixed: Capacity(0),
        readiness,
    })
}

fn count(shards: usize) -> Result<Capacity, PortError> {
    let count = u32::try_from(shards).map_err(|_| LIST.malformed("too many shards"))?;
    Ok(Capacity(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(current: u32, desired: u32) -> Result<u32, String> {
        one_call(Capacity(current), Capacity(desired)).map(|asked| asked.0)
    }

    #[test]
    fn one_call_goes_up_to_twice_the_shards() {
        assert_eq!(asked(4, 6), Ok(6));
        assert_eq!(asked(4, 40), Ok(8));
        assert_eq!(asked(1, 2), Ok(2));
    }

    #[test]
    fn one_call_goes_down_to_half_the_shards_rounded_up() {
        assert_eq!(asked(9, 5), Ok(5));
        assert_eq!(asked(9, 1), Ok(5));
        assert_eq!(asked(2, 1), Ok(1));
        assert_eq!(asked(2, 0), Ok(1));
    }

    #[test]
    fn one_call_goes_to_ten_thousand_shards_at_most() {
        assert_eq!(asked(9_000, 18_000), Ok(10_000));
        assert_eq!(asked(15_000, 1), Ok(7_500));
        assert_eq!(asked(18_000, 12_000), Ok(10_000));
    }

    #[test]
    fn what_no_call_can_do_is_not_asked_for() {
        for (current, desired, why) in [
            (4, 4, "has 4 shards already"),
            (1, 0, "at least one shard"),
            (
                10_000,
                10_001,
                "at most 10000 shards, and the stream has 10000",
            ),
            (
                15_000,
                20_000,
                "at most 10000 shards, and the stream has 15000",
            ),
            (30_000, 1, "less than half of the 30000"),
        ] {
            let said = asked(current, desired).unwrap_err();
            assert!(said.contains(why), "{current} to {desired}: {said}");
        }
    }

    #[test]
    fn absurd_counts_do_not_overflow() {
        assert_eq!(asked(0, 5), Ok(1));
        assert!(asked(u32::MAX, u32::MAX).is_err());
        assert!(asked(u32::MAX, 1).is_err());
        assert_eq!(asked(1, u32::MAX), Ok(2));
    }
}
