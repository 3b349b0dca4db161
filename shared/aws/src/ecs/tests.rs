use super::*;

/// A service that was asked for so many tasks, of which so many run.
fn service(desired: i32, running: i32) -> Service {
    let service = Service::builder().status("ACTIVE");
    service
        .desired_count(desired)
        .running_count(running)
        .build()
}

fn stands(desired: i32, running: i32) -> (u32, Readiness) {
    let status = status(&service(desired, running)).unwrap();
    (status.capacity.0, status.readiness)
}

#[test]
fn a_service_has_the_tasks_that_run_and_is_changing_until_all_do() {
    assert_eq!(stands(4, 4), (4, Readiness::Ready));
    assert_eq!(stands(4, 1), (1, Readiness::Changing));
    assert_eq!(stands(0, 0), (0, Readiness::Ready));
}

#[test]
fn tasks_that_are_replaced_or_stop_do_not_count() {
    assert_eq!(stands(4, 8), (4, Readiness::Ready));
    assert_eq!(stands(0, 2), (0, Readiness::Ready));
}

#[test]
fn what_is_not_ours_or_cannot_be_understood_is_refused() {
    let failure = |service: &Service| status(service).unwrap_err();
    let mut daemon = service(2, 2);
    daemon.scheduling_strategy = Some(SchedulingStrategy::Daemon);
    assert_eq!(failure(&daemon).failure, Failure::NotOurs);
    let mut draining = service(2, 2);
    draining.status = Some("DRAINING".to_owned());
    let refused = failure(&draining);
    assert_eq!(refused.failure, Failure::Refused);
    assert_eq!(
        refused.to_string(),
        "DescribeServices: the service is DRAINING"
    );
    let mut nameless = service(2, 2);
    nameless.status = None;
    assert_eq!(failure(&nameless).failure, Failure::Malformed);
    assert_eq!(failure(&service(-1, 2)).failure, Failure::Malformed);
}
