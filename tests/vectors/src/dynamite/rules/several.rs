//! Several instances, each judged by itself.

use serde_json::{Value, json};

use super::{Input, Service};
use crate::{
    Outcome, different,
    dynamite::{
        BEGINS_ANEW, Direction,
        members::Compared,
        model::{Act, Sample, Watch, taken},
    },
    vector::judged,
};

impl Input {
    /// What the alarms come to: each alone, or with everything begun anew after a change.
    pub(super) fn of_several(&self, right: &Value) -> Result<Outcome, String> {
        let samples = taken((0..).zip(&self.messages).flat_map(|(message, of)| {
            let metric = self.stand_in(&of.service_type, &of.metric);
            let sample = move |(t_ms, value): &(i64, f64)| Sample {
                t_ms: *t_ms,
                value: *value,
                metric,
                uuid: &of.uuid,
                message,
            };
            of.samples.iter().map(sample)
        }));
        let [mut said, mut known] = [(); 2].map(|()| vec![Vec::new(); self.messages.len()]);
        let mut is_known = true;
        for (name, service) in &self.services {
            let compared = Compared::of(&self.watches(service), &samples)?;
            if compared.documented != compared.said {
                let Compared {
                    documented, said, ..
                } = compared;
                return Err(format!("expected {documented:?}, came {said:?}"));
            }
            is_known &= compared.documented == compared.known;
            write(&mut said, name, &compared.said);
            write(&mut known, name, &compared.known);
        }
        let (said, known) = (json!({ "actions": said }), json!({ "actions": known }));
        if right["actions"] != known["actions"] {
            return Err(format!(
                "the model is not what is right: {right} and {known}"
            ));
        }
        if is_known {
            return Ok(judged(right, &said));
        }
        different(true, BEGINS_ANEW)
    }

    fn watches(&self, service: &Service) -> Vec<Watch<'_>> {
        let of = [
            (&service.down, Direction::Down),
            (&service.up, Direction::Up),
        ];
        let alarms = of.into_iter().filter_map(|(name, direction)| {
            let policy = self.alarm(name.as_ref())?;
            let metric = self.stand_in(&policy.service_type, &policy.metric);
            let alarm = &policy.alarm;
            Some(Watch {
                alarm,
                direction,
                metric,
            })
        });
        alarms.collect()
    }
}

/// Adds what a service does to the actions of each message.
fn write(actions: &mut [Vec<Value>], service: &str, acts: &[Act]) {
    for act in acts {
        if let Some(of_message) = actions.get_mut(act.message) {
            let command = act.direction.command();
            of_message.push(json!({"service": service, "command": command, "uuid": act.uuid}));
        }
    }
}
