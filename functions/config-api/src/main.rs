//! Behind API Gateway: policies, targets, decisions, and why; what streams cost.

use config_api::{Ports, router};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let started = wiring::start("auxo-config-api").await?;
    let viewer = started.viewer();
    let prices = started.prices()?;
    let store = started.table;
    let ports = Ports {
        store,
        viewer,
        prices,
    };
    lambda_http::run(router(ports)).await
}
