//! ECS: how services stand, and how many tasks they are to have.

use std::sync::Arc;

use aws_config::SdkConfig;
use aws_sdk_ecs::{
    Client,
    types::{DeploymentControllerType, SchedulingStrategy, Service},
};
use decision::{Capacity, Policy, Readiness, TargetId, cluster_and_service};
use evaluation::{Actuator, Failure, PortError, Status, TargetSource};

use crate::{failure::Action, pace::Pace};

const fn action(name: &'static str) -> Action {
    let service = "ecs";
    Action { service, name }
}

const DESCRIBE: Action = action("DescribeServices");
const UPDATE: Action = action("UpdateService");

/// The share with which tasks count as all: of many there is nearly always one that is started anew,
/// or not gone yet.
const NEARLY: f64 = 0.9;

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
        let (cluster, service) = named(DESCRIBE, target)?;
        self.paces.describe.turn().await?;
        let answer = self.client.describe_services();
        let answer = answer.cluster(cluster).services(service);
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

/// How a service stands, unless it cannot be scaled, or not by us. It has the tasks that it was asked
/// for: those that have died are started anew, and it takes another number meanwhile.
fn status(service: &Service) -> Result<Status, PortError> {
    is_ours(service)?;
    let count = |tasks: i32| {
        let tasks = u32::try_from(tasks).map(Capacity);
        tasks.map_err(|_| DESCRIBE.malformed("fewer than no tasks"))
    };
    let (desired, running) = (
        count(service.desired_count())?,
        count(service.running_count())?,
    );
    Ok(Status {
        capacity: desired,
        open: desired,
        fixed: Capacity(0),
        readiness: if is_deployed(service) {
            Readiness::Replacing { running }
        } else if running.units() < NEARLY * desired.units() {
            Readiness::Starting { running }
        } else if desired.units() < NEARLY * running.units() {
            Readiness::Stopping { running }
        } else {
            Readiness::Ready
        },
    })
}

fn is_ours(service: &Service) -> Result<(), PortError> {
    match service.status() {
        Some("ACTIVE") => {}
        // It is described for a while after it was deleted.
        Some("INACTIVE") => {
            return Err(DESCRIBE.failure(Failure::NotFound, "the service has been deleted"));
        }
        Some(other) => {
            let message = format!("the service is {other}");
            return Err(DESCRIBE.failure(Failure::Refused, message));
        }
        None => return Err(DESCRIBE.malformed("a service without a status")),
    }
    let controller = service.deployment_controller();
    let controller = controller.map(|controller| controller.r#type());
    let not_ours = if service.scheduling_strategy() == Some(&SchedulingStrategy::Daemon) {
        "the service has a task on each instance; only REPLICA services are scaled"
    } else if controller == Some(&DeploymentControllerType::External) {
        "the service has an EXTERNAL deployment controller, whose task sets have sizes of their own"
    } else {
        return Ok(());
    };
    Err(DESCRIBE.failure(Failure::NotOurs, not_ours))
}

/// Whether tasks of another deployment are there beside those of the newest: as deployments of ECS,
/// or as task sets of CodeDeploy.
fn is_deployed(service: &Service) -> bool {
    let deployments = service.deployments().iter();
    let there = deployments.filter(|deployment| deployment.status() != Some("INACTIVE"));
    1 < there.count() || 1 < service.task_sets().len()
}

/// The cluster of a service, and its own name.
fn named(action: Action, target: &TargetId) -> Result<(&str, &str), PortError> {
    let name = cluster_and_service(&target.name);
    name.ok_or_else(|| {
        let message = format!("{} is no service: name it `cluster.service`", target.name);
        action.failure(Failure::NotFound, message)
    })
}

impl TargetSource for Ecs {
    async fn describe(&self, target: &TargetId) -> Result<Status, PortError> {
        status(&self.service(target).await?)
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
        let (cluster, service) = named(UPDATE, target)?;
        self.paces.update.turn().await?;
        let request = self.client.update_service();
        let request = request.cluster(cluster).service(service);
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
