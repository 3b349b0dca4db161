//! A step rule as documents have it.

use deserr::{Deserr, ValuePointerRef};

use super::{
    Rest, Step,
    level::{Change, Level},
};
use crate::{
    Adjustment, Capacity, Period, policy::Mistakes, row::Sustained, threshold::Threshold,
    watched::Watched,
};

#[derive(Debug, Deserr)]
#[deserr(error = Mistakes, deny_unknown_fields)]
struct Document {
    metric: Watched,
    #[deserr(default)]
    over: Option<f64>,
    #[deserr(default)]
    at_least: Option<f64>,
    #[deserr(default)]
    under: Option<f64>,
    #[deserr(default)]
    at_most: Option<f64>,
    #[deserr(default)]
    equals: Option<f64>,
    #[deserr(default)]
    add: Option<Adjustment>,
    #[deserr(default)]
    remove: Option<Adjustment>,
    #[deserr(default)]
    to: Option<u32>,
    #[deserr(default)]
    steps: Option<Vec<Level>>,
    #[deserr(default, rename = "for")]
    held: Option<Period>,
    #[deserr(default)]
    samples: Option<u32>,
    #[deserr(default)]
    rest: Option<Period>,
}

/// One of several levels.
#[derive(Debug, Deserr)]
#[deserr(error = Mistakes, deny_unknown_fields)]
struct LevelDocument {
    #[deserr(default)]
    over: Option<f64>,
    #[deserr(default)]
    at_least: Option<f64>,
    #[deserr(default)]
    under: Option<f64>,
    #[deserr(default)]
    at_most: Option<f64>,
    #[deserr(default)]
    equals: Option<f64>,
    #[deserr(default)]
    add: Option<Adjustment>,
    #[deserr(default)]
    remove: Option<Adjustment>,
    #[deserr(default)]
    to: Option<u32>,
}

impl Deserr<Mistakes> for Step {
    fn deserialize_from_value<V: deserr::IntoValue>(
        value: deserr::Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        let document = Document::deserialize_from_value(value, location)?;
        let each = document.metric.resolution();
        let sustained = Sustained::of(document.held, document.samples, each, location);
        let (metric, rest) = (document.metric.clone(), document.rest);
        let (sustained, levels) = match (sustained, document.levels(location)) {
            (Ok(sustained), Ok(levels)) => (sustained, levels),
            (sustained, levels) => {
                let wrong = [sustained.err(), levels.err()].into_iter().flatten();
                return Err(Mistakes(wrong.flat_map(|wrong| wrong.0).collect()));
            }
        };
        let (first, others) = levels;
        let rest = rest.map(|length| Rest {
            length,
            of: format!("{metric} {}", first.threshold.words(metric.unit())),
        });
        Ok(Self {
            metric,
            first,
            others,
            sustained,
            rest,
        })
    }
}

impl Document {
    /// The levels of `steps`, or the only one that the rule itself says.
    fn levels(self, location: ValuePointerRef) -> Result<(Level, Vec<Level>), Mistakes> {
        let only = LevelDocument {
            over: self.over,
            at_least: self.at_least,
            under: self.under,
            at_most: self.at_most,
            equals: self.equals,
            add: self.add,
            remove: self.remove,
            to: self.to,
        };
        let Some(levels) = self.steps else {
            return Ok((only.level(location)?, Vec::new()));
        };
        let steps = location.push_key("steps");
        if !only.is_empty() {
            let detail =
                "thresholds and changes are said in the rule or in its `steps`, not in both";
            return Err(Mistakes::at(steps, detail));
        }
        let Some((first, others)) = levels.split_first() else {
            return Err(Mistakes::at(steps, "expected at least one step"));
        };
        if others
            .iter()
            .any(|level| level.direction() != first.direction())
        {
            let detail = "all steps of a rule change capacity in the same direction";
            return Err(Mistakes::at(steps, detail));
        }
        Ok((*first, others.to_vec()))
    }
}

impl Deserr<Mistakes> for Level {
    fn deserialize_from_value<V: deserr::IntoValue>(
        value: deserr::Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        LevelDocument::deserialize_from_value(value, location)?.level(location)
    }
}

impl LevelDocument {
    fn is_empty(&self) -> bool {
        self.thresholds().is_empty() && self.changes().is_empty()
    }

    fn thresholds(&self) -> Vec<Threshold> {
        let said = [
            self.over.map(Threshold::Over),
            self.at_least.map(Threshold::AtLeast),
            self.under.map(Threshold::Under),
            self.at_most.map(Threshold::AtMost),
            self.equals.map(Threshold::Equals),
        ];
        said.into_iter().flatten().collect()
    }

    fn changes(&self) -> Vec<Change> {
        let to = |capacity| Change::To(Capacity(capacity).min(Capacity::MAX));
        let said = [
            self.add.map(Change::Add),
            self.remove.map(Change::Remove),
            self.to.map(to),
        ];
        said.into_iter().flatten().collect()
    }

    fn level(&self, location: ValuePointerRef) -> Result<Level, Mistakes> {
        let mut wrong = Mistakes::default();
        let (thresholds, changes) = (self.thresholds(), self.changes());
        if thresholds.len() != 1 {
            let detail = "expected one of `over`, `at_least`, `under`, `at_most` and `equals`";
            wrong.0.extend(Mistakes::at(location, detail).0);
        }
        if changes.len() != 1 {
            let detail = "expected one of `add`, `remove` and `to`";
            wrong.0.extend(Mistakes::at(location, detail).0);
        }
        if self.remove.is_some() && self.over.or(self.at_least).is_some() {
            let detail = "load over a threshold cannot ask for less";
            wrong
                .0
                .extend(Mistakes::at(location.push_key("remove"), detail).0);
        }
        if self.add.is_some() && self.under.or(self.at_most).is_some() {
            let detail = "load under a threshold cannot ask for more";
            wrong
                .0
                .extend(Mistakes::at(location.push_key("add"), detail).0);
        }
        match (thresholds.as_slice(), changes.as_slice()) {
            ([threshold], [change]) if wrong.0.is_empty() => Ok(Level {
                threshold: *threshold,
                change: *change,
            }),
            _ => Err(wrong),
        }
    }
}
