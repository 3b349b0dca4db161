//! Woken by the schedule: evaluates the EMR clusters that are due.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    wiring::scale_clusters().await
}
