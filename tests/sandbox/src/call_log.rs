//! Who called what, and what came of it: so that the permissions a template grants can be held
//! against the calls that were really made.

use std::collections::{BTreeMap, VecDeque};

use serde::Serialize;

/// Calls kept in full; the counts go on.
const KEPT: usize = 10_000;

/// One call to a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LoggedCall {
    /// Its number, counted from 1 over the life of the sandbox.
    pub n: u64,
    /// When it came, in the sandbox's time (RFC 3339).
    pub at: String,
    /// The prefix of its actions in a policy, such as `kinesis`.
    pub service: &'static str,
    /// The action, such as `UpdateShardCount`.
    pub action: String,
    /// The streams, clusters, services and mappings that it names, separated by commas.
    pub target: Option<String>,
    /// The access key of its signature.
    pub access_key_id: Option<String>,
    /// The application that its user agent names.
    pub app: Option<String>,
    /// `ok`, the code of an error, `refused: CODE` by the authorizer, `held`, or `unanswered`.
    pub outcome: String,
}

/// How often an application called an action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CallCount {
    /// The application; none if the caller does not say.
    pub app: Option<String>,
    /// The service.
    pub service: &'static str,
    /// The action.
    pub action: String,
    /// Calls since the log was cleared.
    pub calls: u64,
}

type Counted = (Option<String>, &'static str, String);

/// The log.
#[derive(Debug, Default)]
pub(crate) struct CallLog {
    last: u64,
    calls: VecDeque<LoggedCall>,
    counts: BTreeMap<Counted, u64>,
}

impl CallLog {
    /// Notes a call that has come, and gives it its number.
    pub(crate) fn begin(&mut self, call: LoggedCall) -> u64 {
        self.last += 1;
        let counted = (call.app.clone(), call.service, call.action.clone());
        *self.counts.entry(counted).or_default() += 1;
        if self.calls.len() == KEPT {
            self.calls.pop_front();
        }
        self.calls.push_back(LoggedCall {
            n: self.last,
            ..call
        });
        self.last
    }

    /// Notes what came of a call; one that has been cleared away stays so.
    pub(crate) fn end(&mut self, n: u64, outcome: impl Into<String>) {
        if let Some(call) = self.calls.iter_mut().rev().find(|call| call.n == n) {
            call.outcome = outcome.into();
        }
    }

    /// The calls after a number, oldest first.
    pub(crate) fn since(&self, n: u64) -> Vec<LoggedCall> {
        self.calls
            .iter()
            .filter(|call| call.n > n)
            .cloned()
            .collect()
    }

    /// Calls by application and action.
    pub(crate) fn summary(&self) -> Vec<CallCount> {
        let count = |((app, service, action), calls): (&Counted, &u64)| CallCount {
            app: app.clone(),
            service,
            action: action.clone(),
            calls: *calls,
        };
        self.counts.iter().map(count).collect()
    }

    /// Forgets the calls; numbers go on.
    pub(crate) fn clear(&mut self) {
        self.calls.clear();
        self.counts.clear();
    }
}
