//! Scaling in: never urgent, so by merges to a size that is cheap to reach, which can be left
//! between any two; by a call only where that saves what a call is worth.

use super::{
    Layout, Way,
    duration::{OPERATION_MINUTES, call_minutes},
    plan::{Next, Stream, Wanted},
    price,
};

/// Minutes over which ways are compared: as long as a stream is likely to stay as it is.
const HORIZON: f64 = 60.0;

/// Shard-minutes that an operation has to save: consumers follow each, and a closed shard stays
/// until its records are old.
const WORTH: f64 = 3.0;

/// Sizes that are looked at on the way to a cheap one, up to this share above what is wanted.
const CANDIDATES: u32 = 20;
const FARTHEST: f64 = 0.6;

/// The share of shards without use from which on they are taken away, and a stream is looked at
/// for their sake.
pub const UNTIDY: f64 = 0.3;

/// The least shards that scaling in may leave.
pub(super) fn keep(stream: &Stream<'_>, wanted: &Wanted) -> u32 {
    let reach = price::within_reach(wanted.reach, stream.calls);
    // What nobody wants to have now is not built up for its sake, and bounds hold.
    let reach = reach.min(stream.layout.strength()).min(stream.most.0);
    wanted.strength.0.max(reach).max(1)
}

pub(super) fn shrink(stream: &Stream<'_>, wanted: &Wanted) -> Next {
    let Stream { layout, calls, .. } = *stream;
    let (open, keep) = (layout.shards(), keep(stream, wanted));
    if open <= keep {
        return Next::REST;
    }
    let (way, slow) = cheapest(stream, keep);
    let to = keep.max(open.div_ceil(2));
    let minutes = call_minutes(open, to);
    let fast = f64::from(to) * (HORIZON - minutes) + f64::from(open) * minutes;
    // Who is above the bounds and has no way by operations stays there until a call is made.
    let saved = match way {
        None if stream.most.0 < open => f64::from(open.saturating_sub(to)) * price::DAY,
        _ => (slow - fast) / 60.0,
    };
    let stays = keep <= stream.strength_called(to);
    if to < open && stays && calls != Some(0) && price::call(calls, wanted.highest) < saved {
        return Next::call(to);
    }
    way.map_or(Next::REST, |way| Next::along(way, stream))
}

/// Takes away shards that make the stream no stronger, when there are many: what ways that were
/// left leave behind, and years of splits.
pub(super) fn tidy(stream: &Stream<'_>, wanted: &Wanted) -> Next {
    let layout = stream.layout;
    let (open, strength) = (layout.shards(), layout.strength());
    let useless = f64::from(open - strength) / f64::from(open);
    // Where the load is known, what is cold is known to be.
    let untidy = stream.density.map_or(UNTIDY, |_| 0.0);
    if stream.operations && untidy <= useless && strength < open {
        let (way, _) = cheapest(stream, strength.max(keep(stream, wanted)));
        return way.map_or(Next::REST, |way| Next::along(way, stream));
    }
    Next::REST
}

/// The way to at least `keep` shards that costs the fewest shard-minutes over the horizon, if any
/// saves some, and how many it costs.
fn cheapest(stream: &Stream<'_>, keep: u32) -> (Option<Way>, f64) {
    let Stream { layout, most, .. } = *stream;
    let open = layout.shards();
    let mut best = (None, f64::from(open) * HORIZON);
    if !stream.operations {
        return best;
    }
    let mut consider = |way: Way, size: u32, operations: u32| {
        let cost = shard_minutes(open, size, operations) + WORTH * f64::from(operations);
        if cost < best.1 - 1e-9 {
            best = (Some(way), cost);
        }
    };
    let merge = Way::Merge { to: keep };
    let merges = merge.operations(layout);
    consider(merge, open - merges, merges);
    // To even out takes room for one shard more.
    if open < most.0 {
        for to in sizes(layout, keep) {
            let way = Way::Even { to };
            consider(way, to, way.operations(layout));
        }
    }
    best
}

fn sizes(layout: &Layout, keep: u32) -> impl Iterator<Item = u32> + use<> {
    let farthest = f64::from(keep) * (1.0 + FARTHEST);
    let fewer = layout.shards().saturating_sub(1);
    let every = usize::try_from((keep / (CANDIDATES * 3 / 2)).max(1)).unwrap_or(1);
    (keep..=fewer)
        .take_while(move |size| f64::from(*size) <= farthest)
        .step_by(every)
}

/// What `open` shards cost that become `size` by so many operations, one after the other.
fn shard_minutes(open: u32, size: u32, operations: u32) -> f64 {
    let (open, size) = (f64::from(open), f64::from(size));
    let minutes = f64::from(operations) * OPERATION_MINUTES;
    if minutes <= HORIZON {
        size * (HORIZON - minutes) + (open + size) / 2.0 * minutes
    } else {
        let reached = open + (size - open) * HORIZON / minutes;
        (open + reached) / 2.0 * HORIZON
    }
}
