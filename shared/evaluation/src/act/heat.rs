//! Hot shards: suspected by what the stream shows, watched one by one, and no longer than needed.

use decision::{
    Capacity, Metric, Period, Readiness, Sample,
    heat::{self, Heat, Said, Switch},
    metrics,
    policy::MonitorShards,
};

use super::{Turn, sight::Sight};
use crate::{Actuator, Assignment, Examined, PortError, TargetSource, observe::newest_first};

impl<T: TargetSource, A: Actuator, S> Turn<'_, T, A, S> {
    /// Takes in what single shards show, and has their metrics sent or not any more; what went
    /// wrong is told and hinders nothing else. The state that was loaded is the claim to switch
    /// them on or off, so that nothing is forgotten whenever a function ends.
    pub(super) async fn follow_heat(&self, sight: &mut Sight) -> Result<(), PortError> {
        let Assignment { target, policy, .. } = self.assignment;
        if !heat::may_watch(policy) && sight.state.heat.is_watching() {
            sight.state.heat = sight.state.heat.given_up();
        }
        match self.collected.shards.of(target) {
            Some(Ok(examined)) => {
                let switched = self.switch(examined, &mut sight.state.heat).await;
                self.look_at_shards(examined, sight);
                switched
            }
            Some(Err(error)) => Err(error.clone()),
            None if heat::may_watch(policy) => self.suspect(sight).await,
            None => Ok(()),
        }
    }

    async fn switch(&self, examined: &Examined, heat: &mut Heat) -> Result<(), PortError> {
        let target = &self.assignment.target;
        let to_switch = heat.to_switch(&examined.shard_metrics);
        if let Some((switch, metrics)) = &to_switch {
            self.actuator.monitor(target, *switch, metrics).await?;
            tracing::info!(%target, ?switch, "metrics of single shards");
        }
        if !heat.is_watching() && !matches!(to_switch, Some((Switch::On, _))) {
            heat.switched_on.clear();
        }
        Ok(())
    }

    fn look_at_shards(&self, examined: &Examined, sight: &mut Sight) {
        let target = &self.assignment.target;
        let heat = &sight.state.heat;
        let Some(layout) = examined.layout().filter(|_| heat.is_watching()) else {
            return;
        };
        let mut accepted: Vec<_> = self.complete(heat::accepted()).collect();
        accepted.reverse();
        let shards = &self.collected.shards;
        let loads = shards.loads(target, examined, &sight.state, &accepted, self.now);
        let after = match &loads {
            Some(loads) => {
                let layout = &layout;
                let seen = heat::Shards { layout, loads };
                heat.seeing(&seen, self.always(), self.now)
            }
            None => heat.waiting(self.now),
        };
        if let (Some(key @ Said::HotKey(_)), true) =
            (Said::of(&after), heat.hot_keys.len() < after.hot_keys.len())
        {
            tracing::warn!(%target, what = %key, "a single key is hot");
        }
        let status = examined.clone().weighed(&after).status;
        if status != sight.status {
            *sight = *self.see(status);
        }
        sight.state.heat = after;
    }

    /// Whether single shards are to be watched from now on; and where that was of no use lately,
    /// whether what they showed once is true no more.
    async fn suspect(&self, sight: &mut Sight) -> Result<(), PortError> {
        if sight.status.readiness != Readiness::Ready || sight.state.activity.is_some() {
            return Ok(());
        }
        let may_suspect = sight.state.heat.may_suspect(self.now);
        if !may_suspect && sight.state.heat.density.is_none() {
            return Ok(());
        }
        let demand = self.complete(heat::demand());
        let accepted = self.complete(heat::accepted());
        let suspected = heat::suspected(sight.status.capacity, accepted, demand);
        if !(suspected || self.always()) {
            return Ok(());
        }
        let examined = self.targets.examine(&self.assignment.target).await?;
        let heat = &sight.state.heat;
        if may_suspect {
            sight.state.heat = heat.watching(&examined.shard_metrics, self.now);
        } else {
            let doubted = heat.doubted();
            let status = examined.weighed(&doubted).status;
            *sight = *self.see(status);
            sight.state.heat = doubted;
        }
        Ok(())
    }

    fn always(&self) -> bool {
        self.assignment.policy.resharding.monitor_shards == MonitorShards::Always
    }

    /// The complete samples since the stream is as it is, newest first, in shards.
    fn complete(&self, metric: Option<Metric>) -> impl Iterator<Item = Sample> {
        let target = &self.assignment.target;
        let period = Period::seconds(metrics::resolution(target.kind));
        let until = metrics::COLLECTION_LAG.before(period.before(self.now));
        let since = self.assignment.memory.scaling.changed_at;
        let series = &self.collected.series;
        let of = move |metric| newest_first((target, None), metric, Capacity(1), period, series);
        let samples = metric.into_iter().flat_map(of);
        let complete = samples.skip_while(move |sample| until < sample.at());
        complete.take_while(move |sample| since.is_none_or(|at| at <= sample.at()))
    }
}
