//! What is asked of a policy before it is stored, and when it is checked.

use serde_json::json;

use crate::world::{World, policy};

const CREATE: [(&str, &str); 1] = [("if-none-match", "*")];

#[tokio::test]
async fn validating_stores_nothing() {
    let world = World::new();
    let headers = [("content-type", "application/json")];
    let path = "/v1/policies/clicks/validate";
    let body = policy("clicks", &["clicks"]).to_string();
    let answer = world.ask("POST", path, &headers, body).await;
    assert_eq!(answer.ok(), json!({"valid": true}));
    world
        .get("/v1/policies/clicks")
        .await
        .problem(404, "unknown-policy");
}

#[tokio::test]
async fn validating_asks_what_storing_asks() {
    let world = World::with_clicks();
    let headers = [("content-type", "application/json")];
    let wrong = policy("other", &[]).to_string();
    let answer = world
        .ask("POST", "/v1/policies/views/validate", &headers, wrong)
        .await;
    let problem = answer.problem(422, "invalid-policy");
    assert_eq!(problem["errors"][0]["pointer"], "/targets/names");
    assert_eq!(problem["errors"][1]["pointer"], "/name");
    let taken = policy("views", &["clicks"]).to_string();
    let answer = world
        .ask("POST", "/v1/policies/views/validate", &headers, taken)
        .await;
    answer.problem(409, "target-taken");
}

#[tokio::test]
async fn all_mistakes_are_told_at_once_with_their_places() {
    let world = World::new();
    let mut wrong = policy("clicks", &["clicks"]);
    wrong["bounds"]["min"] = json!("two");
    wrong["rules"][0]["track"]["metric"] = json!("read_utilisation");
    wrong["guard"] = json!({});
    let answer = world.put("clicks", &CREATE, &wrong).await;
    let problem = answer.problem(422, "invalid-policy");
    let errors = problem["errors"].as_array().unwrap();
    let pointers: Vec<_> = errors
        .iter()
        .map(|error| error["pointer"].as_str().unwrap())
        .collect();
    assert_eq!(pointers, ["/guard", "/bounds/min", "/rules/0/track/metric"]);
    assert!(
        errors[0]["detail"]
            .as_str()
            .unwrap()
            .contains("did you mean `guards`?")
    );
    assert!(
        errors[2]["detail"]
            .as_str()
            .unwrap()
            .contains("did you mean `read_utilization`?")
    );
}

#[tokio::test]
async fn the_document_is_named_as_the_path_says() {
    let world = World::new();
    let answer = world
        .put("views", &CREATE, &policy("clicks", &["clicks"]))
        .await;
    let problem = answer.problem(422, "invalid-policy");
    assert_eq!(problem["errors"][0]["pointer"], "/name");
}

#[tokio::test]
async fn targets_that_follow_each_other_in_a_circle_are_refused() {
    let world = World::new();
    let following = |name: &str, other: &str| {
        let mut document = policy(name, &[name]);
        let follow = json!({"follow": {"kind": "kinesis-stream", "name": other}});
        document["rules"].as_array_mut().unwrap().push(follow);
        document
    };
    for (name, other) in [("clicks", "views"), ("views", "orders")] {
        let stored = world.put(name, &CREATE, &following(name, other)).await;
        assert_eq!(stored.status, 201, "{}", stored.text);
    }
    let problem = world
        .put("orders", &CREATE, &following("orders", "clicks"))
        .await
        .problem(422, "invalid-policy");
    assert_eq!(problem["errors"][0]["pointer"], "/rules/1/follow/name");
    let detail = problem["detail"].as_str().unwrap();
    assert!(
        detail.contains("kinesis-stream/clicks follows kinesis-stream/orders"),
        "{detail}"
    );
    // What is no circle is none, however long the way.
    let stored = world
        .put("sales", &CREATE, &following("sales", "clicks"))
        .await;
    assert_eq!(stored.status, 201, "{}", stored.text);
}

#[tokio::test]
async fn a_target_that_another_policy_scales_is_refused() {
    let world = World::with_clicks();
    let both = policy("views", &["views", "clicks"]);
    let problem = world
        .put("views", &CREATE, &both)
        .await
        .problem(409, "target-taken");
    assert_eq!(problem["errors"][0]["pointer"], "/targets/names/1");
    assert!(problem["detail"].as_str().unwrap().contains("`clicks`"));
}

#[tokio::test]
async fn a_guard_that_could_never_see_its_members_is_not_stored() {
    let world = World::new();
    let mut stream = policy("clicks", &["clicks"]);
    stream["guards"] = json!({"billing": {}, "disruption": {"at_most": 1}});
    let refused = world.put("clicks", &CREATE, &stream).await;
    let problem = refused.problem(422, "invalid-policy");
    let pointer = |index: usize| problem["errors"][index]["pointer"].clone();
    assert_eq!(
        [pointer(0), pointer(1)],
        ["/guards/billing", "/guards/disruption"]
    );

    let mut cluster = policy("etl", &["j-1"]);
    cluster["targets"]["kind"] = json!("emr-cluster");
    cluster["rules"] = json!([{"track": {"metric": "memory_utilization", "target": 0.7}}]);
    cluster["guards"] = json!({"billing": {}, "idle": {}, "disruption": {"at_most": 1}});
    let refused = world.put("etl", &CREATE, &cluster).await;
    let problem = refused.problem(422, "invalid-policy");
    assert_eq!(problem["errors"].as_array().unwrap().len(), 2);
    let (idle, disruption) = (&problem["errors"][0], &problem["errors"][1]);
    assert_eq!(idle["pointer"], "/guards/idle");
    assert_eq!(
        idle["detail"],
        "nobody can tell yet which nodes have work, \
         so `idle` would hold every scale-in: leave it out"
    );
    assert_eq!(disruption["pointer"], "/guards/disruption");
    assert_eq!(
        disruption["detail"],
        "nobody can tell yet which nodes drain, so `disruption` would count none of them: \
         leave it out; `scale_in.step_limit` says how many go at once"
    );
    cluster["guards"] = json!({"billing": {}});
    assert_eq!(world.put("etl", &CREATE, &cluster).await.status, 201);
}

#[tokio::test]
async fn of_what_reads_streams_single_units_are_not_known() {
    let world = World::new();
    let mut service = policy("readers", &["readers.clicks"]);
    service["targets"]["kind"] = json!("ecs-service");
    service["rules"] = json!([{"follow": {"kind": "kinesis-stream", "name": "clicks"}}]);
    assert_eq!(world.put("readers", &CREATE, &service).await.status, 201);
    let listed = world.get("/v1/targets?kind=ecs-service").await.ok();
    assert_eq!(listed["items"][0]["name"], "readers.clicks");
    service["guards"] = json!({"idle": {}});
    let refused = world.put("others", &CREATE, &service).await;
    let problem = refused.problem(422, "invalid-policy");
    let errors = problem["errors"].as_array().unwrap().iter();
    let said: Vec<_> = errors
        .map(|error| error["detail"].as_str().unwrap())
        .collect();
    let idle = "nothing is known of the single units of an ecs-service, so `idle` would hold every \
                scale-in: leave it out";
    assert!(said.contains(&idle), "{said:?}");
}
