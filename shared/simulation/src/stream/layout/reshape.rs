//! How a layout changes: one split, one merge, or as many as make it uniform.

use super::{Layout, Shard, uniform_cuts};

impl Layout {
    /// Splits an open shard in two, the second of which begins at `key`. The key lies inside.
    pub(crate) fn split(&mut self, number: u64, key: u128, now: i64) {
        let Some(place) = self.place(number) else {
            return;
        };
        let shard = self.open.remove(place);
        let (lower, upper) = self.halves(shard, key, now);
        self.open.splice(place..place, [lower, upper]);
    }

    /// Merges an open shard with the one after it.
    pub(crate) fn merge_with_next(&mut self, number: u64, now: i64) {
        let place = self.place(number);
        if let Some(place) = place.filter(|place| place + 1 < self.open.len()) {
            let upper = self.open.remove(place + 1);
            let lower = self.open.remove(place);
            let merged = self.joined(lower, upper, now);
            self.open.insert(place, merged);
        }
    }

    /// Becomes `shards` equal ranges as the service does it: by splits and merges, those on the
    /// way opened and closed at once.
    pub(crate) fn become_uniform(&mut self, shards: u32, now: i64) {
        let cuts = uniform_cuts(shards);
        let mut pieces = Vec::new();
        for shard in std::mem::take(&mut self.open) {
            pieces.extend(self.cut(shard, &cuts, now));
        }
        for piece in pieces {
            let before = match begins_at(&cuts, &piece) {
                true => None,
                false => self.open.pop(),
            };
            let shard = match before {
                Some(before) => self.joined(before, piece, now),
                None => piece,
            };
            self.open.push(shard);
        }
    }

    /// How many splits and merges lead to `shards` equal ranges.
    #[must_use]
    pub fn operations_to_uniform(&self, shards: u32) -> u32 {
        let cuts = uniform_cuts(shards);
        let starts = self.open.iter().skip(1);
        let kept = starts.filter(|shard| begins_at(&cuts, shard)).count();
        let operations = cuts.len() + self.open.len() - 1 - 2 * kept;
        u32::try_from(operations).unwrap_or(u32::MAX)
    }

    fn place(&self, number: u64) -> Option<usize> {
        self.open.iter().position(|shard| shard.number == number)
    }

    /// A shard cut at all of the keys that lie inside.
    fn cut(&mut self, shard: Shard, cuts: &[u128], now: i64) -> Vec<Shard> {
        let first = cuts.partition_point(|cut| *cut <= shard.first_key);
        let end = cuts.partition_point(|cut| *cut <= shard.last_key);
        let mut pieces = Vec::with_capacity(end - first + 1);
        let mut rest = shard;
        for cut in cuts.get(first..end).unwrap_or_default() {
            let (lower, upper) = self.halves(rest, *cut, now);
            pieces.push(lower);
            rest = upper;
        }
        pieces.push(rest);
        pieces
    }

    fn halves(&mut self, shard: Shard, key: u128, now: i64) -> (Shard, Shard) {
        let parent = Some(shard.number);
        let lower = self.new_shard(shard.first_key, key - 1, now);
        let upper = self.new_shard(key, shard.last_key, now);
        self.close(shard, now);
        (Shard { parent, ..lower }, Shard { parent, ..upper })
    }

    fn joined(&mut self, lower: Shard, upper: Shard, now: i64) -> Shard {
        let shard = self.new_shard(lower.first_key, upper.last_key, now);
        let shard = Shard {
            parent: Some(lower.number),
            adjacent_parent: Some(upper.number),
            ..shard
        };
        self.close(lower, now);
        self.close(upper, now);
        shard
    }

    fn close(&mut self, shard: Shard, now: i64) {
        self.closed.push_back(Shard {
            closed: Some(now),
            ..shard
        });
    }
}

fn begins_at(cuts: &[u128], shard: &Shard) -> bool {
    cuts.binary_search(&shard.first_key).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HALF: u128 = 1 << 127;

    fn parents(layout: &Layout) -> Vec<(Option<u64>, Option<u64>)> {
        let open = layout.open_shards().iter();
        open.map(|shard| (shard.parent, shard.adjacent_parent))
            .collect()
    }

    fn covers_all_keys(layout: &Layout) -> bool {
        let open = layout.open_shards();
        open[0].first_key == 0
            && open[open.len() - 1].last_key == u128::MAX
            && (open.windows(2)).all(|pair| pair[0].last_key + 1 == pair[1].first_key)
    }

    #[test]
    fn a_split_has_two_children_with_one_parent() {
        let mut layout = Layout::uniform(1, 0);
        layout.split(0, HALF / 8, 60);
        assert_eq!(parents(&layout), [(Some(0), None), (Some(0), None)]);
        assert_eq!(layout.open_shards()[1].first_key, HALF / 8);
        assert_eq!(layout.shard(0).unwrap().closed, Some(60));
        assert!(covers_all_keys(&layout));
    }

    #[test]
    fn a_merge_has_one_child_with_two_parents() {
        let mut layout = Layout::uniform(3, 0);
        layout.merge_with_next(1, 60);
        assert_eq!(parents(&layout), [(None, None), (Some(1), Some(2))]);
        assert!(covers_all_keys(&layout));
    }

    #[test]
    fn doubling_splits_and_halving_merges_each_shard_once() {
        let mut layout = Layout::uniform(2, 0);
        layout.become_uniform(4, 60);
        let of = |shard| (Some(shard), None);
        assert_eq!(parents(&layout), [of(0), of(0), of(1), of(1)]);
        layout.become_uniform(2, 120);
        assert_eq!(parents(&layout)[0], (Some(2), Some(3)));
        assert_eq!(layout.shards().count(), 8);
    }

    #[test]
    fn an_odd_target_opens_shards_on_the_way_that_live_no_time() {
        let mut layout = Layout::uniform(2, 0);
        assert_eq!(layout.operations_to_uniform(3), 3);
        layout.become_uniform(3, 60);
        assert_eq!(layout.open(), 3);
        let middle = &layout.open_shards()[1];
        let parent = layout.shard(middle.parent.unwrap()).unwrap();
        assert_eq!((parent.opened, parent.closed), (60, Some(60)));
    }

    #[test]
    fn any_layout_becomes_uniform() {
        for shards in [1, 2, 3, 5, 8, 13] {
            let mut layout = Layout::with_cuts(&[7, HALF - 1, HALF, HALF + 12_345], 0);
            layout.become_uniform(shards, 60);
            let starts: Vec<u128> = (layout.open_shards().iter().skip(1))
                .map(|shard| shard.first_key)
                .collect();
            assert_eq!(starts, uniform_cuts(shards));
            assert!(covers_all_keys(&layout));
        }
    }

    #[test]
    fn operations_to_a_uniform_layout_follow_from_the_common_divisor() {
        let operations = |from, to| Layout::uniform(from, 0).operations_to_uniform(to);
        assert_eq!(operations(4, 8), 4);
        assert_eq!(operations(40, 60), 20 + 40);
        assert_eq!(operations(7, 5), 6 + 4);
        assert_eq!(operations(6, 6), 0);
    }
}
