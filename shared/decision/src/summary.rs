//! How the samples of a window become one value.

use std::fmt;

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Sample,
    policy::{Mistakes, kind_in_words},
};

/// What several samples say together. Each grows with every sample.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(
    inline,
    with = "String",
    extend(
        "pattern" = "^(average|minimum|maximum|p[1-9][0-9]?)$",
        "examples" = ["average", "minimum", "maximum", "p90"]
    )
)]
pub enum Summary {
    #[default]
    Average,
    Minimum,
    Maximum,
    /// The least value that so many per cent of the samples do not exceed (nearest rank).
    Percentile(u8),
}

impl Summary {
    /// `None` of no samples.
    #[must_use]
    pub fn of(self, samples: &[Sample]) -> Option<f64> {
        let values = samples.iter().map(|sample| sample.value());
        match self {
            Self::Average => {
                let (sum, count) =
                    values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
                (0.0 < count).then(|| sum / count)
            }
            Self::Minimum => values.reduce(f64::min),
            Self::Maximum => values.reduce(f64::max),
            Self::Percentile(rank) => {
                let mut sorted: Vec<f64> = values.collect();
                sorted.sort_unstable_by(f64::total_cmp);
                let place = (sorted.len() * usize::from(rank)).div_ceil(100);
                sorted.get(place.saturating_sub(1)).copied()
            }
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Average => f.write_str("average"),
            Self::Minimum => f.write_str("minimum"),
            Self::Maximum => f.write_str("maximum"),
            Self::Percentile(rank) => write!(f, "p{rank}"),
        }
    }
}

impl Deserr<Mistakes> for Summary {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        let expected = "expected average, minimum, maximum or a percentile from p1 to p99";
        let found = kind_in_words(value.kind());
        let Value::String(text) = value else {
            return Err(Mistakes::at(location, format!("{expected}, found {found}")));
        };
        let rank = || {
            text.strip_prefix('p')?
                .parse()
                .ok()
                .filter(|rank| (1..100).contains(rank))
        };
        match (text.as_str(), rank()) {
            ("average", _) => Ok(Self::Average),
            ("minimum", _) => Ok(Self::Minimum),
            ("maximum", _) => Ok(Self::Maximum),
            (_, Some(rank)) => Ok(Self::Percentile(rank)),
            _ => Err(Mistakes::at(
                location,
                format!("{expected}, found \"{text}\""),
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::stream;

    fn of(text: &str, values: &[f64]) -> Option<f64> {
        let summary: Summary =
            deserr::deserialize::<_, _, Mistakes>(serde_json::json!(text)).unwrap();
        assert_eq!(summary.to_string(), text);
        summary.of(stream(4, values).series[0].samples())
    }

    #[test]
    fn says_what_the_samples_say_together() {
        let values = [0.1, 0.4, 0.2, 0.3];
        assert_eq!(of("average", &values), Some(0.25));
        assert_eq!(of("minimum", &values), Some(0.1));
        assert_eq!(of("maximum", &values), Some(0.4));
    }

    #[test]
    fn a_percentile_is_a_value_that_was_measured() {
        let values = [0.1, 0.4, 0.2, 0.3];
        assert_eq!(of("p1", &values), Some(0.1));
        assert_eq!(of("p50", &values), Some(0.2));
        assert_eq!(of("p51", &values), Some(0.3));
        assert_eq!(of("p99", &values), Some(0.4));
    }

    #[test]
    fn of_nothing_there_is_nothing_to_say() {
        for summary in ["average", "minimum", "maximum", "p90"] {
            assert_eq!(of(summary, &[]), None, "{summary}");
        }
    }

    #[test]
    fn what_is_no_percentile_is_refused() {
        for text in ["p0", "p100", "p", "median", "90"] {
            let read: Result<Summary, Mistakes> = deserr::deserialize(serde_json::json!(text));
            assert!(read.is_err(), "{text}");
        }
    }
}
