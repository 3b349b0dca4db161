//! Which instance comes and goes, by its number.

use serde::Deserialize;

use crate::{Outcome, Vector};

#[derive(Deserialize)]
struct Input {
    service: Service,
}

#[derive(Deserialize)]
struct Service {
    #[serde(default)]
    attached: Vec<serde_json::Value>,
}

pub(crate) fn judge(vector: &Vector) -> Result<Outcome, String> {
    let Input { service } = vector.input()?;
    Ok(if service.attached.is_empty() {
        Outcome::NotApplicable("another system's names of its instances")
    } else {
        Outcome::NotYet("attached services")
    })
}
