//! The groups that rules are in.

use std::collections::BTreeMap;

use super::{plain, wrong};
use crate::{
    combine::Group,
    policy::{MAX_NAME, MAX_RULES, Mistake, Part, document::GroupDocument, nearest},
    rules::Entry,
};

pub(super) fn read_groups(
    documents: BTreeMap<String, Part<GroupDocument>>,
    mistakes: &mut Vec<Mistake>,
) -> Option<Vec<Group>> {
    let before = mistakes.len();
    if MAX_RULES < documents.len() {
        let detail = format!(
            "expected at most {MAX_RULES} groups, found {}",
            documents.len()
        );
        wrong(mistakes, "/groups", detail);
        return None;
    }
    let mut groups = Vec::with_capacity(documents.len());
    for (name, document) in documents {
        if !plain(&name) {
            let detail = format!(
                "a group is named by 1 to {MAX_NAME} letters, digits, `-`, `_` and `.`, found `{name}`"
            );
            wrong(mistakes, "/groups", detail);
        }
        if let Some(GroupDocument { combine: agreement }) = document.read(mistakes) {
            groups.push(Group { name, agreement });
        }
    }
    (mistakes.len() == before).then_some(groups)
}

pub(super) fn check_groups(rules: &[Entry], groups: &[Group], mistakes: &mut Vec<Mistake>) {
    let names: Vec<_> = groups.iter().map(|group| group.name.as_str()).collect();
    for (index, entry) in rules.iter().enumerate() {
        let Some(group) = &entry.group else { continue };
        if !names.contains(&group.as_str()) {
            let near = nearest(group, &names);
            let detail = format!("there is no group `{group}` under `groups`{near}");
            wrong(mistakes, &format!("/rules/{index}/group"), detail);
        }
    }
}
