use super::*;

const STREAM: &str = "arn:aws:kinesis:us-east-1:000000000000:stream/clicks";

fn mapping(source: &str, state: &str, factor: Option<i32>) -> GetEventSourceMappingOutput {
    let mapping = GetEventSourceMappingOutput::builder().event_source_arn(source);
    let mapping = mapping.state(state).set_parallelization_factor(factor);
    mapping.build()
}

#[test]
fn a_mapping_has_the_batches_of_each_shard_that_are_in_work_at_once() {
    let stands = |state, factor| {
        let status = status(&mapping(STREAM, state, factor)).unwrap();
        (status.capacity.0, status.readiness)
    };
    assert_eq!(stands("Enabled", Some(4)), (4, Readiness::Ready));
    assert_eq!(stands("Enabled", None), (1, Readiness::Ready));
    assert_eq!(stands("Updating", Some(4)), (4, Readiness::Changing));
    assert_eq!(stands("Disabled", Some(4)), (4, Readiness::Disabled));
}

#[test]
fn what_takes_no_factor_is_not_ours() {
    let failure = |mapping: &GetEventSourceMappingOutput| status(mapping).unwrap_err();
    let queue = "arn:aws:sqs:us-east-1:000000000000:jobs";
    let queue = failure(&mapping(queue, "Enabled", Some(1)));
    assert_eq!(queue.failure, Failure::NotOurs);
    let mut windows = mapping(STREAM, "Enabled", Some(1));
    windows.tumbling_window_in_seconds = Some(60);
    assert_eq!(failure(&windows).failure, Failure::NotOurs);
    let deleted = failure(&mapping(STREAM, "Deleting", Some(1)));
    assert_eq!(
        deleted.to_string(),
        "GetEventSourceMapping: the mapping is Deleting"
    );
}
