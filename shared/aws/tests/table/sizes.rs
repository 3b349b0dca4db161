//! What a write costs hangs on how long the item is: a unit for each kilobyte, begun ones too.

use evaluation::{History, Memory, StateStore};
use replay::{Demand, play};
use serde_json::Value;

use crate::{
    memories::target,
    served::{Item, Served},
};

const RECOMMENDED: &str = include_str!("../../../../docs/examples/stream.yaml");

/// Four days of a load that is never at rest: it is split or merged for most of them.
async fn restless() -> Memory {
    let load = |minute: f64| {
        let (hours, minutes) = ((minute / 190.0).sin(), (minute / 23.0).sin());
        34.0 + 20.0 * hours + 8.0 * minutes + 4.0 * (minute / 3.1).sin()
    };
    let minutes = (0..4 * 1_440_u32).map(|minute| format!("{minute},{}\n", load(minute.into())));
    let demand = Demand::parse(&format!("minute,shards\n{}", minutes.collect::<String>())).unwrap();
    let policy: Value = serde_saphyr::from_str(RECOMMENDED).unwrap();
    let outcome = play(&policy, &demand).await.unwrap();
    let operations = outcome.splits + outcome.merges;
    assert!(1_000 < operations, "only {operations} operations");
    outcome.memory
}

/// The bytes of an item, as the developer guide counts them: names, texts, bytes, and of a number
/// at most one for two digits and one more.
fn bytes(item: &Item) -> usize {
    let each = item.iter().map(|(name, value)| {
        let text = value.as_s().map(String::len);
        let number = || value.as_n().map(|digits| digits.len() / 2 + 2);
        let packed = || value.as_b().map(|packed| packed.as_ref().len());
        name.len() + text.or_else(|_| number()).or_else(|_| packed()).unwrap()
    });
    each.sum()
}

#[tokio::test]
async fn what_is_remembered_of_a_restless_stream_is_two_units_and_a_record_of_it_is_one() {
    let served = Served::new().await;
    let (target, memory) = (target("a"), restless().await);
    served.table.save(&target, 0, &memory).await.unwrap();
    let item = served.item("TARGETS#kinesis-stream", "a").await.unwrap();
    let size = bytes(&item);
    assert!((1_024..2_048).contains(&size), "{size} bytes");

    let record = memory.record.unwrap();
    served.table.archive(&target, &record).await.unwrap();
    let kept = served.table.history(&target, None, 1).await.unwrap();
    let began = format!("{:.9}", kept[0].since);
    let item = served.item("HISTORY#kinesis-stream/a", &began).await;
    let size = bytes(&item.unwrap());
    assert!(size <= 1_024, "{size} bytes");
}
