//! Names: of the clock and of the vocabulary.

use super::{Compiled, Compiler, start};
use crate::{
    expression::{Tree, clock::ClockPart, code::Code, name::spelled, refused::Flaw},
    policy::nearest,
};

/// To look for the nearest of a longer name would take long.
const LONGEST_NAME: usize = 128;

impl Compiler<'_> {
    pub(super) fn name(&self, tree: &Tree) -> Compiled {
        let Some(name) = spelled(tree) else {
            return Err(Flaw::new(
                start(tree),
                "this is not a name that can be looked up",
            ));
        };
        if let Some(part) = ClockPart::called(&name) {
            let kind = part.kind();
            return Ok((Code::Clock(part), kind.into()));
        }
        match self.vocabulary.find(&name) {
            Some((slot, kind)) => Ok((Code::Fact(slot), kind.into())),
            None => Err(Flaw::new(start(tree), self.unknown(&name))),
        }
    }

    fn unknown(&self, name: &str) -> String {
        if LONGEST_NAME < name.len() {
            return format!("a name has at most {LONGEST_NAME} letters");
        }
        let mut known = self.vocabulary.names();
        for clock in ClockPart::names() {
            known.push(clock);
        }
        let belongs = |known: &&str| {
            let rest = known.strip_prefix(name);
            rest.is_some_and(|rest| rest.starts_with(['.', '[', '(']))
        };
        let members: Vec<_> = known.iter().copied().filter(belongs).collect();
        if !members.is_empty() {
            return format!(
                "`{name}` is no value by itself; there are: {}",
                members.join(", ")
            );
        }
        format!("there is no `{name}`{}", nearest(name, &known))
    }
}
