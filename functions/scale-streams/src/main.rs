//! Woken by the schedule: evaluates the Kinesis streams that are due.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    wiring::scale_streams().await
}
