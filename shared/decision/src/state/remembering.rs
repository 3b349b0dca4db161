//! What a decision leaves behind.

use jiff::Timestamp;

use super::{Rests, ScalingState};
use crate::{
    Capacity, Combined, Decision, Direction, Needs, Period, Policy, Recommendations,
    combine::on_the_way,
    rules::{Finding, Verdict},
};

impl ScalingState {
    /// The state after a decision: what the rules recommended is remembered.
    #[must_use]
    pub fn remembering(&self, policy: &Policy, decision: &Decision, now: Timestamp) -> Self {
        let mut after = self.clone();
        after.recommendations =
            self.recommendations_with(policy, decision.current, decision.combined.capacity(), now);
        after.needs = self.needs_with(policy, decision, now);
        // Once the rules can see again, what they say counts.
        let way = on_the_way(decision.current, self.goal, &decision.rules);
        after.goal = self.goal.filter(|_| way.is_some());
        after.blind_since = self.blind_since_with(&decision.rules, now);
        after.evaluated_at = Some(now);
        let findings = decision.rules.iter().map(|verdict| &verdict.finding);
        after.due = findings.filter_map(Finding::due).cloned().collect();
        after.rests.forget_long_over(now);
        after.beginning = Rests::default();
        let taken = Direction::of(decision.current, decision.desired());
        for verdict in decision.rules.iter().filter(|verdict| !verdict.shadow) {
            let asked = verdict.direction(decision.current);
            let rests = verdict.finding.rests().into_iter();
            for (of, until) in rests.filter(|_| asked == taken) {
                after.beginning.begin(of, until);
            }
        }
        after
    }

    /// The start of the blindness that these verdicts go on with or begin, if any is blind.
    pub(crate) fn blind_since_with(&self, rules: &[Verdict], now: Timestamp) -> Option<Timestamp> {
        let blind = rules.iter().any(Verdict::is_blind);
        blind.then(|| self.blind_since.unwrap_or(now))
    }

    /// The recommendations with this one. A target that is looked at for the first time, or after
    /// a while in which nobody did, starts with what it has, so that it is not scaled in before it
    /// was watched for a whole window.
    pub(crate) fn recommendations_with(
        &self,
        policy: &Policy,
        current: Capacity,
        recommended: Capacity,
        now: Timestamp,
    ) -> Recommendations {
        let keep = policy.guards.longest_stabilization();
        let mut recommendations = self.recommendations.clone();
        if recommendations.is_empty() || self.was_left_alone(policy, now) {
            // A moment ago, so that it does not count where there is no window.
            recommendations.remember(Period::seconds(1).before(now), current, keep);
        }
        recommendations.remember(now, recommended, keep);
        recommendations
    }

    /// Nobody has decided for longer than a tick that failed: what is remembered has a gap.
    fn was_left_alone(&self, policy: &Policy, now: Timestamp) -> bool {
        let usual = policy.longest_interval().times(2);
        self.evaluated_at
            .is_some_and(|last| usual.after(last) < now)
    }

    /// The needs with this one, if the rules that watch load could tell it.
    fn needs_with(&self, policy: &Policy, decision: &Decision, now: Timestamp) -> Needs {
        let Some(keep) = policy.needs_kept() else {
            return Needs::default();
        };
        let mut needs = self.needs.clone();
        // What only the time of day asks for is no need.
        let timely = |rule: usize| {
            let verdict = decision.rules.get(rule);
            verdict.is_some_and(|verdict| verdict.finding.due().is_some())
        };
        match decision.combined {
            Combined::Largest { rule, .. } if timely(rule) => {}
            Combined::Largest { capacity, .. } | Combined::Together { capacity, .. } => {
                needs.remember(now, capacity, keep);
            }
            Combined::HeldByMissing { .. }
            | Combined::OnTheWay { .. }
            | Combined::Nothing { .. } => {}
        }
        needs
    }
}
