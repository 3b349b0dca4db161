//! What a document has to pass before it is stored. Validating asks the same questions.

use std::collections::HashMap;

use decision::{Mistake, Policy};
use evaluation::StoredPolicy;
use serde_json::Value;

use crate::{
    circle,
    document::Submitted,
    problem::{Kind, Problem},
    unseen::unseen,
};

/// The policy that was sent, under the name that the path says.
pub(crate) fn parsed(path_name: &str, submitted: &Submitted) -> Result<Policy, Problem> {
    let document = &submitted.document;
    let (policy, mut mistakes) = match Policy::parse(document) {
        Ok(policy) => {
            let unseen = unseen(&policy);
            (Some(policy), unseen)
        }
        Err(mistakes) => (None, mistakes),
    };
    let name = document.get("name").and_then(Value::as_str);
    if let Some(name) = name.filter(|name| *name != path_name) {
        mistakes.push(Mistake {
            pointer: "/name".to_owned(),
            detail: format!("expected \"{path_name}\", the name in the path, found \"{name}\""),
        });
    }
    match policy {
        Some(policy) if mistakes.is_empty() => Ok(policy),
        _ => Err(invalid(submitted, mistakes)),
    }
}

/// Whether `policy` fits beside the others that are stored.
pub(crate) fn fits(
    policy: &Policy,
    submitted: &Submitted,
    stored: &[StoredPolicy],
) -> Result<(), Problem> {
    let others = stored.iter().filter(|stored| stored.name != policy.name);
    let others: Vec<_> = others
        .filter_map(|stored| Policy::parse(&stored.document).ok())
        .collect();
    alone(policy, submitted, &others)?;
    match circle::closed_by(policy, &others) {
        mistakes if mistakes.is_empty() => Ok(()),
        mistakes => Err(invalid(submitted, mistakes)),
    }
}

/// Whether any target of `policy` is scaled by another one already: two that pull at one target
/// would undo each other.
fn alone(policy: &Policy, submitted: &Submitted, others: &[Policy]) -> Result<(), Problem> {
    let mut owners = HashMap::new();
    for other in others {
        for target in other.target_ids() {
            owners.entry(target).or_insert_with(|| other.name.clone());
        }
    }
    let taken: Vec<_> = policy
        .target_ids()
        .enumerate()
        .filter_map(|(index, target)| {
            let owner = owners.get(&target)?;
            Some(Mistake {
                pointer: format!("/targets/names/{index}"),
                detail: format!("{target} is scaled by the policy `{owner}` already"),
            })
        })
        .collect();
    match taken.first() {
        None => Ok(()),
        Some(first) => {
            let detail = format!("{}; take it out there first", first.detail);
            let taken = submitted.faults(taken);
            Err(Problem::new(Kind::TargetTaken, detail).with_faults(taken))
        }
    }
}

fn invalid(submitted: &Submitted, mistakes: Vec<Mistake>) -> Problem {
    let detail = match mistakes.as_slice() {
        [one] => one.to_string(),
        all => format!("{} mistakes; `errors` lists all of them", all.len()),
    };
    Problem::new(Kind::InvalidPolicy, detail).with_faults(submitted.faults(mistakes))
}
