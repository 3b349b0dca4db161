//! A target whose load stays too high, and calls that are refused.

use decision::ActivityEnd;
use serde_json::json;

use crate::world::{Answer, MEASURED, World, at, cluster, document, policy, values};

/// How often is looked.
const TICK_S: i64 = 10;
/// Longer than any pause before the next try.
const PATIENCE_S: i64 = 600;

pub(crate) struct Refusals {
    world: World,
    capacity: u32,
    now_s: i64,
}

impl Refusals {
    pub(crate) fn new() -> Result<Self, String> {
        let step = json!({"step": {"metric": MEASURED, "over": 1, "add": 1}});
        Ok(Self {
            world: World::new(policy(&document((0, 1_000), vec![step], json!({})))?),
            capacity: 5,
            now_s: 0,
        })
    }

    /// Looks until a change is asked for: how many seconds later, if ever.
    pub(crate) fn next_try(&mut self, answer: Answer) -> Result<Option<i64>, String> {
        let start = self.now_s;
        while self.now_s < start + PATIENCE_S {
            self.now_s += TICK_S;
            let now_ms = self.now_s * 1_000;
            let seen = cluster(self.capacity, vec![values(MEASURED, &[(now_ms, 5.0)])?]);
            let mut asked = false;
            let decision = self.world.evaluate_answered(&seen, at(now_ms), |_| {
                asked = true;
                answer
            });
            if asked {
                if answer == Answer::Accepted {
                    self.capacity = decision.desired().0;
                }
                return Ok(Some(self.now_s - start));
            }
        }
        Ok(None)
    }

    /// How a change ends that never arrives.
    pub(crate) fn end(&mut self) -> Option<ActivityEnd> {
        let seen = cluster(self.capacity, Vec::new());
        let later = at((self.now_s + PATIENCE_S) * 1_000);
        self.world.state.caught_up(&seen, later).1
    }
}
