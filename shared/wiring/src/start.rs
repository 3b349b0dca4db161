//! The start of a function: what is done once, while the processor is at full speed.

use aws::{SdkConfig, Table};
use pricing::Prices;

use crate::{failure::Failed, settings::Settings, telemetry};

/// What every function has once it has started. Clients are made of it once, and kept.
#[derive(Clone, Debug)]
pub struct Started {
    pub aws: SdkConfig,
    pub table: Table,
    prices: Option<String>,
}

impl Started {
    /// The price list, with what the setting PRICES says instead.
    ///
    /// # Errors
    /// When the setting cannot be understood.
    pub fn prices(&self) -> Result<Prices, Failed> {
        let prices = Prices::with(self.prices.as_deref()).map_err(Failed::from);
        prices.inspect_err(|wrong| tracing::error!(%wrong, "cannot start"))
    }
}

/// Starts a function; `app` is how it names itself to the services that it calls.
///
/// # Errors
/// When a setting is missing.
pub async fn start(app: &str) -> Result<Started, Failed> {
    telemetry::init();
    let settings = Settings::read(|name| std::env::var(name).ok()).map_err(|missing| {
        tracing::error!(%missing, "cannot start");
        missing
    })?;
    let aws = aws::configuration(app).await;
    let table = Table::new(&aws, settings.table);
    Ok(Started {
        aws,
        table,
        prices: settings.prices,
    })
}
