//! What the figures take for granted, in words.

use evaluation::StreamMode;

use super::answer::Parts;

pub(super) fn assumptions(parts: &Parts) -> Vec<String> {
    let mut said = Vec::new();
    let mut say = |words: String| said.push(words);
    let hours = parts.usage.hours;
    let minutes = hours * 60.0;
    let seen = parts.minutes_with_data;
    if f64::from(u32::try_from(seen).unwrap_or(u32::MAX)) < minutes {
        say(format!(
            "CloudWatch has data of {seen} of {minutes:.0} minutes; the others count as without \
             traffic"
        ));
    }
    let counted = parts.counted;
    match (parts.upkeep.mode, counted.mean()) {
        (StreamMode::OnDemand, _) => {}
        (StreamMode::Provisioned, None) => say(format!(
            "the shards were not counted yet: {}, as now, are taken for all {hours:.0} hours",
            parts.upkeep.open_shards
        )),
        (StreamMode::Provisioned, Some(mean)) if counted.hours + 0.5 < hours => say(format!(
            "the shards were counted for {:.1} of {hours:.1} hours; their mean, {mean:.1}, is \
             taken for the others too",
            counted.hours
        )),
        (StreamMode::Provisioned, Some(_)) => {}
    }
    say(
        "records are billed in whole units of 25 KB or 1 KB, and only sums of them are known: of \
         large records half a unit each counts as rounded up"
            .to_owned(),
    );
    say(
        "the fixed size carries the busiest minute as it was recorded: bursts within a minute \
         and writes that were rejected are not in it"
            .to_owned(),
    );
    say(
        "on-demand Advantage is for an account with this stream alone; `share` is what the \
         stream adds to an account that reaches the commitment without it"
            .to_owned(),
    );
    match parts.usage.fan_out_consumers {
        0 => {}
        consumers => say(format!(
            "the enhanced fan-out consumers that are registered now, {consumers}, read everything"
        )),
    }
    said
}
