//! What a vector says was seen, under the names of Themis.

mod cluster;
mod stream;

use std::collections::BTreeMap;

use decision::{
    DatePattern,
    expression::{
        Facts, Kind, Names, Slot, Value,
        themis_emr::{self, ClusterFact},
        themis_kinesis::{self, StreamFact},
    },
};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value as Json;

#[derive(Deserialize)]
pub(super) struct Env {
    env: Json,
    now: Timestamp,
    #[serde(default)]
    time_based_scaling: Option<String>,
    #[serde(default)]
    queries: Json,
}

#[derive(Clone, Copy)]
pub(super) enum Fact {
    Cluster(ClusterFact),
    Stream(StreamFact),
}

/// The names that an engine knows.
pub(super) fn names(dialect: &str) -> Names<Fact> {
    let of_cluster = |(name, kind, fact): (String, Kind, _)| (name, kind, Fact::Cluster(fact));
    let of_stream = |(name, kind, fact): (String, Kind, _)| (name, kind, Fact::Stream(fact));
    match dialect {
        "kinesis" => themis_kinesis::names().map(of_stream).collect(),
        _ => themis_emr::names().map(of_cluster).collect(),
    }
}

/// The minimums of nodes at dates.
pub(super) enum Schedule {
    /// What was saved is no schedule: Themis takes it for none.
    None,
    /// The minimum that is in force.
    Minimum(Json),
    /// What Auxo does not save.
    Refused,
}

pub(super) struct Seen<'a> {
    env: &'a Env,
    names: &'a Names<Fact>,
    schedule: Schedule,
}

impl Env {
    /// The largest minimum of the dates that match, 1 if none does.
    pub(super) fn schedule(&self) -> Schedule {
        let text = self.time_based_scaling.as_deref().unwrap_or_default();
        let Ok(dates) = serde_json::from_str::<BTreeMap<String, Json>>(text) else {
            return Schedule::None;
        };
        if dates.is_empty() {
            return Schedule::None;
        }
        let mut matching = Vec::new();
        for (pattern, minimum) in dates {
            match DatePattern::parse(&pattern) {
                Ok(pattern) if minimum.is_number() => {
                    matching.extend(pattern.matches(self.now).then_some(minimum));
                }
                _ => return Schedule::Refused,
            }
        }
        let largest = matching.into_iter().max_by(|one, other| {
            one.as_f64()
                .unwrap_or(0.0)
                .total_cmp(&other.as_f64().unwrap_or(0.0))
        });
        Schedule::Minimum(largest.unwrap_or_else(|| 1.into()))
    }

    /// As a policy has it; `None` where the text holds nothing at all.
    pub(super) fn time_based_scaling(&self) -> Option<Json> {
        serde_json::from_str(self.time_based_scaling.as_deref()?).ok()
    }

    /// Are there dates with something else than patterns and minimums?
    pub(super) fn has_mistaken_dates(&self) -> bool {
        let dates = self.time_based_scaling();
        dates.is_some_and(|dates| !dates.is_object())
            || matches!(self.schedule(), Schedule::Refused)
    }

    pub(super) fn now(&self) -> Timestamp {
        self.now
    }

    /// The units that there are, if the vector says it.
    pub(super) fn capacity(&self) -> Option<u32> {
        let count = match &self.env["shards"]["count"] {
            Json::Null => &self.env["tasknodes"]["count"]["nodes"],
            shards => shards,
        };
        u32::try_from(count.as_u64()?).ok()
    }

    pub(super) fn facts<'a>(&'a self, names: &'a Names<Fact>) -> Seen<'a> {
        Seen {
            env: self,
            names,
            schedule: self.schedule(),
        }
    }

    /// 0 if the vector does not say.
    pub(super) fn core_nodes(&self) -> u32 {
        let count = self.env["corenodes"]["count"]["nodes"].as_u64();
        count
            .and_then(|count| u32::try_from(count).ok())
            .unwrap_or(0)
    }
}

fn value(json: &Json) -> Option<Value<'_>> {
    match json {
        Json::Bool(truth) => Some((*truth).into()),
        Json::Number(number) => match number.as_i64() {
            Some(integer) => Some(integer.into()),
            None => number.as_f64().map(Value::from),
        },
        Json::String(text) => Some(text.as_str().into()),
        _ => None,
    }
}

impl Facts for Seen<'_> {
    fn value(&self, slot: Slot) -> Option<Value<'_>> {
        match *self.names.fact(slot)? {
            Fact::Cluster(ClusterFact::HasMinimum) => {
                Some((!matches!(self.schedule, Schedule::None)).into())
            }
            Fact::Cluster(ClusterFact::Minimum) => match &self.schedule {
                Schedule::Minimum(minimum) => value(minimum),
                _ => Some(1.into()),
            },
            Fact::Cluster(fact) => self.env.cluster(fact),
            Fact::Stream(fact) => self.env.stream(fact, slot),
        }
    }

    fn now(&self) -> Timestamp {
        self.env.now
    }
}
