//! What single shards show.

use jiff::Timestamp;

use super::{Heat, Hot, HotKey, Phase, phase::RESTS};
use crate::{
    Period,
    reshard::{Density, HashKey, Layout},
};

/// A shard of which so much is asked, in shards, is hot, if it also gets so many times the mean.
const HOT: f64 = 0.8;
const TIMES: f64 = 1.25;
/// For so long metrics of single shards are waited for.
const PATIENCE: Period = Period::minutes(30);

/// The open shards with what is asked of each.
#[derive(Clone, Copy, Debug)]
pub struct Shards<'a> {
    pub layout: &'a Layout,
    /// In shards, accepted and rejected, by their place in the layout.
    pub loads: &'a [f64],
}

impl Shards<'_> {
    /// Each shard with its range and its load.
    fn each(&self) -> Vec<Hot> {
        let firsts = self.layout.firsts().iter().copied();
        let ends = firsts.clone().skip(1).chain(std::iter::once(HashKey::MAX));
        let each = firsts.zip(ends).zip(self.loads);
        each.map(|((first, end), load)| Hot {
            first,
            end,
            load: *load,
        })
        .collect()
    }
}

impl Heat {
    /// What is known after single shards were seen. With `always` watching does not end.
    #[must_use]
    pub fn seeing(&self, shards: &Shards<'_>, always: bool, now: Timestamp) -> Self {
        let mut after = self.clone();
        let each = shards.each();
        let mean = each.iter().map(|shard| shard.load).sum::<f64>() / each.len().max(1) as f64;
        let is_hot = |shard: &&Hot| HOT <= shard.load && TIMES * mean <= shard.load;
        let hot: Vec<Hot> = each.iter().filter(is_hot).copied().collect();
        after
            .hot_keys
            .retain(|key| hot.iter().any(|shard| key.is_in(shard)));
        let unrelieved = self.cut.and_then(|cut| cut.unrelieved(each.iter()));
        let unrelieved = unrelieved.filter(|part| hot.contains(part));
        after.cut = None;
        if let Some(part) = unrelieved {
            after.hot_keys.push(HotKey {
                first: part.first,
                end: part.end,
                since: now,
            });
        }
        let of_a_key = |shard: &Hot| after.hot_keys.iter().any(|key| key.is_in(shard));
        let found = !hot.iter().all(of_a_key);
        if found || after.density.is_some() {
            let before = after.density.take().unwrap_or_default();
            let known = before.with(shards.layout, shards.loads);
            after.density = Some(known).filter(|known| *known != Density::default());
        }
        after.hottest = hot
            .into_iter()
            .max_by(|one, other| one.load.total_cmp(&other.load));
        after.phase = self.phase.after(found, unrelieved.is_some(), always, now);
        after
    }

    /// While nothing of single shards can be seen. Who has waited in vain gives up for a while.
    #[must_use]
    pub fn waiting(&self, now: Timestamp) -> Self {
        let in_vain = match self.phase {
            Phase::Watching { since, found, .. } => !found && PATIENCE.after(since) <= now,
            Phase::Calm | Phase::Resting { .. } => false,
        };
        let rests = Phase::Resting {
            until: RESTS.after(now),
        };
        Self {
            phase: if in_vain { rests } else { self.phase },
            cut: self.cut.filter(|cut| !cut.is_over(now)),
            ..self.clone()
        }
    }
}

impl HotKey {
    fn is_in(&self, shard: &Hot) -> bool {
        self.first < shard.end && shard.first < self.end
    }
}

#[cfg(test)]
mod tests;
