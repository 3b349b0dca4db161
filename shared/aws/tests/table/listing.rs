use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use decision::TargetKind;
use evaluation::{Claim, Listed, Listing, Listings, SaveError, Tagged};
use jiff::Timestamp;

use crate::served::{Served, text};

const KIND: TargetKind = TargetKind::KinesisStream;
const PARTITION: &str = "LISTING#kinesis-stream";

fn noon() -> Timestamp {
    "2026-03-20T12:00:00Z".parse().unwrap()
}

fn listing(targets: impl IntoIterator<Item = String>) -> Listing {
    let tagged = |name: String| {
        let tags = BTreeMap::from([("team".to_owned(), "x".to_owned())]);
        let tagged = Some(Tagged { at: noon(), tags });
        (name, Listed { tagged })
    };
    Listing {
        at: Some(noon()),
        targets: targets.into_iter().map(tagged).collect(),
        ..Listing::default()
    }
}

fn named(count: usize) -> impl Iterator<Item = String> {
    (0..count).map(|number| format!("{number:05}-{}", "s".repeat(100)))
}

#[tokio::test]
async fn a_listing_of_many_pages_comes_back_as_it_was() {
    let served = Served::new().await;
    assert_eq!(served.table.listing(KIND).await, Ok(Listing::default()));
    for (generation, count) in [10_000, 3, 10_001].into_iter().enumerate() {
        let before = served.table.listing(KIND).await.unwrap();
        let kept = Listing {
            generation: before.generation,
            ..listing(named(count))
        };
        served.table.keep_listing(KIND, &kept).await.unwrap();
        let read = served.table.listing(KIND).await.unwrap();
        assert_eq!(read.generation, u64::try_from(generation).unwrap() + 1);
        assert_eq!((read.at, read.targets.len()), (Some(noon()), count));
        assert_eq!(read.targets, kept.targets);
    }
    let head = served.item(PARTITION, "head").await.unwrap();
    let expires = noon().as_second() + 30 * 86_400;
    assert_eq!(head["expires"], AttributeValue::N(expires.to_string()));
}

#[tokio::test]
async fn whoever_dies_while_it_writes_leaves_what_was_listed_before() {
    let served = Served::new().await;
    let kept = listing(["a".to_owned(), "b".to_owned()]);
    served.table.keep_listing(KIND, &kept).await.unwrap();
    // The first page of the next listing, and no head.
    let page = text("{\"c\":{}}");
    served
        .break_item(PARTITION, "page#0#0000", "page", page)
        .await;
    assert_eq!(
        served.table.listing(KIND).await.unwrap().targets,
        kept.targets
    );
}

#[tokio::test]
async fn of_two_who_claim_at_once_one_does() {
    let served = Served::new().await;
    let free = served.table.listing(KIND).await.unwrap().claim;
    assert_eq!(free, Claim::default());
    assert_eq!(served.table.claim_listing(KIND, free, noon()).await, Ok(()));
    let again = served.table.claim_listing(KIND, free, noon()).await;
    assert_eq!(again, Err(SaveError::Conflict));
    let claimed = served.table.listing(KIND).await.unwrap().claim;
    assert_eq!((claimed.version, claimed.until), (1, Some(noon())));
    assert_eq!(
        served.table.claim_listing(KIND, claimed, noon()).await,
        Ok(())
    );
}

#[tokio::test]
async fn a_listing_that_cannot_be_read_is_as_good_as_none_and_is_listed_anew() {
    let served = Served::new().await;
    let kept = listing(named(1));
    served.table.keep_listing(KIND, &kept).await.unwrap();
    served
        .break_item(PARTITION, "page#1#0000", "page", text("scrambled"))
        .await;
    let read = served.table.listing(KIND).await.unwrap();
    assert_eq!((read.at, read.targets.len()), (None, 0));
    served.table.keep_listing(KIND, &kept).await.unwrap();
    assert_eq!(
        served.table.listing(KIND).await.unwrap().targets,
        kept.targets
    );
}
