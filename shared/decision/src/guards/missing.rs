//! Missing: what happens while a rule that watches load cannot see it. Scaling in never does;
//! scaling out by what the others see may be forbidden; and after a time of blindness capacity
//! rises to a fail-safe floor, as with the fallback of KEDA whose behavior is
//! `currentReplicasIfHigher`: what there is stays when it is more.
//!
//! The moments after a change, when there are no samples yet of the new capacity, are not
//! blindness.

mod document;
mod word;

use self::document::ScaleOut;
pub(crate) use self::document::Setting;
pub(super) use self::word::Word;
use super::Context;
use crate::Capacity;

pub(super) fn restrain(context: &Context<'_>, proposed: Capacity) -> Option<(Capacity, Word)> {
    let Some(since) = context.blind_since else {
        return Some((proposed, Word::Nothing));
    };
    let Some(setting) = context.policy.guards.missing else {
        return Some((proposed, Word::Blind { since, until: None }));
    };
    // The rest of a scale-out was let through already.
    let after = if setting.scale_out == ScaleOut::Hold {
        proposed.min(context.let_through())
    } else {
        proposed
    };
    let rises = setting.patience().after(since);
    let floor = setting.floor.map(Capacity).filter(|floor| after < *floor);
    let word = match floor {
        Some(floor) if rises <= context.view.now => {
            return Some((floor, Word::Raised { since, floor }));
        }
        _ if after < proposed => Word::Held {
            since,
            until: floor.map(|_| rises),
        },
        _ => Word::Blind {
            since,
            until: floor.map(|_| rises),
        },
    };
    Some((after, word))
}

#[cfg(test)]
mod tests;
