//! Per instance: a metric of each member by itself that has been past a threshold for a while.
//! After Dynamite's policies: the member that triggers is the one that goes when there is to be
//! less. However many trigger, they come to one change.
//!
//! A member without data neither triggers nor hinders; when none has data the rule cannot see.

mod document;
mod finding;

use std::borrow::Cow;

use jiff::Timestamp;
use schemars::JsonSchema;

pub(super) use self::finding::Finding;
use super::{Need, Opinion, Recommends, rest::Rest};
use crate::{
    Adjustment, Capacity, Direction, Gap, Member, Metric, Missed, Period, Stage, View, metrics,
    row::{self, Row, Sustained},
    threshold::Threshold,
};

/// More are not named in a record, and do not go at once; how many there are is told.
const MOST_NAMED: usize = 100;

/// Judges a metric of each member by itself.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(with = "document::Document")]
pub struct PerInstance {
    metric: Metric,
    threshold: Threshold,
    sustained: Sustained,
    direction: Direction,
    /// The most that one change adds or removes.
    amount: Adjustment,
    /// The time after a change in which nobody triggers, and after which those that did begin anew.
    rest: Option<Rest>,
}

impl Recommends for PerInstance {
    type Finding = Finding;

    fn needs(&self) -> Vec<Need> {
        vec![Need::SamplesOfEach {
            field: "metric",
            metric: self.metric,
            lookback: self.sustained.lookback(resolution(self.metric)),
        }]
    }

    fn recommend(&self, view: &View<'_>) -> Result<(Opinion, Finding), Missed> {
        let members = view.observation.members.as_ref().ok_or(Missed {
            what: Cow::Borrowed("the list of members"),
            gap: Gap::NoData,
        })?;
        let (mut past, mut seen, mut unseen) = (Vec::new(), 0, 0);
        for member in members
            .iter()
            .filter(|member| member.stage == Stage::Serving)
        {
            match self.row_of(member, view) {
                Ok(row) => {
                    seen += 1;
                    past.extend(row.map(|row| (row, member)));
                }
                Err(_) => unseen += 1,
            }
        }
        if seen == 0 {
            return Err(Missed::of(self.metric, Gap::NoData));
        }
        past.sort_by_key(|(row, _)| row.first);
        let current = view.observation.capacity;
        let count = u32::try_from(past.len()).unwrap_or(u32::MAX);
        let opinion = self.opinion(current, count);
        let changed = match opinion {
            Opinion::Wants(capacity) => current.0.abs_diff(capacity.0),
            _ => 0,
        };
        let taken = usize::try_from(changed).unwrap_or(usize::MAX);
        let rests = self.rests_after(past.iter().take(taken.min(MOST_NAMED)));
        let named = past.into_iter().take(MOST_NAMED);
        let finding = Finding {
            metric: self.metric,
            threshold: self.threshold,
            sustained: self.sustained,
            triggered: named.map(|(_, member)| member.id.clone()).collect(),
            count,
            seen,
            unseen,
            resting: self
                .rested_until(view)
                .filter(|until| count == 0 && view.now <= *until),
            rests,
        };
        Ok((opinion, finding))
    }

    fn named(finding: &Finding) -> &[String] {
        &finding.triggered
    }

    fn rests(finding: &Finding) -> Vec<(&str, Timestamp)> {
        let rests = finding.rests.iter();
        rests.map(|(of, until)| (of.as_str(), *until)).collect()
    }

    fn until(&self, view: &View<'_>) -> Option<Timestamp> {
        self.rested_until(view)
    }
}

impl PerInstance {
    pub(crate) fn metric(&self) -> Metric {
        self.metric
    }

    /// Past what it goes in `direction`, if that is its way.
    pub(crate) fn threshold(&self, direction: Direction) -> Option<f64> {
        (self.direction == direction).then(|| self.threshold.limit())
    }

    /// The samples for which the member has been past the threshold, if that is long enough.
    fn row_of(&self, member: &Member, view: &View<'_>) -> Result<Option<Row>, Gap> {
        let samples = view.samples_of(member, self.metric)?;
        let rest = self.rest.as_ref();
        let own = rest.and_then(|rest| view.state.rests.until(&rest.of_member(&member.id)));
        let spacing = member.period(self.metric).unwrap_or_default();
        let samples = row::after(samples, own);
        let row = self.sustained.row(samples, spacing, self.threshold);
        let rested = self.rested_until(view);
        let awake = |row: &Row| rested.is_none_or(|until| until < row.newest);
        let free = self.direction == Direction::Out || member.may_go();
        Ok(row.filter(|row| free && awake(row)))
    }

    fn rested_until(&self, view: &View<'_>) -> Option<Timestamp> {
        self.rest.as_ref()?.until(&view.state.rests)
    }

    /// The rule rests, and what those measured that led to the change never counts again.
    fn rests_after<'a>(
        &self,
        taken: impl Iterator<Item = &'a (Row, &'a Member)>,
    ) -> Vec<(String, Timestamp)> {
        let Some(rest) = &self.rest else {
            return Vec::new();
        };
        let mut rests = Vec::new();
        let mut last = None;
        for (row, member) in taken {
            let until = rest.after(*row, self.sustained);
            last = last.max(Some(until));
            rests.push((rest.of_member(&member.id), until));
        }
        rests.extend(last.map(|until| (rest.of().to_owned(), until)));
        rests
    }

    /// No more go than triggered: nothing is known against the others.
    fn opinion(&self, current: Capacity, triggered: u32) -> Opinion {
        match self.direction {
            Direction::Out if triggered == 0 => Opinion::Content,
            Direction::Out => Opinion::Wants(self.amount.added_to(current)),
            Direction::In => {
                let most = triggered.min(MOST_NAMED.try_into().unwrap_or(u32::MAX));
                let least = Capacity(current.0.saturating_sub(most));
                Opinion::Wants(self.amount.removed_from(current).max(least))
            }
        }
    }
}

fn resolution(metric: Metric) -> Period {
    Period::seconds(metrics::resolution(metric.kind()))
}

#[cfg(test)]
mod tests;
