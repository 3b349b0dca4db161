//! A value of a metric as a document says it.

use deserr::Deserr;
use schemars::JsonSchema;

use crate::policy::Mistakes;

/// More than any metric measures, and far less than where arithmetic or a record would overflow.
pub(crate) const LARGEST: f64 = 1e15;

/// A finite value in the metric's unit, from -10¹⁵ to 10¹⁵.
#[derive(Clone, Copy, Debug, PartialEq, Deserr, JsonSchema)]
#[deserr(error = Mistakes, try_from(f64) = Self::checked -> String)]
#[schemars(inline, with = "f64", extend("minimum" = -LARGEST, "maximum" = LARGEST))]
pub(crate) struct MetricValue(f64);

impl MetricValue {
    pub(crate) const ONE: Self = Self(1.0);

    fn checked(value: f64) -> Result<Self, String> {
        if value.abs() <= LARGEST {
            Ok(Self(value))
        } else {
            Err(format!(
                "expected a number from -{LARGEST:e} to {LARGEST:e}, found {value:e}"
            ))
        }
    }

    pub(crate) fn number(self) -> f64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::Policy;

    fn mistakes(rules: &Value, guards: &Value) -> Vec<String> {
        let document = json!({
            "name": "case",
            "targets": {"kind": "kinesis-stream", "names": ["clicks"]},
            "bounds": {"min": 1, "max": 100},
            "rules": rules,
            "guards": guards,
        });
        let wrong = Policy::parse(&document).unwrap_err();
        wrong.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_value_that_no_metric_has_is_refused_wherever_it_is_said() {
        let metric = "write_utilization";
        let rules = json!([
            {"step": {"metric": metric, "over": 1e300, "add": 1}},
            {"step": {"metric": metric, "steps": [{"under": -1e16, "remove": 1}]}},
            {"load_plus_online": {"metric": metric, "up": 1e308, "per_unit": 1e308, "down": -1e99}},
            {"track": {"metric": metric, "target": 1e126}},
            {"per_instance": {"metric": metric, "at_least": 1e16}},
        ]);
        let broken_by = json!({"metric": metric, "over": 1e16});
        let guards = json!({"scale_out": {"cooldown": {"wait": "5m", "broken_by": broken_by}}});
        let found = mistakes(&rules, &guards);
        let places: Vec<_> = found
            .iter()
            .filter_map(|it| it.split(": ").next())
            .collect();
        assert_eq!(
            places,
            [
                "/rules/0/step/over",
                "/rules/1/step/steps/0/under",
                "/rules/2/load_plus_online/down",
                "/rules/2/load_plus_online/per_unit",
                "/rules/2/load_plus_online/up",
                "/rules/3/track/target",
                "/rules/4/per_instance/at_least",
                "/guards/scale_out/cooldown/broken_by/over",
            ]
        );
        assert_eq!(
            found[0],
            "/rules/0/step/over: expected a number from -1e15 to 1e15, found 1e300"
        );
    }
}
