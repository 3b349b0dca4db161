//! How long data counts, beside how often it comes.

use super::wrong;
use crate::{Period, TargetKind, guards::Settings, metrics, policy::Mistake};

/// A target would be blind each time that the next sample is not there yet, and never for a reason.
pub(super) fn check_stale(
    guards: &Settings,
    kind: Option<TargetKind>,
    mistakes: &mut Vec<Mistake>,
) {
    let (Some(kind), Some(stale_after)) = (kind, guards.stale_after()) else {
        return;
    };
    let (every, lag) = (
        Period::seconds(metrics::resolution(kind)),
        metrics::COLLECTION_LAG,
    );
    let oldest = every.plus(lag);
    if stale_after < oldest {
        let detail = format!(
            "samples of {kind}s come every {every} and count {lag} after their end, so that the \
             newest grows {oldest} old: with `{stale_after}` the target would be blind again and \
             again; expected at least {oldest}"
        );
        wrong(mistakes, "/guards/missing/stale_after", detail);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::Policy;

    fn parsed(kind: &str, metric: &str, stale_after: &str) -> Result<Policy, Vec<String>> {
        let document: Value = json!({
            "name": "case",
            "targets": {"kind": kind, "names": ["clicks"]},
            "bounds": {"min": 2, "max": 64},
            "rules": [{"track": {"metric": metric, "target": 0.6}}],
            "guards": {"missing": {"stale_after": stale_after}},
        });
        let parsed = Policy::parse(&document);
        parsed.map_err(|wrong| wrong.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn data_that_is_stale_before_the_next_can_come_is_refused() {
        let stream = |stale_after| parsed("kinesis-stream", "write_utilization", stale_after);
        assert!(stream("119s").is_err() && stream("2m").is_ok());
        let cluster = |stale_after| parsed("emr-cluster", "memory_utilization", stale_after);
        assert!(cluster("6m").is_ok());
        assert_eq!(
            cluster("5m").unwrap_err(),
            [
                "/guards/missing/stale_after: samples of emr-clusters come every 5m and count 1m \
                 after their end, so that the newest grows 6m old: with `5m` the target would be \
                 blind again and again; expected at least 6m"
            ]
        );
    }
}
