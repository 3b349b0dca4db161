//! One target: decide → claim → act → record.

mod claim;
mod going_on;
mod heat;
mod reshard;
mod sight;
mod written;

use std::{mem, sync::Arc};

use decision::{
    Action, Decision, Mode, Period, Readiness, View, decide, guards::calls_left, pace::pace,
    policy::Selected,
};
use jiff::Timestamp;

use crate::{
    Act, Actuator, Assignment, Change, Examined, FailedTarget, Failure, Outcome, PortError,
    SaveError, StateStore, TargetSource, closer::decide_closely, collected::Collected,
    report::Ended,
};

use sight::Sight;
pub(crate) use written::save;

/// The evaluation of one target in one tick.
pub(crate) struct Turn<'a, T, A, S> {
    pub(crate) targets: &'a T,
    pub(crate) actuator: &'a A,
    pub(crate) store: &'a S,
    pub(crate) assignment: &'a Assignment,
    pub(crate) collected: &'a Collected,
    pub(crate) now: Timestamp,
}

impl<T: TargetSource, A: Actuator, S: StateStore> Turn<'_, T, A, S> {
    /// Evaluates the target. A failure is recorded, not returned.
    pub(crate) async fn take(&self) -> Ended {
        let taken = match self.assignment.standing(self.now) {
            Some(decision) => self.go_on(decision).await,
            None => self.evaluate().await,
        };
        match taken {
            Ok(ended) => ended,
            Err(SaveError::Conflict) => Ended::Conflict,
            // Nothing has been done yet, and nothing is known to be wrong.
            Err(SaveError::Port(error)) if error.failure == Failure::Postponed => Ended::Left,
            Err(SaveError::Port(error)) => self.fail(error).await,
        }
    }

    /// Records that there was no decision; that there will be none any more, if the target was
    /// selected among those that there are and is there no more.
    pub(crate) async fn fail(&self, error: PortError) -> Ended {
        let selected = self.assignment.selected != Selected::ByName;
        let retired = selected && error.failure == Failure::NotFound;
        let outcome = if retired {
            Outcome::Retired
        } else {
            Outcome::Failed {
                failure: error.failure,
                message: error.to_string(),
            }
        };
        let record = self.record(outcome, None, Vec::new());
        let scaling = self.assignment.memory.scaling.clone();
        let memory = self.memory(scaling, None, record, self.assignment.policy.every);
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
        if retired {
            Ended::Retired
        } else {
            self.failed(&error)
        }
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
        let followed = self.follow_heat(&mut sight).await;
        problems.extend(followed.err().map(|error| error.to_string()));
        let Assignment { target, policy, .. } = self.assignment;
        let (seen, state) = (&mut sight.observation, &sight.state);
        let deciding = decide_closely(self.targets, target, policy, seen, state, self.now);
        let (mut decision, unseen) = deciding.await;
        problems.extend(unseen.map(|error| error.to_string()));
        let acts = policy.mode == Mode::Active;
        let mut examined = None;
        let closer = sight.may_be_resharded() || self.is_news(&sight.status);
        if acts && (decision.action != Action::Hold || closer) {
            // What was seen may be minutes old; nothing is asked for on old sight.
            let exact = self.targets.examine(target).await?;
            let exact = exact.weighed(&sight.state.heat);
            if exact.status != sight.status {
                let members = sight.observation.members.take();
                let heat = mem::take(&mut sight.state.heat);
                sight = self.see(exact.status);
                sight.state.heat = heat;
                sight.observation.members = members;
                decision = decide(policy, &sight.observation, &sight.state, self.now);
            }
            examined = Some(exact);
        }
        sight.state = sight.state.remembering(policy, &decision, self.now);
        // What is changing, or has come to be on demand, takes no step of a plan.
        let ours = |examined: &&Examined| examined.status.readiness == Readiness::Ready;
        let layout = examined.as_ref().filter(ours).and_then(Examined::layout);
        if let (Some(examined), Some(layout)) = (examined, layout) {
            return self
                .reshard(sight, decision, &examined, &layout, problems)
                .await;
        }
        let spent = calls_left(policy, &sight.state.calls, self.now) == Some(0);
        match decision.action {
            Action::Hold => self.hold(sight, decision, Act::None, problems).await,
            Action::ScaleTo(_) if acts && spent => {
                self.hold(sight, decision, Act::None, problems).await
            }
            Action::ScaleTo(_) if !acts => self.hold(sight, decision, Act::DryRun, problems).await,
            Action::ScaleTo(desired) => {
                let asked = desired;
                self.claim(sight, decision, desired, asked, problems).await
            }
        }
    }

    async fn hold(
        &self,
        sight: Box<Sight>,
        decision: Decision,
        act: Act,
        problems: Vec<String>,
    ) -> Result<Ended, SaveError> {
        let dry_run = (act == Act::DryRun).then(|| self.change(&decision));
        let denied = decision.denied_by();
        let pace = self.pace(&sight, &decision);
        let outcome = Outcome::Decided {
            decision: Arc::new(decision),
            act,
        };
        let record = self.record(outcome, sight.ended, problems);
        let memory = self.memory(sight.state, Some(sight.status), record, pace);
        self.save(self.assignment.version, &memory).await?;
        Ok(dry_run.map_or(Ended::Held(denied), Ended::DryRun))
    }

    /// How soon the target is looked at again.
    fn pace(&self, sight: &Sight, decision: &Decision) -> Period {
        let policy = &self.assignment.policy;
        let view = View::new(&sight.observation, &sight.state, self.now);
        pace(policy, decision, &view)
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
