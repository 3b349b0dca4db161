//! The closed loop: what is measured, what is asked for because of it, and what comes of that.

use serde_json::{Value, json};

use super::{Direction, MORE_COUNTS, TRIED_AGAIN, closed_loop::Loop, sent::Sent, services::Input};
use crate::{Outcome, Vector, compare::without, different, vector::judged, world::Answer};

/// A call that was not accepted is tried again so much later.
const TRIED_AGAIN_MS: i64 = 120_000;
/// How often is looked while the load goes on as it was.
const TICK_MS: i64 = 10_000;

pub(crate) fn judge(vector: &Vector) -> Result<Outcome, String> {
    let input: Input = vector.input()?;
    let right = vector.right();
    if input.answers().values().any(|success| !success) {
        return different(input.is_tried_again(&vector.expected)?, TRIED_AGAIN);
    }
    let (sent, said) = input.run(&Value::Null)?;
    if sent.iter().any(|sent| input.is_given_up(sent)) {
        return different(input.is_tried_again(&vector.expected)?, TRIED_AGAIN);
    }
    let downs = || sent.iter().filter(|sent| sent.direction == Direction::Down);
    if input.is_at_odds() {
        let without_less = downs().count() == 0;
        let (sent, _) = input.run(&vector.expected)?;
        let more = input.fits(&right, &sent);
        return different(without_less && more, MORE_COUNTS);
    }
    if right.get("steps").is_none() {
        return Ok(if input.fits(&right, &sent) {
            Outcome::Passed
        } else {
            Outcome::Failed(format!("expected {right}, came {said}"))
        });
    }
    // Counters of failures and errors that were logged are of Dynamite's own messages.
    let plumbing = ["failure_counter", "error", "given_up"];
    let right = plumbing.into_iter().fold(right, without);
    Ok(judged(&right, &said))
}

impl Input {
    /// What is asked for, and how many run after each message. Where `taken` is given, somebody
    /// else takes those instances away that Dynamite sent away, and nobody asks for less.
    fn run(&self, taken: &Value) -> Result<(Vec<Sent>, Value), String> {
        let mut running = Loop::new(self)?;
        let mut events = self.events();
        if !taken.is_null() {
            events.retain(|(_, message, _)| !self.is_watched(*message, Direction::Down));
        }
        let mut gone = self.taken_away(taken);
        let mut counts = vec![Value::Null; self.steps.len()];
        let first = events.first().map_or(0, |(t_ms, ..)| *t_ms);
        running.evaluate(None, first - 1_000)?;
        for (t_ms, message, value) in events {
            while let Some((_, instance)) = gone.pop_if(|(after, _)| *after < message) {
                running.take_away(&instance);
            }
            running.measure(message, t_ms, value);
            running.evaluate(Some(message), t_ms)?;
            if let Some(count) = counts.get_mut(message) {
                *count = running.running();
            }
        }
        let sent = |message| -> Vec<_> {
            let of_message = running.sent.iter().filter(|sent| sent.message == message);
            of_message.flat_map(Sent::requests).collect()
        };
        let steps = (0..)
            .zip(&counts)
            .map(|(message, count)| json!({"sent": sent(Some(message)), "running": count}));
        let said = json!({"start": sent(None), "steps": steps.collect::<Vec<_>>()});
        Ok((running.sent, said))
    }

    /// Does nobody answer a call for so long that it may be made again?
    fn is_given_up(&self, sent: &Sent) -> bool {
        let last = self.events().last().map_or(sent.t_ms, |(t_ms, ..)| *t_ms);
        sent.answer == Answer::None && sent.t_ms + TRIED_AGAIN_MS <= last
    }

    /// Is every call that was not accepted made again for the same instance, until one is not
    /// refused, with as many running then as there were for Dynamite?
    fn is_tried_again(&self, expected: &Value) -> Result<bool, String> {
        let mut running = Loop::new(self)?;
        let events = self.events();
        let mut now = events.first().map_or(0, |(t_ms, ..)| *t_ms);
        running.evaluate(None, now - 1_000)?;
        for (t_ms, message, value) in events {
            running.measure(message, t_ms, value);
            running.evaluate(Some(message), t_ms)?;
            now = t_ms;
        }
        let is_refused = |sent: Option<&Sent>| sent.is_some_and(|it| it.answer == Answer::Refused);
        let last = now + TRIED_AGAIN_MS * (1 + i64::try_from(self.answers().len()).unwrap_or(0));
        while is_refused(running.sent.last()) && now < last {
            now += TICK_MS;
            running.measure_the_same(now);
            running.evaluate(None, now)?;
        }
        let pairs = running.sent.iter().zip(running.sent.iter().skip(1));
        let again = pairs
            .filter(|(first, _)| first.answer != Answer::Accepted)
            .all(|(first, then)| {
                let waited = then.t_ms - first.t_ms;
                first.direction == then.direction
                    && first.victims == then.victims
                    && (TRIED_AGAIN_MS..TRIED_AGAIN_MS + TICK_MS).contains(&waited)
            });
        let steps = expected["steps"].as_array();
        let after = steps
            .and_then(|steps| steps.last())
            .map(|step| &step["running"]);
        Ok(again && !is_refused(running.sent.last()) && after == Some(&running.running()))
    }

    /// The instances that were sent away, each with the message after which it was; the last first.
    fn taken_away(&self, expected: &Value) -> Vec<(usize, String)> {
        let steps = expected["steps"].as_array().into_iter().flatten();
        let gone = steps.enumerate().flat_map(|(message, step)| {
            let sent = step["sent"].as_array().into_iter().flatten();
            let names = sent.filter_map(|request| request["instance"].as_str());
            names.map(move |name| (message, name.to_owned()))
        });
        let mut gone: Vec<_> = gone.collect();
        gone.reverse();
        gone
    }

    /// What is expected of numbers and victims alone.
    fn fits(&self, right: &Value, sent: &[Sent]) -> bool {
        let requests: Vec<_> = sent.iter().flat_map(Sent::requests).collect();
        let of = |direction: Direction| {
            requests
                .iter()
                .filter(move |it| it["command"] == direction.command())
        };
        let ups = of(Direction::Up).count() as u64;
        let most = right["max_sent"].as_u64();
        let least = right["min_scale_up_sent"].as_u64();
        let victims = right["victim_one_of"].as_array();
        most.is_none_or(|most| requests.len() as u64 <= most)
            && least.is_none_or(|least| least <= ups)
            && victims.is_none_or(|any| {
                let mut downs = of(Direction::Down).peekable();
                downs.peek().is_some() && downs.all(|it| any.contains(&it["instance"]))
            })
    }

    /// Do both alarms of a service hold at the same moment?
    fn is_at_odds(&self) -> bool {
        self.services.values().any(|service| {
            let holds = |name: &Option<String>| {
                let policy = self
                    .policies
                    .iter()
                    .find(|it| Some(&it.name) == name.as_ref());
                let of_policy = self
                    .events()
                    .into_iter()
                    .filter(move |(_, message, value)| {
                        policy.is_some_and(|policy| {
                            let message = self.message(*message);
                            message.is_some_and(|it| policy.watches(it))
                                && policy.alarm.holds(*value)
                        })
                    });
                of_policy.map(|(t_ms, ..)| t_ms).collect::<Vec<_>>()
            };
            let less = holds(&service.down);
            holds(&service.up).iter().any(|t_ms| less.contains(t_ms))
        })
    }
}
