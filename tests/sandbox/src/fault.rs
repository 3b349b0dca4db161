//! Faults on demand: what a service does to its callers on a bad day.

use serde::{Deserialize, Serialize};

/// A fault that is in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The action that it strikes, or `*` for any.
    pub action: String,
    /// The stream, cluster, service or mapping that it strikes; any if left out.
    #[serde(default)]
    pub target: Option<String>,
    /// What it does.
    pub kind: FaultKind,
    /// For how long a call is delayed, in milliseconds.
    #[serde(default)]
    pub delay_ms: u64,
    /// How old the sight is that a stale read gets, or how far a skewed clock is ahead, in seconds.
    #[serde(default)]
    pub seconds: i64,
    /// How many more calls it strikes; all until it is cleared if left out.
    #[serde(default)]
    pub times: Option<u32>,
}

/// What a fault does to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// Refuses it for its rate.
    Throttle,
    /// Answers 500.
    ServerError,
    /// Refuses it for its permissions.
    AccessDenied,
    /// Holds it, unperformed, until the client goes away or the faults are cleared.
    Hang,
    /// Performs it after a delay.
    Delay,
    /// Performs it, and cuts the connection in the place of the answer.
    LostAnswer,
    /// Performs it, and answers 500.
    FailedAnswer,
    /// Answers what describes a stream or lists its shards as it was some seconds ago.
    StaleRead,
    /// Answers as if the service's clock were some seconds ahead: the date of the answer, times of
    /// creation, and, by whole minutes, datapoints.
    ClockSkew,
    /// Gives half of the datapoints, and says that they are partial.
    PartialData,
    /// Gives no datapoints, and says that the service failed to get them.
    InternalError,
    /// Gives no datapoints, and says that this is all.
    WithholdMetrics,
}

/// The faults in force, in the order in which they were set; the first that fits a call strikes.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    set: Vec<Fault>,
    /// Calls that are being held now.
    pub(crate) held: usize,
}

impl Faults {
    pub(crate) fn set(&mut self, fault: Fault) {
        self.set.push(fault);
    }

    pub(crate) fn in_force(&self) -> &[Fault] {
        &self.set
    }

    pub(crate) fn clear(&mut self) {
        self.set.clear();
    }

    /// The fault that strikes a call; it counts as used.
    pub(crate) fn strike(&mut self, action: &str, targets: &[String]) -> Option<Fault> {
        let fits = |fault: &Fault| {
            (fault.action == "*" || fault.action == action)
                && fault
                    .target
                    .as_ref()
                    .is_none_or(|target| targets.contains(target))
                && (!fault.kind.is_about_metrics() || action == "GetMetricData")
                && fault.times != Some(0)
        };
        let fault = self.set.iter_mut().find(|fault| fits(fault))?;
        if let Some(times) = &mut fault.times {
            *times -= 1;
        }
        let struck = fault.clone();
        self.set.retain(|fault| fault.times != Some(0));
        Some(struck)
    }
}

impl FaultKind {
    fn is_about_metrics(self) -> bool {
        matches!(
            self,
            Self::PartialData | Self::InternalError | Self::WithholdMetrics
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(action: &str, target: Option<&str>, times: Option<u32>) -> Fault {
        let target = target.map(str::to_owned);
        Fault {
            action: action.to_owned(),
            target,
            kind: FaultKind::Throttle,
            delay_ms: 0,
            seconds: 0,
            times,
        }
    }

    #[test]
    fn a_fault_strikes_its_action_and_target_as_often_as_it_says() {
        let mut faults = Faults::default();
        faults.set(fault("ListShards", Some("a"), Some(1)));
        assert!(faults.strike("ListShards", &["b".to_owned()]).is_none());
        assert!(
            faults
                .strike("UpdateShardCount", &["a".to_owned()])
                .is_none()
        );
        assert!(faults.strike("ListShards", &["a".to_owned()]).is_some());
        assert!(faults.strike("ListShards", &["a".to_owned()]).is_none());
        assert!(faults.in_force().is_empty());
    }

    #[test]
    fn a_fault_without_times_strikes_until_it_is_cleared() {
        let mut faults = Faults::default();
        faults.set(fault("*", None, None));
        assert!((0..100).all(|_| faults.strike("ListStreams", &[]).is_some()));
        faults.clear();
        assert!(faults.strike("ListStreams", &[]).is_none());
    }
}
