//! A plan goes on by the decision that stands, until the next one is due: shards are looked at, and
//! metrics are not asked for.

use std::sync::Arc;

use decision::{
    Decision, Readiness,
    reshard::{Step, towards},
};

use super::Turn;
use crate::{
    Act, Actuator, Assignment, Operating, SaveError, StateStore, TargetSource, report::Ended,
};

impl<T: TargetSource, A: Actuator, S: StateStore> Turn<'_, T, A, S> {
    /// Does the next operation. Where there is none any more, or where a call has come to be worth
    /// it, the next decision is due as soon as may be. While a shard is still split or merged there
    /// is nothing to do, and nothing to write down.
    pub(super) async fn go_on(&self, decision: &Arc<Decision>) -> Result<Ended, SaveError> {
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
        let next = towards(policy, decision, &sight.state, &layout, self.now);
        let (Step::Operate(operation), Some(way)) = (next.step, next.way) else {
            if next.step == Step::Rest {
                sight.rest(decision, &layout);
            }
            let decision = Decision::clone(decision);
            return self.hold(sight, decision, Act::None, Vec::new()).await;
        };
        let operating = Operating::of(operation, way, &examined, &layout);
        let decision = Arc::clone(decision);
        let stands = memory.rest(self.now);
        self.operate(sight, decision, &examined, operating, Vec::new(), stands)
            .await
    }
}
