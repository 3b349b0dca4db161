//! What a rule can look at: a metric, and the sources that it is derived from.

mod document;

use std::fmt;

use crate::{Capacity, TargetKind, Unit, metrics, policy::nearest};

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
