//! Which rules of arithmetic and spelling count.

use deserr::Deserr;
use schemars::JsonSchema;

use crate::policy::Mistakes;

/// Python 3's arithmetic, or that of Python 2 for expressions which were written for Themis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserr, JsonSchema)]
#[deserr(error = Mistakes, rename_all = lowercase)]
#[schemars(rename_all = "lowercase")]
pub enum Dialect {
    /// `7 / 2` is 3.5, `round(2.5)` is 2, and what can never be equal is not compared.
    #[default]
    Auxo,
    /// `7 / 2` is 3, `round(2.5)` is 3.0, `010` is 8, `3L` is 3, `<>` is `!=`.
    Themis,
}
