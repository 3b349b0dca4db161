//! Records that were rejected and wait for another attempt.

use std::collections::BTreeMap;

use super::{Layout, Shard};
use crate::load::Demand;

/// What producers hold for each shard.
#[derive(Clone, Debug)]
pub(crate) struct Retries {
    seconds: i64,
    most_bytes: f64,
    bytes: f64,
    /// By the number of the shard.
    waiting: BTreeMap<u64, Waiting>,
}

/// What waits for a range of keys, by the second in which it was to be written.
#[derive(Clone, Debug)]
struct Waiting {
    range: (u128, u128),
    parts: BTreeMap<i64, Demand>,
}

impl Retries {
    /// Producers that try for so many seconds, and hold so many bytes at most.
    pub(crate) fn new(seconds: u32, most_bytes: f64) -> Self {
        Self {
            seconds: i64::from(seconds),
            most_bytes,
            bytes: 0.0,
            waiting: BTreeMap::new(),
        }
    }

    /// Whether anything waits.
    pub(crate) fn any(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// What is tried at a shard: what is new, and what waits.
    pub(crate) fn with_waiting(&self, shard: &Shard, fresh: Demand) -> Demand {
        let waiting = self.waiting.get(&shard.number);
        let parts = waiting
            .into_iter()
            .flat_map(|waiting| waiting.parts.values());
        parts.fold(fresh, |sum, part| sum.plus(*part))
    }

    /// Keeps the part of what was tried at a shard that was refused (0.0 to 1.0), and drops what
    /// is too old or too much; says how many records those are.
    pub(crate) fn keep(&mut self, shard: &Shard, second: i64, fresh: Demand, refused: f64) -> f64 {
        let before = self.waiting.remove(&shard.number);
        let mut parts = before.map(|waiting| waiting.parts).unwrap_or_default();
        self.bytes -= bytes(&parts);
        if refused <= 0.0 {
            return 0.0;
        }
        parts.insert(second, fresh);
        for part in parts.values_mut() {
            *part = part.times(refused);
        }
        let room = self.most_bytes - self.bytes;
        let (mut held, mut lost) = (bytes(&parts), 0.0);
        while let Some(oldest) = parts.first_entry() {
            if *oldest.key() + self.seconds > second && held <= room {
                break;
            }
            let part = oldest.remove();
            held -= part.bytes;
            lost += part.records;
        }
        if !parts.is_empty() {
            self.bytes += bytes(&parts);
            let range = (shard.first_key, shard.last_key);
            self.waiting.insert(shard.number, Waiting { range, parts });
        }
        lost
    }

    /// Gives what waits to the shards that are open now, by how much of its range each has.
    pub(crate) fn follow(&mut self, layout: &Layout) {
        let open = layout.open_shards();
        for waiting in std::mem::take(&mut self.waiting).into_values() {
            let (first, last) = waiting.range;
            let all = (last - first) as f64;
            let begins = open.partition_point(|shard| shard.last_key < first);
            let heirs = open.iter().skip(begins);
            for shard in heirs.take_while(|shard| shard.first_key <= last) {
                let common = shard.last_key.min(last) - shard.first_key.max(first);
                let part = if all > 0.0 { common as f64 / all } else { 1.0 };
                let heir = self.waiting.entry(shard.number).or_insert_with(|| Waiting {
                    range: (shard.first_key, shard.last_key),
                    parts: BTreeMap::new(),
                });
                for (second, demand) in &waiting.parts {
                    let sum = heir.parts.entry(*second).or_default();
                    *sum = sum.plus(demand.times(part));
                }
            }
        }
    }
}

fn bytes(parts: &BTreeMap<i64, Demand>) -> f64 {
    parts.values().map(|part| part.bytes).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HUNDRED: Demand = Demand {
        bytes: 100.0,
        records: 10.0,
    };

    fn records(retries: &Retries, layout: &Layout) -> Vec<f64> {
        let open = layout.open_shards().iter();
        open.map(|shard| retries.with_waiting(shard, Demand::default()).records)
            .collect()
    }

    #[test]
    fn what_was_refused_is_tried_again_until_it_is_too_old() {
        let layout = Layout::uniform(1, 0);
        let shard = &layout.open_shards()[0];
        let mut retries = Retries::new(2, 1e9);
        assert_eq!(retries.keep(shard, 0, HUNDRED, 0.5), 0.0);
        assert_eq!(records(&retries, &layout), [5.0]);
        assert_eq!(retries.keep(shard, 1, Demand::default(), 1.0), 0.0);
        assert_eq!(retries.keep(shard, 2, Demand::default(), 1.0), 5.0);
        assert!(
            retries.waiting[&0]
                .parts
                .values()
                .all(|part| part.records == 0.0)
        );
        retries.keep(shard, 3, Demand::default(), 0.0);
        assert!(!retries.any());
    }

    #[test]
    fn producers_hold_so_much_and_no_more() {
        let layout = Layout::uniform(2, 0);
        let mut retries = Retries::new(60, 150.0);
        assert_eq!(retries.keep(&layout.open_shards()[0], 0, HUNDRED, 1.0), 0.0);
        assert_eq!(
            retries.keep(&layout.open_shards()[1], 0, HUNDRED, 1.0),
            10.0
        );
        assert_eq!(retries.bytes, 100.0);
    }

    #[test]
    fn what_waits_follows_its_keys_through_a_split() {
        let mut layout = Layout::uniform(1, 0);
        let mut retries = Retries::new(60, 1e9);
        retries.keep(&layout.open_shards()[0], 0, HUNDRED, 1.0);
        layout.split(0, 1 << 126, 0);
        retries.follow(&layout);
        let found = records(&retries, &layout);
        assert!((found[0] - 2.5).abs() < 1e-9 && (found[1] - 7.5).abs() < 1e-9);
        layout.merge_with_next(1, 0);
        retries.follow(&layout);
        assert!((records(&retries, &layout)[0] - 10.0).abs() < 1e-9);
    }
}
