//! Services with their instances under the alarms of Auxo: what is measured is decided on, and what
//! is decided comes about as the answers say.

mod service;

use std::collections::BTreeMap;

use decision::{Member, Observation, Series, Stage, Work};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    sent::{Sent, units},
    services::{Input, Policy},
};
use crate::world::{Answer, World, at, cluster, policy, values};
use service::{Instance, Service};

pub(super) struct Loop<'a> {
    input: &'a Input,
    services: BTreeMap<&'a str, Service>,
    /// What was measured so far, by policy and instance.
    seen: BTreeMap<(&'a str, &'a str), Vec<(i64, f64)>>,
    /// What becomes of each request, by its number.
    answers: BTreeMap<usize, bool>,
    requests: usize,
    pub(super) sent: Vec<Sent>,
}

impl<'a> Loop<'a> {
    pub(super) fn new(input: &'a Input) -> Result<Self, String> {
        let mut services = BTreeMap::new();
        for (name, service) in &input.services {
            let policy = policy(&input.document(name))?;
            let instances = service.running.iter().map(|name| Instance {
                name: name.clone(),
                since: Timestamp::UNIX_EPOCH,
            });
            let service = Service {
                world: World::new(policy),
                instances: instances.collect(),
                started: 0,
            };
            services.insert(name.as_str(), service);
        }
        Ok(Self {
            input,
            services,
            seen: BTreeMap::new(),
            answers: input.answers(),
            requests: 0,
            sent: Vec::new(),
        })
    }

    /// A sample has come: it counts if it is newer than those before of the same instance.
    pub(super) fn measure(&mut self, message: usize, t_ms: i64, value: f64) {
        let Some(of) = self.input.message(message) else {
            return;
        };
        let watching = self.input.policies.iter().filter(|it| it.watches(of));
        for policy in watching {
            let samples = self.seen.entry((&policy.name, &of.uuid)).or_default();
            if samples.last().is_none_or(|(last, _)| *last < t_ms) {
                samples.push((t_ms, value));
            }
        }
    }

    /// The load goes on as it was.
    pub(super) fn measure_the_same(&mut self, t_ms: i64) {
        for samples in self.seen.values_mut() {
            if let Some((_, value)) = samples.last().copied() {
                samples.push((t_ms, value));
            }
        }
    }

    /// Somebody else takes an instance away.
    pub(super) fn take_away(&mut self, instance: &str) {
        for service in self.services.values_mut() {
            service.instances.retain(|it| it.name != instance);
        }
    }

    pub(super) fn evaluate(&mut self, message: Option<usize>, t_ms: i64) -> Result<(), String> {
        let names: Vec<_> = self.services.keys().copied().collect();
        for name in names {
            let observation = self.observation(name, t_ms)?;
            let Some(service) = self.services.get_mut(name) else {
                continue;
            };
            let mut answered = None;
            let (answers, requests) = (&self.answers, self.requests);
            let decision = service
                .world
                .evaluate_answered(&observation, at(t_ms), |decision| {
                    let units = units(decision);
                    let of_each = (requests..requests + units).map(|request| answers.get(&request));
                    let answer = of_each.fold(Answer::Accepted, |all, one| match (all, one) {
                        (Answer::Refused, _) | (_, Some(false)) => Answer::Refused,
                        (Answer::None, _) | (_, None) => Answer::None,
                        (Answer::Accepted, Some(true)) => Answer::Accepted,
                    });
                    *answered.insert(answer)
                });
            let Some(answer) = answered else { continue };
            self.requests += units(&decision);
            let sent = Sent::of(&decision, message, name, t_ms, answer);
            if answer == Answer::Accepted {
                service.arrive(&sent, self.input.registered(name));
            }
            self.sent.push(sent);
        }
        Ok(())
    }

    pub(super) fn running(&self) -> Value {
        let counts = self.services.iter();
        counts
            .map(|(name, service)| ((*name).to_owned(), json!(service.instances.len())))
            .collect()
    }

    fn observation(&self, name: &str, t_ms: i64) -> Result<Observation, String> {
        let instances = self.services.get(name).map(|it| &it.instances);
        let instances = instances.into_iter().flatten();
        let (mut series, mut members) = (Vec::new(), Vec::new());
        let (of_each, of_all): (Vec<_>, Vec<_>) = self
            .input
            .policies_of(name)
            .partition(|(policy, _)| self.input.is_of_each(policy, name));
        for (policy, _) in of_all {
            series.push(self.series(policy, |_| true, t_ms)?);
        }
        for instance in instances {
            let own = |uuid: &str| self.input.instance(name, uuid) == Some(instance.name.clone());
            let series = of_each
                .iter()
                .map(|(policy, _)| self.series(policy, own, t_ms));
            members.push(Member {
                id: instance.name.clone(),
                group: None,
                since: Some(instance.since),
                stage: Stage::Serving,
                work: Work::Idle,
                protected: false,
                series: series.collect::<Result<_, _>>()?,
            });
        }
        let size = u32::try_from(members.len()).unwrap_or(u32::MAX);
        Ok(Observation {
            members: Some(members),
            ..cluster(size, series)
        })
    }

    /// What was measured for a policy. A metric of which the case says nothing is quiet: it stands
    /// at the threshold, which no alarm exceeds.
    fn series(
        &self,
        policy: &Policy,
        counts: impl Fn(&str) -> bool,
        t_ms: i64,
    ) -> Result<Series, String> {
        let metric = self.input.stand_in(policy);
        if !self.input.is_measured(policy) {
            return values(metric, &[(t_ms, policy.alarm.threshold)]);
        }
        let of_policy = self
            .seen
            .iter()
            .filter(|((name, uuid), _)| *name == policy.name && counts(uuid));
        let mut samples: Vec<_> = of_policy.flat_map(|(_, samples)| samples.clone()).collect();
        samples.sort_by_key(|(t_ms, _)| *t_ms);
        values(metric, &samples)
    }
}
