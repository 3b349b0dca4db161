//! Woken by the schedule: evaluates what reads streams, ECS services and event source mappings, that
//! is due.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    wiring::scale_consumers().await
}
