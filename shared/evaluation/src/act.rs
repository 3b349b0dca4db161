//! One target: decide → claim → act → record.

use decision::{
    Action, ActivityEnd, Capacity, Decision, Mode, Observation, Period, ScalingState, TargetId,
    decide,
};
use jiff::Timestamp;

use crate::{
    Act, Actuator, Assignment, Failure, Memory, Outcome, PortError, Record, SaveError, Seen,
    StateStore, Status, TargetSource,
    closer::decide_closely,
    collect::{Looks, Series},
    inbox::Pushes,
    observe::observation,
    others::Others,
    report::{Change, Ended, FailedTarget},
};

/// What the tick has collected for all targets.
#[derive(Debug)]
pub(crate) struct Collected {
    pub(crate) looks: Looks,
    pub(crate) series: Series,
    /// Why there are no series, if there are none.
    pub(crate) metrics_error: Option<PortError>,
    pub(crate) others: Others,
    pub(crate) pushes: Pushes,
}

impl Collected {
    /// What went wrong for all targets.
    pub(crate) fn problems(&self) -> impl Iterator<Item = String> {
        let of_metrics = self.metrics_error.iter();
        let errors = of_metrics.chain(&self.others.problems);
        errors.chain(&self.pushes.problem).map(ToString::to_string)
    }
}

/// The evaluation of one target in one tick.
pub(crate) struct Turn<'a, T, A, S> {
    pub(crate) targets: &'a T,
    pub(crate) actuator: &'a A,
    pub(crate) store: &'a S,
    pub(crate) assignment: &'a Assignment,
    pub(crate) collected: &'a Collected,
    pub(crate) now: Timestamp,
}

/// A target as it was seen, with its state caught up.
struct Sight {
    status: Status,
    observation: Observation,
    state: ScalingState,
    ended: Option<ActivityEnd>,
}

impl<T: TargetSource, A: Actuator, S: StateStore> Turn<'_, T, A, S> {
    /// Evaluates the target. A failure is recorded, not returned.
    pub(crate) async fn take(&self) -> Ended {
        match self.evaluate().await {
            Ok(ended) => ended,
            Err(SaveError::Conflict) => Ended::Conflict,
            Err(SaveError::Port(error)) => self.fail(error).await,
        }
    }

    /// Records that there was no decision.
    pub(crate) async fn fail(&self, error: PortError) -> Ended {
        let outcome = Outcome::Failed {
            failure: error.failure,
            message: error.to_string(),
        };
        let record = self.record(outcome, None, Vec::new());
        let memory = self.memory(self.assignment.memory.scaling.clone(), None, record);
        let first = memory
            .record
            .as_ref()
            .is_none_or(|record| record.times == 1);
        let target = &self.assignment.target;
        if first {
            tracing::warn!(%target, failure = ?error.failure, %error, "no decision");
        }
        if let Err(unsaved) = self.save(self.assignment.version, &memory).await {
            tracing::warn!(%target, %unsaved, "the failure could not be recorded");
        }
        self.failed(&error)
    }

    /// That there was no decision, for the report.
    pub(crate) fn failed(&self, error: &PortError) -> Ended {
        Ended::Failed(FailedTarget {
            target: self.assignment.target.to_string(),
            failure: error.failure,
            message: error.to_string(),
        })
    }

    async fn evaluate(&self) -> Result<Ended, SaveError> {
        let (status, mut problems) = self.status()?;
        let mut sight = self.see(status);
        let Assignment { target, policy, .. } = self.assignment;
        let (seen, state) = (&mut sight.observation, &sight.state);
        let deciding = decide_closely(self.targets, target, policy, seen, state, self.now);
        let (mut decision, unseen) = deciding.await;
        problems.extend(unseen.map(|error| error.to_string()));
        let acts = policy.mode == Mode::Active;
        if acts && decision.action != Action::Hold {
            // What was seen may be minutes old; nothing is asked for on old sight.
            let exact = self.targets.examine(target).await?.status;
            if exact != sight.status {
                let members = sight.observation.members.take();
                sight = self.see(exact);
                sight.observation.members = members;
                decision = decide(policy, &sight.observation, &sight.state, self.now);
            }
        }
        sight.state = sight.state.remembering(policy, &decision, self.now);
        match decision.action {
            Action::Hold => self.hold(sight, decision, Act::None, problems).await,
            Action::ScaleTo(_) if !acts => self.hold(sight, decision, Act::DryRun, problems).await,
            Action::ScaleTo(desired) => self.claim(sight, decision, desired, problems).await,
        }
    }

    /// The status to decide with, and what went wrong in getting it.
    ///
    /// What was seen before is good enough to decide with, because a target is looked at again
    /// before it is changed. It is not good enough to say what became of a change under way.
    fn status(&self) -> Result<(Status, Vec<String>), PortError> {
        let mut problems: Vec<String> = self.collected.problems().collect();
        let memory = &self.assignment.memory;
        let seen = memory.seen.filter(|_| memory.scaling.activity.is_none());
        match (self.collected.looks.get(&self.assignment.target), seen) {
            (Some(Ok(status)), _) => Ok((*status, problems)),
            (None, Some(seen)) => Ok((seen.status, problems)),
            (Some(Err(error)), Some(seen))
                if matches!(error.failure, Failure::Throttled | Failure::Unavailable) =>
            {
                problems.push(error.to_string());
                Ok((seen.status, problems))
            }
            (Some(Err(error)), _) => Err(error.clone()),
            (None, None) => Err(PortError {
                operation: "describe",
                failure: Failure::Throttled,
                message: "too many targets had to be looked at; its turn comes in a later tick"
                    .to_owned(),
            }),
        }
    }

    fn see(&self, status: Status) -> Sight {
        let Assignment {
            target,
            policy,
            memory,
            ..
        } = self.assignment;
        let collected = self.collected;
        let mut observation = observation(target, policy, &status, &collected.series, self.now);
        observation.others = collected.others.of(self.assignment);
        observation.pushed = collected.pushes.of(target);
        let (state, ended) = memory.scaling.caught_up(&observation, self.now);
        Sight {
            status,
            observation,
            state,
            ended,
        }
    }

    async fn hold(
        &self,
        sight: Sight,
        decision: Decision,
        act: Act,
        problems: Vec<String>,
    ) -> Result<Ended, SaveError> {
        let dry_run = (act == Act::DryRun).then(|| self.change(&decision));
        let denied = decision.denied_by();
        let outcome = Outcome::Decided {
            decision: Box::new(decision),
            act,
        };
        let record = self.record(outcome, sight.ended, problems);
        let memory = self.memory(sight.state, Some(sight.status), record);
        self.save(self.assignment.version, &memory).await?;
        Ok(dry_run.map_or(Ended::Held(denied), Ended::DryRun))
    }

    /// Saves the intent before acting, so that of two concurrent evaluations only one acts.
    async fn claim(
        &self,
        sight: Sight,
        decision: Decision,
        desired: Capacity,
        problems: Vec<String>,
    ) -> Result<Ended, SaveError> {
        let Assignment {
            target,
            policy,
            version,
            ..
        } = self.assignment;
        let Sight { status, ended, .. } = sight;
        let change = self.change(&decision);
        let claimed = sight.state.claimed(decision.current, desired, self.now);
        let written = |state: &ScalingState, act: Act| {
            let decision = Box::new(decision.clone());
            let outcome = Outcome::Decided { decision, act };
            let record = self.record(outcome, ended, problems.clone());
            self.memory(state.clone(), Some(status), record)
        };
        let version = self
            .save(*version, &written(&claimed, Act::Claimed))
            .await?;
        let answer = self
            .actuator
            .scale_to(target, &status, desired, policy)
            .await;
        let (memory, ended) = match answer {
            Ok(asked) => {
                tracing::info!(%target, from = %change.from, to = %desired, %asked,
                    because = change.because, "scaled");
                let accepted = claimed.accepted(asked, self.now);
                let asked_first = Some(asked).filter(|asked| *asked != desired);
                let change = Change {
                    asked: asked_first,
                    ..change
                };
                (
                    written(&accepted, Act::Accepted { asked }),
                    Ended::Acted(change),
                )
            }
            Err(error) => {
                tracing::warn!(%target, %error, to = %desired, "refused");
                let PortError { failure, .. } = error;
                let message = error.to_string();
                // Without an answer it may have happened, and may have been counted.
                let state = match failure {
                    Failure::Unavailable | Failure::Malformed => claimed,
                    Failure::Throttled
                    | Failure::AccessDenied
                    | Failure::NotFound
                    | Failure::NotOurs
                    | Failure::Refused => claimed.refused(),
                };
                let refused = Act::Refused {
                    failure,
                    message: message.clone(),
                };
                let target = target.to_string();
                let failed = FailedTarget {
                    target,
                    failure,
                    message,
                };
                (written(&state, refused), Ended::Refused(failed))
            }
        };
        // The claim stands whether this is saved or not; the next evaluation sees what came of it.
        if let Err(error) = self.store.save(target, version, &memory).await {
            tracing::warn!(%target, %error, "the outcome of the act could not be recorded");
        }
        Ok(ended)
    }

    fn record(
        &self,
        outcome: Outcome,
        ended: Option<ActivityEnd>,
        problems: Vec<String>,
    ) -> Record {
        let record = Record {
            since: self.now,
            until: self.now,
            times: 1,
            policy: self.assignment.policy.name.clone(),
            policy_version: self.assignment.policy_version,
            outcome,
            ended,
            problems,
        };
        record.after(self.assignment.memory.record.as_ref())
    }

    fn memory(&self, scaling: ScalingState, status: Option<Status>, record: Record) -> Memory {
        let before = &self.assignment.memory;
        let looked = self.collected.looks.contains_key(&self.assignment.target);
        let seen = status.map(|status| match before.seen {
            Some(seen) if !looked && seen.status == status => seen,
            _ => Seen {
                status,
                at: self.now,
            },
        });
        // What is under way and what failed is looked at again as soon as there is a tick.
        let failed = matches!(record.outcome, Outcome::Failed { .. });
        let every = if failed || scaling.activity.is_some() {
            Period::minutes(1)
        } else {
            self.assignment.policy.every
        };
        Memory {
            next_evaluation: Some(Memory::next_after(self.now, every)),
            scaling,
            seen: seen.or(before.seen),
            looked_at: if looked {
                Some(self.now)
            } else {
                before.looked_at
            },
            record: Some(record),
        }
    }

    async fn save(&self, version: u64, memory: &Memory) -> Result<u64, SaveError> {
        let Assignment {
            target,
            memory: before,
            ..
        } = self.assignment;
        save(self.store, target, version, before, memory).await
    }

    fn change(&self, decision: &Decision) -> Change {
        Change {
            target: self.assignment.target.to_string(),
            from: decision.current,
            to: decision.desired(),
            asked: None,
            because: decision.because(),
        }
    }
}

/// Saves under the version that was loaded. A record that says something new sends the one before
/// into the history first: a crash in between leaves it in both, never in neither.
pub(crate) async fn save<S: StateStore>(
    store: &S,
    target: &TargetId,
    version: u64,
    before: &Memory,
    memory: &Memory,
) -> Result<u64, SaveError> {
    let replaced = before.record.as_ref().filter(|previous| {
        let record = memory.record.as_ref();
        record.is_none_or(|record| record.since != previous.since)
    });
    if let Some(previous) = replaced
        && let Err(error) = store.archive(target, previous).await
    {
        tracing::warn!(%target, %error, "a record could not be put into the history");
    }
    store.save(target, version, memory).await
}
