//! One target: decide → claim → act → record.

use decision::{
    Action, ActivityEnd, Capacity, Decision, Mode, Observation, Period, ScalingState, decide,
    guards::calls_left,
};
use jiff::Timestamp;

use crate::{
    Act, Actuator, Assignment, Failure, Memory, Outcome, PortError, Record, SaveError, Seen,
    StateStore, Status, TargetSource,
    collect::{Looks, Series},
    observe::observation,
    report::{Change, Ended, FailedTarget},
};

/// A status that could not be refreshed is good enough to decide with for this long; before an
/// act the target is looked at again anyway.
const STATUS_GOOD_FOR: Period = Period::minutes(15);

/// What the tick has collected for all targets.
#[derive(Debug)]
pub(crate) struct Collected {
    pub(crate) looks: Looks,
    pub(crate) series: Series,
    /// Why there are no series, if there are none.
    pub(crate) metrics_error: Option<PortError>,
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
        Ended::Failed(FailedTarget {
            target: target.to_string(),
            failure: error.failure,
            message: error.to_string(),
        })
    }

    async fn evaluate(&self) -> Result<Ended, SaveError> {
        let (status, problems) = self.status()?;
        let mut sight = self.see(status);
        if sight.next_step().is_some() {
            sight = self.see(self.targets.examine(&self.assignment.target).await?);
        }
        if let Some(desired) = sight.next_step() {
            if self.may_call(&sight.state) {
                return self.step_on(sight, desired, problems).await;
            }
            // The rest of the way has to wait; what is wanted then is decided then.
            (sight.state, sight.ended) = sight.state.given_up(self.now);
        }
        let policy = &self.assignment.policy;
        let mut decision = decide(policy, &sight.observation, &sight.state, self.now);
        let acts = policy.mode == Mode::Active;
        if acts && decision.action != Action::Hold {
            // What was seen may be minutes old; nothing is asked for on old sight.
            let exact = self.targets.examine(&self.assignment.target).await?;
            if exact != sight.status {
                sight = self.see(exact);
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

    fn may_call(&self, state: &ScalingState) -> bool {
        let kind = self.assignment.target.kind;
        calls_left(kind, &state.calls, self.now) != Some(0)
    }

    /// The status to decide with, and what went wrong in getting it.
    fn status(&self) -> Result<(Status, Vec<String>), PortError> {
        let mut problems: Vec<String> = self
            .collected
            .metrics_error
            .iter()
            .map(ToString::to_string)
            .collect();
        let seen = self.assignment.memory.seen;
        match (self.collected.looks.get(&self.assignment.target), seen) {
            (Some(Ok(status)), _) => Ok((*status, problems)),
            (None, Some(seen)) => Ok((seen.status, problems)),
            (Some(Err(error)), Some(seen))
                if matches!(error.failure, Failure::Throttled | Failure::Unavailable)
                    && self.now < STATUS_GOOD_FOR.after(seen.at) =>
            {
                problems.push(error.to_string());
                Ok((seen.status, problems))
            }
            (Some(Err(error)), _) => Err(error.clone()),
            (None, None) => Err(PortError {
                operation: "describe",
                failure: Failure::Throttled,
                message: "many targets are new; the turn of this one comes in a later tick"
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
        let observation = observation(target, policy, &status, &self.collected.series, self.now);
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
        let dry_run = (act == Act::DryRun).then(|| self.change(&decision, None));
        let outcome = Outcome::Decided {
            decision: Box::new(decision),
            act,
        };
        let record = self.record(outcome, sight.ended, problems);
        let memory = self.memory(sight.state, Some(sight.status), record);
        self.save(self.assignment.version, &memory).await?;
        Ok(dry_run.map_or(Ended::Held, Ended::DryRun))
    }

    /// Saves the intent before acting, so that of two concurrent evaluations only one acts.
    async fn claim(
        &self,
        sight: Sight,
        decision: Decision,
        desired: Capacity,
        problems: Vec<String>,
    ) -> Result<Ended, SaveError> {
        let change = self.change(&decision, None);
        let state = sight
            .state
            .claimed(decision.current, desired, self.now)
            .calling(self.now);
        let outcome = |act| Outcome::Decided {
            decision: Box::new(decision.clone()),
            act,
        };
        self.ask(sight, state, desired, change, problems, outcome)
            .await
    }

    /// Asks for the next step of an activity that one call could not finish.
    async fn step_on(
        &self,
        sight: Sight,
        desired: Capacity,
        problems: Vec<String>,
    ) -> Result<Ended, SaveError> {
        let current = sight.status.capacity;
        let because = format!("the next step on the way to {desired}");
        let change = self.changed(current, desired, because);
        let state = sight.state.stepping(self.now).calling(self.now);
        let outcome = |act| Outcome::Continued {
            current,
            desired,
            act,
        };
        self.ask(sight, state, desired, change, problems, outcome)
            .await
    }

    async fn ask(
        &self,
        sight: Sight,
        claimed: ScalingState,
        desired: Capacity,
        change: Change,
        problems: Vec<String>,
        outcome: impl Fn(Act) -> Outcome,
    ) -> Result<Ended, SaveError> {
        let Assignment {
            target,
            policy,
            version,
            ..
        } = self.assignment;
        let Sight { status, ended, .. } = sight;
        let written = |state: &ScalingState, act: Act| {
            let record = self.record(outcome(act), ended, problems.clone());
            self.memory(state.clone(), Some(status), record)
        };
        let version = self
            .save(*version, &written(&claimed, Act::Claimed))
            .await?;
        let (memory, ended) = match self
            .actuator
            .scale_to(target, &status, desired, policy)
            .await
        {
            Ok(asked) => {
                tracing::info!(%target, from = %change.from, to = %desired, %asked,
                    because = change.because, "scaled");
                let accepted = claimed.accepted(asked, self.now);
                let asked_in_between = Some(asked).filter(|asked| *asked != desired);
                let change = Change {
                    asked: asked_in_between,
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
                let refused = Act::Refused {
                    failure,
                    message: message.clone(),
                };
                let failed = FailedTarget {
                    target: target.to_string(),
                    failure,
                    message,
                };
                (written(&claimed, refused), Ended::Refused(failed))
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
        let looked = self
            .collected
            .looks
            .get(&self.assignment.target)
            .is_some_and(Result::is_ok);
        let fresh =
            status.filter(|status| looked || before.seen.is_none_or(|seen| seen.status != *status));
        let seen = fresh
            .map(|status| Seen {
                status,
                at: self.now,
            })
            .or(before.seen);
        let next = Memory::next_after(self.now, self.assignment.policy.every);
        Memory {
            next_evaluation: Some(next),
            scaling,
            seen,
            record: Some(record),
        }
    }

    /// Saves under the version that was loaded. A record that says something new sends the one
    /// before into the history first: a crash in between leaves it in both, never in neither.
    async fn save(&self, version: u64, memory: &Memory) -> Result<u64, SaveError> {
        let target = &self.assignment.target;
        let previous = self.assignment.memory.record.as_ref();
        let replaced = previous.filter(|previous| {
            memory
                .record
                .as_ref()
                .is_none_or(|record| record.since != previous.since)
        });
        if let Some(previous) = replaced
            && let Err(error) = self.store.archive(target, previous).await
        {
            tracing::warn!(%target, %error, "a record could not be put into the history");
        }
        self.store.save(target, version, memory).await
    }

    fn change(&self, decision: &Decision, asked: Option<Capacity>) -> Change {
        let change = self.changed(decision.current, decision.desired(), decision.because());
        Change { asked, ..change }
    }

    fn changed(&self, from: Capacity, to: Capacity, because: String) -> Change {
        Change {
            target: self.assignment.target.to_string(),
            from,
            to,
            asked: None,
            because,
        }
    }
}

impl Sight {
    fn next_step(&self) -> Option<Capacity> {
        let activity = self.state.activity.as_ref()?;
        activity
            .needs_another_step(&self.observation)
            .then_some(activity.desired)
    }
}
