//! What happens while a rule cannot see, as documents have it.

use deserr::{Deserr, ValuePointerRef};
use schemars::JsonSchema;

use crate::{
    Bounds, Capacity, Period,
    guards::{Sets, Settings},
    policy::Mistakes,
};

/// What `after` is by default.
const PATIENCE: Period = Period::minutes(15);

/// The most that `stale_after` may be: longer, and scaling in would rest on data that is missing.
/// The least depends on how often there is any.
const MOST_STALE: Period = Period::minutes(30);

/// What happens while a rule that watches load cannot see it.
#[derive(Clone, Copy, Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields, validate = checked -> Mistakes)]
#[schemars(rename = "Missing", extend("dependentRequired" = {"after": ["floor"]}))]
pub(crate) struct Setting {
    /// Whether something is added for what the other rules see.
    #[deserr(default)]
    #[schemars(extend("default" = "allow"))]
    pub(super) scale_out: ScaleOut,
    /// How long blindness lasts before the floor rises. Default: `15m`.
    #[deserr(default)]
    after: Option<Period>,
    /// What capacity rises to after that time, in units, within the bounds. Default: none.
    #[deserr(default)]
    #[schemars(extend("examples" = [10]))]
    pub(super) floor: Option<u32>,
    /// How long after its end the newest sample counts: at least a period and a minute, at most
    /// `30m`. Default: two periods and two minutes.
    #[deserr(default)]
    #[schemars(extend("examples" = ["10m"]))]
    stale_after: Option<Period>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserr, JsonSchema)]
#[deserr(error = Mistakes, rename_all = lowercase)]
#[schemars(inline, rename_all = "lowercase")]
pub(super) enum ScaleOut {
    /// It is.
    #[default]
    Allow,
    /// Nothing is.
    Hold,
}

fn checked(setting: Setting, location: ValuePointerRef) -> Result<Setting, Mistakes> {
    if setting.stale_after.is_some_and(|stale| MOST_STALE < stale) {
        let detail = format!("expected at most {MOST_STALE}");
        return Err(Mistakes::at(location.push_key("stale_after"), detail));
    }
    if setting.after.is_some() && setting.floor.is_none() {
        let detail = "the time after which `floor` is kept; give a `floor` too";
        return Err(Mistakes::at(location.push_key("after"), detail));
    }
    Ok(setting)
}

impl Settings {
    /// How long after its end the newest sample counts, if the policy says.
    pub(crate) fn stale_after(&self) -> Option<Period> {
        self.missing?.stale_after
    }

    /// How long blindness lasts before the fail-safe floor is kept, if there is one.
    pub(crate) fn patience(&self) -> Option<Period> {
        let setting = self.missing.filter(|missing| missing.floor.is_some())?;
        Some(setting.patience())
    }
}

impl Setting {
    pub(super) fn patience(&self) -> Period {
        self.after.unwrap_or(PATIENCE)
    }
}

impl Sets for Setting {
    fn against(&self, bounds: Bounds) -> Vec<(&'static str, String)> {
        let floor = self.floor.map(Capacity);
        let outside = floor.and_then(|floor| bounds.against(floor));
        outside
            .map(|detail| ("floor", detail))
            .into_iter()
            .collect()
    }
}
