//! Periscope's scaling by the recommendations of YARN.

pub(crate) mod cooldown;
pub(crate) mod evaluation;
