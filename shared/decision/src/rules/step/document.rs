//! A step rule as documents have it.

use deserr::{Deserr, ValuePointerRef};
use schemars::JsonSchema;

use super::{
    Step,
    level::Level,
    level_document::{CHANGES, Said, THRESHOLDS, with_level},
};
use crate::{
    Adjustment, Period,
    metric_value::MetricValue,
    policy::{
        Mistakes,
        schema::{apart, one_of},
    },
    row::Sustained,
    rules::rest::Rest,
    threshold::{Threshold, with_threshold},
    watched::Watched,
};

/// The most levels of one rule.
const MOST_STEPS: usize = 20;

with_level! {
    #[derive(Debug, Deserr, JsonSchema)]
    #[deserr(error = Mistakes, deny_unknown_fields)]
    #[schemars(inline, extend(
        "oneOf" = [
            {"required": ["steps"]},
            {"allOf": [one_of(&THRESHOLDS), one_of(&CHANGES)]}
        ],
        "allOf" = [
            apart(&["steps"], &THRESHOLDS),
            apart(&["steps"], &CHANGES),
            apart(&["over", "at_least"], &["remove"]),
            apart(&["under", "at_most"], &["add"]),
            apart(&["for"], &["samples"])
        ]
    ))]
    pub(super) struct Document {
        /// What is compared with the threshold.
        metric: Watched,
        /// Several levels in one direction, in place of one threshold and one change. Default: none.
        #[deserr(default)]
        #[schemars(length(min = 1, max = MOST_STEPS))]
        steps: Option<Vec<Level>>,
        /// How long every sample has to be past the threshold; at most `3h`. `0s`: the newest one.
        #[deserr(default, rename = "for")]
        #[schemars(rename = "for", extend("default" = "0s", "examples" = ["3m"]))]
        held: Option<Period>,
        /// How many samples in a row have to be past it, in place of `for`; at most `3h` of them.
        /// Default: none.
        #[deserr(default)]
        #[schemars(extend("minimum" = 1, "examples" = [5]))]
        samples: Option<u32>,
        /// How long samples do not count after the step was taken. Default: not at all.
        #[deserr(default)]
        rest: Option<Period>,
    }
}

impl Deserr<Mistakes> for Step {
    fn deserialize_from_value<V: deserr::IntoValue>(
        value: deserr::Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        let document = Document::deserialize_from_value(value, location)?;
        let mut wrong = Mistakes::default();
        let each = document.metric.resolution();
        let sustained = Sustained::of(document.held, document.samples, each, location);
        let sustained = wrong.sound(sustained);
        let levels = wrong.sound(levels(document.said(), document.steps, location));
        let (Some(sustained), Some((first, others))) = (sustained, levels) else {
            return Err(wrong);
        };
        let metric = document.metric;
        let rest = |length| {
            let says = format_args!("{metric} {sustained:?} {first:?} {others:?}");
            Rest::new(length, says)
        };
        Ok(Self {
            rest: document.rest.map(rest),
            metric,
            first,
            others,
            sustained,
        })
    }
}

/// The levels of `steps`, or the only one that the rule itself says.
fn levels(
    only: Said,
    steps: Option<Vec<Level>>,
    location: ValuePointerRef,
) -> Result<(Level, Vec<Level>), Mistakes> {
    let Some(levels) = steps else {
        return Ok((only.level(location)?, Vec::new()));
    };
    let wrong = |detail: String| Err(Mistakes::at(location.push_key("steps"), detail));
    if !only.is_nothing() {
        let detail = "thresholds and changes are said in the rule or in its `steps`, not in both";
        return wrong(detail.to_owned());
    }
    let fit = levels.len() <= MOST_STEPS;
    let Some((first, others)) = levels.split_first().filter(|_| fit) else {
        let found = levels.len();
        return wrong(format!("expected 1 to {MOST_STEPS} steps, found {found}"));
    };
    let turns = |level: &Level| level.direction() != first.direction();
    if others.iter().any(turns) {
        let detail = "all steps of a rule change capacity in the same direction";
        return wrong(detail.to_owned());
    }
    Ok((*first, others.to_vec()))
}
