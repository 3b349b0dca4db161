//! Lambda's event source mappings: how many batches of each shard a function gets at once.

use std::sync::Arc;

use aws_config::{SdkConfig, retry::RetryConfig};
use aws_sdk_lambda::{
    Client, config::Builder, operation::get_event_source_mapping::GetEventSourceMappingOutput,
};
use decision::{Capacity, Policy, Readiness, TargetId};
use evaluation::{Actuator, Failure, PortError, Status, TargetSource};

use crate::{failure::Action, pace::Pace};

const fn action(name: &'static str) -> Action {
    let service = "lambda";
    Action { service, name }
}

const GET: Action = action("GetEventSourceMapping");
const UPDATE: Action = action("UpdateEventSourceMapping");

/// Half of the 15 calls that the control plane takes in a second, all of its actions together: the
/// rest is for deployments. Lambda developer guide, quotas.
const CALLS: u32 = 7;

/// Event source mappings, to look at and to scale.
#[derive(Clone, Debug)]
pub struct Mappings {
    client: Client,
    /// Clones are of one account, and share what it may call.
    pace: Arc<Pace>,
}

impl Mappings {
    #[must_use]
    pub fn new(config: &SdkConfig) -> Self {
        Self {
            client: Client::new(config),
            pace: Arc::new(Pace::of(GET, CALLS)),
        }
    }
}

/// How a mapping stands, unless it cannot be scaled.
fn status(mapping: &GetEventSourceMappingOutput) -> Result<Status, PortError> {
    let source = mapping.event_source_arn().unwrap_or_default();
    let of_shards = [":kinesis:", ":dynamodb:"];
    if !of_shards.iter().any(|service| source.contains(service)) {
        let message = format!("the mapping reads no shards, but `{source}`");
        return Err(GET.failure(Failure::NotOurs, message));
    }
    if 0 < mapping.tumbling_window_in_seconds().unwrap_or_default() {
        let message = "the mapping has a tumbling window, and with it one batch of a shard at once";
        return Err(GET.failure(Failure::NotOurs, message));
    }
    let readiness = match mapping.state() {
        Some("Enabled") => Readiness::Ready,
        Some("Creating" | "Enabling" | "Updating" | "Disabling") => Readiness::Changing,
        Some("Disabled") => Readiness::Disabled,
        Some(other) => {
            let message = format!("the mapping is {other}");
            return Err(GET.failure(Failure::Refused, message));
        }
        None => return Err(GET.malformed("a mapping without a state")),
    };
    // 1 is Lambda's own choice where nobody has set it.
    let factor = u32::try_from(mapping.parallelization_factor().unwrap_or(1));
    let factor = factor.map_err(|_| GET.malformed("fewer than no batches"))?;
    Ok(Status {
        capacity: Capacity(factor),
        open: Capacity(factor),
        fixed: Capacity(0),
        readiness,
    })
}

/// How a change is asked for: once. Should an answer be lost, a second call would meet the update of
/// the first one and be refused.
fn once() -> Builder {
    Builder::new().retry_config(RetryConfig::disabled())
}

impl TargetSource for Mappings {
    async fn describe(&self, target: &TargetId) -> Result<Status, PortError> {
        self.pace.turn().await?;
        let mapping = self.client.get_event_source_mapping().uuid(&target.name);
        let mapping = mapping.send().await;
        status(&mapping.map_err(|error| GET.failed(&error))?)
    }
}

impl Actuator for Mappings {
    async fn scale_to(
        &self,
        target: &TargetId,
        _status: &Status,
        desired: Capacity,
        _policy: &Policy,
    ) -> Result<Capacity, PortError> {
        self.pace.turn_of(UPDATE).await?;
        let request = self.client.update_event_source_mapping();
        request
            .uuid(&target.name)
            .parallelization_factor(i32::try_from(desired.0).unwrap_or(i32::MAX))
            .customize()
            .config_override(once())
            .send()
            .await
            .map_err(|error| UPDATE.failed(&error))?;
        Ok(desired)
    }
}

#[cfg(test)]
mod tests;
