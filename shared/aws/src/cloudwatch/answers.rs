//! What the pages of one call add up to.

use aws_sdk_cloudwatch::types::{MetricDataResult, StatusCode};
use evaluation::{Completeness, Fetched, Query};
use jiff::Timestamp;

/// A series that no page calls complete is partial: one that is missing from the answer, and one
/// whose pages were not all read.
pub(super) struct Answers {
    pub(super) fetched: Vec<Fetched>,
}

impl Answers {
    pub(super) fn to(queries: &[Query]) -> Self {
        let nothing = Fetched {
            points: Vec::new(),
            completeness: Completeness::Partial,
        };
        Self {
            fetched: vec![nothing; queries.len()],
        }
    }

    pub(super) fn add(&mut self, results: Vec<MetricDataResult>) {
        for result in results {
            let index = result
                .id()
                .and_then(|id| id.strip_prefix('q')?.parse().ok());
            let Some(series) = index.and_then(|index: usize| self.fetched.get_mut(index)) else {
                continue;
            };
            // The last word counts: `PartialData` may mean that more pages follow, and an
            // `InternalError` may be made good on one of them.
            series.completeness = match result.status_code() {
                Some(StatusCode::Complete) => Completeness::Complete,
                _ => Completeness::Partial,
            };
            if result.timestamps().len() != result.values().len() {
                series.completeness = Completeness::Partial;
                continue;
            }
            let points = result.timestamps().iter().zip(result.values());
            series.points.extend(points.filter_map(|(at, value)| {
                let at = Timestamp::from_second(at.secs()).ok()?;
                Some((at, *value))
            }));
        }
    }
}

#[cfg(test)]
mod tests {
    use aws_smithy_types::DateTime;
    use decision::{Source, Statistic, TargetId, TargetKind};

    use super::*;

    fn query() -> Query {
        Query {
            shard: None,
            target: TargetId {
                kind: TargetKind::KinesisStream,
                name: "clicks".to_owned(),
            },
            source: Source {
                name: "IncomingBytes",
                statistic: Statistic::Sum,
            },
        }
    }

    fn said(status: StatusCode, at: i64) -> MetricDataResult {
        MetricDataResult::builder()
            .id("q0")
            .status_code(status)
            .timestamps(DateTime::from_secs(at))
            .values(1.0)
            .build()
    }

    fn after(pages: Vec<Vec<MetricDataResult>>) -> Fetched {
        let mut answers = Answers::to(&[query()]);
        for page in pages {
            answers.add(page);
        }
        answers.fetched.remove(0)
    }

    #[test]
    fn partial_data_that_a_later_page_completes_is_complete() {
        let partial = vec![said(StatusCode::PartialData, 120)];
        let rest = vec![said(StatusCode::Complete, 60)];
        let fetched = after(vec![partial.clone(), rest]);
        assert_eq!(fetched.completeness, Completeness::Complete);
        assert_eq!(fetched.points.len(), 2);
        assert_eq!(after(vec![partial]).completeness, Completeness::Partial);
    }

    #[test]
    fn a_series_that_the_answer_leaves_out_is_partial() {
        assert_eq!(after(vec![Vec::new()]).completeness, Completeness::Partial);
    }

    #[test]
    fn a_series_that_failed_is_partial() {
        for status in [StatusCode::InternalError, StatusCode::Forbidden] {
            let fetched = after(vec![vec![said(status, 60)]]);
            assert_eq!(fetched.completeness, Completeness::Partial);
        }
    }

    #[test]
    fn an_answer_with_an_unknown_id_is_nobodys() {
        let mut answers = Answers::to(&[query()]);
        let stray = MetricDataResult::builder().id("q7").build();
        let odd = MetricDataResult::builder().id("ä").build();
        answers.add(vec![stray, odd]);
        assert!(answers.fetched[0].points.is_empty());
    }
}
