//! Why Auxo sees a cluster otherwise.

use super::{
    super::{
        Asked,
        asked::{Direction, is_text},
    },
    Input,
};
use crate::expression::TEXT_COUNTS;

impl Input {
    /// Why Auxo sees it otherwise.
    pub(super) fn reason(
        &self,
        text: &str,
        direction: Direction,
        came: &Asked,
    ) -> Option<&'static str> {
        // More nodes Themis took of a text, too.
        if direction == Direction::Downscale && is_text(text) {
            return Some(TEXT_COUNTS);
        }
        let Asked::Unknown(why) = came else {
            return text
                .contains("nodes.sum.")
                .then_some("a total is called `sum` too");
        };
        let missing = why.strip_suffix(" has no data")?;
        let (namespace, fact) = missing.split_once('.')?;
        if fact == "active" && !self.is_presto() {
            return Some(
                "nobody asks other engines than Presto whether they take work; it is unknown",
            );
        }
        self.has_none(namespace)
            .then_some("of no node nothing is measured: it is unknown, and the rule abstains")
    }

    fn has_none(&self, namespace: &str) -> bool {
        let nodes = self.seen().nodes;
        let of = match namespace {
            "tasknodes" => nodes.task,
            "corenodes" => nodes.core,
            _ => nodes.all,
        };
        of.count == Some(0)
    }
}
