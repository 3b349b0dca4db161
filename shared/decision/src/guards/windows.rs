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
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::guards::{Restraint, tests::Case};

    /// Scaling in, on Monday at noon UTC.
    fn scaling_in(windows: Value) -> Case {
        let scale_in = json!({"cooldown": "0s", "stabilization": "0s", "windows": windows});
        Case::new(8, json!({ "scale_in": scale_in }))
    }

    fn wrong(windows: Value) -> String {
        let wrong = deserr::deserialize::<Setting, Value, Mistakes>(windows).unwrap_err();
        wrong.0.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn scaling_in_waits_for_an_allowed_window() {
        let night = json!({"allowed": [{"from": "22:00", "to": "06:00"}]});
        assert_eq!(scaling_in(night.clone()).restrained(4).0, Capacity(8));
        assert_eq!(
            scaling_in(night).word("windows", 4),
            "windows: 8 instead of 4, not at this time, at least until 2026-03-02T22:00:00Z"
        );
        let noon = json!({"allowed": [{"days": "Sun"}, {"from": "12:00", "to": "12:01"}]});
        assert_eq!(scaling_in(noon).restrained(4).0, Capacity(4));
    }

    #[test]
    fn scaling_in_waits_for_the_end_of_a_forbidden_window() {
        // Noon in UTC is 13:00 in Berlin.
        let lunch = json!({"from": "13:00", "to": "14:00", "timezone": "Europe/Berlin"});
        let case = scaling_in(json!({"forbidden": [lunch]}));
        let (capacity, restraints) = case.restrained(4);
        assert_eq!(capacity, Capacity(8));
        let until = restraints.iter().find_map(Restraint::until);
        assert_eq!(until, "2026-03-02T13:00:00Z".parse().ok());
        let over = json!({"from": "10:00", "to": "12:00"});
        assert_eq!(
            scaling_in(json!({"forbidden": [over]})).restrained(4).0,
            Capacity(4)
        );
    }

    #[test]
    fn what_is_forbidden_stays_so_within_an_allowed_window() {
        let monday = json!({"days": "Mon"});
        let both = json!({"allowed": [monday], "forbidden": [{"from": "11:30", "to": "12:30"}]});
        assert_eq!(scaling_in(both).restrained(4).0, Capacity(8));
    }

    #[test]
    fn the_other_direction_is_free() {
        let never = json!({"forbidden": [{}]});
        assert_eq!(scaling_in(never).restrained(12).0, Capacity(12));
    }

    #[test]
    fn a_target_outside_its_bounds_is_brought_back_in_a_closed_window() {
        let mut case = scaling_in(json!({"forbidden": [{}]}));
        case.bounds = crate::Bounds::new(Capacity(2), Capacity(6)).unwrap();
        assert_eq!(case.restrained(4).0, Capacity(6));
    }

    #[test]
    fn windows_that_say_nothing_are_refused() {
        assert!(wrong(json!({})).contains("expected `allowed`, `forbidden` or both"));
        assert_eq!(
            wrong(json!({"allowed": []})),
            "/allowed: expected 1 to 10 windows, found 0"
        );
        let both = json!({"forbidden": [{"days": "Mon", "dates": ["2026-03-02"]}]});
        assert_eq!(
            wrong(both),
            "/forbidden/0/days: expected one of `days` and `dates`"
        );
    }
}
