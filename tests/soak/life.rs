//! The life of one stream: wild days, and in the end a calm in which everything comes to rest.

use std::time::Duration;

use decision::{Bounds, Policy, TargetKind};
use evaluation::{Evaluator, ParsedPolicies, TickReport, fakes::TimeLeft};
use futures::join;
use rand::RngExt;

use crate::{
    aftermath::{CALM, HIGH, check_after_the_rise, check_at_the_end, demand},
    load::Load,
    policies::policy,
    ports::Ports,
    weather::Weather,
    world::{BEGIN, World, at},
};

/// How many days a stream lives.
pub(crate) const DAYS: u64 = 2;
const MINUTES: i64 = DAYS.cast_signed() * 24 * 60;
const UNHURRIED: TimeLeft = TimeLeft(Duration::from_secs(60));

/// What is left of a life.
pub(crate) struct Life {
    pub(crate) policy: String,
    pub(crate) broken: Vec<String>,
    pub(crate) told: Vec<String>,
}

pub(crate) async fn live(seed: u64) -> Life {
    let document = policy(seed);
    let policy = Policy::parse(&document).unwrap();
    let world = World::drawn(seed, document);
    let mut load = Load::drawn(&mut world.state().chance);
    for minute in 0..MINUTES {
        let calm = minute - (MINUTES - CALM);
        {
            let state = &mut *world.state();
            let wild = load.at(minute, &mut state.chance);
            if calm == 0 {
                state.weather = Weather::CALM;
            }
            state.write(demand(calm).unwrap_or(wild));
        }
        play(&world, policy.bounds, minute).await;
        if calm == HIGH {
            check_after_the_rise(&world, &policy);
        }
    }
    check_at_the_end(&world, &policy);
    let witness = &world.state().witness;
    Life {
        policy: policy.name,
        broken: witness.broken.clone(),
        told: witness.told.iter().cloned().collect(),
    }
}

/// A minute: its event, and what else may be evaluated at the same time.
async fn play(world: &World, bounds: Bounds, minute: i64) {
    let event = BEGIN + 60 * minute;
    let twice = {
        let state = &mut *world.state();
        let begins = event + state.chance.random_range(0..15);
        state.kinesis.advance_to(begins);
        state.somebody_may_act();
        let again = state.chance.random_bool(state.weather.twice);
        // The same event once more, or the one before it, late.
        again.then(|| event - 60 * state.chance.random_range(0..2))
    };
    let first = invoke(world, bounds, event);
    match twice {
        None => first.await,
        Some(other) => {
            join!(first, invoke(world, bounds, other));
        }
    }
}

/// One invocation, until it is through or dies: a tick, and half a minute later who is reminded.
async fn invoke(world: &World, bounds: Bounds, event: i64) {
    let Some(report) = evaluate(world, bounds, event, None).await else {
        return;
    };
    let due = event + 30;
    if !report.operating.is_empty() {
        world.state().kinesis.advance_to(due + 1);
        evaluate(world, bounds, due, Some(&report)).await;
    }
}

/// A tick, or a visit of those that are reminded; nothing is left of one whose function died.
async fn evaluate(
    world: &World,
    bounds: Bounds,
    event: i64,
    before: Option<&TickReport>,
) -> Option<TickReport> {
    let event = at(event);
    let ports = Ports::new(world, bounds, event);
    let evaluator = Evaluator {
        metrics: &ports,
        targets: &ports,
        actuator: &ports,
        store: &ports,
        policies: ParsedPolicies::default(),
    };
    let evaluated = async {
        let kind = TargetKind::KinesisStream;
        match before {
            None => evaluator.tick(kind, event, &UNHURRIED).await.ok(),
            Some(before) => {
                let reminders = &before.operating;
                Some(evaluator.visit(kind, reminders, event, &UNHURRIED).await)
            }
        }
    };
    let timeout = tokio::time::sleep(Duration::from_secs(60));
    tokio::select! {
        biased;
        report = evaluated => report,
        () = ports.death() => None,
        // The table never answered, and the platform ends the function.
        () = timeout => None,
    }
}
