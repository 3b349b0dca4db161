//! ECS: how services stand, and how many tasks they are to have.

mod name;

use std::sync::Arc;

use aws_config::SdkConfig;
use aws_sdk_ecs::{
    Client,
    types::{SchedulingStrategy, Service},
};
use decision::{Capacity, Policy, Readiness, TargetId};
use evaluation::{Actuator, Examined, Failure, PortError, Status, TargetSource};

use crate::{failure::Action, pace::Pace};
pub(crate) use name::ServiceName;

const fn action(name: &'static str) -> Action {
    let service = "ecs";
    Action { service, name }
}

const DESCRIBE: Action = action("DescribeServices");
const UPDATE: Action = action("UpdateService");

/// What ECS allows an account in a second, however long it goes on: ECS API reference, request
/// throttling.
#[derive(Debug)]
struct Paces {
    describe: Pace,
    update: Pace,
}

/// Services, to look at and to scale.
#[derive(Clone, Debug)]
pub struct Ecs {
    client: Client,
    /// Clones are of one account, and share what it may call.
    paces: Arc<Paces>,
}

impl Ecs {
    #[must_use]
    pub fn new(config: &SdkConfig) -> Self {
        Self {
            client: Client::new(config),
            paces: Arc::new(Paces {
                describe: Pace::of(DESCRIBE, 20),
                update: Pace::of(UPDATE, 5),
            }),
        }
    }

    async fn service(&self, target: &TargetId) -> Result<Service, PortError> {
        let name = named(target)?;
        self.paces.describe.turn().await?;
        let answer = self.client.describe_services();
        let answer = answer.cluster(name.cluster).services(name.service);
        let answer = answer
            .send()
            .await
            .map_err(|error| DESCRIBE.failed(&error))?;
        // ECS tells of what it does not know beside what it does.
        let failure = answer.failures().first();
        if let Some(reason) = failure.map(|failure| failure.reason().unwrap_or("no reason given")) {
            let kind = match reason {
                "MISSING" => Failure::NotFound,
                _ => Failure::Refused,
            };
            let message = format!("of {} it says {reason}", target.name);
            return Err(DESCRIBE.failure(kind, message));
        }
        let service = answer.services.unwrap_or_default().pop();
        service.ok_or_else(|| DESCRIBE.malformed("an answer without a service"))
    }
}

/// How a service stands, unless it cannot be scaled, or not by us.
fn status(service: &Service) -> Result<Status, PortError> {
    match service.status() {
        Some("ACTIVE") => {}
        Some(other) => {
            let message = format!("the service is {other}");
            return Err(DESCRIBE.failure(Failure::Refused, message));
        }
        None => return Err(DESCRIBE.malformed("a service without a status")),
    }
    if service.scheduling_strategy() == Some(&SchedulingStrategy::Daemon) {
        let message = "the service has a task on each instance; only REPLICA services are scaled";
        return Err(DESCRIBE.failure(Failure::NotOurs, message));
    }
    let count = |tasks: i32| {
        let tasks = u32::try_from(tasks).map(Capacity);
        tasks.map_err(|_| DESCRIBE.malformed("fewer than no tasks"))
    };
    let (desired, running) = (
        count(service.desired_count())?,
        count(service.running_count())?,
    );
    // More run than are asked for while a deployment replaces them, or while they stop: those count
    // no more.
    let serving = running.min(desired);
    Ok(Status {
        capacity: serving,
        open: serving,
        fixed: Capacity(0),
        readiness: if serving == desired {
            Readiness::Ready
        } else {
            Readiness::Changing
        },
    })
}

fn named(target: &TargetId) -> Result<ServiceName<'_>, PortError> {
    let name = ServiceName::of(&target.name);
    name.ok_or_else(|| {
        let message = format!("{} is no service: name it `cluster.service`", target.name);
        DESCRIBE.failure(Failure::NotFound, message)
    })
}

impl TargetSource for Ecs {
    async fn describe(&self, target: &TargetId) -> Result<Status, PortError> {
        status(&self.service(target).await?)
    }

    async fn examine(&self, target: &TargetId) -> Result<Examined, PortError> {
        self.describe(target).await.map(Examined::of)
    }
}

impl Actuator for Ecs {
    async fn scale_to(
        &self,
        target: &TargetId,
        _status: &Status,
        desired: Capacity,
        _policy: &Policy,
    ) -> Result<Capacity, PortError> {
        let name = named(target)?;
        self.paces.update.turn().await?;
        let request = self.client.update_service();
        let request = request.cluster(name.cluster).service(name.service);
        request
            .desired_count(i32::try_from(desired.0).unwrap_or(i32::MAX))
            .send()
            .await
            .map_err(|error| UPDATE.failed(&error))?;
        Ok(desired)
    }
}

#[cfg(test)]
mod tests;
