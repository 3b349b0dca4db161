//! What a rule watches: a metric, or the first of several that has data (`a ?? b ?? c`).

use std::fmt;

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use schemars::JsonSchema;

use crate::{
    Metric, Missed, Period, Sample, Unit, View, metrics,
    policy::{Mistakes, kind_in_words},
    rules::Need,
};

/// The most metrics of one chain.
const LONGEST: usize = 5;

/// Metrics of one unit and one kind of target, in the order in which they are asked; never empty.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[schemars(
    with = "serde_json::Value",
    description = "A metric, or several with `??` between them: the first that has data is watched.",
    extend(
        "anyOf" = [
            schemars::SchemaGenerator::subschema_for::<Metric>(generator),
            {"type": "string", "pattern": r"^\w+( *\?\? *\w+){1,4}$"}
        ],
        "examples" = ["write_utilization", "read_utilization ?? write_utilization"]
    )
)]
pub struct Watched {
    first: Metric,
    others: Vec<Metric>,
}

impl Watched {
    pub fn metrics(&self) -> impl Iterator<Item = Metric> {
        std::iter::once(self.first).chain(self.others.iter().copied())
    }

    #[must_use]
    pub fn unit(&self) -> Unit {
        self.first.unit()
    }

    /// The first metric that has samples that count, and these.
    ///
    /// # Errors
    /// When none has: what the first one misses.
    pub fn samples<'a>(&self, view: &View<'a>) -> Result<(Metric, &'a [Sample]), Missed> {
        let first = view.samples(self.first);
        let Err(gap) = first else {
            return first
                .map(|samples| (self.first, samples))
                .map_err(|gap| Missed::of(self.first, gap));
        };
        let next = self.others.iter().find_map(|metric| {
            let samples = view.samples(*metric).ok()?;
            Some((*metric, samples))
        });
        next.ok_or_else(|| Missed::of(self.first, gap))
    }

    /// The first metric that has a sample that counts, and the newest of them.
    ///
    /// # Errors
    /// When none has.
    pub fn newest(&self, view: &View<'_>) -> Result<(Metric, Sample), Missed> {
        let (metric, samples) = self.samples(view)?;
        let newest = samples.last().copied();
        newest.map_or_else(
            || Err(Missed::of(metric, crate::Gap::NoData)),
            |newest| Ok((metric, newest)),
        )
    }

    /// What one sample covers, of the metric whose samples cover most.
    #[must_use]
    pub(crate) fn resolution(&self) -> Period {
        let each = self
            .metrics()
            .map(|metric| metrics::resolution(metric.kind()));
        Period::seconds(each.max().unwrap_or_default())
    }

    /// What has to be fetched for it; `field` is its place in the rule's document.
    #[must_use]
    pub fn needs(&self, field: &'static str, lookback: Period) -> Vec<Need> {
        let need = |metric| Need::Samples {
            field,
            metric,
            lookback,
        };
        self.metrics().map(need).collect()
    }
}

impl fmt::Display for Watched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.first.fmt(f)?;
        self.others
            .iter()
            .try_for_each(|metric| write!(f, " ?? {metric}"))
    }
}

impl Deserr<Mistakes> for Watched {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        let Value::String(text) = value else {
            let found = kind_in_words(value.kind());
            let detail =
                format!("expected a metric's name or several with ?? between them, found {found}");
            return Err(Mistakes::at(location, detail));
        };
        let wrong = |detail: String| Mistakes::at(location, detail);
        let parts: Vec<_> = text.split("??").map(str::trim).collect();
        if LONGEST < parts.len() {
            return Err(wrong(format!(
                "at most {LONGEST} metrics, found {}",
                parts.len()
            )));
        }
        let mut metrics = Vec::with_capacity(parts.len());
        let mut mistakes = Mistakes::default();
        for part in parts {
            match Metric::named(part) {
                Ok(metric) => metrics.push(metric),
                Err(detail) => mistakes.note(location, detail),
            }
        }
        if !mistakes.0.is_empty() {
            return Err(mistakes);
        }
        let mut metrics = metrics.into_iter();
        let first = metrics
            .next()
            .ok_or_else(|| wrong("expected a metric's name".to_owned()))?;
        let others: Vec<_> = metrics.collect();
        let alike = |other: &&Metric| other.unit() == first.unit() && other.kind() == first.kind();
        if let Some(other) = others.iter().find(|other| !alike(other)) {
            return Err(wrong(format!(
                "`{other}` cannot stand in for `{first}`: they are not of one unit and one kind of target"
            )));
        }
        Ok(Self { first, others })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        ScalingState, TargetKind,
        rules::tests::{noon, series, stream},
    };

    fn watched(text: &str) -> Result<Watched, Mistakes> {
        deserr::deserialize(json!(text))
    }

    #[test]
    fn the_first_metric_that_has_data_is_watched() {
        let chain = watched("read_utilization ?? write_utilization").unwrap();
        let state = ScalingState::default();
        let mut seen = stream(4, &[0.5]);
        let view = View::new(&seen, &state, noon());
        assert_eq!(chain.newest(&view).unwrap().0.name(), "write_utilization");
        let read = Metric::of(TargetKind::KinesisStream, "read_utilization").unwrap();
        seen.series.push(series(read, Period::minutes(1), &[0.7]));
        let view = View::new(&seen, &state, noon());
        assert_eq!(chain.newest(&view).unwrap().0.name(), "read_utilization");
    }

    #[test]
    fn when_none_has_data_the_first_is_missed() {
        let chain = watched("read_utilization ?? write_utilization").unwrap();
        let (seen, state) = (stream(4, &[]), ScalingState::default());
        let missed = chain.newest(&View::new(&seen, &state, noon())).unwrap_err();
        assert_eq!(missed.to_string(), "read_utilization has no data");
    }

    #[test]
    fn what_cannot_stand_in_is_refused() {
        let wrong = watched("write_utilization ?? iterator_age_seconds").unwrap_err();
        assert!(wrong.0[0].detail.contains("cannot stand in"), "{wrong:?}");
        let wrong = watched("write_utilisation ?? nothing").unwrap_err();
        assert_eq!(wrong.0.len(), 2, "{wrong:?}");
    }

    #[test]
    fn is_written_as_it_was_read() {
        let text = "read_utilization ?? write_utilization";
        assert_eq!(watched(text).unwrap().to_string(), text);
    }
}
