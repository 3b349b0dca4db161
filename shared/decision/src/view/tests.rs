use super::*;
use crate::{
    TargetKind,
    rules::tests::{noon, stream},
};

fn samples(
    observation: &Observation,
    changed_at: Option<Timestamp>,
    now: Timestamp,
) -> Result<usize, Gap> {
    let metric = Metric::of(TargetKind::KinesisStream, "write_utilization").unwrap();
    let state = ScalingState {
        changed_at,
        ..ScalingState::default()
    };
    let samples = View::new(observation, &state, now).samples(metric);
    samples.map(<[Sample]>::len)
}

#[test]
fn samples_that_have_grown_old_are_no_data() {
    // The newest sample starts at 11:59; it is believed in until three periods and two minutes
    // after that.
    let seen = stream(4, &[0.5, 0.5]);
    let newest = Period::minutes(1).before(noon());
    assert_eq!(
        samples(&seen, None, Period::minutes(4).after(noon())),
        Ok(2)
    );
    assert_eq!(
        samples(&seen, None, Period::minutes(5).after(noon())),
        Err(Gap::Stale { newest })
    );
}

#[test]
fn a_policy_may_say_how_long_samples_count() {
    let metric = Metric::of(TargetKind::KinesisStream, "write_utilization").unwrap();
    let (seen, state) = (stream(4, &[0.5]), ScalingState::default());
    let counts = |minute| {
        let view = View::new(&seen, &state, Period::minutes(minute).after(noon()));
        let view = view.with_stale_after(Some(Period::minutes(10)));
        view.samples(metric).is_ok()
    };
    assert!(counts(10) && !counts(11));
}

#[test]
fn samples_from_before_the_last_change_are_no_data() {
    let seen = stream(4, &[0.5, 0.5]);
    let change = Period::minutes(1).before(noon());
    assert_eq!(samples(&seen, Some(change), noon()), Ok(1));
    assert_eq!(
        samples(&seen, Some(noon()), noon()),
        Err(Gap::BeforeChange { change: noon() })
    );
}

#[test]
fn a_metric_without_samples_has_no_data() {
    assert_eq!(samples(&stream(4, &[]), None, noon()), Err(Gap::NoData));
}
