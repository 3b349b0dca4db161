use aws_sdk_dynamodb::types::AttributeValue;
use decision::{Capacity, Proposal, Pushed, TargetKind};
use evaluation::Inbox;
use jiff::Timestamp;

use crate::{
    memories::target,
    served::{Served, text},
};

const KIND: TargetKind = TargetKind::KinesisStream;
const PARTITION: &str = "PUSHED#kinesis-stream";

fn pushed(source: &str, capacity: u32) -> Pushed {
    let at: Timestamp = "2026-03-20T12:00:00Z".parse().unwrap();
    Pushed {
        source: source.to_owned(),
        at,
        proposal: Proposal::Capacity(Capacity(capacity)),
    }
}

#[tokio::test]
async fn the_newest_push_of_each_source_is_kept_for_eight_days() {
    let served = Served::new().await;
    let table = &served.table;
    for (name, source, capacity) in [("a", "x", 3), ("a", "x", 4), ("a", "y", 5), ("b", "x", 6)] {
        let pushed = pushed(source, capacity);
        table.push(&target(name), &pushed).await.unwrap();
    }
    let kept = [
        (target("a"), pushed("x", 4)),
        (target("a"), pushed("y", 5)),
        (target("b"), pushed("x", 6)),
    ];
    assert_eq!(table.pushed(KIND).await, Ok(kept.to_vec()));
    assert_eq!(table.pushed(TargetKind::EmrCluster).await, Ok(Vec::new()));
    let item = served.item(PARTITION, "a/x").await.unwrap();
    let expires = pushed("x", 4).at.as_second() + 8 * 86_400;
    assert_eq!(item["expires"], AttributeValue::N(expires.to_string()));
}

#[tokio::test]
async fn a_push_that_cannot_be_read_leaves_the_others() {
    let served = Served::new().await;
    for source in ["x", "y"] {
        let pushed = pushed(source, 3);
        served.table.push(&target("a"), &pushed).await.unwrap();
    }
    served
        .break_item(PARTITION, "a/x", "pushed", text("scrambled"))
        .await;
    let left = [(target("a"), pushed("y", 3))];
    assert_eq!(served.table.pushed(KIND).await, Ok(left.to_vec()));
}
