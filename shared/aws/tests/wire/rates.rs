//! What an account may call in a second, held by whoever calls.

use aws::Kinesis;
use decision::{Capacity, TargetId};
use evaluation::{Actuator, Failure, PortError, TargetSource};
use futures::future::join_all;
use serde_json::{Value, json};

use crate::world::{calls, config, policy, start, stream};

const STREAMS: usize = 100;

fn crowd() -> Value {
    let load = json!({ "constant": { "bytes": 1_000.0, "records": 1.0 } });
    let stream = |number| json!({ "name": format!("s{number}"), "shards": 4, "load": load });
    let streams: Vec<_> = (0..STREAMS).map(stream).collect();
    json!({ "start": crate::world::NOON, "streams": streams })
}

/// Reshards as one tick after the other does: what was not asked for is asked for again.
async fn reshard(kinesis: &Kinesis, target: &TargetId) -> Result<Capacity, PortError> {
    loop {
        let resharded = async {
            let status = kinesis.examine(target).await?.status;
            let policy = policy("kinesis-stream");
            kinesis
                .scale_to(target, &status, Capacity(8), &policy)
                .await
        };
        match resharded.await {
            Err(error) if error.failure == Failure::Postponed => {
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            }
            done => return done,
        }
    }
}

#[tokio::test]
async fn a_hundred_streams_are_resharded_at_once_and_no_call_is_refused_for_its_rate() {
    let running = start(crowd()).await;
    let kinesis = Kinesis::new(&config(&running));
    let targets: Vec<_> = (0..STREAMS)
        .map(|number| stream(&format!("s{number}")))
        .collect();
    let resharded = join_all(targets.iter().map(|target| reshard(&kinesis, target))).await;
    assert!(
        resharded.iter().all(|asked| *asked == Ok(Capacity(8))),
        "{resharded:?}"
    );
    assert_eq!(calls(&running, "UpdateShardCount"), STREAMS);
    let refused = running.calls_since(0);
    let refused: Vec<_> = refused.iter().filter(|call| call.outcome != "ok").collect();
    assert!(refused.is_empty(), "{refused:?}");
}
