//! Runs of the automatic mode of 2024, one after the other.

mod input;

use decision::{Decision, Period};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use self::input::{Cycle, Input};
use super::{Less, compared, done, less::UNDER_THE_LEAST};
use crate::{
    Outcome, Vector, different,
    vector::judged,
    world::{World, at, policy},
};

/// Between two runs.
const CYCLE: Period = Period::minutes(60);

pub(crate) fn judge(vector: &Vector) -> Result<Outcome, String> {
    let input: Input = vector.input()?;
    let right = vector.right();
    let right = right["cycles"].as_array().cloned().unwrap_or_default();
    let Ok(policy) = policy(&input.document()) else {
        if input.config.strategies.is_empty() {
            return different(true, "a policy without a rule is refused when it is saved");
        }
        let refused = json!({"result": "error", "attempt": "none"});
        let worst = right
            .iter()
            .map(|right| judged(&part(right, &["result", "attempt"]), &refused));
        return Ok(worst
            .into_iter()
            .find(|one| *one != Outcome::Passed)
            .unwrap_or(Outcome::Passed));
    };
    if input.dry_run && vector.defect.is_some() {
        return input.dry_run_keeps_the_pause(policy);
    }
    let mut world = World::new(policy);
    world.state.scaled_out_at = input.paused_since();
    let mut reason = None;
    for (index, (cycle, right)) in input.cycles.iter().zip(&right).enumerate() {
        match input.run(&mut world, index, cycle, right)? {
            Outcome::Passed => {}
            Outcome::Different(why) => reason = Some(why),
            other => return Ok(other),
        }
    }
    Ok(reason.map_or(Outcome::Passed, Outcome::Different))
}

/// These members of an object.
fn part(object: &Value, members: &[&str]) -> Value {
    let all = object.as_object().into_iter().flatten();
    let some = all.filter(|(name, _)| members.contains(&name.as_str()));
    Value::Object(
        some.map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
    )
}

impl Input {
    /// When the scale-out was whose pause has so many cycles left.
    fn paused_since(&self) -> Option<Timestamp> {
        let left = u32::try_from(self.pause_before.as_u64()?)
            .ok()
            .filter(|left| 0 < *left)?;
        let whole = CYCLE.times(self.config.pause_cycles.unwrap_or_default());
        // A moment after the run that was so many cycles ago.
        let until = CYCLE.times(left - 1).after(at(1));
        Some(whole.before(until))
    }

    /// One run, and what became of it.
    fn run(
        &self,
        world: &mut World,
        index: usize,
        cycle: &Cycle,
        right: &Value,
    ) -> Result<Outcome, String> {
        let now = CYCLE
            .times(u32::try_from(index).unwrap_or(u32::MAX))
            .after(at(0));
        let measured = self.measured(cycle, now)?;
        let seen = self.instances.seen(true, measured, now);
        let decision = world.evaluate(&seen, now);
        // The next run finds the instances as they were; somebody else has seen to that.
        world.look(&seen, Period::minutes(5).after(now));
        let verdicts = judged(
            &part(right, &["verdicts"]),
            &json!({"verdicts": self.verdicts(&decision)}),
        );
        if verdicts != Outcome::Passed {
            return Ok(verdicts);
        }
        let (started, stopped) = done(&decision);
        let size = self.instances.size();
        let (least, _) = self.limits.bounds(&self.instances);
        if size < least {
            return different(least <= decision.desired().0, UNDER_THE_LEAST);
        }
        if decision.combined.capacity().0 < size {
            let less = Less {
                fleet: &self.instances,
                limits: &self.limits,
                paid: true,
                work_is_known: true,
            };
            let leaving = self.config.down_increment.unwrap_or_default();
            if let Some(reason) = less.difference(leaving) {
                return different(decision.desired().0 == less.to(leaving), reason);
            }
        }
        if right.get("started").is_none() && right.get("stopped").is_none() {
            return self.left(world, now, right);
        }
        Ok(compared(right, started, &stopped))
    }

    /// How many cycles the pause still has.
    fn left(&self, world: &World, now: Timestamp, right: &Value) -> Result<Outcome, String> {
        let pause = CYCLE.times(self.config.pause_cycles.unwrap_or_default());
        let until = world.state.scaled_out_at.map(|since| pause.after(since));
        let runs = (1..=100).map(|run| CYCLE.times(run).after(now));
        let left = runs
            .take_while(|run| until.is_some_and(|until| *run < until))
            .count();
        Ok(judged(
            &part(right, &["pause_after"]),
            &json!({ "pause_after": left }),
        ))
    }

    /// A pause is a time here: it passes while nothing is acted on, and does not begin.
    fn dry_run_keeps_the_pause(&self, policy: decision::Policy) -> Result<Outcome, String> {
        let state = decision::ScalingState {
            scaled_out_at: self.paused_since(),
            ..decision::ScalingState::default()
        };
        let cycle = self.cycles.first().ok_or("no cycle")?;
        let seen = self
            .instances
            .seen(true, self.measured(cycle, at(0))?, at(0));
        let decision = decision::decide(&policy, &seen, &state, at(0));
        let after = state.remembering(&policy, &decision, at(0));
        different(
            after.scaled_out_at == state.scaled_out_at,
            "a pause is a time; a dry run neither begins nor shortens it",
        )
    }

    /// What each strategy says, by what its rules found.
    fn verdicts(&self, decision: &Decision) -> Map<String, Value> {
        let mut rules = decision.rules.iter().map(|verdict| json!(verdict.finding));
        let strategies = self.config.strategies.iter().map(|strategy| {
            let reached =
                |rule: Option<Value>| rule.is_some_and(|rule| rule["step"]["reached"] == true);
            if strategy.settings.multiplier() != 0.0 {
                let load = rules
                    .next()
                    .map(|rule| rule["load_plus_online"]["load"].clone());
                let verdict = match load.as_ref().and_then(Value::as_str) {
                    Some("high") => "up",
                    Some("low") => "down",
                    _ => "none",
                };
                return (strategy.name.clone(), json!(verdict));
            }
            let up = reached(rules.next());
            let down = strategy.settings.down_threshold.is_some() && reached(rules.next());
            let verdict = match (up, down) {
                (true, _) => "up",
                (false, true) => "down",
                (false, false) => "none",
            };
            (strategy.name.clone(), json!(verdict))
        });
        strategies.collect()
    }
}
