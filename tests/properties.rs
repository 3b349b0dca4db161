//! What holds for every decision, whatever the policy, the observation and the state.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may fail anywhere, in its helpers too"
)]

use decision::{
    Action, Activity, Capacity, Change, Member, Metric, Observation, Period, Policy, Sample,
    ScalingState, Series, Stage, TargetKind, Work, decide, rules::Need,
};
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

fn noon() -> Timestamp {
    "2026-03-02T12:00:00Z".parse().unwrap()
}

const METRICS: [&str; 3] = [
    "write_utilization",
    "iterator_age_seconds",
    "rejected_writes_per_second",
];

fn track() -> impl Strategy<Value = Value> {
    (prop::sample::select(&METRICS[..]), 0.05..2.0, 0.0..0.5).prop_map(
        |(metric, target, tolerance)| {
            json!({"track": {"metric": metric, "target": target, "tolerance": tolerance}})
        },
    )
}

fn amount() -> impl Strategy<Value = Value> {
    prop_oneof![
        (1u32..20).prop_map(|units| json!(units)),
        (1u32..200).prop_map(|per_cent| json!(format!("{per_cent}%"))),
    ]
}

fn step() -> impl Strategy<Value = Value> {
    let when = (prop::sample::select(&METRICS[..]), 0u32..6, any::<bool>());
    let levels = prop::collection::vec((0.0..2.0, any::<bool>(), amount()), 1..4);
    let rest = prop::option::weighted(0.2, 0u32..20);
    (when, levels, 0u32..100, rest, any::<bool>(), any::<bool>()).prop_map(
        |((metric, count, by_time), levels, exact, rest, over, to)| {
            let level = |(threshold, itself, amount): (f64, bool, Value)| match (to, over) {
                (true, true) => json!({"over": threshold, "to": exact}),
                (true, false) => json!({"under": threshold, "to": exact}),
                (false, true) if itself => json!({"at_least": threshold, "add": amount}),
                (false, true) => json!({"over": threshold, "add": amount}),
                (false, false) if itself => json!({"at_most": threshold, "remove": amount}),
                (false, false) => json!({"under": threshold, "remove": amount}),
            };
            let steps: Vec<_> = levels.into_iter().map(level).collect();
            let mut step = json!({"metric": metric, "steps": steps});
            if by_time {
                step["for"] = json!(format!("{count}m"));
            } else {
                step["samples"] = json!(count + 1);
            }
            if let Some(minutes) = rest {
                step["rest"] = json!(format!("{minutes}m"));
            }
            json!({ "step": step })
        },
    )
}

fn per_instance() -> impl Strategy<Value = Value> {
    let threshold = (0.0..3.0, 1u32..6, any::<bool>());
    (threshold, amount()).prop_map(|((threshold, samples, over), amount)| {
        let (side, change) = if over {
            ("over", "add")
        } else {
            ("under", "remove")
        };
        json!({"per_instance": {"metric": METRICS[0], side: threshold, "samples": samples,
            change: amount}})
    })
}

fn load_plus_online() -> impl Strategy<Value = Value> {
    let down = prop::option::of(0.0..2.0);
    let thresholds = (0.0..3.0, 0.0..0.1, down, 1u32..6);
    (prop::sample::select(&METRICS[..]), thresholds, amount()).prop_map(
        |(metric, (up, per_unit, down, samples), amount)| {
            let mut rule = json!({"metric": metric, "up": up, "per_unit": per_unit,
                "samples": samples, "add": amount, "remove": amount});
            if let Some(down) = down {
                rule["down"] = json!(down);
            }
            json!({ "load_plus_online": rule })
        },
    )
}

fn schedule() -> impl Strategy<Value = Value> {
    (2u32..30, 0u32..30, 0u32..24).prop_map(|(min, more, hour)| {
        json!({"schedule": {"from": format!("{hour:02}:00"), "min": min, "max": min + more}})
    })
}

fn cron() -> impl Strategy<Value = Value> {
    let change = prop_oneof![
        amount().prop_map(|add| ("add", add)),
        amount().prop_map(|remove| ("remove", remove)),
        (2u32..60).prop_map(|to| ("to", json!(to))),
    ];
    (1u32..60, change).prop_map(|(minutes, (field, amount))| {
        let mut rule = json!({"at": format!("0 */{minutes} * * * *")});
        rule[field] = amount;
        json!({ "cron": rule })
    })
}

fn peak() -> impl Strategy<Value = Value> {
    (1u32..=168, 0.1..=1.0).prop_map(
        |(hours, factor)| json!({"peak": {"over": format!("{hours}h"), "factor": factor}}),
    )
}

fn limit() -> impl Strategy<Value = Value> {
    (amount(), prop::option::of(1u32..60)).prop_map(|(amount, per)| match per {
        Some(minutes) => json!({"amount": amount, "per": format!("{minutes}m")}),
        None => amount,
    })
}

fn limits() -> impl Strategy<Value = Value> {
    let several = prop::collection::vec(limit(), 1..4).prop_map(Value::Array);
    prop_oneof![limit(), several]
}

fn direction() -> impl Strategy<Value = Value> {
    let (limit, tolerance) = (prop::option::of(limits()), prop::option::of(amount()));
    (0u32..30, 0u32..30, limit, tolerance).prop_map(|(cooldown, window, limit, tolerance)| {
        let mut settings = json!({
            "cooldown": format!("{cooldown}m"), "stabilization": format!("{window}m")
        });
        if let Some(limit) = limit {
            settings["step_limit"] = limit;
        }
        if cooldown % 3 == 0 {
            let hours = json!([{"from": "06:00", "to": format!("{:02}:30", window % 24)}]);
            let list = ["allowed", "forbidden"][window as usize % 2];
            settings["windows"] = json!({ list: hours });
        }
        if let Some(tolerance) = tolerance {
            settings["tolerance"] = tolerance;
        }
        settings
    })
}

fn breakable() -> impl Strategy<Value = Value> {
    let overload = (prop::sample::select(&METRICS[..]), 0.0..2.0);
    (direction(), prop::option::of(overload)).prop_map(|(mut settings, overload)| {
        if let Some((metric, over)) = overload {
            let wait = settings["cooldown"].take();
            let broken_by = json!({"metric": metric, "over": over});
            settings["cooldown"] = json!({"wait": wait, "broken_by": broken_by});
        }
        settings
    })
}

fn missing() -> impl Strategy<Value = Value> {
    let scale_out = prop::sample::select(vec!["allow", "hold"]);
    (scale_out, 2u32..60, 0u32..60, 1u32..30).prop_map(|(scale_out, floor, after, stale)| {
        json!({
            "scale_out": scale_out, "floor": floor,
            "after": format!("{after}m"), "stale_after": format!("{stale}m")
        })
    })
}

/// An override that ends, or has ended, around noon.
fn manual() -> impl Strategy<Value = Value> {
    let ramp = prop::option::of((amount(), 1u32..10));
    (2u32..60, 0u32..60, ramp).prop_map(|(capacity, minute, ramp)| {
        let until = Period::minutes(minute).after(Period::minutes(50).before(noon()));
        let mut manual = json!({"capacity": capacity, "until": until});
        if let Some((amount, minutes)) = ramp {
            manual["ramp"] = json!({"amount": amount, "every": format!("{minutes}m")});
        }
        manual
    })
}

/// The guards that look at members.
fn member_guards() -> impl Strategy<Value = Value> {
    let idle = prop::option::weighted(0.2, (any::<bool>(), 0u32..4));
    let disruption = prop::option::weighted(0.2, amount());
    (idle, prop::bool::weighted(0.2), disruption).prop_map(|(idle, billing, disruption)| {
        let mut guards = json!({});
        if let Some((only, keep)) = idle {
            guards["idle"] = json!({"only": only, "keep": keep});
        }
        if billing {
            guards["billing"] = json!({});
        }
        if let Some(amount) = disruption {
            guards["disruption"] = json!({ "at_most": amount });
        }
        guards
    })
}

fn policy() -> impl Strategy<Value = Policy> {
    policy_with(prop::option::weighted(0.2, manual()))
}

/// Nobody has set a capacity by hand.
fn policy_of_rules() -> impl Strategy<Value = Policy> {
    policy_with(Just(None))
}

fn policy_with(manual: impl Strategy<Value = Option<Value>>) -> impl Strategy<Value = Policy> {
    let rule = prop_oneof![
        3 => track(), 3 => step(), 1 => per_instance(), 1 => load_plus_online(), 1 => schedule(),
        1 => cron(), 1 => peak()
    ];
    let pause = prop::sample::select(vec!["all", "in", "out"]);
    let pause = pause.prop_map(|direction| json!({ "direction": direction }));
    let guards = (
        breakable(),
        direction(),
        prop::option::of(missing()),
        manual,
        prop::option::weighted(0.2, pause),
        member_guards(),
    );
    let rules = prop::collection::vec(rule, 1..5);
    (rules, guards).prop_map(
        |(rules, (scale_out, scale_in, missing, manual, pause, mut guards))| {
            guards["scale_out"] = scale_out;
            guards["scale_in"] = scale_in;
            for (name, setting) in [("missing", missing), ("manual", manual), ("pause", pause)] {
                if let Some(setting) = setting {
                    guards[name] = setting;
                }
            }
            let document = json!({
                "name": "any",
                "targets": {"kind": "kinesis-stream", "names": ["any"]},
                "bounds": {"min": 2, "max": 60},
                "rules": rules,
                "guards": guards
            });
            Policy::parse(&document).unwrap()
        },
    )
}

/// What each metric measured in the last minutes; `None` where nothing was.
type Load = Vec<Vec<Option<f64>>>;

fn load() -> impl Strategy<Value = Load> {
    let value = prop::option::weighted(0.9, 0.0f64..3.0);
    prop::collection::vec(prop::collection::vec(value, 8), METRICS.len())
}

fn series(name: &str, values: &[Option<f64>], factor: f64) -> Series {
    let metric = Metric::of(TargetKind::KinesisStream, name).unwrap();
    let samples = (1..)
        .zip(values.iter().rev())
        .filter_map(|(minute, value)| {
            Sample::new(Period::minutes(minute).before(noon()), (*value)? * factor)
        });
    Series::new(metric, Period::minutes(1), noon(), samples.collect())
}

/// Members of all sorts; of every fifth capacity nobody knows them.
fn members(capacity: u32, load: &Load, factor: f64) -> Option<Vec<Member>> {
    let stages = [
        Stage::Serving,
        Stage::Serving,
        Stage::Coming,
        Stage::Draining,
    ];
    let works = [
        Work::Idle,
        Work::Busy,
        Work::Idle,
        Work::Unknown,
        Work::Idle,
    ];
    let member = |index: usize| Member {
        id: format!("m{index}"),
        group: None,
        since: (!index.is_multiple_of(7)).then(|| {
            let minutes = u32::try_from(index).unwrap() * 17;
            Period::minutes(minutes).before(noon())
        }),
        stage: stages[index % stages.len()],
        work: works[index % works.len()],
        protected: index.is_multiple_of(11),
        series: vec![series(METRICS[0], &load[index % load.len()], factor)],
    };
    let count = usize::try_from(capacity).unwrap();
    (!capacity.is_multiple_of(5)).then(|| (0..count).map(member).collect())
}

fn observation(capacity: u32, load: &Load, factor: f64) -> Observation {
    let all = METRICS.iter().zip(load);
    Observation {
        capacity: Capacity(capacity),
        series: all
            .map(|(name, values)| series(name, values, factor))
            .collect(),
        members: members(capacity, load, factor),
        ..Observation::default()
    }
}

fn state() -> impl Strategy<Value = ScalingState> {
    let minutes_ago = || prop::option::of(0u32..60);
    let recommended = prop::collection::vec(0u32..80, 0..20);
    (
        minutes_ago(),
        minutes_ago(),
        recommended,
        prop::bool::weighted(0.2),
        (
            minutes_ago(),
            prop::collection::vec((1u32..20, 1u32..20), 0..4),
        ),
    )
        .prop_map(|(out, back, recommended, in_flight, (blind, changes))| {
            let ago = |minutes: u32| Period::minutes(minutes).before(noon());
            let mut state = ScalingState {
                scaled_out_at: out.map(ago),
                scaled_in_at: back.map(ago),
                evaluated_at: out.map(ago),
                changed_at: out.max(back).filter(|minutes| *minutes > 10).map(ago),
                blind_since: blind.map(ago),
                ..ScalingState::default()
            };
            for (minutes, (from, to)) in (0..4).rev().zip(changes) {
                let (from, to) = (Capacity(from), Capacity(to));
                let at = ago(15 * minutes);
                state.changes.push(Change { at, from, to });
            }
            for (minutes, capacity) in (1..).zip(recommended).collect::<Vec<_>>().iter().rev() {
                state
                    .recommendations
                    .remember(ago(*minutes), Capacity(*capacity), Period::MAX);
                state
                    .needs
                    .remember(ago(*minutes), Capacity(*capacity), Period::MAX);
            }
            if in_flight {
                state.activity = Some(Activity::claimed(Capacity(4), Capacity(8), noon()));
            }
            state
        })
}

fn config() -> ProptestConfig {
    let max_global_rejects = 20_000;
    ProptestConfig {
        cases: 2_000,
        max_global_rejects,
        failure_persistence: None,
        ..Default::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn bounds_always_hold(policy in policy(), load in load(), state in state(), current in 0u32..100) {
        let decision = decide(&policy, &observation(current, &load, 1.0), &state, noon());
        prop_assert!(policy.bounds.contains(decision.bounds.min()));
        prop_assert!(policy.bounds.contains(decision.bounds.max()));
        if let Action::ScaleTo(desired) = decision.action {
            prop_assert!(decision.bounds.contains(desired), "{decision}");
        }
    }

    #[test]
    fn missing_data_never_scales_in(
        policy in policy_of_rules(), load in load(), state in state(), current in 0u32..100, lost in 0usize..3,
    ) {
        // Of those of rules: what breaks a cooldown says nothing about less.
        let needs = policy.rules.iter().flat_map(|entry| entry.rule.needs());
        let watched: Vec<_> = needs
            .filter_map(|need| match need {
                Need::Samples { metric, .. } => Some(metric),
                _ => None,
            })
            .collect();
        prop_assume!(!watched.is_empty());
        let lost = watched[lost % watched.len()];
        let mut seen = observation(current, &load, 1.0);
        seen.series.retain(|series| series.metric != lost);
        let decision = decide(&policy, &seen, &state, noon());
        let floor = Capacity(current).min(decision.bounds.max());
        prop_assert!(decision.desired() >= floor, "{decision}");
    }

    #[test]
    fn members_that_nobody_has_looked_at_never_go(
        policy in policy_of_rules(), load in load(), state in state(), current in 0u32..100,
    ) {
        let looks_at_members = |need: Need| matches!(need, Need::SamplesOfEach { .. } | Need::Members { .. });
        prop_assume!(policy.needs().any(looks_at_members));
        let mut seen = observation(current, &load, 1.0);
        seen.members = None;
        let decision = decide(&policy, &seen, &state, noon());
        let floor = Capacity(current).min(decision.bounds.max());
        prop_assert!(decision.desired() >= floor, "{decision}");
    }

    #[test]
    fn no_more_members_are_chosen_to_go_than_go(
        policy in policy(), load in load(), state in state(), current in 0u32..100,
    ) {
        let seen = observation(current, &load, 1.0);
        let decision = decide(&policy, &seen, &state, noon());
        let going = current.saturating_sub(decision.desired().0);
        let victims = &decision.victims;
        prop_assert!(victims.len() <= usize::try_from(going).unwrap(), "{decision}");
        let members = seen.members.unwrap_or_default();
        let mut free = members.iter().filter(|member| member.may_go()).map(|member| &member.id);
        prop_assert!(victims.iter().all(|id| free.clone().any(|free| free == id)));
        prop_assert!(free.all(|id| victims.iter().filter(|victim| *victim == id).count() < 2));
    }

    #[test]
    fn the_same_input_gives_the_same_decision(
        policy in policy(), load in load(), state in state(), current in 0u32..100,
    ) {
        let seen = observation(current, &load, 1.0);
        prop_assert_eq!(
            decide(&policy, &seen, &state, noon()),
            decide(&policy, &seen, &state, noon())
        );
    }

    #[test]
    fn more_load_never_means_less_capacity(
        policy in policy(), load in load(), state in state(), current in 0u32..100, more in 1.0f64..4.0,
    ) {
        let usual = decide(&policy, &observation(current, &load, 1.0), &state, noon());
        let busier = decide(&policy, &observation(current, &load, more), &state, noon());
        prop_assert!(usual.desired() <= busier.desired(), "{usual}\n{busier}");
    }

    #[test]
    fn nothing_is_decided_during_an_activity(
        policy in policy(), load in load(), state in state(), current in 0u32..100,
    ) {
        let claimed = state.claimed(Capacity(current), Capacity(current + 1), noon());
        let decision = decide(&policy, &observation(current, &load, 1.0), &claimed, noon());
        prop_assert_eq!(decision.action, Action::Hold);
    }

    #[test]
    fn holding_changes_nothing(
        policy in policy(), load in load(), state in state(), current in 0u32..100,
    ) {
        let seen = observation(current, &load, 1.0);
        let decision = decide(&policy, &seen, &state, noon());
        prop_assume!(decision.action == Action::Hold);
        let after = state.remembering(&policy, &decision, noon());
        let untouched = |state: &ScalingState| {
            (state.activity.clone(), state.scaled_out_at, state.scaled_in_at, state.changed_at)
        };
        prop_assert_eq!(untouched(&after), untouched(&state));
        prop_assert_eq!(decide(&policy, &seen, &after, noon()).action, Action::Hold);
    }

    #[test]
    fn every_decision_survives_being_written_down(
        policy in policy(), load in load(), state in state(), current in 0u32..100,
    ) {
        let decision = decide(&policy, &observation(current, &load, 1.0), &state, noon());
        let written = serde_json::to_string(&decision).unwrap();
        let read: decision::Decision = serde_json::from_str(&written).unwrap();
        prop_assert_eq!(read.to_string(), decision.to_string());
    }
}
