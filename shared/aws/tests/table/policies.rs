use aws::Table;
use evaluation::{Expected, PolicyRepository, PolicyStore, SaveError, StoredPolicy};
use serde_json::{Value, json};

use crate::{
    lossy,
    served::{Served, config, text},
};

fn policy(name: &str, version: u64) -> StoredPolicy {
    StoredPolicy {
        name: name.to_owned(),
        version,
        document: json!({ "name": name, "bounds": { "min": 1, "max": 1e300 }, "": [0.1] }).into(),
        updated_at: "2026-03-20T12:00:00.5Z".parse().unwrap(),
        updated_by: "arn:aws:iam::123456789012:user/ada".to_owned(),
    }
}

#[tokio::test]
async fn a_policy_is_read_as_it_was_put() {
    let table = Served::new().await.table;
    assert_eq!(table.policy("a").await, Ok(None));
    table.put(&policy("b", 1), Expected::Absent).await.unwrap();
    table.put(&policy("a", 1), Expected::Absent).await.unwrap();
    assert_eq!(table.policy("a").await, Ok(Some(policy("a", 1))));
    let all = table.policies().await.unwrap();
    assert_eq!(all, [policy("a", 1), policy("b", 1)]);
}

#[tokio::test]
async fn an_update_replaces_only_the_version_that_it_names() {
    let table = Served::new().await.table;
    let conflict = Err(SaveError::Conflict);
    table.put(&policy("a", 1), Expected::Absent).await.unwrap();
    let again = table.put(&policy("a", 1), Expected::Absent).await;
    assert_eq!(again, conflict);
    let update = policy("a", 2);
    table.put(&update, Expected::Version(1)).await.unwrap();
    let stale = table.put(&policy("a", 2), Expected::Version(1)).await;
    assert_eq!(stale, conflict);
    let nowhere = table.put(&policy("b", 2), Expected::Version(1)).await;
    assert_eq!(nowhere, conflict);
    assert_eq!(table.policy("a").await, Ok(Some(update)));
}

#[tokio::test]
async fn only_the_version_that_is_named_is_deleted() {
    let table = Served::new().await.table;
    table.put(&policy("a", 1), Expected::Absent).await.unwrap();
    assert_eq!(table.delete("a", 2).await, Err(SaveError::Conflict));
    table.delete("a", 1).await.unwrap();
    assert_eq!(table.policy("a").await, Ok(None));
    // Deleted twice is deleted.
    table.delete("a", 1).await.unwrap();
}

#[tokio::test]
async fn an_update_whose_answer_was_lost_is_no_conflict() {
    let served = Served::new().await;
    for act in ["put", "delete"] {
        let lossy = lossy::before(&served.address).await;
        let table = Table::new(&config(&lossy), crate::served::NAME);
        match act {
            "put" => table.put(&policy("a", 1), Expected::Absent).await.unwrap(),
            _ => table.delete("a", 1).await.unwrap(),
        }
    }
    assert_eq!(served.table.policy("a").await, Ok(None));
}

#[tokio::test]
async fn a_document_that_is_no_json_breaks_its_policy_alone() {
    let served = Served::new().await;
    let whole = policy("b", 1);
    served.table.put(&whole, Expected::Absent).await.unwrap();
    served
        .break_item("POLICIES", "a", "document", text("{ rules: oh"))
        .await;
    let all = served.table.policies().await.unwrap();
    assert_eq!(*all[0].document, Value::String("{ rules: oh".to_owned()));
    assert_eq!(all[1], whole);
}
