//! What expressions see of a cluster.

use super::*;

#[test]
fn dates_have_minimums_of_nodes() {
    let add = "time_based.minimum.nodes(now) - tasknodes.count.nodes if time_based.enabled else 0";
    let rule = json!({"add": add, "dialect": "themis", "time_based": {".* 12:": 14, ".* 13:": 20}});
    assert_eq!(
        opinion(&rule, &cluster(2, 4, &[0.5])),
        Opinion::Wants(Capacity(14))
    );
    let rule = json!({"add": add, "dialect": "themis"});
    assert_eq!(opinion(&rule, &cluster(2, 4, &[0.5])), Opinion::Content);
}

/// What goes by the load of nodes.
const REMOVES: &str = "1 if tasknodes.running and tasknodes.active and 2 < tasknodes.count.nodes \
    and tasknodes.average.cpu < 0.5 and tasknodes.average.mem < 0.9 else 0";

/// Four nodes with these loads, and one that has not been measured.
fn nodes(cpu: f64, memory: f64) -> Observation {
    let measured = Node {
        memory: Some(memory),
        ..node(Role::Task, Some(cpu))
    };
    let all = [
        measured,
        measured,
        measured,
        node(Role::Task, None),
        node(Role::Core, Some(0.1)),
    ];
    Observation {
        capacity: Capacity(4),
        fixed: Capacity(1),
        nodes: Nodes::of(&all),
        ..Observation::default()
    }
}

#[test]
fn nodes_are_judged_by_those_that_have_been_measured() {
    let rule = json!({"remove": REMOVES, "dialect": "themis"});
    assert_eq!(
        opinion(&rule, &nodes(0.4, 0.2)),
        Opinion::Wants(Capacity(3))
    );
    assert_eq!(
        opinion(&rule, &nodes(0.6, 0.2)),
        Opinion::Wants(Capacity(4))
    );
}

#[test]
fn of_nodes_that_nobody_measured_it_says_what_is_missing() {
    let rule = json!({"remove": REMOVES, "dialect": "themis"});
    let mut seen = nodes(0.4, 0.2);
    seen.nodes.task.memory = None;
    let verdict = said(&rule, &seen);
    assert_eq!(verdict.opinion, Opinion::Abstains);
    assert_eq!(
        verdict.finding.to_string(),
        "tasknodes.average.mem has no data"
    );
}

#[test]
fn the_raw_state_names_the_same_and_all_nodes() {
    let add = "len(context['nodes']) + (3 if context['tasknodes']['sum']['cpu'] > 1 else 0)";
    let rule = json!({"add": add, "dialect": "themis"});
    assert_eq!(
        opinion(&rule, &nodes(0.4, 0.2)),
        Opinion::Wants(Capacity(12))
    );
}

#[test]
fn a_cluster_is_known_by_its_id() {
    let rule = json!({"add": "2 if cluster_id == 'j-1' else 0", "dialect": "themis"});
    let mut seen = nodes(0.4, 0.2);
    assert_eq!(opinion(&rule, &seen), Opinion::Abstains);
    seen.target = Some(TargetId {
        kind: TargetKind::EmrCluster,
        name: "j-1".to_owned(),
    });
    assert_eq!(opinion(&rule, &seen), Opinion::Wants(Capacity(6)));
}

#[test]
fn a_stream_has_no_nodes() {
    let document = json!({
        "name": "clicks", "targets": {"kind": "kinesis-stream", "names": ["clicks"]},
        "bounds": {"min": 1, "max": 10},
        "rules": [{"expression": {"add": "1 if tasknodes.average.cpu > 0.7 else 0"}}],
    });
    let mistakes = Policy::parse(&document).unwrap_err();
    assert_eq!(
        mistakes.first().unwrap().to_string(),
        "/rules/0/expression/add: this names nodes of a cluster, and the targets are of kind \
         kinesis-stream"
    );
}
