//! EMR: describing clusters, listing their groups and nodes, resizing them.

use serde_json::{Value, json};
use simulation::{
    World,
    cluster::{Cluster, GroupKind, Node, NodeState},
    world::ClusterSpec,
};

use super::{page, refusal::Refusal};

/// Clusters on a page, as in EMR.
const CLUSTERS_ON_A_PAGE: usize = 50;
/// Groups on a page: fewer than EMR's, so that whoever does not follow markers is found out.
const GROUPS_ON_A_PAGE: usize = 2;

/// Nodes on a page: fewer than EMR's, as above.
const NODES_ON_A_PAGE: usize = 2;

/// Performs an action.
pub(crate) fn answer(world: &mut World, action: &str, input: &Value) -> Result<Value, Refusal> {
    match action {
        "DescribeCluster" => describe(world, input),
        "ListClusters" => list_clusters(world, input),
        "ListInstanceGroups" => list_groups(world, input),
        "ListInstances" => list_instances(world, input),
        "ModifyInstanceGroups" => modify_groups(world, input),
        other => Err(Refusal::unknown_operation(other)),
    }
}

fn describe(world: &World, input: &Value) -> Result<Value, Refusal> {
    let (spec, cluster) = cluster(world, text(input, "ClusterId")?)?;
    let mut answer = summary(spec, cluster);
    let details = json!({
        "InstanceCollectionType": "INSTANCE_GROUP",
        "ReleaseLabel": "emr-7.5.0",
        "AutoTerminate": false,
        "TerminationProtected": false,
        "ScaleDownBehavior": "TERMINATE_AT_TASK_COMPLETION",
        "Applications": [{ "Name": "Hadoop" }, { "Name": "Spark" }],
        "Tags": [],
    });
    if let (Some(answer), Some(details)) = (answer.as_object_mut(), details.as_object()) {
        answer.extend(details.clone());
    }
    Ok(json!({ "Cluster": answer }))
}

fn list_clusters(world: &World, input: &Value) -> Result<Value, Refusal> {
    let states: Vec<&str> = input["ClusterStates"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let wanted = |written: &Value| {
        let state = written["Status"]["State"].as_str().unwrap_or_default();
        states.is_empty() || states.contains(&state)
    };
    let all: Vec<Value> = clusters(world)
        .map(|(spec, cluster)| summary(spec, cluster))
        .filter(wanted)
        .collect();
    paged("Clusters", all, CLUSTERS_ON_A_PAGE, input)
}

fn list_groups(world: &World, input: &Value) -> Result<Value, Refusal> {
    let (spec, cluster) = cluster(world, text(input, "ClusterId")?)?;
    let groups = GroupKind::ALL
        .into_iter()
        .map(|kind| group(spec, cluster, kind))
        .collect();
    paged("InstanceGroups", groups, GROUPS_ON_A_PAGE, input)
}

/// The nodes of the groups and in the states that are asked for; of all where none is named.
fn list_instances(world: &World, input: &Value) -> Result<Value, Refusal> {
    let (spec, cluster) = cluster(world, text(input, "ClusterId")?)?;
    let among = |field: &str, value: &str| {
        let named = input[field].as_array().map_or(&[][..], Vec::as_slice);
        named.is_empty() || named.iter().any(|name| name == value)
    };
    let asked = |node: &&Node| {
        among("InstanceGroupTypes", node.group.name())
            && among("InstanceStates", node_state(node.state))
    };
    let nodes = cluster.nodes().iter().filter(asked);
    let nodes = nodes.map(|node| instance(spec, node)).collect();
    paged("Instances", nodes, NODES_ON_A_PAGE, input)
}

/// EMR does not tell that a node drains.
fn node_state(state: NodeState) -> &'static str {
    match state {
        NodeState::Provisioning { .. } => "PROVISIONING",
        NodeState::Running | NodeState::Draining { .. } => "RUNNING",
    }
}

fn instance(spec: &ClusterSpec, node: &Node) -> Value {
    json!({
        "Id": format!("ci-{}", node.number),
        "Ec2InstanceId": format!("i-{:017x}", node.number),
        "InstanceGroupId": group_id(&spec.id, node.group),
        "Market": "ON_DEMAND",
        "InstanceType": "m5.xlarge",
        "Status": {
            "State": node_state(node.state),
            "StateChangeReason": {},
            "Timeline": { "CreationDateTime": node.since },
        },
    })
}

/// All groups of a request are resized, or none.
fn modify_groups(world: &mut World, input: &Value) -> Result<Value, Refusal> {
    let groups = input["InstanceGroups"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    if groups.is_empty() {
        return Err(invalid("InstanceGroups must name at least one group"));
    }
    let mut changed: Vec<(String, Cluster)> = Vec::new();
    for group in groups {
        let group_id = text(group, "InstanceGroupId")?;
        let unknown = || invalid(format!("Instance group id '{group_id}' is not valid."));
        let (kind, id) = group_of(group_id).ok_or_else(unknown)?;
        if input["ClusterId"].as_str().is_some_and(|given| given != id) {
            return Err(unknown());
        }
        let place = match changed.iter().position(|(known, _)| *known == id) {
            Some(place) => place,
            None => {
                let cluster = world.clusters().get(&id).ok_or_else(unknown)?.clone();
                changed.push((id, cluster));
                changed.len() - 1
            }
        };
        let cluster = &mut changed[place].1;
        let timeout = group["ShrinkPolicy"]["DecommissionTimeout"].as_i64();
        if timeout.is_some_and(|seconds| seconds < 0) {
            return Err(Refusal::of(
                "ValidationException",
                "DecommissionTimeout must be at least 0",
            ));
        }
        if let Some(count) = group["InstanceCount"].as_i64() {
            cluster
                .resize(kind, count, timeout)
                .map_err(|error| Refusal::of("ValidationException", error.to_string()))?;
        }
    }
    for (id, after) in changed {
        if let Some(cluster) = world.cluster_mut(&id) {
            *cluster = after;
        }
    }
    Ok(json!({}))
}

fn summary(spec: &ClusterSpec, cluster: &Cluster) -> Value {
    json!({
        "Id": spec.id,
        "Name": spec.name,
        "ClusterArn": format!("arn:aws:elasticmapreduce:us-east-1:000000000000:cluster/{}", spec.id),
        "NormalizedInstanceHours": 0,
        "Status": {
            "State": cluster.state(),
            "StateChangeReason": {},
            "Timeline": { "CreationDateTime": cluster.created(), "ReadyDateTime": cluster.created() },
        },
    })
}

fn group(spec: &ClusterSpec, cluster: &Cluster, kind: GroupKind) -> Value {
    json!({
        "Id": group_id(&spec.id, kind),
        "Name": kind.name().to_lowercase(),
        "Market": "ON_DEMAND",
        "InstanceGroupType": kind,
        "InstanceType": "m5.xlarge",
        "RequestedInstanceCount": cluster.requested(kind),
        "RunningInstanceCount": cluster.running(kind),
        "Status": {
            "State": cluster.group_status(kind),
            "StateChangeReason": {},
            "Timeline": { "CreationDateTime": cluster.created(), "ReadyDateTime": cluster.created() },
        },
    })
}

fn paged(field: &str, all: Vec<Value>, size: usize, input: &Value) -> Result<Value, Refusal> {
    let from = match input["Marker"].as_str() {
        Some(marker) => page::place(marker, "InvalidRequestException")?.1,
        None => 0,
    };
    let (page, next) = page::cut(all, from, size);
    let mut answer = json!({ field: page });
    if let Some(next) = next {
        answer["Marker"] = page::token(field, next).into();
    }
    Ok(answer)
}

/// The id of a group tells its kind and its cluster: `ig-CORE-…` of `j-…`.
fn group_id(cluster: &str, kind: GroupKind) -> String {
    format!("ig-{}-{}", kind.name(), cluster.trim_start_matches("j-"))
}

fn group_of(id: &str) -> Option<(GroupKind, String)> {
    let (kind, cluster) = id.strip_prefix("ig-")?.split_once('-')?;
    let kind = GroupKind::ALL
        .into_iter()
        .find(|known| known.name() == kind)?;
    Some((kind, format!("j-{cluster}")))
}

/// The cluster of a group, by the group's id.
pub(crate) fn cluster_of_group(id: &str) -> Option<String> {
    group_of(id).map(|(_, cluster)| cluster)
}

fn clusters(world: &World) -> impl Iterator<Item = (&ClusterSpec, &Cluster)> {
    let spec_of = |id: &String| world.spec().clusters.iter().find(|spec| spec.id == *id);
    world
        .clusters()
        .iter()
        .filter_map(move |(id, cluster)| Some((spec_of(id)?, cluster)))
}

fn cluster<'a>(world: &'a World, id: &str) -> Result<(&'a ClusterSpec, &'a Cluster), Refusal> {
    let unknown = || invalid(format!("Cluster id '{id}' is not valid."));
    clusters(world)
        .find(|(spec, _)| spec.id == id)
        .ok_or_else(unknown)
}

fn text<'a>(input: &'a Value, field: &str) -> Result<&'a str, Refusal> {
    input[field]
        .as_str()
        .ok_or_else(|| invalid(format!("{field} must be given")))
}

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::of("InvalidRequestException", message)
}
