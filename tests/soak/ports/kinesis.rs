//! What Kinesis shows and does, asked as the adapter asks.

use decision::{
    Capacity, Policy, Readiness, TargetId,
    heat::Switch,
    reshard::{Layout, Operation},
};
use evaluation::{
    Actuator, Examined, Failure, OpenShard, Outcome, PortError, Status, TargetSource,
};
use jiff::Timestamp;
use simulation::stream::{Refused, RefusedAs, Reshard, ShardMetric, StreamStatus, change::reach};

use super::{Ports, error};
use crate::{
    witness::Acted,
    world::{STREAM, State, target},
};

const DAY: i64 = 24 * 60 * 60;

impl TargetSource for &Ports<'_> {
    async fn describe(&self, _: &TargetId) -> Result<Status, PortError> {
        let perform = async || {
            let mut state = self.world.state();
            let age = state.age();
            Ok(state.summary(age))
        };
        self.call("DescribeStreamSummary", perform).await
    }

    async fn examine(&self, _: &TargetId) -> Result<Examined, PortError> {
        let perform = async || {
            let mut state = self.world.state();
            let ages = (state.age(), state.age());
            let summary = state.summary(ages.0);
            let shards = state.shards(ages.1);
            let fresh = (ages == (0, 0)).then(|| state.changes());
            self.seen(|seen| seen.examined = fresh);
            let open = Capacity(u32::try_from(shards.len()).unwrap());
            let sent = state.stream().shard_metrics().iter();
            let shard_metrics = sent.map(|metric| metric.name().to_owned()).collect();
            let examined = Examined {
                status: summary,
                shards,
                shard_metrics,
            };
            let capacity = examined
                .layout()
                .map_or(open, |all| Capacity(all.strength()));
            let status = Status {
                capacity,
                open,
                ..summary
            };
            Ok(Examined { status, ..examined })
        };
        self.call("ListShards", perform).await
    }
}

impl Actuator for &Ports<'_> {
    async fn scale_to(
        &self,
        _: &TargetId,
        status: &Status,
        desired: Capacity,
        _: &Policy,
    ) -> Result<Capacity, PortError> {
        let within = reach(status.open.0);
        let to = desired.0.clamp(*within.start(), *within.end());
        if to == status.open.0 {
            return Err(error("UpdateShardCount", Failure::Refused, "as it is"));
        }
        let reshard = Reshard::Update(i64::from(to));
        let after = Layout::uniform(to);
        self.act("UpdateShardCount", reshard, after).await?;
        Ok(Capacity(to))
    }

    async fn operate(
        &self,
        _: &TargetId,
        examined: &Examined,
        operation: Operation,
    ) -> Result<(), PortError> {
        let (Operation::Split { at } | Operation::Merge { at }) = operation;
        let shards = &examined.shards;
        let next = shards.partition_point(|shard| shard.first < at);
        let shard = shards[next - 1].id.clone();
        let after = examined.layout().unwrap().with(operation);
        let (name, reshard) = match operation {
            Operation::Split { at: key } => ("SplitShard", Reshard::Split { shard, key }),
            Operation::Merge { .. } => {
                let adjacent = shards[next].id.clone();
                ("MergeShards", Reshard::Merge { shard, adjacent })
            }
        };
        self.act(name, reshard, after).await
    }

    async fn monitor(
        &self,
        _: &TargetId,
        switch: Switch,
        metrics: &[String],
    ) -> Result<(), PortError> {
        let perform = async || {
            let mut state = self.world.state();
            let named = metrics.iter().filter_map(|name| ShardMetric::named(name));
            let mut sent = state.stream().shard_metrics().clone();
            match switch {
                Switch::On => sent.extend(named),
                Switch::Off => named.for_each(|metric| _ = sent.remove(&metric)),
            }
            let answer = state.kinesis.monitor_shards(STREAM, sent);
            let name = "EnableEnhancedMonitoring";
            answer.map_err(|refused| error(name, failure(&refused), refused.to_string()))
        };
        self.call("EnableEnhancedMonitoring", perform).await
    }
}

impl Ports<'_> {
    async fn act(
        &self,
        name: &'static str,
        reshard: Reshard,
        after: Layout,
    ) -> Result<(), PortError> {
        self.must_have_claimed(name).await;
        let memory = self.world.memory();
        let weighed = memory.scaling.heat.density.is_some();
        let decided_at = memory.record.and_then(|record| match record.outcome {
            Outcome::Decided { decision, .. } => Some(decision.at),
            _ => None,
        });
        let perform = async || {
            let mut state = self.world.state();
            let (now, before, changes) = (state.now(), state.layout(), state.changes());
            let what = format!("{reshard:?} of {} shards", before.shards());
            let answer = state.kinesis.reshard(STREAM, &reshard);
            let (fetched, examined) = self.seen(|seen| (seen.sighted_until, seen.examined));
            // Who fetches nothing goes on by what was seen when it was decided.
            let sights = |at: Timestamp| {
                // In a tick, or half a minute after one.
                let [tick, visit] = [0, 30].map(|later| at.as_second() - later);
                state
                    .sights
                    .get(&tick)
                    .or(state.sights.get(&visit))
                    .copied()
            };
            let sighted_until = fetched.or(decided_at.and_then(sights));
            let sighted = sighted_until.is_some_and(|until| self.event.as_second() <= until);
            match answer {
                Ok(()) => {
                    state.witness.tell(now, &what);
                    if matches!(reshard, Reshard::Update(_)) {
                        state.somebody.we_called();
                    }
                    let acted = Acted {
                        what,
                        before: &before,
                        after,
                        weighed,
                    };
                    // Whoever saw something else decided on that.
                    if examined == Some(changes) {
                        state.witness.judge(now, &acted, self.bounds, sighted);
                    }
                    Ok(())
                }
                Err(refused) => {
                    let excused = if refused == Refused::CallsPerDay {
                        !state.somebody.all_known_since(now - DAY)
                    } else {
                        examined != Some(changes)
                    };
                    let others = &state.somebody.calls;
                    let what = format!("{what} is refused: {refused}; others' calls: {others:?}");
                    if excused {
                        state.witness.tell(now, what);
                    } else {
                        state.witness.broken(now, what);
                    }
                    Err(error(name, failure(&refused), refused.to_string()))
                }
            }
        };
        self.call(name, perform).await
    }

    /// An act is claimed by a memory that was saved for it, and by nobody since.
    async fn must_have_claimed(&self, name: &'static str) {
        let version = self.world.version().await;
        let claim = self.seen(|seen| seen.claim.take());
        let scaling = self.world.memory().scaling;
        let of_activity = scaling.activity.map(|activity| activity.claimed_at);
        let of_plan = scaling.plan.map(|plan| plan.acted_at);
        let claimed = [of_activity, of_plan].contains(&Some(self.event));
        if claim != Some(version) || !claimed {
            let mut state = self.world.state();
            let now = state.now();
            let target = target();
            state
                .witness
                .broken(now, format!("{name} of {target} without a claim"));
        }
    }
}

impl State {
    fn age(&mut self) -> i64 {
        self.weather.age(&mut self.chance)
    }

    /// Grows with each change that begins or ends.
    fn changes(&self) -> u64 {
        let under_way = self.stream().status() == StreamStatus::Updating;
        2 * self.stream().layout().next_number() + u64::from(under_way)
    }

    fn summary(&self, age: i64) -> Status {
        let view = self.stream().seen(age);
        let open = u32::try_from(view.open().count()).unwrap();
        Status {
            capacity: Capacity(open),
            open: Capacity(open),
            fixed: Capacity(0),
            readiness: match view.status {
                StreamStatus::Active => Readiness::Ready,
                _ => Readiness::Changing,
            },
        }
    }

    fn shards(&self, age: i64) -> Vec<OpenShard> {
        let view = self.stream().seen(age);
        let shards = view.open().map(|shard| OpenShard {
            id: shard.id(),
            first: shard.first_key,
        });
        let mut shards: Vec<_> = shards.collect();
        shards.sort_by_key(|shard| shard.first);
        shards
    }
}

/// What the adapter makes of it.
fn failure(refused: &Refused) -> Failure {
    match refused.refused_as() {
        RefusedAs::LimitExceeded => Failure::Throttled,
        RefusedAs::ResourceNotFound => Failure::NotFound,
        RefusedAs::ResourceInUse | RefusedAs::InvalidArgument | RefusedAs::Validation => {
            Failure::Refused
        }
    }
}
