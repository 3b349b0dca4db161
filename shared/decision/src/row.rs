//! How long a metric has been past a threshold: samples in a row, back from the newest.

use deserr::ValuePointerRef;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Period, Sample, policy::Mistakes, rules::LONGEST_LOOKBACK, threshold::Threshold};

/// What a row has to fill before the step is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Sustained {
    For(Period),
    Samples(u32),
}

/// The samples that began after a rest.
pub(crate) fn after(samples: &[Sample], rested: Option<Timestamp>) -> &[Sample] {
    let first = rested.map_or(0, |rested| samples.partition_point(|it| it.at() <= rested));
    samples.get(first..).unwrap_or_default()
}

/// The samples in a row that are past a threshold; the newest is the last of them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub(crate) count: u32,
    pub(crate) first: Timestamp,
    pub(crate) newest: Timestamp,
}

impl Row {
    /// `None` when the newest sample is not past the threshold. A gap ends the row: what was not
    /// seen was not past. Values without a period stand until the next one, so they have no gaps.
    pub(crate) fn of(samples: &[Sample], spacing: Period, threshold: Threshold) -> Option<Self> {
        let mut row: Option<Self> = None;
        for sample in samples.iter().rev() {
            let at = sample.at();
            let gap = row.is_some_and(|row| {
                spacing != Period::ZERO && spacing < Period::between(at, row.first)
            });
            if gap || !threshold.is_passed_by(sample.value()) {
                break;
            }
            row = Some(Self {
                count: row.map_or(1, |row| row.count.saturating_add(1)),
                first: at,
                newest: row.map_or(at, |row| row.newest),
            });
        }
        row
    }

    /// A row of samples covers the time of all of them; one of values without a period the time
    /// between the first and the newest, which has to be longer than what is asked.
    fn fills(self, asked: Sustained, spacing: Period) -> bool {
        match asked {
            Sustained::For(Period::ZERO) => true,
            Sustained::For(held) if spacing == Period::ZERO => held.after(self.first) < self.newest,
            asked => asked
                .samples(spacing)
                .is_some_and(|needed| needed <= self.count),
        }
    }

    /// When it had filled what was asked.
    pub(crate) fn filled_at(self, asked: Sustained) -> Timestamp {
        match asked {
            Sustained::For(held) => held.after(self.first),
            Sustained::Samples(_) => self.newest,
        }
    }
}

impl Sustained {
    /// What `for` and `samples` of a document at `location` say together; the newest sample where
    /// both are left out. `each` is what one sample covers at most.
    pub(crate) fn of(
        held: Option<Period>,
        samples: Option<u32>,
        each: Period,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        let wrong = |field, detail| Err(Mistakes::at(location.push_key(field), detail));
        match (held, samples) {
            (Some(_), Some(_)) => wrong("samples", "expected `for` or `samples`".to_owned()),
            (Some(held), None) if LONGEST_LOOKBACK < held => wrong(
                "for",
                format!("`{held}` is longer than {LONGEST_LOOKBACK}, the longest that is watched"),
            ),
            (held, None) => Ok(Self::For(held.unwrap_or_default())),
            (None, Some(count)) => {
                let most = LONGEST_LOOKBACK.as_seconds() / each.as_seconds().max(1);
                if (1..=most).contains(&count) {
                    Ok(Self::Samples(count))
                } else {
                    let detail = format!("expected 1 to {most} samples, found {count}");
                    wrong("samples", detail)
                }
            }
        }
    }

    /// The samples that have been past `threshold` for as long as is asked.
    pub(crate) fn row(
        self,
        samples: &[Sample],
        spacing: Period,
        threshold: Threshold,
    ) -> Option<Row> {
        Row::of(samples, spacing, threshold).filter(|row| row.fills(self, spacing))
    }

    /// How far back samples have to be fetched.
    pub(crate) fn lookback(self, each: Period) -> Period {
        match self {
            Self::For(held) => held,
            Self::Samples(count) => each.times(count),
        }
    }

    /// As many samples as fit into the time, at least one; `None` where they cover no time.
    pub(crate) fn samples(self, spacing: Period) -> Option<u32> {
        match self {
            Self::Samples(count) => Some(count),
            Self::For(_) if spacing == Period::ZERO => None,
            Self::For(held) => Some(held.as_seconds().div_ceil(spacing.as_seconds()).max(1)),
        }
    }

    /// `for 3m`, `in 3 samples`.
    pub(crate) fn words(self) -> String {
        match self {
            Self::For(held) => format!("for {held}"),
            Self::Samples(1) => "in the newest sample".to_owned(),
            Self::Samples(count) => format!("in {count} samples"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::noon;

    /// Values at seconds after noon.
    fn fills(values: &[(u32, f64)], spacing: Period, asked: Sustained) -> bool {
        let sample = |(at, value): &(u32, f64)| {
            Sample::new(Period::seconds(*at).after(noon()), *value).unwrap()
        };
        let samples: Vec<_> = values.iter().map(sample).collect();
        asked.row(&samples, spacing, Threshold::Over(5.0)).is_some()
    }

    const MINUTE: Sustained = Sustained::For(Period::minutes(1));

    #[test]
    fn samples_cover_the_time_of_all_of_them() {
        let each = Period::seconds(20);
        assert!(!fills(&[(0, 9.0), (20, 9.0)], each, MINUTE));
        assert!(fills(&[(0, 9.0), (20, 9.0), (40, 9.0)], each, MINUTE));
    }

    #[test]
    fn values_at_any_time_have_to_stand_for_longer_than_asked() {
        let none = Period::ZERO;
        assert!(!fills(&[(0, 9.0), (60, 9.0)], none, MINUTE));
        assert!(fills(&[(0, 9.0), (61, 9.0)], none, MINUTE));
        assert!(fills(&[(0, 9.0), (3600, 9.0)], none, MINUTE));
        assert!(!fills(&[(0, 9.0), (61, 4.0)], none, MINUTE));
    }

    #[test]
    fn so_many_samples_are_asked_whatever_they_cover() {
        let asked = Sustained::Samples(2);
        assert!(fills(&[(0, 9.0), (1, 9.0)], Period::ZERO, asked));
        assert!(!fills(&[(0, 4.0), (60, 9.0)], Period::minutes(1), asked));
    }
}
