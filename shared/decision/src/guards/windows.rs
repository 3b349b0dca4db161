//! Windows: hours in which a direction is allowed, or forbidden. As with the scale-down times of
//! Mercari's autoscaler for Cloud Spanner; here both may be set, and what is forbidden stays so.

use std::fmt;

use deserr::{Deserr, ValuePointerRef};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Context, Says, Sets};
use crate::{
    Capacity, Period,
    calendar::Range,
    policy::{Mistakes, schema::required},
};

/// The most ranges of one list.
const MOST: usize = 10;

/// Hours in which capacity may be changed in this direction, or may not.
#[derive(Clone, Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields, validate = checked -> Mistakes)]
#[schemars(rename = "Windows", extend("anyOf" = [required("allowed"), required("forbidden")]))]
pub(crate) struct Setting {
    /// Only in these. Default: at any hour.
    #[deserr(default)]
    #[schemars(length(min = 1, max = MOST))]
    allowed: Option<Vec<Range>>,
    /// Not in these. Default: none.
    #[deserr(default)]
    #[schemars(length(min = 1, max = MOST))]
    forbidden: Option<Vec<Range>>,
}

fn checked(setting: Setting, location: ValuePointerRef) -> Result<Setting, Mistakes> {
    if setting.allowed.is_none() && setting.forbidden.is_none() {
        let detail = "expected `allowed`, `forbidden` or both";
        return Err(Mistakes::at(location, detail));
    }
    for (field, ranges) in [
        ("allowed", &setting.allowed),
        ("forbidden", &setting.forbidden),
    ] {
        let found = ranges.as_ref().map_or(1, Vec::len);
        if !(1..=MOST).contains(&found) {
            let detail = format!("expected 1 to {MOST} windows, found {found}");
            return Err(Mistakes::at(location.push_key(field), detail));
        }
    }
    Ok(setting)
}

impl Setting {
    fn is_open(&self, now: Timestamp) -> bool {
        let any = |ranges: &Vec<Range>| ranges.iter().any(|range| range.is_on(now, Period::ZERO));
        self.allowed.as_ref().is_none_or(any) && !self.forbidden.as_ref().is_some_and(any)
    }

    /// Every range with its list and its place there.
    pub(crate) fn ranges(&self) -> impl Iterator<Item = (&'static str, usize, &Range)> {
        let lists = [("allowed", &self.allowed), ("forbidden", &self.forbidden)];
        lists.into_iter().flat_map(|(field, ranges)| {
            let ranges = ranges.iter().flatten().enumerate();
            ranges.map(move |(index, range)| (field, index, range))
        })
    }

    /// When a window begins or ends next, if within a week.
    fn next_edge(&self, now: Timestamp) -> Option<Timestamp> {
        let ranges = self.allowed.iter().chain(&self.forbidden).flatten();
        let edges = ranges.filter_map(|range| range.next_edge(now, Period::ZERO));
        edges.min()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// Allowed now, or always.
    Open,
    Closed {
        until: Option<Timestamp>,
    },
}

pub(super) fn restrain(context: &Context<'_>, proposed: Capacity) -> Option<(Capacity, Word)> {
    let (_, settings) = context.directed(proposed)?;
    let now = context.view.now;
    let closed = settings.windows.as_ref().filter(|set| !set.is_open(now));
    Some(match closed {
        Some(windows) => {
            let until = windows.next_edge(now);
            (context.current(), Word::Closed { until })
        }
        None => (proposed, Word::Open),
    })
}

impl Sets for Setting {}

impl Says for Word {
    fn until(&self) -> Option<Timestamp> {
        match self {
            Self::Open => None,
            Self::Closed { until } => *until,
        }
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open => f.write_str("open"),
            Self::Closed { until: None } => f.write_str("not at this time"),
            Self::Closed { until: Some(until) } => {
                write!(f, "not at this time, at least until {until}")
            }
        }
    }
}

#[cfg(test)]
mod tests;
