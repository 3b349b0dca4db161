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
mod tests;
