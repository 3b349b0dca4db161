//! On demand: what its service scales is watched, and never changed, whoever asks for it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Context, Says};
use crate::{Capacity, Readiness};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    Provisioned,
    OnDemand,
}

pub(super) fn restrain(context: &Context<'_>, proposed: Capacity) -> Option<(Capacity, Word)> {
    Some(match context.view.observation.readiness {
        Readiness::OnDemand => (context.current(), Word::OnDemand),
        _ => (proposed, Word::Provisioned),
    })
}

impl Says for Word {}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Provisioned => "not on demand",
            Self::OnDemand => {
                "the stream is on demand: Kinesis scales it, Auxo only watches; \
                 GET /v1/targets/{kind}/{id}/costs says what it would cost provisioned"
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::guards::tests::{Case, at_once};

    fn on_demand(guards: serde_json::Value) -> Case {
        let mut case = Case::new(8, at_once(guards));
        case.seen.readiness = Readiness::OnDemand;
        case
    }

    #[test]
    fn a_stream_on_demand_is_never_changed_though_the_rules_want_it() {
        let case = on_demand(json!({}));
        for wanted in [4, 20] {
            assert_eq!(case.restrained(wanted).0, Capacity(8));
        }
    }

    #[test]
    fn neither_a_manual_override_nor_bounds_change_a_stream_on_demand() {
        let case = on_demand(json!({"manual": {"capacity": 12, "until": "2026-03-02T13:00:00Z"}}));
        assert_eq!(case.restrained(8).0, Capacity(8));
        let mut beyond = on_demand(json!({}));
        beyond.seen.capacity = Capacity(100);
        assert_eq!(beyond.restrained(100).0, Capacity(100));
    }

    #[test]
    fn it_is_said_who_scales_the_stream() {
        let case = on_demand(json!({}));
        let said = case.word("on_demand", 20);
        assert!(
            said.starts_with("on_demand: 8 instead of 20, the stream is on demand: Kinesis scales"),
            "{said}"
        );
        let ours = Case::new(8, json!({}));
        assert_eq!(ours.word("on_demand", 20), "on_demand: not on demand");
    }
}
