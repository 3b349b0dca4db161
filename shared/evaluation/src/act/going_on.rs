//! A plan goes on by the decision that stands, until the next one is due: shards are looked at, and
//! metrics are not asked for.

use std::sync::Arc;

use decision::{
    Decision, Period, Readiness,
    reshard::{Budget, Step, Way, towards},
};

use super::{Turn, sight::Sight};
use crate::{
    Actuator, Assignment, Memory, Operating, Record, SaveError, StateStore, TargetSource,
    report::Ended,
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
        let record = memory.record.as_ref();
        let last = record.and_then(Record::operating);
        let Some(last) = last.filter(|last| last.explains(examined.status.open)) else {
            return self.leave(sight).await;
        };
        let next = towards(policy, &decision, &sight.state, &layout, self.now);
        // Another way to less is another decision: cooldowns and windows have a say in it.
        let same = |way: &Way| *way == last.way || !way.leads_in(&layout);
        match (next.step, next.way.filter(same)) {
            (Step::Operate(operation), Some(way)) => {
                let operating = Operating::of(operation, way, &examined, &layout);
                let problems = record.map_or_else(Vec::new, |record| record.problems.clone());
                let stands = memory.rest(self.now);
                self.operate(sight, decision, &examined, operating, problems, stands)
                    .await
            }
            (Step::Call { .. }, _) => self.leave(sight).await,
            (Step::Operate(_) | Step::Rest, _) => {
                sight.rest(&decision, &layout);
                self.leave(sight).await
            }
        }
    }

    /// Nothing more is done by the decision, and the next one is due.
    async fn leave(&self, sight: Box<Sight>) -> Result<Ended, SaveError> {
        let before = &self.assignment.memory;
        let after = Memory {
            next_evaluation: Some(Memory::next_after(self.now, Period::ZERO)),
            scaling: sight.state,
            ..before.clone()
        };
        self.save(self.assignment.version, &after).await?;
        Ok(Ended::Held(None))
    }
}
