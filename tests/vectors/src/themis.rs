//! Whole evaluations of Themis: of a cluster, of a stream.

mod asked;
mod comparison;
pub(crate) mod emr;
pub(crate) mod kinesis;
mod nodes;
mod series;
mod subject;

use asked::Asked;
use subject::Subject;
