//! What a tick did, for the log, for the invoker and for tests.

use std::collections::BTreeMap;

use decision::{Capacity, TargetId, TargetKind, guards::Guard};
use jiff::Timestamp;
use serde::Serialize;

use crate::{Assignment, Failure};

/// The answer of a scaling function.
#[derive(Clone, Debug, Serialize)]
pub struct TickReport {
    pub time: Timestamp,
    pub kind: TargetKind,
    /// Targets that were due.
    pub due: usize,
    pub held: usize,
    /// Of those that were held: how many the rules wanted to change, by the guard that denied it.
    pub denied: BTreeMap<&'static str, usize>,
    /// Changes that the services accepted.
    pub acted: Vec<Change>,
    /// Plans of which an operation was accepted, and when each is to go on.
    pub operating: Vec<Reminder>,
    /// Changes that were only recorded.
    pub dry_run: Vec<Change>,
    /// Changes that a service refused.
    pub refused: Vec<FailedTarget>,
    /// Targets that somebody else evaluated at the same time.
    pub conflicts: Vec<String>,
    /// Targets that have no decision.
    pub failed: Vec<FailedTarget>,
    /// Targets that were selected, and are there no more.
    pub retired: Vec<String>,
    /// Due targets that were not begun, because too little time was left, or the calls that a
    /// second allows went to others; they come first in the next tick.
    pub left: Vec<String>,
    /// What policies select in vain.
    pub warnings: Vec<String>,
    /// What went wrong without concerning one target alone.
    pub problems: Vec<String>,
}

/// One change of capacity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    pub target: String,
    pub from: Capacity,
    pub to: Capacity,
    /// What the service was asked for now, when one call cannot go all the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<Capacity>,
    pub because: String,
}

/// Who is to be looked at before its next tick, because a plan goes on.
#[derive(Clone, Debug, Serialize)]
pub struct Reminder {
    pub target: TargetId,
    pub due: Timestamp,
    /// The target as this evaluation leaves it: if somebody saves meanwhile, it is void.
    #[serde(skip)]
    pub assignment: Assignment,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FailedTarget {
    pub target: String,
    pub failure: Failure,
    pub message: String,
}

/// How the evaluation of one target ended.
#[derive(Debug)]
pub(crate) enum Ended {
    /// With the guard that denied what the rules wanted.
    Held(Option<Guard>),
    Acted(Change),
    Operated(Box<Reminder>),
    DryRun(Change),
    Refused(FailedTarget),
    Conflict,
    Failed(FailedTarget),
    Retired,
    Left,
}

impl TickReport {
    pub(crate) fn new(time: Timestamp, kind: TargetKind, due: usize) -> Self {
        Self {
            time,
            kind,
            due,
            held: 0,
            denied: BTreeMap::new(),
            acted: Vec::new(),
            operating: Vec::new(),
            dry_run: Vec::new(),
            refused: Vec::new(),
            conflicts: Vec::new(),
            failed: Vec::new(),
            retired: Vec::new(),
            left: Vec::new(),
            warnings: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// The report of both: what this one did, and what another look at some of its targets did
    /// after it.
    #[must_use]
    pub fn followed_by(mut self, later: Self) -> Self {
        self.acted.extend(later.acted);
        self.operating.extend(later.operating);
        self.dry_run.extend(later.dry_run);
        self.refused.extend(later.refused);
        self.conflicts.extend(later.conflicts);
        self.failed.extend(later.failed);
        self.retired.extend(later.retired);
        self.left.extend(later.left);
        self.problems.extend(later.problems);
        self
    }

    pub(crate) fn note(&mut self, target: &TargetId, ended: Ended) {
        match ended {
            Ended::Held(denied) => {
                self.held += 1;
                if let Some(guard) = denied {
                    *self.denied.entry(guard.name()).or_default() += 1;
                }
            }
            Ended::Acted(change) => self.acted.push(change),
            Ended::Operated(reminder) => self.operating.push(*reminder),
            Ended::DryRun(change) => self.dry_run.push(change),
            Ended::Refused(refused) => self.refused.push(refused),
            Ended::Conflict => self.conflicts.push(target.to_string()),
            Ended::Failed(failed) => self.failed.push(failed),
            Ended::Retired => self.retired.push(target.to_string()),
            Ended::Left => self.left.push(target.to_string()),
        }
    }
}
