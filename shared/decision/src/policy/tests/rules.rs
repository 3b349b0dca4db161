//! What is wrong with rules and groups.

use super::*;

#[test]
fn a_rule_is_one_rule() {
    let found = mistakes(|document| document["rules"][0]["schedule"] = json!({"min": 3}));
    let names = crate::rules::Rule::NAMES.join(", ");
    assert_eq!(
        found,
        [format!(
            "/rules/0: expected one rule, found 2; rules are: {names}"
        )]
    );
}

#[test]
fn a_target_that_follows_itself_is_a_mistake() {
    let follow = |name| json!({"follow": {"kind": "kinesis-stream", "name": name}});
    let found = mistakes(|document| {
        document["targets"]["names"] = json!(["clicks", "orders"]);
        document["rules"] = json!([follow("elsewhere"), follow("orders")]);
    });
    assert_eq!(
        found,
        [
            "/rules/1/follow/name: kinesis-stream/orders would follow itself; \
          give it a policy of its own, and this one the others"
        ]
    );
}

#[test]
fn every_mistake_in_a_group_is_found() {
    let found = mistakes(|document| {
        document["rules"][0]["group"] = json!("lode");
        document["groups"] = json!({"load": {"combine": "median"}, "a b": {"weight": 1}});
    });
    assert_eq!(found.len(), 3, "{found:#?}");
    assert!(found[0].starts_with("/groups: a group is named by"));
    assert!(found[1].starts_with("/groups/a b/weight: there is no field `weight`"));
    assert!(found[2].starts_with("/groups/load/combine: expected"));
}

#[test]
fn a_cron_rule_that_would_lose_moments_between_evaluations_is_refused() {
    let late = |late: &str| json!([{"cron": {"at": "30 8 * * *", "to": 10, "late": late}}]);
    let found = mistakes(|document| document["rules"] = late("4m"));
    assert_eq!(
        found,
        [
            "/rules/0/cron/late: `4m` is shorter than `evaluate.every`, 5m, so moments in \
             between would be lost; expected at least 5m, or evaluate more often"
        ]
    );
    let mut document = document();
    document["rules"] = late("5m");
    assert!(Policy::parse(&document).is_ok());
}

#[test]
fn more_date_patterns_than_an_evaluation_may_match_are_refused() {
    let patterns = |count: usize| -> Value {
        let each = (0..count).map(|index| (format!(".* {index}:"), json!(4)));
        Value::Object(each.collect())
    };
    let rules = |last: usize| {
        json!([
            {"schedule": {"patterns": patterns(64)}},
            {"schedule": {"patterns": patterns(60)}},
            {"expression": {"to": "time_based.minimum.nodes(now)", "time_based": patterns(last)}},
        ])
    };
    let found = mistakes(|document| document["rules"] = rules(5));
    assert_eq!(
        found,
        [
            "/rules/2/expression/time_based: with these the policy has more than 128 date \
             patterns; write several as one, such as `(Mon|Tue)`, or ranges of hours"
        ]
    );
    let mut document = document();
    document["rules"] = rules(4);
    assert!(Policy::parse(&document).is_ok());
}
