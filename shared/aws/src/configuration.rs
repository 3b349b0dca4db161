//! How every client of a function behaves: TLS, retries, timeouts, its name.

use std::time::Duration;

use aws_config::{
    AppName, BehaviorVersion, SdkConfig,
    environment::{EnvironmentVariableCredentialsProvider, EnvironmentVariableRegionProvider},
    retry::RetryConfig,
    timeout::TimeoutConfig,
};
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};

/// The configuration from the environment, shared by all clients of a function. `app` is how the
/// function names itself to the services. Endpoints of stand-ins come from the SDK's own
/// variables, such as `AWS_ENDPOINT_URL_KINESIS`.
pub async fn configuration(app: &str) -> SdkConfig {
    // Named rather than left to a default: aws-lc takes ten times as long for its first connection.
    let https = aws_smithy_http_client::Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .build_https();
    // Lambda gives credentials and region in the environment. Nothing else is tried: the default
    // chain takes time to build, and waits for a metadata service that no function has.
    let loader = aws_config::defaults(BehaviorVersion::v2026_01_12())
        .credentials_provider(EnvironmentVariableCredentialsProvider::new())
        .region(EnvironmentVariableRegionProvider::new())
        .http_client(https)
        .retry_config(retries())
        .timeout_config(timeouts());
    let loader = match AppName::new(app.to_owned()) {
        Ok(name) => loader.app_name(name),
        Err(_) => loader,
    };
    loader.load().await
}

/// Four attempts with full jitter. A throttled call waits at most 0.2, 0.4 and 0.8 seconds: a tick
/// is short, and the next one comes in a minute.
#[must_use]
pub fn retries() -> RetryConfig {
    RetryConfig::standard()
        .with_max_attempts(4)
        .with_initial_backoff(Duration::from_millis(200))
        .with_max_backoff(Duration::from_secs(1))
}

/// A call with all its attempts ends before `evaluation::TARGET_TIMEOUT`, so that what came of it
/// is known when the target's time is over. The SDK itself would wait for an answer for ever.
#[must_use]
pub fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(2))
        .operation_attempt_timeout(Duration::from_secs(5))
        .operation_timeout(Duration::from_secs(9))
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_ends_before_the_time_of_its_target() {
        let whole = timeouts().operation_timeout().unwrap();
        assert!(whole < evaluation::TARGET_TIMEOUT);
        assert!(timeouts().operation_attempt_timeout().unwrap() < whole);
    }
}
