//! What is known of a stream.

use decision::expression::{
    Slot, Value,
    themis_kinesis::{Aggregate, Load, StreamFact},
};

use super::{Env, value};

impl Env {
    pub(super) fn stream(&self, fact: StreamFact, slot: Slot) -> Option<Value<'_>> {
        let (of, age, load, aggregate) = match fact {
            StreamFact::Shards => return value(&self.env["shards"]["count"]),
            StreamFact::Load(load, aggregate) => {
                let age = "GetRecords_IteratorAgeMilliseconds";
                (&self.env["stream"], age, load, aggregate)
            }
            StreamFact::ShardLoad(load, aggregate) => {
                let shard = &self.env["shards_list"][slot.index()?];
                (shard, "IteratorAgeMilliseconds", load, aggregate)
            }
        };
        let metric = &of[match load {
            Load::Bytes => "IncomingBytes",
            Load::Records => "IncomingRecords",
            Load::IteratorAge => age,
            Load::RefusedReads => "ReadProvisionedThroughputExceeded",
            Load::RefusedWrites => "WriteProvisionedThroughputExceeded",
        }];
        // What is measured is a float; Themis fills in whole zeros where there is nothing.
        if metric["max"].is_i64() {
            return None;
        }
        value(match aggregate {
            Aggregate::Average => &metric["average"],
            Aggregate::Min => &metric["min"],
            Aggregate::Max => &metric["max"],
            Aggregate::Sum => &metric["sum"],
            Aggregate::Last => &metric["last"],
        })
    }
}
