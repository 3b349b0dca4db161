//! ECS: describing services, and how many tasks they are to have.

use serde_json::{Value, json};
use simulation::{World, service::Service};

use super::refusal::Refusal;

/// Services that a call may describe.
const MOST_SERVICES: usize = 10;
/// Tasks of a service: ECS developer guide, service quotas.
const MOST_TASKS: i64 = 5_000;

/// Performs an action.
pub(crate) fn answer(world: &mut World, action: &str, input: &Value) -> Result<Value, Refusal> {
    match action {
        "DescribeServices" => describe(world, input),
        "UpdateService" => update(world, input),
        other => Err(Refusal::unknown_operation(other)),
    }
}

/// What a call is about, as `cluster.service`: the services of a description, or the one service.
pub(super) fn targets(input: &Value) -> Vec<String> {
    let cluster = cluster(input);
    let named = input["services"].as_array().into_iter().flatten();
    let all = named.chain(input.get("service")).filter_map(Value::as_str);
    all.map(|service| format!("{cluster}.{service}")).collect()
}

/// Services that are not there are told of beside those that are.
fn describe(world: &World, input: &Value) -> Result<Value, Refusal> {
    let cluster = known_cluster(world, input)?;
    let named: Vec<&str> = match input["services"].as_array() {
        Some(services) => services.iter().filter_map(Value::as_str).collect(),
        None => Vec::new(),
    };
    if named.is_empty() || MOST_SERVICES < named.len() {
        let message = format!("Services must have 1 to {MOST_SERVICES} members");
        return Err(Refusal::of("InvalidParameterException", message));
    }
    let (mut services, mut failures) = (Vec::new(), Vec::new());
    for name in named {
        match world.services().get(&format!("{cluster}.{name}")) {
            Some(service) => services.push(written(cluster, name, service)),
            None => failures.push(json!({ "arn": arn(cluster, name), "reason": "MISSING" })),
        }
    }
    Ok(json!({ "services": services, "failures": failures }))
}

fn update(world: &mut World, input: &Value) -> Result<Value, Refusal> {
    let cluster = known_cluster(world, input)?.to_owned();
    let name = input["service"].as_str().unwrap_or_default();
    let missing = || Refusal::of("ServiceNotFoundException", "Service not found.");
    let id = format!("{cluster}.{name}");
    let service = world.service_mut(&id).ok_or_else(missing)?;
    if let Some(desired) = input["desiredCount"].as_i64() {
        let fits = Some(desired).filter(|desired| (0..=MOST_TASKS).contains(desired));
        let fits = fits.and_then(|desired| u32::try_from(desired).ok());
        let message = format!("desiredCount must be 0 to {MOST_TASKS}");
        let refused = || Refusal::of("InvalidParameterException", message);
        service.ask(fits.ok_or_else(refused)?);
    }
    Ok(json!({ "service": written(&cluster, name, service) }))
}

fn written(cluster: &str, name: &str, service: &Service) -> Value {
    let (desired, running) = (service.desired(), service.running());
    let pending = desired.saturating_sub(running);
    let mut deployments = vec![json!({ "status": "PRIMARY", "desiredCount": desired })];
    if service.is_deployed() {
        deployments.push(json!({ "status": "ACTIVE", "desiredCount": desired }));
    }
    json!({
        "serviceArn": arn(cluster, name),
        "serviceName": name,
        "clusterArn": format!("arn:aws:ecs:us-east-1:000000000000:cluster/{cluster}"),
        "status": "ACTIVE",
        "schedulingStrategy": "REPLICA",
        "launchType": "FARGATE",
        "desiredCount": desired,
        "runningCount": running,
        "pendingCount": pending,
        "deployments": deployments,
    })
}

fn arn(cluster: &str, name: &str) -> String {
    format!("arn:aws:ecs:us-east-1:000000000000:service/{cluster}/{name}")
}

fn cluster(input: &Value) -> &str {
    input["cluster"].as_str().unwrap_or("default")
}

fn known_cluster<'a>(world: &World, input: &'a Value) -> Result<&'a str, Refusal> {
    let cluster = cluster(input);
    let services = world.spec().services.iter();
    let missing = || Refusal::of("ClusterNotFoundException", "Cluster not found.");
    services
        .map(|service| &service.cluster)
        .any(|known| known == cluster)
        .then_some(cluster)
        .ok_or_else(missing)
}
