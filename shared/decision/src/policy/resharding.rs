//! What a stream may be resharded with.

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use schemars::JsonSchema;

use super::{Mistakes, document::ReshardDocument, kind_in_words};

/// What a stream is resharded with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resharding {
    /// Whether shards may be split and merged one by one.
    pub operations: bool,
    /// How many splits and merges there may be; their consumers follow each.
    pub operations_per_day: PerDay,
    /// How many calls of UpdateShardCount the service allows.
    pub calls_per_day: PerDay,
    pub monitor_shards: MonitorShards,
}

/// When the service is asked for metrics of single shards, which it bills.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserr, JsonSchema)]
#[deserr(error = Mistakes, rename_all = lowercase)]
#[schemars(inline, rename_all = "snake_case")]
pub enum MonitorShards {
    /// While a shard is suspected of getting more than its part.
    #[default]
    #[deserr(rename = "as_needed")]
    AsNeeded,
    Always,
    Never,
}

/// How often in a rolling day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema)]
#[schemars(
    inline,
    with = "serde_json::Value",
    extend("anyOf" = [
        {"type": "integer", "minimum": 0, "maximum": MOST},
        {"const": "unlimited"}
    ])
)]
pub enum PerDay {
    Limited(u32),
    Unlimited,
}

/// Nobody was granted more calls.
const MOST: u32 = 1_000;

/// Quotas and limits of the developer guide, unless it was raised.
const USUAL: PerDay = PerDay::Limited(10);

impl Default for Resharding {
    fn default() -> Self {
        Self {
            operations: true,
            operations_per_day: PerDay::Unlimited,
            calls_per_day: USUAL,
            monitor_shards: MonitorShards::default(),
        }
    }
}

impl From<ReshardDocument> for Resharding {
    fn from(document: ReshardDocument) -> Self {
        Self {
            operations: document.operations.unwrap_or(true),
            operations_per_day: document.operations_per_day.unwrap_or(PerDay::Unlimited),
            calls_per_day: document.calls_per_day.unwrap_or(USUAL),
            monitor_shards: document.monitor_shards.unwrap_or_default(),
        }
    }
}

impl Deserr<Mistakes> for PerDay {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        let found = match value {
            Value::String(text) if text == "unlimited" => return Ok(Self::Unlimited),
            Value::Integer(calls) => match u32::try_from(calls) {
                Ok(calls) if calls <= MOST => return Ok(Self::Limited(calls)),
                _ => calls.to_string(),
            },
            other => kind_in_words(other.kind()).to_owned(),
        };
        let detail = format!("expected 0 to {MOST} or `unlimited`, found {found}");
        Err(Mistakes::at(location, detail))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::Policy;

    fn read(reshard: Value) -> Result<Resharding, Vec<String>> {
        let document = json!({
            "name": "p",
            "targets": {"kind": "kinesis-stream", "names": ["a"]},
            "bounds": {"min": 1, "max": 9},
            "rules": [{"track": {"metric": "write_demand", "target": 0.8}}],
            "actuator": {"reshard": reshard}
        });
        let policy = Policy::parse(&document).map(|policy| policy.resharding);
        policy.map_err(|wrong| wrong.into_iter().map(|each| each.to_string()).collect())
    }

    #[test]
    fn a_stream_is_resharded_by_ten_calls_a_day_and_any_number_of_operations() {
        assert_eq!(read(json!({})), Ok(Resharding::default()));
        assert_eq!(
            read(json!({"operations": false, "calls_per_day": "unlimited"})),
            Ok(Resharding {
                operations: false,
                operations_per_day: PerDay::Unlimited,
                calls_per_day: PerDay::Unlimited,
                monitor_shards: MonitorShards::AsNeeded,
            })
        );
        let watched = read(json!({"monitor_shards": "always"})).unwrap();
        assert_eq!(watched.monitor_shards, MonitorShards::Always);
        let limited = read(json!({"calls_per_day": 40, "operations_per_day": 200})).unwrap();
        assert_eq!(limited.calls_per_day, PerDay::Limited(40));
        assert_eq!(limited.operations_per_day, PerDay::Limited(200));
    }

    #[test]
    fn a_number_that_is_none_is_refused() {
        for number in [json!(-1), json!(1001), json!("many"), json!(1.5)] {
            for of in ["calls_per_day", "operations_per_day"] {
                let wrong = read(json!({ of: number })).unwrap_err();
                let expected = format!("/actuator/reshard/{of}: expected 0 to 1000");
                assert!(wrong[0].starts_with(&expected), "{wrong:?}");
            }
        }
    }

    #[test]
    fn clusters_have_no_shards() {
        let document = json!({
            "name": "p",
            "targets": {"kind": "emr-cluster", "names": ["j-1"]},
            "bounds": {"min": 1, "max": 9},
            "rules": [{"track": {"metric": "memory_utilization", "target": 0.8}}],
            "actuator": {"reshard": {}}
        });
        let wrong = Policy::parse(&document).unwrap_err();
        assert_eq!(wrong[0].pointer, "/actuator/reshard");
    }
}
