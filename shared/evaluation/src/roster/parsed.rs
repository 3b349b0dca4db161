//! Policies that were parsed a moment ago are not parsed again: a function that stays warm reads
//! the same ones each minute.

use std::{
    collections::HashMap,
    mem,
    sync::{Arc, Mutex, PoisonError},
};

use decision::{Policy, policy::Mistake};
use serde_json::Value;

use crate::StoredPolicy;

/// The policies that were read last, by the names that they are stored under.
#[derive(Debug, Default)]
pub struct ParsedPolicies(Mutex<HashMap<String, Parsed>>);

/// A policy and the document that says it.
#[derive(Debug)]
struct Parsed {
    document: Arc<Value>,
    policy: Arc<Policy>,
}

impl ParsedPolicies {
    /// What each of these says, in their order.
    pub(crate) fn of(&self, stored: &[StoredPolicy]) -> Vec<Result<Arc<Policy>, Vec<Mistake>>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut before = mem::take(&mut *known);
        let policy = |StoredPolicy { name, document, .. }: &StoredPolicy| {
            let same = |(_, parsed): &(_, Parsed)| parsed.document == *document;
            let (name, parsed) = match before.remove_entry(name).filter(same) {
                Some(entry) => entry,
                None => (name.clone(), Parsed::from(document)?),
            };
            let policy = Arc::clone(&parsed.policy);
            known.insert(name, parsed);
            Ok(policy)
        };
        stored.iter().map(policy).collect()
    }
}

impl Parsed {
    fn from(document: &Arc<Value>) -> Result<Self, Vec<Mistake>> {
        Ok(Self {
            document: Arc::clone(document),
            policy: Arc::new(Policy::parse(document)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;

    use super::*;

    fn stored(name: &str, max: u32) -> StoredPolicy {
        let document = json!({
            "name": name,
            "targets": {"kind": "kinesis-stream", "names": ["a"]},
            "bounds": {"min": 1, "max": max},
            "rules": [{"track": {"metric": "write_utilization", "target": 0.5}}]
        });
        StoredPolicy {
            name: name.to_owned(),
            version: 1,
            document: Arc::new(document),
            updated_at: Timestamp::UNIX_EPOCH,
            updated_by: String::new(),
        }
    }

    #[test]
    fn a_document_that_stays_as_it_is_is_parsed_once() {
        let parsed = ParsedPolicies::default();
        let both = [stored("p", 9), stored("q", 9)];
        let (before, after) = (parsed.of(&both), parsed.of(&both));
        for (before, after) in before.iter().zip(&after) {
            assert!(Arc::ptr_eq(
                before.as_ref().unwrap(),
                after.as_ref().unwrap()
            ));
        }
    }

    #[test]
    fn a_document_that_has_changed_is_parsed_whatever_its_version_says() {
        let parsed = ParsedPolicies::default();
        let most = |stored| parsed.of(&[stored])[0].clone().unwrap().bounds.max().0;
        assert_eq!([most(stored("p", 9)), most(stored("p", 8))], [9, 8]);
    }

    #[test]
    fn a_document_that_is_no_policy_has_its_mistakes_each_time() {
        let parsed = ParsedPolicies::default();
        let wrong = [stored("p", 0)];
        let mistakes = || parsed.of(&wrong)[0].clone().unwrap_err();
        assert_eq!(mistakes(), mistakes());
    }

    #[test]
    fn a_policy_that_is_there_no_more_is_forgotten() {
        let parsed = ParsedPolicies::default();
        assert_eq!(parsed.of(&[stored("p", 9)]).len(), 1);
        assert!(parsed.of(&[]).is_empty());
        assert!(parsed.0.lock().unwrap().is_empty());
    }
}
