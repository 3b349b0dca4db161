//! Which instrument, when. UpdateShardCount changes the whole stream in a minute or a few, ten
//! times a day; SplitShard and MergeShards change one shard in half a minute, as often as one
//! likes. So what is urgent is done by a call, if it is worth one, and everything else by
//! operations.

use serde::{Deserialize, Serialize};

use super::{
    Density, Layout, Operation, Outlook, Way,
    by_load::through,
    growing::grow,
    shrinking::{shrink, tidy},
};
use crate::Capacity;

/// What there is to reshard, and to reshard with.
#[derive(Clone, Copy, Debug)]
pub struct Stream<'a> {
    pub layout: &'a Layout,
    /// The calls that the service still allows; `None`: it does not count.
    pub calls: Option<u32>,
    /// The most shards that there may be.
    pub most: Capacity,
    /// Whether shards may be split and merged one by one.
    pub operations: bool,
    /// How the load is spread, if not evenly: `layout` is by load then.
    pub density: Option<&'a Density>,
}

impl Stream<'_> {
    /// The layout after a call to so many shards.
    pub(super) fn called(&self, shards: u32) -> Layout {
        let even = Layout::uniform(shards);
        let by_load = self.density.and_then(|density| through(density, &even));
        by_load.unwrap_or(even)
    }

    /// How strong the stream is after a call to so many shards.
    pub(super) fn strength_called(&self, shards: u32) -> u32 {
        match self.density {
            None => shards,
            Some(_) => self.called(shards).strength(),
        }
    }
}

/// What is wanted of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wanted {
    /// As many even shards as the stream is to be as strong as.
    pub strength: Capacity,
    /// Whether it may become weaker, or have fewer shards, now.
    pub may_shrink: bool,
    /// Whether a way in may begin that nobody asked for: to take away shards that make the stream
    /// no stronger.
    pub may_tidy: bool,
    pub outlook: Option<Outlook>,
    /// The highest need of the last hours: what the calls that are left have to lead back to.
    pub reach: Capacity,
    /// The highest need of the last day.
    pub highest: Capacity,
}

/// The next thing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Nothing.
    Rest,
    /// UpdateShardCount to so many shards.
    Call {
        to: Capacity,
    },
    Operate(Operation),
}

/// The next step, and the way that it is part of, if it is taken by operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Next {
    pub step: Step,
    pub way: Option<Way>,
}

impl Next {
    pub(super) const REST: Self = Self {
        step: Step::Rest,
        way: None,
    };

    pub(super) fn call(to: u32) -> Self {
        Self {
            step: Step::Call { to: Capacity(to) },
            way: None,
        }
    }

    /// The next operation of a way; rest at its end, and where a split finds no room for one shard
    /// more.
    pub(super) fn along(way: Way, stream: &Stream<'_>) -> Self {
        let room = stream.layout.shards() < stream.most.0;
        let fits = |next: &Operation| room || matches!(next, Operation::Merge { .. });
        let operation = way.next(stream.layout).filter(fits);
        operation.map_or(Self::REST, |operation| Self {
            step: Step::Operate(operation),
            way: Some(way),
        })
    }
}

/// The next step from what there is to what is wanted; `way` is the one that is being taken.
#[must_use]
pub fn next(stream: &Stream<'_>, wanted: &Wanted, way: Option<Way>) -> Next {
    let strength = stream.layout.strength();
    if strength < wanted.strength.0 {
        return grow(stream, wanted, way);
    }
    if !wanted.may_shrink {
        return Next::REST;
    }
    // What began as a way to more is left where less is wanted.
    let begun = way.filter(|way| stream.operations && way.leads_in(stream.layout));
    if let Some(way) = begun.filter(|way| super::shrinking::keep(stream, wanted) <= way.to()) {
        let next = Next::along(way, stream);
        if next.step != Step::Rest {
            return next;
        }
    }
    if wanted.strength.0 < strength {
        shrink(stream, wanted)
    } else if wanted.may_tidy {
        tidy(stream, wanted)
    } else {
        Next::REST
    }
}

#[cfg(test)]
mod tests;
