use serde_json::json;

use super::{document, mistakes};
use crate::Policy;

const UUID: &str = "14e0db71-5d35-4eb5-b481-8945cf9d10c2";

#[test]
fn services_and_mappings_are_named_as_their_services_name_them() {
    let found = |kind: &str, name: &str| {
        let mut document = document();
        document["targets"] = json!({"kind": kind, "names": [name]});
        document["bounds"] = json!({"min": 1, "max": 10});
        document["rules"] = json!([{"follow": {"kind": "kinesis-stream", "name": "clicks"}}]);
        let wrong = Policy::parse(&document).err().unwrap_or_default();
        wrong.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(found("ecs-service", "readers.clicks"), [""; 0]);
    assert_eq!(found("event-source-mapping", UUID), [""; 0]);
    for name in ["clicks", ".clicks", "readers.", "a.b.c"] {
        assert_eq!(
            found("ecs-service", name),
            [format!(
                "/targets/names/0: `{name}` is no ecs-service: expected a cluster and a service \
                 in it, as `cluster.service`"
            )]
        );
    }
    for name in ["enrich", &UUID[1..], &UUID.replace('1', "x")] {
        assert_eq!(
            found("event-source-mapping", name),
            [format!(
                "/targets/names/0: `{name}` is no event-source-mapping: expected the UUID of a \
                 mapping"
            )]
        );
    }
}

#[test]
fn a_mapping_has_a_factor_of_ten_at_most_and_no_metrics() {
    let found = mistakes(|document| {
        document["targets"] = json!({"kind": "event-source-mapping", "names": [UUID]});
        document["bounds"] = json!({"min": 1, "max": 11});
        document["rules"] = json!([{"track": {"metric": "write_utilization", "target": 0.5}}]);
    });
    assert_eq!(
        found,
        [
            "/bounds/max: there are never more than 10, found 11",
            "/rules/0/track/metric: `write_utilization` is a metric of kinesis-streams, not of \
             event-source-mappings, of which there are none"
        ]
    );
}
