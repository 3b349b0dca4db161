//! Behind API Gateway: policies, targets, decisions, and why.

use config_api::{Ports, router};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let started = wiring::start("auxo-config-api").await?;
    let viewer = started.viewer();
    let store = started.table;
    lambda_http::run(router(Ports { store, viewer })).await
}
