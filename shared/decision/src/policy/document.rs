//! The policy document as users write it: field for field, before it is a policy. What is said of
//! a field here is what an editor shows that knows the schema.

use std::collections::BTreeMap;

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    MAX_NAME, MAX_PATTERNS, MAX_RULES, MAX_TAGS, MAX_TARGET, MAX_TARGETS, Mistakes,
    part::Part,
    resharding::{MonitorShards, PerDay},
};
use crate::{Period, TargetKind, combine::Agreement, guards, rules};

/// How targets of one kind are scaled: between which bounds, by which rules, restrained by which
/// guards.
// The parts are read one by one, so that all mistakes are found at once; fields that it does not
// know have been taken out and reported before.
#[derive(Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes)]
#[schemars(title = "Auxo policy")]
pub(super) struct PolicyDocument {
    /// The version of the form of this document.
    #[deserr(default)]
    #[schemars(extend("default" = 1))]
    pub(super) version: Option<Part<Version>>,
    /// Names the policy in the API and in every record: letters, digits, `-`, `_` and `.`.
    #[deserr(default)]
    #[schemars(required, length(min = 1, max = MAX_NAME), extend("pattern" = PLAIN, "examples" = ["clickstream"]))]
    pub(super) name: Option<Part<String>>,
    #[deserr(default)]
    #[schemars(required)]
    pub(super) targets: Option<Part<TargetsDocument>>,
    /// Whether decisions are acted on.
    #[deserr(default)]
    #[schemars(extend("default" = "active"))]
    pub(super) mode: Option<Part<Mode>>,
    #[deserr(default)]
    #[schemars(required)]
    pub(super) bounds: Option<Part<BoundsDocument>>,
    #[deserr(default)]
    #[schemars(extend("default" = {}))]
    pub(super) evaluate: Option<Part<EvaluateDocument>>,
    /// Each recommends a capacity; the largest counts.
    #[deserr(default)]
    #[schemars(required, length(min = 1, max = MAX_RULES))]
    pub(super) rules: Option<Part<Vec<Part<rules::Document>>>>,
    /// Groups of rules, by the name that the rules' `group` has.
    // deserr loses the mistakes of a map's values, so each is a part.
    #[deserr(default)]
    #[schemars(extend("default" = {}, "maxProperties" = MAX_RULES, "propertyNames" = {"pattern": PLAIN, "maxLength": MAX_NAME}))]
    pub(super) groups: Option<Part<BTreeMap<String, Part<GroupDocument>>>>,
    /// What restrains the recommendation.
    #[deserr(default)]
    #[schemars(extend("default" = {}))]
    pub(super) guards: Option<Part<guards::Settings>>,
    #[deserr(default)]
    #[schemars(extend("default" = {}))]
    pub(super) actuator: Option<Part<ActuatorDocument>>,
    #[deserr(default)]
    #[schemars(extend("default" = {}))]
    pub(super) cost: Option<Part<CostDocument>>,
}

const PLAIN: &str = "^[A-Za-z0-9_.-]+$";
const GLOB: &str = "^[A-Za-z0-9_.*?-]+$";

/// The only version there is.
#[derive(Debug, JsonSchema)]
#[schemars(inline, with = "i64", extend("const" = Self::UNDERSTOOD))]
pub(super) struct Version;

impl Version {
    const UNDERSTOOD: i64 = 1;
}

impl Deserr<Mistakes> for Version {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        let found = match value {
            Value::Integer(1) => return Ok(Self),
            Value::Integer(other) => other.to_string(),
            other => super::kind_in_words(other.kind()).to_owned(),
        };
        let detail = format!("version {} is understood, found {found}", Self::UNDERSTOOD);
        Err(Mistakes::at(location, detail))
    }
}

/// Whether decisions are acted on.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Deserr, JsonSchema,
)]
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

/// What is scaled: targets by their names, and streams by what they are called or tagged.
#[derive(Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields)]
#[schemars(rename = "Targets", extend("minProperties" = 2))]
pub(super) struct TargetsDocument {
    /// What kind they are: which metrics, which service.
    pub(super) kind: TargetKind,
    /// Names of streams or ids of clusters; a target belongs to one policy.
    #[deserr(default)]
    #[schemars(
        length(min = 1, max = MAX_TARGETS),
        inner(length(min = 1, max = MAX_TARGET), pattern(PLAIN)),
        extend("uniqueItems" = true, "examples" = [["clicks", "orders"]])
    )]
    pub(super) names: Option<Vec<String>>,
    /// Streams only: every stream whose name fits one of these; `*` stands for any letters, `?`
    /// for one.
    #[deserr(default)]
    #[schemars(
        length(min = 1, max = MAX_PATTERNS),
        inner(length(min = 1, max = MAX_NAME), pattern(GLOB)),
        extend("uniqueItems" = true, "examples" = [["clicks-*"]])
    )]
    pub(super) patterns: Option<Vec<String>>,
    /// Streams only: every stream that has all of these tags, and fits a pattern if there are any.
    #[deserr(default)]
    #[schemars(extend(
        "minProperties" = 1,
        "maxProperties" = MAX_TAGS,
        "propertyNames" = {"minLength": 1, "maxLength": MAX_NAME},
        "examples" = [{"autoscale": "on"}]
    ))]
    pub(super) tags: Option<BTreeMap<String, Part<String>>>,
}

/// The least and the most capacity; a target outside is brought back.
#[derive(Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields)]
#[schemars(rename = "Bounds")]
pub(super) struct BoundsDocument {
    /// The least capacity in units; a stream has at least 1.
    #[schemars(extend("examples" = [2]))]
    pub(super) min: u32,
    /// The most capacity in units; a stream has at most 10,000.
    #[schemars(extend("maximum" = crate::Capacity::MAX, "examples" = [64]))]
    pub(super) max: u32,
}

/// When targets are evaluated.
#[derive(Debug, Default, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields)]
#[schemars(rename = "Evaluate")]
pub(super) struct EvaluateDocument {
    /// How often a target is evaluated while nothing is under way: whole minutes.
    #[deserr(default)]
    #[schemars(extend("default" = "1m", "examples" = ["5m"]))]
    pub(super) every: Option<Period>,
    /// How often at least: a target that is far from every threshold is evaluated no more often
    /// than it needs to be. Whole minutes, at least `every`, at most `30m`; by default as `every`.
    #[deserr(default)]
    #[schemars(extend("examples" = ["5m"]))]
    pub(super) at_most: Option<Period>,
}

/// How changes are made.
#[derive(Debug, Default, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields)]
#[schemars(rename = "Actuator")]
pub(super) struct ActuatorDocument {
    /// Clusters only: how long a node that has to go may finish its containers.
    #[deserr(default)]
    #[schemars(extend("default" = "15m"))]
    pub(super) decommission_timeout: Option<Period>,
    /// Streams only: what a stream is resharded with.
    #[deserr(default)]
    #[schemars(extend("default" = {}))]
    pub(super) reshard: Option<ReshardDocument>,
}

/// What the costs of a target are compared with.
#[derive(Debug, Default, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields)]
#[schemars(rename = "Cost")]
pub(super) struct CostDocument {
    /// Streams only: the units that there would be at all times without scaling.
    #[deserr(default)]
    #[schemars(range(min = 1), extend("maximum" = crate::Capacity::MAX, "examples" = [12]))]
    pub(super) baseline: Option<u32>,
}

/// What a stream is resharded with.
#[derive(Debug, Default, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields)]
#[schemars(rename = "Reshard")]
pub(super) struct ReshardDocument {
    /// Whether shards may be split and merged one by one.
    #[deserr(default)]
    #[schemars(extend("default" = true))]
    pub(super) operations: Option<bool>,
    /// How many splits and merges there may be in a rolling day: 0 to 1,000, or `unlimited`.
    #[deserr(default)]
    #[schemars(extend("default" = "unlimited", "examples" = [200]))]
    pub(super) operations_per_day: Option<PerDay>,
    /// How many calls of UpdateShardCount the service allows in a rolling day: 0 to 1,000, or
    /// `unlimited`.
    #[deserr(default)]
    #[schemars(extend("default" = 10))]
    pub(super) calls_per_day: Option<PerDay>,
    /// When the service is asked for metrics of single shards, to find those that get more than
    /// their part: they cost. Only where `operations` are allowed.
    #[deserr(default)]
    #[schemars(extend("default" = "as_needed"))]
    pub(super) monitor_shards: Option<MonitorShards>,
}

/// Rules that come to one opinion before they are combined with the others.
#[derive(Debug, Default, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields)]
#[schemars(rename = "Group")]
pub(super) struct GroupDocument {
    /// How its rules come to one opinion.
    #[deserr(default)]
    #[schemars(extend("default" = "any"))]
    pub(super) combine: Agreement,
}
