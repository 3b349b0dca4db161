//! What producers write: the part of the demand that each shard gets in a second, what it accepts
//! of it, and what becomes of the rest.

use serde::{Deserialize, Serialize};

use super::{Layout, SHARD_WRITE_BYTES, SHARD_WRITE_RECORDS, keys::Keys, retries::Retries};
use crate::load::Demand;

/// What producers do with records that a shard rejects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub enum Rejected {
    /// They drop them.
    #[default]
    Lost,
    /// They try again every second.
    Retried {
        /// For how long, in seconds.
        seconds: u32,
        /// How many bytes they hold at most.
        bytes: f64,
    },
}

/// What one shard has taken in a second.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Taken {
    pub(crate) bytes: f64,
    pub(crate) records: f64,
    /// Attempts that were refused, in records.
    pub(crate) rejected: f64,
}

/// Records since the beginning, as no metric tells them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Totals {
    /// Records that producers had to write.
    pub demanded: f64,
    /// Records that were accepted, at whatever attempt.
    pub accepted: f64,
    /// Attempts that were refused, each record counted as often as it was tried.
    pub rejected: f64,
    /// Records that were dropped.
    pub lost: f64,
}

/// The write side of a stream.
#[derive(Clone, Debug)]
pub(crate) struct Writes {
    keys: Keys,
    retries: Option<Retries>,
    /// The part of the demand that each open shard gets, by place.
    shares: Vec<f64>,
    largest_share: f64,
    /// What the shares were computed for: the layout and the minute's hot key.
    shares_of: Option<(u64, bool)>,
    /// What each open shard took in this second; empty if all was accepted.
    taken: Vec<Taken>,
    /// The second's demand.
    demand: Demand,
    totals: Totals,
}

impl Writes {
    pub(crate) fn new(keys: Keys, rejected: Rejected) -> Self {
        let retries = match rejected {
            Rejected::Lost => None,
            Rejected::Retried { seconds, bytes } => Some(Retries::new(seconds, bytes)),
        };
        Self {
            keys,
            retries,
            shares: Vec::new(),
            largest_share: 1.0,
            shares_of: None,
            taken: Vec::new(),
            demand: Demand::default(),
            totals: Totals::default(),
        }
    }

    /// Other keys from now on.
    pub(crate) fn set_keys(&mut self, keys: Keys) {
        self.keys = keys;
        self.shares_of = None;
    }

    pub(crate) fn totals(&self) -> Totals {
        self.totals
    }

    /// Writes a second's demand, and says what the stream took in all.
    pub(crate) fn write(&mut self, second: i64, demand: Demand, layout: &Layout) -> Taken {
        self.share_out(second.div_euclid(60), layout);
        self.demand = demand;
        self.taken.clear();
        self.totals.demanded += demand.records;
        let waiting = self.retries.as_ref().is_some_and(Retries::any);
        let all = if !waiting && self.fits(demand) {
            Taken {
                bytes: demand.bytes,
                records: demand.records,
                rejected: 0.0,
            }
        } else {
            self.write_each(second, layout)
        };
        self.totals.accepted += all.records;
        self.totals.rejected += all.rejected;
        all
    }

    /// What the open shard at a place took in this second.
    pub(crate) fn taken(&self, place: usize) -> Taken {
        let share = || self.shares.get(place).copied().unwrap_or_default();
        self.taken.get(place).copied().unwrap_or_else(|| Taken {
            bytes: self.demand.bytes * share(),
            records: self.demand.records * share(),
            rejected: 0.0,
        })
    }

    /// The most bytes that any shard took in this second.
    pub(crate) fn most_bytes(&self) -> f64 {
        let taken = self.taken.iter().map(|taken| taken.bytes);
        let even = self.demand.bytes * self.largest_share;
        taken.reduce(f64::max).unwrap_or(even)
    }

    fn write_each(&mut self, second: i64, layout: &Layout) -> Taken {
        let mut all = Taken::default();
        for (shard, share) in layout.open_shards().iter().zip(&self.shares) {
            let part = share * self.keys.jitter(shard.number, second);
            let fresh = Demand {
                bytes: self.demand.bytes * part,
                records: self.demand.records * part,
            };
            let tried = match &self.retries {
                Some(retries) => retries.with_waiting(shard, fresh),
                None => fresh,
            };
            let over = (tried.bytes / SHARD_WRITE_BYTES)
                .max(tried.records / SHARD_WRITE_RECORDS)
                .max(1.0);
            let taken = Taken {
                bytes: tried.bytes / over,
                records: tried.records / over,
                rejected: tried.records - tried.records / over,
            };
            self.totals.lost += match &mut self.retries {
                Some(retries) => retries.keep(shard, second, fresh, 1.0 - 1.0 / over),
                None => taken.rejected,
            };
            all.bytes += taken.bytes;
            all.records += taken.records;
            all.rejected += taken.rejected;
            self.taken.push(taken);
        }
        all
    }

    fn share_out(&mut self, minute: i64, layout: &Layout) {
        let wanted = Some((layout.next_number(), self.keys.is_hot(minute)));
        if self.shares_of == wanted {
            return;
        }
        let open = layout.open_shards();
        let share = |shard| self.keys.share(shard, minute);
        self.shares = open.iter().map(share).collect();
        self.largest_share = self.shares.iter().copied().fold(0.0, f64::max);
        if let Some(retries) = &mut self.retries {
            retries.follow(layout);
        }
        self.shares_of = wanted;
    }

    /// Whether no shard can have more than it takes, whatever the jitter.
    fn fits(&self, demand: Demand) -> bool {
        let most = self.largest_share * self.keys.most_jitter();
        demand.bytes * most <= SHARD_WRITE_BYTES && demand.records * most <= SHARD_WRITE_RECORDS
    }
}

#[cfg(test)]
mod tests;
