use aws_sdk_ecs::types::{Deployment, DeploymentController, TaskSet};

use super::*;

/// A service that was asked for so many tasks, of which so many run.
fn service(desired: i32, running: i32) -> Service {
    let service = Service::builder().status("ACTIVE");
    let service = service.desired_count(desired).running_count(running);
    let newest = Deployment::builder().status("PRIMARY").build();
    service.deployments(newest).build()
}

fn stands(service: &Service) -> (u32, Readiness) {
    let status = status(service).unwrap();
    assert_eq!(status.open, status.capacity);
    (status.capacity.0, status.readiness)
}

#[test]
fn a_service_has_the_tasks_that_it_was_asked_for_and_starts_until_all_run() {
    assert_eq!(stands(&service(4, 4)), (4, Readiness::Ready));
    let running = Capacity(1);
    assert_eq!(stands(&service(4, 1)), (4, Readiness::Starting { running }));
    assert_eq!(stands(&service(100, 90)), (100, Readiness::Ready));
    let running = Capacity(89);
    assert_eq!(
        stands(&service(100, 89)),
        (100, Readiness::Starting { running })
    );
    assert_eq!(stands(&service(0, 0)), (0, Readiness::Ready));
    // Tasks that are to go may be protected for hours.
    let running = Capacity(2);
    assert_eq!(stands(&service(0, 2)), (0, Readiness::Stopping { running }));
    assert_eq!(stands(&service(99, 100)), (99, Readiness::Ready));
}

#[test]
fn while_a_deployment_replaces_its_tasks_it_is_replacing() {
    let running = Capacity(8);
    let mut rolling = service(4, 8);
    let deployments = rolling.deployments.as_mut().unwrap();
    deployments.push(Deployment::builder().status("ACTIVE").build());
    assert_eq!(stands(&rolling), (4, Readiness::Replacing { running }));
    let mut over = service(4, 4);
    let deployments = over.deployments.as_mut().unwrap();
    deployments.push(Deployment::builder().status("INACTIVE").build());
    assert_eq!(stands(&over), (4, Readiness::Ready));
    let mut code_deploy = service(4, 8);
    let sets = [TaskSet::builder().build(), TaskSet::builder().build()];
    code_deploy.task_sets = Some(sets.to_vec());
    assert_eq!(stands(&code_deploy), (4, Readiness::Replacing { running }));
}

#[test]
fn what_is_not_ours_or_cannot_be_understood_is_refused() {
    let failure = |service: &Service| status(service).unwrap_err();
    let mut daemon = service(2, 2);
    daemon.scheduling_strategy = Some(SchedulingStrategy::Daemon);
    assert_eq!(failure(&daemon).failure, Failure::NotOurs);
    let mut external = service(2, 2);
    let controller = DeploymentController::builder().r#type(DeploymentControllerType::External);
    external.deployment_controller = Some(controller.build().unwrap());
    assert_eq!(failure(&external).failure, Failure::NotOurs);
    let mut draining = service(2, 2);
    draining.status = Some("DRAINING".to_owned());
    let refused = failure(&draining);
    assert_eq!(refused.failure, Failure::Refused);
    assert_eq!(
        refused.to_string(),
        "DescribeServices: the service is DRAINING"
    );
    let mut deleted = service(2, 2);
    deleted.status = Some("INACTIVE".to_owned());
    assert_eq!(failure(&deleted).failure, Failure::NotFound);
    let mut nameless = service(2, 2);
    nameless.status = None;
    assert_eq!(failure(&nameless).failure, Failure::Malformed);
    assert_eq!(failure(&service(-1, 2)).failure, Failure::Malformed);
}
