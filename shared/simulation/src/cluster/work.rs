//! The containers of a cluster: those that wait, in order of arrival, and those that run. The
//! containers that arrive in the same minute are one application.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap, VecDeque},
};

use super::node::Fleet;

/// A container: the minute of its application, and how many seconds it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Container {
    application: i64,
    seconds: i64,
}

/// What waits and what runs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Work {
    waiting: VecDeque<Container>,
    /// By the second of its end: the node and the container.
    running: BinaryHeap<Reverse<(i64, u64, Container)>>,
    /// Containers that wait and run, by application.
    applications: BTreeMap<i64, (u32, u32)>,
}

impl Work {
    pub(crate) fn arrive(&mut self, second: i64, seconds: i64) {
        let application = second.div_euclid(60);
        self.applications.entry(application).or_default().0 += 1;
        self.waiting.push_back(Container {
            application,
            seconds,
        });
    }

    /// Starts what there is room for.
    pub(crate) fn start(&mut self, now: i64, fleet: &mut Fleet) {
        while let Some(container) = self.waiting.front().copied() {
            let Some(node) = fleet.allocate() else { return };
            self.waiting.pop_front();
            let counts = self.applications.entry(container.application).or_default();
            counts.0 -= 1;
            counts.1 += 1;
            self.running
                .push(Reverse((now + container.seconds, node, container)));
        }
    }

    /// Ends what is done.
    pub(crate) fn finish(&mut self, now: i64, fleet: &mut Fleet) {
        while let Some(Reverse((_, node, container))) = self
            .running
            .peek()
            .copied()
            .filter(|Reverse((ends, ..))| *ends <= now)
        {
            self.running.pop();
            fleet.release(node);
            let counts = self.applications.entry(container.application).or_default();
            counts.1 -= 1;
            if *counts == (0, 0) {
                self.applications.remove(&container.application);
            }
        }
    }

    /// What ran on a node that is gone begins again, before everything that waits.
    pub(crate) fn interrupt(&mut self, node: u64) {
        let (lost, kept): (Vec<_>, Vec<_>) = self
            .running
            .drain()
            .partition(|Reverse((_, on, _))| *on == node);
        self.running = kept.into();
        for Reverse((_, _, container)) in lost {
            let counts = self.applications.entry(container.application).or_default();
            counts.0 += 1;
            counts.1 -= 1;
            self.waiting.push_front(container);
        }
    }

    pub(crate) fn pending(&self) -> usize {
        self.waiting.len()
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.waiting.is_empty() && self.running.is_empty()
    }

    /// Applications of which nothing runs yet, and applications of which something runs.
    pub(crate) fn applications(&self) -> (u32, u32) {
        self.applications
            .values()
            .fold((0, 0), |(pending, running), counts| {
                if counts.1 == 0 {
                    (pending + 1, running)
                } else {
                    (pending, running + 1)
                }
            })
    }
}
