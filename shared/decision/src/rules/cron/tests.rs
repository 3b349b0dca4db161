use serde_json::{Value, json};

use super::*;
use crate::{Decision, Policy, ScalingState, decide, policy::Mistakes, rules::tests::stream};

/// A stream without metrics that is evaluated, and changed as decided when `follows` says so.
struct World {
    policy: Policy,
    capacity: u32,
    state: ScalingState,
    follows: bool,
}

impl World {
    fn new(capacity: u32, cron: Value, guards: Value) -> Self {
        let document = json!({
            "name": "case",
            "targets": {"kind": "kinesis-stream", "names": ["clicks"]},
            "bounds": {"min": 1, "max": 100},
            "rules": [{ "cron": cron }],
            "guards": guards,
        });
        Self {
            policy: Policy::parse(&document).unwrap(),
            capacity,
            state: ScalingState::default(),
            follows: true,
        }
    }

    /// The desired capacity at these times of 2026-03-02, a Monday.
    fn at(&mut self, times: &[&str]) -> Vec<u32> {
        times.iter().map(|time| self.evaluated(time)).collect()
    }

    fn evaluated(&mut self, time: &str) -> u32 {
        let now: Timestamp = format!("2026-03-02T{time}Z").parse().unwrap();
        let seen = stream(self.capacity, &[]);
        let decision: Decision = decide(&self.policy, &seen, &self.state, now);
        self.state = self.state.remembering(&self.policy, &decision, now);
        let desired = match decision.action {
            crate::Action::ScaleTo(desired) => desired.0,
            crate::Action::Hold => self.capacity,
        };
        if self.follows {
            self.capacity = desired;
        }
        desired
    }
}

fn freely() -> Value {
    json!({"scale_in": {"cooldown": "0s", "stabilization": "0s"}})
}

fn mistakes(document: Value) -> Vec<String> {
    let wrong = deserr::deserialize::<Cron, _, Mistakes>(document).unwrap_err();
    wrong.0.iter().map(ToString::to_string).collect()
}

#[test]
fn an_instant_changes_capacity_once() {
    let mut world = World::new(
        4,
        json!({"at": "0 0 8 * * MON-FRI", "add": "50%"}),
        freely(),
    );
    let times = ["07:58:00", "07:59:59", "08:00:00", "08:01:00", "08:02:00"];
    assert_eq!(world.at(&times), [4, 4, 6, 6, 6]);
}

#[test]
fn nothing_is_due_at_the_first_evaluation() {
    let mut world = World::new(4, json!({"at": "0 8 * * *", "to": 10}), freely());
    assert_eq!(world.at(&["08:00:00", "08:01:00"]), [4, 4]);
}

#[test]
fn after_an_outage_the_last_instant_counts_once() {
    let mut world = World::new(4, json!({"at": "0 */5 * * * *", "add": 1}), freely());
    assert_eq!(world.at(&["07:59:00", "08:33:00", "08:34:00"]), [4, 5, 5]);
}

#[test]
fn an_instant_that_is_too_long_ago_does_not_count() {
    let cron = json!({"at": "0 0 8 * * *", "to": 10, "late": "30m"});
    let mut world = World::new(4, cron, freely());
    assert_eq!(world.at(&["07:59:00", "08:30:00"]), [4, 4]);
}

#[test]
fn it_asks_until_the_capacity_is_reached() {
    let guards = json!({"scale_out": {"step_limit": 3}});
    let mut world = World::new(4, json!({"at": "0 0 8 * * *", "add": 8}), guards);
    let times = ["07:59:00", "08:00:00", "08:01:00", "08:02:00", "08:03:00"];
    assert_eq!(world.at(&times), [4, 7, 10, 12, 12]);
}

#[test]
fn less_than_there_was_is_not_asked_of_what_load_has_added_since() {
    let ask_twice = |cron: Value, moved: u32| {
        let mut world = World::new(10, cron, freely());
        world.follows = false;
        let mut asked = world.at(&["07:59:00", "08:00:00"]);
        world.capacity = moved;
        asked.push(world.evaluated("08:01:00"));
        world.capacity = 10;
        asked.push(world.evaluated("08:13:00"));
        asked
    };
    let remove = || json!({"at": "0 0 8 * * *", "remove": 2});
    assert_eq!(ask_twice(remove(), 20), [10, 8, 20, 10]);
    assert_eq!(ask_twice(remove(), 9), [10, 8, 8, 8]);
    let add = json!({"at": "0 0 8 * * *", "add": 2});
    assert_eq!(ask_twice(add, 6), [10, 12, 6, 10]);
    let to = json!({"at": "0 0 8 * * *", "to": 8});
    assert_eq!(ask_twice(to, 20), [10, 8, 8, 8]);
}

#[test]
fn it_asks_until_it_is_too_late() {
    let cron = json!({"at": "0 0 8 * * *", "to": 10, "late": "2m"});
    let mut world = World::new(4, cron, freely());
    world.follows = false;
    let times = ["07:59:00", "08:00:00", "08:01:59", "08:02:00"];
    assert_eq!(world.at(&times), [4, 10, 10, 4]);
}

#[test]
fn what_a_window_denied_is_followed_when_it_has_passed() {
    let guards = json!({"scale_in": {"cooldown": "0s", "stabilization": "10m"}});
    let mut world = World::new(8, json!({"at": "0 0 8 * * *", "remove": "25%"}), guards);
    let times = [
        "07:59:00", "08:00:00", "08:02:00", "08:04:00", "08:06:00", "08:08:00", "08:10:00",
    ];
    assert_eq!(world.at(&times), [8, 8, 8, 8, 8, 8, 6]);
}

#[test]
fn a_rule_that_was_changed_does_not_go_on_with_what_was_due() {
    let mut world = World::new(4, json!({"at": "0 0 8 * * *", "to": 10}), freely());
    world.follows = false;
    assert_eq!(world.at(&["07:59:00", "08:00:00"]), [4, 10]);
    world.policy = World::new(4, json!({"at": "0 0 8 * * *", "to": 20}), freely()).policy;
    assert_eq!(world.at(&["08:01:00"]), [4]);
}

#[test]
fn it_is_told_what_is_due() {
    let mut world = World::new(4, json!({"at": "0 0 8 * * *", "to": 10}), freely());
    world.evaluated("07:59:00");
    let now = "2026-03-02T08:00:30Z".parse().unwrap();
    let decision = decide(&world.policy, &stream(4, &[]), &world.state, now);
    let verdict = decision.rules.first().unwrap();
    assert_eq!(
        verdict.finding.to_string(),
        "to 10 at \"0 0 8 * * *\" UTC: 10 is due since 2026-03-02T08:00:00Z"
    );
    assert_eq!(verdict.until, "2026-03-02T09:00:00Z".parse().ok());
}

#[test]
fn an_exact_capacity_lies_within_the_bounds() {
    let refused = |cron: Value| {
        let document = json!({
            "name": "case",
            "targets": {"kind": "kinesis-stream", "names": ["clicks"]},
            "bounds": {"min": 2, "max": 64},
            "rules": [{ "cron": cron }],
        });
        let found = Policy::parse(&document).map(|_| ());
        found.map_err(|wrong| wrong[0].to_string())
    };
    let wrong = "/rules/0/cron/to: 65 is outside the policy's bounds, 2 to 64";
    assert_eq!(
        refused(json!({"at": "@daily", "to": 65})),
        Err(wrong.to_owned())
    );
    assert_eq!(refused(json!({"at": "@daily", "to": 64})), Ok(()));
    assert_eq!(refused(json!({"at": "@daily", "add": 65})), Ok(()));
}

#[test]
fn every_mistake_is_named_with_its_place_and_the_remedy() {
    let wrong = mistakes(json!({"at": "0 0 8 30 2 *", "to": 4, "add": 3, "late": "0s"}));
    assert_eq!(
        wrong,
        [
            "the document: expected one of `add`, `remove` and `to`",
            "/late: expected 1m to 1d, found `0s`",
            "/at: \"0 0 8 30 2 *\" never comes: no day fits its day, its month and its weekday \
             together",
        ]
    );
    let wrong = mistakes(json!({"at": "0 0 25 * * *", "timezone": "Europe/Berln", "to": 4}));
    assert!(
        wrong[0].starts_with("/at: the hour \"25\" cannot be read"),
        "{wrong:?}"
    );
    assert!(
        wrong[1].ends_with("did you mean `Europe/Berlin`?"),
        "{wrong:?}"
    );
}
