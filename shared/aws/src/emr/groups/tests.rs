use aws_sdk_emr::types::{InstanceGroupStateChangeReason, InstanceGroupStatus};

use super::*;

fn group(
    id: &str,
    kind: InstanceGroupType,
    running: i32,
    requested: i32,
    state: InstanceGroupState,
) -> InstanceGroup {
    let reason = InstanceGroupStateChangeReason::builder().message("no capacity");
    let status = InstanceGroupStatus::builder()
        .state(state)
        .state_change_reason(reason.build());
    InstanceGroup::builder()
        .id(id)
        .instance_group_type(kind)
        .running_instance_count(running)
        .requested_instance_count(requested)
        .status(status.build())
        .build()
}

fn task(id: &str, running: i32, requested: i32) -> InstanceGroup {
    let state = InstanceGroupState::Running;
    group(id, InstanceGroupType::Task, running, requested, state)
}

fn resizes(groups: &[InstanceGroup], desired: u32) -> Vec<(String, u32, bool)> {
    let groups = Groups::of(groups).unwrap();
    let resizes = groups.resized_to(Capacity(desired)).into_iter();
    resizes
        .map(|resize| (resize.group, resize.to, resize.shrinks))
        .collect()
}

#[test]
fn core_nodes_carry_load_but_are_not_scaled() {
    let core = group(
        "ig-1",
        InstanceGroupType::Core,
        3,
        3,
        InstanceGroupState::Running,
    );
    let status = Groups::of(&[core, task("ig-2", 4, 4)])
        .unwrap()
        .status()
        .unwrap();
    assert_eq!((status.capacity, status.fixed), (Capacity(4), Capacity(3)));
    assert_eq!(status.readiness, Readiness::Ready);
}

#[test]
fn a_group_that_is_on_its_way_is_changing() {
    let on_the_way = Groups::of(&[task("ig-1", 4, 6)]).unwrap();
    assert_eq!(on_the_way.status().unwrap().readiness, Readiness::Changing);
    let resizing = group(
        "ig-1",
        InstanceGroupType::Task,
        6,
        6,
        InstanceGroupState::Resizing,
    );
    let resizing = Groups::of(&[resizing]).unwrap();
    assert_eq!(resizing.status().unwrap().readiness, Readiness::Changing);
}

#[test]
fn a_cluster_without_task_groups_cannot_be_scaled() {
    let ended = group(
        "ig-1",
        InstanceGroupType::Task,
        0,
        0,
        InstanceGroupState::Terminated,
    );
    let error = Groups::of(&[ended]).unwrap().status().unwrap_err();
    assert_eq!(error.failure, Failure::Refused);
    assert!(error.message.contains("no TASK instance group"), "{error}");
}

#[test]
fn a_group_that_emr_has_given_up_on_is_an_error_with_its_reason() {
    let arrested = group(
        "ig-1",
        InstanceGroupType::Task,
        1,
        5,
        InstanceGroupState::Arrested,
    );
    let error = Groups::of(&[arrested]).unwrap().status().unwrap_err();
    assert_eq!(
        error.message,
        "instance group ig-1 is ARRESTED: no capacity"
    );
}

#[test]
fn one_group_takes_the_whole_change() {
    let only = [task("ig-1", 4, 4)];
    assert_eq!(resizes(&only, 7), [("ig-1".to_owned(), 7, false)]);
    assert_eq!(resizes(&only, 1), [("ig-1".to_owned(), 1, true)]);
    assert!(resizes(&only, 4).is_empty());
}

#[test]
fn of_several_groups_the_first_grows_and_the_last_ones_shrink() {
    let both = [task("ig-2", 3, 3), task("ig-1", 4, 4)];
    assert_eq!(resizes(&both, 9), [("ig-1".to_owned(), 6, false)]);
    assert_eq!(resizes(&both, 5), [("ig-2".to_owned(), 1, true)]);
    assert_eq!(
        resizes(&both, 2),
        [("ig-2".to_owned(), 0, true), ("ig-1".to_owned(), 2, true)]
    );
}
