//! The policy document as users write it: field for field, before it is a policy.

use std::collections::BTreeMap;

use deserr::Deserr;
use serde::{Deserialize, Serialize};

use super::{Mistakes, part::Part};
use crate::{Period, TargetKind, combine::Agreement, guards, rules};

/// The parts are read one by one, so that all mistakes are found at once; fields that it does not
/// know have been taken out and reported before.
#[derive(Debug, Deserr)]
#[deserr(error = Mistakes)]
pub(super) struct PolicyDocument {
    #[deserr(default)]
    pub(super) name: Option<Part<String>>,
    #[deserr(default)]
    pub(super) targets: Option<Part<TargetsDocument>>,
    #[deserr(default)]
    pub(super) mode: Option<Part<Mode>>,
    #[deserr(default)]
    pub(super) bounds: Option<Part<BoundsDocument>>,
    #[deserr(default)]
    pub(super) evaluate: Option<Part<EvaluateDocument>>,
    #[deserr(default)]
    pub(super) rules: Option<Part<Vec<Part<rules::Document>>>>,
    #[deserr(default)]
    pub(super) groups: Option<Part<BTreeMap<String, GroupDocument>>>,
    #[deserr(default)]
    pub(super) guards: Option<Part<guards::Settings>>,
    #[deserr(default)]
    pub(super) actuator: Option<Part<ActuatorDocument>>,
}

/// Whether decisions are acted on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Deserr)]
#[serde(rename_all = "kebab-case")]
#[deserr(error = Mistakes)]
pub enum Mode {
    /// Decides and acts.
    #[default]
    #[deserr(rename = "active")]
    Active,
    /// Decides and records what it would have done.
    #[deserr(rename = "dry-run")]
    DryRun,
    /// Decides, and holds; the record says what would have been done.
    #[deserr(rename = "paused")]
    Paused,
}

#[derive(Debug, Deserr)]
#[deserr(error = Mistakes, deny_unknown_fields)]
pub(super) struct TargetsDocument {
    pub(super) kind: TargetKind,
    pub(super) names: Vec<String>,
}

#[derive(Debug, Deserr)]
#[deserr(error = Mistakes, deny_unknown_fields)]
pub(super) struct BoundsDocument {
    pub(super) min: u32,
    pub(super) max: u32,
}

#[derive(Debug, Default, Deserr)]
#[deserr(error = Mistakes, deny_unknown_fields)]
pub(super) struct EvaluateDocument {
    #[deserr(default)]
    pub(super) every: Option<Period>,
}

#[derive(Debug, Default, Deserr)]
#[deserr(error = Mistakes, deny_unknown_fields)]
pub(super) struct ActuatorDocument {
    #[deserr(default)]
    pub(super) decommission_timeout: Option<Period>,
}

#[derive(Debug, Default, Deserr)]
#[deserr(error = Mistakes, deny_unknown_fields)]
pub(super) struct GroupDocument {
    #[deserr(default)]
    pub(super) combine: Agreement,
}
