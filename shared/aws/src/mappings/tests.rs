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
}

#[test]
fn what_reads_no_shards_or_does_not_read_is_left_alone() {
    let failure = |source, state| status(&mapping(source, state, Some(1))).unwrap_err();
    let queue = failure("arn:aws:sqs:us-east-1:000000000000:jobs", "Enabled");
    assert_eq!(queue.failure, Failure::NotOurs);
    let disabled = failure(STREAM, "Disabled");
    assert_eq!(disabled.failure, Failure::Refused);
    assert_eq!(
        disabled.to_string(),
        "GetEventSourceMapping: the mapping is Disabled"
    );
}
