//! Shards and nodes are looked at only where it matters.

use super::*;

#[tokio::test]
async fn members_are_looked_at_only_when_a_scale_in_hangs_on_them() {
    let mut policy = document("p", &["a"]);
    policy["guards"]["billing"] = json!({"period": "1h", "used": "50m"});
    let world = World::new(MemoryStore::default().with_policy(policy), &["a"]);
    let asked = |world: &World| world.targets.members.lock().unwrap().1;
    world.tick(0).await;
    assert_eq!(asked(&world), 0);
    world.utilization(4, 0.25);
    world.tick(1).await;
    assert_eq!(asked(&world), 1);
    let held = "hold 4 because read_utilization 25 % is below its target of 50 %, which asks for 2; \
                billing 4: nobody has looked since when they are paid";
    assert_eq!(world.record("a").sentence(), held);
    let shard = |id: &str| Member {
        id: id.to_owned(),
        group: None,
        since: Some(at(-50)),
        stage: Stage::Serving,
        work: Work::Unknown,
        protected: false,
        series: Vec::new(),
    };
    world.targets.members.lock().unwrap().0 = Some(vec![shard("s-1"), shard("s-2")]);
    world.tick(2).await;
    assert_eq!(world.targets.asked(), [2]);
    let Outcome::Decided { decision, .. } = world.record("a").outcome else {
        panic!("there was no decision");
    };
    assert_eq!(decision.victims, ["s-1", "s-2"]);
}

#[tokio::test]
async fn members_that_cannot_be_looked_at_hold_and_are_a_problem_of_the_record() {
    let mut policy = document("p", &["a"]);
    policy["guards"]["idle"] = json!({});
    let world = World::new(MemoryStore::default().with_policy(policy), &["a"]);
    world.utilization(4, 0.25);
    *world.targets.members_error.lock().unwrap() =
        Some(failing("ListInstances", Failure::Throttled));
    assert_eq!(world.tick(0).await.held, 1);
    assert_eq!(
        world.record("a").problems,
        ["ListInstances: as the test wants it"]
    );
}
