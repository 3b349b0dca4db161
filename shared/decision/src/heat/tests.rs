use super::{phase::RESTS, *};
use crate::rules::tests::noon;

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

#[test]
fn what_somebody_else_has_switched_on_is_never_switched_off() {
    let sent = names(&["IncomingBytes", "OutgoingBytes"]);
    let heat = Heat::default().watching(&sent, noon());
    assert_eq!(heat.switched_on, names(&SHARD_METRICS[1..]));
    assert_eq!(
        heat.to_switch(&sent),
        Some((Switch::On, heat.switched_on.clone()))
    );
    let all = names(&[
        "IncomingBytes",
        "OutgoingBytes",
        SHARD_METRICS[1],
        SHARD_METRICS[2],
    ]);
    assert_eq!(heat.to_switch(&all), None);
    let over = heat.given_up();
    assert_eq!(over.to_switch(&all), Some((Switch::Off, heat.switched_on)));
    assert_eq!(over.to_switch(&sent), None);
}

#[test]
fn who_watches_again_before_all_is_switched_off_still_switches_it_off_later() {
    let heat = Heat::default().watching(&[], noon());
    let sent = names(&SHARD_METRICS);
    let again = heat.given_up().watching(&sent, noon());
    assert_eq!(
        again
            .given_up()
            .to_switch(&sent)
            .map(|(_, names)| names.len()),
        Some(3)
    );
}

#[test]
fn nothing_is_suspected_while_it_rests() {
    let until = RESTS.after(noon());
    let heat = Heat {
        phase: Phase::Resting { until },
        ..Heat::default()
    };
    assert!(!heat.may_suspect(noon()) && heat.may_suspect(until));
    assert!(Heat::default().may_suspect(noon()));
}
