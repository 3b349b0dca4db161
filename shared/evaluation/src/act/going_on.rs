//! A plan goes on by the decision that stands, until the next one is due: shards are looked at, and
//! metrics are not asked for.

use std::sync::Arc;

use decision::{
    Decision, Period, Readiness,
    reshard::{Budget, Step, towards},
};

use super::{Turn, sight::Sight};
use crate::{
    Act, Actuator, Assignment, Memory, Operating, Outcome, Record, SaveError, StateStore,
    TargetSource, report::Ended,
};

impl<T: TargetSource, A: Actuator, S: StateStore> Turn<'_, T, A, S> {
    /// Does the next operation. Where there is none any more, where a call has come to be worth it
    /// and where somebody else has resharded, there is a decision at the next tick. While a shard
    /// is still split or merged there is nothing to do, and nothing to write down.
    pub(super) async fn go_on(&self, decision: &Decision) -> Result<Ended, SaveError> {
        let Assignment {
            target,
            policy,
            memory,
            ..
        } = self.assignment;
        let examined = self.targets.examine(target).await?;
        let examined = examined.weighed(&memory.scaling.heat);
        let ready = examined.status.readiness == Readiness::Ready;
        let Some(layout) = examined.layout().filter(|_| ready) else {
            return Ok(Ended::Held(None));
        };
        let mut sight = self.see(examined.status);
        let decision = Arc::new(Decision {
            budget: Budget::of(policy, &sight.state, self.now),
            ..decision.clone()
        });
        let last = memory.record.as_ref().and_then(Record::operating);
        if !last.is_some_and(|last| last.explains(examined.status.open)) {
            return self.leave(sight, decision).await;
        }
        let next = towards(policy, &decision, &sight.state, &layout, self.now);
        match (next.step, next.way) {
            (Step::Operate(operation), Some(way)) => {
                let operating = Operating::of(operation, way, &examined, &layout);
                let stands = memory.rest(self.now);
                self.operate(
                    sight,
                    decision,
                    &examined,
                    operating,
                    self.problems(),
                    stands,
                )
                .await
            }
            (Step::Call { .. }, _) => self.leave(sight, decision).await,
            (Step::Operate(_) | Step::Rest, _) => {
                sight.rest(&decision, &layout);
                self.leave(sight, decision).await
            }
        }
    }

    /// Nothing more is done by the decision; the next one is due.
    async fn leave(&self, sight: Box<Sight>, decision: Arc<Decision>) -> Result<Ended, SaveError> {
        let act = Act::None;
        let outcome = Outcome::Decided { decision, act };
        let record = self.record(outcome, sight.ended, self.problems());
        let memory = self.memory(sight.state, Some(sight.status), record, Period::ZERO);
        self.save(self.assignment.version, &memory).await?;
        Ok(Ended::Held(None))
    }

    /// What went wrong on the way to the decision.
    fn problems(&self) -> Vec<String> {
        let Memory { record, .. } = &self.assignment.memory;
        record
            .as_ref()
            .map_or_else(Vec::new, |record| record.problems.clone())
    }
}
