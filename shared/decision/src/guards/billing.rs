//! Billing: what is paid for a period, used or not, stays until most of the period is used. After
//! mo-scaler, which kept an idle machine for 50 minutes of every hour.

use std::fmt;

use deserr::{Deserr, ValuePointerRef};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Context, Guard, Says, Sets};
use crate::{
    Capacity, Member, Period,
    policy::Mistakes,
    rules::{Fact, Need},
};

/// What is paid is used before a member goes.
#[derive(Clone, Copy, Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields, validate = checked -> Mistakes)]
#[schemars(rename = "Billing")]
pub(crate) struct Setting {
    /// What is paid at once.
    #[deserr(default = Period::minutes(60))]
    #[schemars(extend("default" = "1h", "examples" = ["1d"]))]
    period: Period,
    /// How much of it has to be used; less than `period`.
    #[deserr(default = Period::minutes(50))]
    #[schemars(extend("default" = "50m", "examples" = ["55m"]))]
    used: Period,
}

fn checked(setting: Setting, location: ValuePointerRef) -> Result<Setting, Mistakes> {
    let Setting { period, used } = setting;
    if used < period {
        return Ok(setting);
    }
    let detail = format!("expected less than the paid period of {period}, found `{used}`");
    Err(Mistakes::at(location.push_key("used"), detail))
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    Unset,
    Within {
        used_up: u32,
    },
    /// Of the others the first has used enough then, if anybody knows.
    Cut {
        used_up: u32,
        until: Option<Timestamp>,
    },
    /// Nobody has looked at the members.
    Unseen,
}

impl Sets for Setting {
    fn needs(&self) -> Vec<Need> {
        vec![Need::Members {
            guard: Guard::Billing,
            fact: Fact::Since,
        }]
    }

    fn lets_go(&self, member: &Member, now: Timestamp) -> bool {
        self.wait(member, now) == Some(Period::ZERO)
    }
}

impl Setting {
    /// How long until the member has used enough of what is paid; `None` when nobody knows.
    fn wait(self, member: &Member, now: Timestamp) -> Option<Period> {
        let used = member.used(self.period, now)?;
        let rest = self.used.as_seconds().saturating_sub(used.as_seconds());
        Some(Period::seconds(rest))
    }
}

pub(super) fn restrain(context: &Context<'_>, proposed: Capacity) -> Option<(Capacity, Word)> {
    let leaving = context.leaving(proposed)?;
    let (settings, now) = (&context.policy.guards, context.view.now);
    let Some(setting) = settings.billing else {
        return Some((proposed, Word::Unset));
    };
    let Some(members) = &context.view.observation.members else {
        return Some((context.current(), Word::Unseen));
    };
    let idle = settings.idle.as_ref();
    let free = members
        .iter()
        .filter(|member| member.may_go() && idle.is_none_or(|idle| idle.lets_go(member, now)));
    let waits = free.filter_map(|member| setting.wait(member, now));
    let (used_up, others): (Vec<_>, Vec<_>) = waits.partition(|wait| *wait == Period::ZERO);
    let used_up = u32::try_from(used_up.len()).unwrap_or(u32::MAX);
    let after = context.without(leaving.min(used_up));
    let word = if after == proposed {
        Word::Within { used_up }
    } else {
        let until = others.into_iter().min().map(|wait| wait.after(now));
        Word::Cut { used_up, until }
    };
    Some((after, word))
}

impl Says for Word {
    fn until(&self) -> Option<Timestamp> {
        match self {
            Self::Cut { until, .. } => *until,
            Self::Unset | Self::Within { .. } | Self::Unseen => None,
        }
    }

    fn lacks_members(&self) -> bool {
        matches!(self, Self::Unseen)
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unset => f.write_str("none set"),
            Self::Within { used_up } => {
                write!(f, "{used_up} have used what is paid for")
            }
            Self::Cut { used_up, until } => {
                match used_up {
                    0 => f.write_str("none that may go has used what is paid for")?,
                    some => write!(f, "only {some} have used what is paid for")?,
                }
                until.map_or(Ok(()), |until| write!(f, "; the next will have at {until}"))
            }
            Self::Unseen => f.write_str("nobody has looked since when they are paid"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        Work,
        guards::tests::{Case, at_once},
        member::tests::node,
    };

    /// Nodes that came up so many minutes ago, all idle.
    fn case(guards: Value, minutes: &[u32]) -> Case {
        let nodes = (0..).zip(minutes);
        let nodes: Vec<_> = nodes
            .map(|(index, minutes): (u32, _)| node(&format!("n{index}"), *minutes))
            .collect();
        let mut case = Case::new(u32::try_from(nodes.len()).unwrap(), at_once(guards));
        case.seen.members = Some(nodes);
        case
    }

    fn hourly() -> Value {
        json!({"billing": {}})
    }

    #[test]
    fn a_member_stays_until_most_of_what_is_paid_is_used() {
        assert_eq!(
            case(hourly(), &[49, 49, 50, 59]).restrained(2).0,
            Capacity(2)
        );
        assert_eq!(
            case(hourly(), &[49, 49, 49, 59]).restrained(2).0,
            Capacity(3)
        );
        assert_eq!(
            case(hourly(), &[49, 10, 60, 61]).restrained(2).0,
            Capacity(4)
        );
    }

    #[test]
    fn every_paid_period_counts_for_itself() {
        let day = 24 * 60;
        assert_eq!(
            case(hourly(), &[day + 55, day + 5, 115, 65])
                .restrained(2)
                .0,
            Capacity(2)
        );
    }

    #[test]
    fn a_member_that_came_up_at_no_known_time_stays() {
        let mut case = case(hourly(), &[55, 55, 55]);
        for member in case.seen.members.iter_mut().flatten().take(2) {
            member.since = None;
        }
        assert_eq!(case.restrained(2).0, Capacity(2));
        for member in case.seen.members.iter_mut().flatten() {
            member.since = None;
        }
        assert_eq!(case.restrained(2).0, Capacity(3));
    }

    #[test]
    fn a_member_has_to_be_idle_too_where_only_idle_ones_go() {
        let mut case = case(json!({"idle": {}, "billing": {}}), &[55, 55, 5, 5]);
        for member in case.seen.members.iter_mut().flatten().take(1) {
            member.work = Work::Busy;
        }
        assert_eq!(case.restrained(2).0, Capacity(3));
    }

    #[test]
    fn says_when_the_next_will_have_used_enough() {
        assert_eq!(
            case(hourly(), &[40, 20, 20]).word("billing", 2),
            "billing: 3 instead of 2, none that may go has used what is paid for; \
             the next will have at 2026-03-02T12:10:00Z"
        );
    }

    #[test]
    fn scaling_in_is_held_while_nobody_has_looked() {
        let mut case = case(hourly(), &[55, 55, 55]);
        case.seen.members = None;
        assert_eq!(case.restrained(2).0, Capacity(3));
        assert_eq!(case.restrained(5).0, Capacity(5));
    }

    #[test]
    fn less_than_the_whole_period_has_to_be_asked() {
        let wrong = json!({"period": "1h", "used": "1h"});
        let wrong = deserr::deserialize::<Setting, _, Mistakes>(wrong).unwrap_err();
        assert_eq!(
            wrong.0[0].to_string(),
            "/used: expected less than the paid period of 1h, found `1h`"
        );
    }
}
