//! Scaling out: by a call when it is worth one, else by splits.

use super::{
    Way,
    duration::{OPERATION_MINUTES, call_minutes},
    overload::rejected,
    plan::{Next, Step, Stream, Wanted},
    price, way,
};

/// Growth is by this much at least: who needs one more shard now soon needs another, and each call
/// is one of ten.
const LEAST: f64 = 1.25;

/// A demand that rises faster than this share of it each minute takes the whole doubling of a
/// call: shrinking back costs no call.
const STEEP: f64 = 0.1;

/// What a demand that nobody watches is taken to be of what is wanted: the usual target.
const USUAL: f64 = 0.8;

pub(super) fn grow(stream: &Stream<'_>, wanted: &Wanted, begun: Option<Way>) -> Next {
    let Stream {
        layout,
        calls,
        most,
        ..
    } = *stream;
    let (open, strength) = (layout.shards(), layout.strength());
    let most = most.0.max(wanted.strength.0);
    let least = (f64::from(strength) * LEAST).ceil();
    let size = (strength..=most)
        .find(|size| least <= f64::from(*size))
        .unwrap_or(most);
    let size = size.max(wanted.strength.0);
    let twice = open.saturating_mul(2).min(most);
    let climb = wanted.outlook.map_or(0.0, |outlook| outlook.climb);
    let to = if STEEP < climb {
        twice
    } else {
        size.min(twice)
    };
    // Fewer shards may be stronger if they are even; but not where nobody knows what is asked of them.
    let fewest = if wanted.may_shrink {
        open.div_ceil(2)
    } else {
        open.saturating_add(1).min(twice)
    };
    let to = enough(stream, to.max(fewest), twice, wanted);
    let way = way_out(stream, wanted, size, begun);
    let helps = strength < stream.strength_called(to) && to != open && calls != Some(0);
    let price = price::call(calls, wanted.highest);
    if helps && (!stream.operations || price < saved_by_a_call(stream, wanted, to, way)) {
        return Next::call(to);
    }
    if !stream.operations {
        return Next::REST;
    }
    // A split needs room for one shard more; cold neighbours make it.
    if stream.density.is_some() && most <= open {
        return Next::along(Way::Merge { to: size.min(open) }, stream);
    }
    match way {
        Way::Even { .. } => cut_or_make_room(way, stream),
        Way::Split { .. } | Way::Merge { .. } => Next::along(way, stream),
    }
}

/// The way by operations to a stream that is as strong as `size` equal shards, or as far as any
/// leads; `begun` is the one that is being taken.
fn way_out(stream: &Stream<'_>, wanted: &Wanted, size: u32, begun: Option<Way>) -> Way {
    let split = Way::Split { to: size };
    if halves_fit(stream, wanted, split) || stream.density.is_some() || !wanted.may_shrink {
        return split;
    }
    // Halves would be too many. Cuts take room for one shard more until the shard beside it is
    // gone, so one is left; and shards that were cut for one size fit no other, so a way that
    // leads far enough is gone on with.
    let roomy = stream.most.0.max(wanted.strength.0).saturating_sub(1);
    let size = size.min(roomy);
    let far_enough = |way: &Way| matches!(way, Way::Even { to } if (size..=roomy).contains(to));
    begun.filter(far_enough).unwrap_or(Way::Even { to: size })
}

fn halves_fit(stream: &Stream<'_>, wanted: &Wanted, way: Way) -> bool {
    let halved = stream
        .layout
        .shards()
        .saturating_add(way.operations(stream.layout));
    halved <= stream.most.0.max(wanted.strength.0)
}

/// The shard-hours that a call to so many shards saves against the way by operations.
fn saved_by_a_call(stream: &Stream<'_>, wanted: &Wanted, to: u32, way: Way) -> f64 {
    let layout = stream.layout;
    let demand = wanted
        .outlook
        .map_or(wanted.strength.units() * USUAL, |outlook| outlook.demand);
    // A call makes shards even, which leaves of a hot one what it gets more.
    let left = stream
        .density
        .map_or(0.0, |_| rejected(&stream.called(to), demand));
    let harm = (rejected(layout, demand) - left).max(0.0);
    let reached = match way {
        Way::Split { .. } if stream.density.is_none() && !halves_fit(stream, wanted, way) => {
            layout.strength()
        }
        _ => way.to(),
    };
    let missing = to.min(wanted.strength.0).saturating_sub(reached);
    // What operations do not lead to is missed until a call is made.
    let slow = match missing {
        0 => f64::from(way.operations(layout)) * OPERATION_MINUTES,
        _ => price::DAY * 60.0,
    };
    let fast = call_minutes(layout.shards(), to);
    // Operations relieve one range after the other: half of the harm on average.
    price::HARM * harm / 60.0 * (slow / 2.0 - fast) + f64::from(missing) * price::DAY
}

/// The next operation of a way; where there is no room for a cut, narrow shards make it.
fn cut_or_make_room(way: Way, stream: &Stream<'_>) -> Next {
    match Next::along(way, stream) {
        Next::REST => {
            let merge = way::last_merge(stream.layout, stream.layout.strength(), way.to());
            merge.map_or(Next::REST, |merge| Next {
                step: Step::Operate(merge),
                way: Some(way),
            })
        }
        next => next,
    }
}

/// Sizes that are looked at where the load is not spread evenly.
const CANDIDATES: u32 = 16;

/// The least shards from `to` on, at most `most`, that are as strong as wanted after a call.
fn enough(stream: &Stream<'_>, to: u32, most: u32, wanted: &Wanted) -> u32 {
    if stream.density.is_none() {
        return to;
    }
    let apart = usize::try_from((most.saturating_sub(to) / CANDIDATES).max(1)).unwrap_or(1);
    let mut sizes = (to..=most).step_by(apart);
    let is_enough = |size: &u32| wanted.strength.0 <= stream.strength_called(*size);
    sizes.find(is_enough).unwrap_or(most.max(to))
}
