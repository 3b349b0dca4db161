//! Somebody else who reshards the stream, and what of it can be known.

use evaluation::Memory;
use rand::{RngExt, rngs::StdRng};
use simulation::stream::{Layout, Reshard};

use crate::world::STREAM;

/// What is the other's, and ours.
#[derive(Debug, Default)]
pub(crate) struct Somebody {
    /// The other's calls of UpdateShardCount.
    pub(crate) calls: Vec<Call>,
    /// How many shards the last memory that saw the stream at rest saw.
    seen: Option<u32>,
    /// Whether a call of ours was accepted since.
    called: bool,
    /// Whether that memory had a plan, whose operations explain one shard more or fewer.
    planned: bool,
}

#[derive(Debug)]
pub(crate) struct Call {
    at: i64,
    to: u32,
    known: bool,
}

/// What somebody does who knows nothing of the load.
pub(crate) fn whim(layout: &Layout, chance: &mut StdRng) -> Reshard {
    let open = layout.open();
    let shards = layout.open_shards();
    let place = chance.random_range(0..shards.len());
    match (chance.random_range(0..4), shards.get(place + 1)) {
        (0, _) => Reshard::Split {
            shard: shards[place].id(),
            key: shards[place].first_key.midpoint(shards[place].last_key),
        },
        (1, Some(next)) => Reshard::Merge {
            shard: shards[place].id(),
            adjacent: next.id(),
        },
        _ => {
            let to = chance.random_range(open.div_ceil(2)..=open * 2);
            Reshard::Update(i64::from(to))
        }
    }
}

impl super::world::State {
    /// Somebody may reshard now.
    pub(crate) fn somebody_may_act(&mut self) {
        let chance = self.weather.somebody;
        if !self.chance.random_bool(chance) {
            return;
        }
        let layout = self.stream().layout().clone();
        let whim = whim(&layout, &mut self.chance);
        let accepted = self.kinesis.reshard(STREAM, &whim).is_ok();
        let now = self.now();
        self.witness
            .tell(now, format!("somebody: {whim:?}, accepted: {accepted}"));
        if let (Reshard::Update(to), true) = (&whim, accepted) {
            let to = u32::try_from(*to).unwrap();
            self.somebody.calls.push(Call {
                at: now,
                to,
                known: false,
            });
        }
    }
}

impl Somebody {
    /// A memory was saved. If it saw the stream at rest with as many shards as the last of the
    /// other's calls made, and fewer or more than the memory before, and that is not what we asked
    /// for ourselves, then the call can be known from now on.
    pub(crate) fn saved(&mut self, memory: &Memory) {
        let Some(status) = memory.seen.map(|seen| seen.status) else {
            return;
        };
        if status.readiness != decision::Readiness::Ready {
            return;
        }
        let plans = memory.scaling.plan.is_some();
        let planned = std::mem::replace(&mut self.planned, plans) || plans;
        let before = self.seen.replace(status.open.0);
        let Some(before) = before.filter(|before| *before != status.open.0) else {
            return;
        };
        let called = std::mem::take(&mut self.called);
        let one_more_or_fewer = before.abs_diff(status.open.0) == 1;
        let ours = one_more_or_fewer && planned;
        let at_rest = status.capacity == status.open && !ours && !called;
        if let Some(last) = self
            .calls
            .last_mut()
            .filter(|last| last.to == status.open.0)
        {
            last.known |= at_rest;
        }
    }

    /// A call of ours was accepted: it is what is taken to have made the shards that are seen next.
    pub(crate) fn we_called(&mut self) {
        self.called = true;
    }

    /// Whether each of the other's calls after `start` can be known.
    pub(crate) fn all_known_since(&self, start: i64) -> bool {
        let mut recent = self.calls.iter().filter(|call| start < call.at);
        recent.all(|call| call.known)
    }
}
