//! What a rule can look at: a metric, and the sources that it is derived from.

use std::{borrow::Cow, fmt};

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::json;

use crate::{
    Capacity, TargetKind, metrics,
    policy::{Mistakes, kind_in_words, nearest},
};

/// How the samples of a source are aggregated over its period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Statistic {
    Average,
    Maximum,
    Sum,
}

/// One series as the monitoring service has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Source {
    /// As the monitoring service spells it.
    pub name: &'static str,
    pub statistic: Statistic,
}

/// What the numbers of a metric mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A share of what there is; 1 is all of it, and load may ask for more than 1.
    Fraction,
    Seconds,
    PerSecond,
    Count,
}

impl Unit {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Fraction => "share",
            Self::Seconds => "seconds",
            Self::PerSecond => "per second",
            Self::Count => "number",
        }
    }

    /// A value in words: `72 %`, `95 s`.
    #[must_use]
    pub fn words(self, value: f64) -> String {
        match self {
            Self::Fraction => format!("{:.0} %", value * 100.0),
            Self::Seconds => format!("{value:.0} s"),
            Self::PerSecond => format!("{value:.1} per second"),
            Self::Count if value.fract() == 0.0 => format!("{value:.0}"),
            Self::Count => format!("{value:.2}"),
        }
    }
}

/// What a value is derived with besides its sources.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scale {
    /// The units that carry the load: the scaled ones and the fixed ones.
    pub(crate) units: f64,
    /// Seconds that one sample covers.
    pub(crate) seconds: f64,
}

/// An entry of a catalogue.
#[derive(Debug)]
pub(crate) struct Entry {
    /// As policies spell it.
    pub(crate) name: &'static str,
    pub(crate) unit: Unit,
    /// What has to be fetched for it, all of it: a value with a source missing is missing.
    pub(crate) sources: &'static [Source],
    /// From the sources' values at one time, in their order.
    pub(crate) derive: fn(&[f64], Scale) -> f64,
    /// Whether it is what was asked for, whatever there is to serve it: then it tells as much of
    /// the time before a change of capacity, and a sample that is not complete is no more than
    /// the truth.
    pub(crate) is_demand: bool,
    /// One line for people.
    pub(crate) about: &'static str,
}

/// A metric of a catalogue; one that exists can be fetched and derived.
#[derive(Clone, Copy)]
pub struct Metric {
    kind: TargetKind,
    entry: &'static Entry,
}

impl Metric {
    /// The metric called `name` of targets of `kind`.
    #[must_use]
    pub fn of(kind: TargetKind, name: &str) -> Option<Self> {
        let entry = metrics::catalogue(kind)
            .iter()
            .find(|entry| entry.name == name)?;
        Some(Self { kind, entry })
    }

    /// The metric called `name`, of whatever kind of target.
    ///
    /// # Errors
    /// That there is none, with the nearest that there is.
    pub fn named(name: &str) -> Result<Self, String> {
        let found = TargetKind::ALL
            .into_iter()
            .find_map(|kind| Self::of(kind, name));
        found.ok_or_else(|| {
            let all = TargetKind::ALL.into_iter().flat_map(Self::all);
            let names: Vec<_> = all.map(Self::name).collect();
            format!("there is no metric `{name}`{}", nearest(name, &names))
        })
    }

    pub fn all(kind: TargetKind) -> impl Iterator<Item = Self> {
        metrics::catalogue(kind)
            .iter()
            .map(move |entry| Self { kind, entry })
    }

    #[must_use]
    pub fn kind(self) -> TargetKind {
        self.kind
    }

    #[must_use]
    pub fn name(self) -> &'static str {
        self.entry.name
    }

    #[must_use]
    pub fn unit(self) -> Unit {
        self.entry.unit
    }

    #[must_use]
    pub fn about(self) -> &'static str {
        self.entry.about
    }

    /// Whether it is what was asked for, whatever there was to serve it.
    #[must_use]
    pub fn is_demand(self) -> bool {
        self.entry.is_demand
    }

    #[must_use]
    pub fn sources(self) -> &'static [Source] {
        self.entry.sources
    }

    /// The value at one time: of the sources in their order, with `units` carrying the load.
    #[must_use]
    pub fn derive(self, sources: &[f64], units: Capacity, seconds: u32) -> f64 {
        let scale = Scale {
            units: units.units(),
            seconds: f64::from(seconds),
        };
        (self.entry.derive)(sources, scale)
    }
}

impl PartialEq for Metric {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind && std::ptr::eq(self.entry, other.entry)
    }
}

impl Eq for Metric {}

impl fmt::Debug for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.entry.name)
    }
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.entry.name)
    }
}

impl Serialize for Metric {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.entry.name)
    }
}

impl<'de> Deserialize<'de> for Metric {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::named(&name).map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Metric {
    fn schema_name() -> Cow<'static, str> {
        "Metric".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let metrics = TargetKind::ALL.into_iter().flat_map(Self::all);
        let described = metrics.map(|metric| {
            let (kind, unit) = (metric.kind, metric.unit().name());
            let description = format!("{kind}, {unit}: {}", metric.about());
            json!({"const": metric.name(), "description": description})
        });
        json_schema!({"type": "string", "oneOf": described.collect::<Vec<_>>()})
    }
}

impl Deserr<Mistakes> for Metric {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        let Value::String(name) = value else {
            let found = kind_in_words(value.kind());
            return Err(Mistakes::at(
                location,
                format!("expected a metric's name, found {found}"),
            ));
        };
        Self::named(&name).map_err(|detail| Mistakes::at(location, detail))
    }
}
