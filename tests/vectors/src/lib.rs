//! What the predecessors decided, and what Auxo says to the same.
//!
//! A vector is one case: an input and what a predecessor made of it (`data/README.md`). Each kind
//! has a handler that puts the input to Auxo, policies as documents through the public decision
//! path, and compares. What a vector is judged by is its content: a handler never sees its id.

mod compare;
mod counts;
mod dynamite;
mod expression;
mod mo_scaler;
mod periscope_adjust;
mod periscope_alarms;
mod periscope_calls;
mod periscope_cron;
mod periscope_failures;
mod periscope_load;
mod periscope_rules;
mod periscope_schedule;
mod refusals;
mod scheduled;
mod themis;
mod time_based;
mod vector;
mod world;

pub use counts::Counts;
pub use vector::{Vector, read};

/// What became of a vector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Auxo says what is right.
    Passed,
    /// Auxo does otherwise on purpose, and that it does was checked; with the reason.
    Different(&'static str),
    /// What Auxo will never have; with the reason.
    NotApplicable(&'static str),
    /// With the feature that it waits for.
    NotYet(&'static str),
    /// What was expected, and what came.
    Failed(String),
}

/// A kind's way to judge; an error is a failure.
type Handler = fn(&Vector) -> Result<Outcome, String>;

/// Puts the input of a vector to Auxo and compares.
#[must_use]
pub fn judge(vector: &Vector) -> Outcome {
    let Some(handler) = handler(&vector.kind) else {
        return Outcome::Failed(format!("there is no kind `{}`", vector.kind));
    };
    handler(vector).unwrap_or_else(Outcome::Failed)
}

/// Deliberately different, if Auxo does as it says.
fn different(does: bool, reason: &'static str) -> Result<Outcome, String> {
    if does {
        Ok(Outcome::Different(reason))
    } else {
        Err(format!("Auxo does not do as it says: {reason}"))
    }
}

macro_rules! waits_for {
    ($feature:literal) => {
        |_| Ok(Outcome::NotYet($feature))
    };
}

macro_rules! never {
    ($reason:literal) => {
        |_| Ok(Outcome::NotApplicable($reason))
    };
}

/// The register of kinds.
fn handler(kind: &str) -> Option<Handler> {
    Some(match kind {
        "dynamite.policy" => dynamite::policy::judge,
        "dynamite.rules" => dynamite::rules::judge,
        "dynamite.unit" => dynamite::guard::unit,
        "dynamite.operator" => dynamite::guard::operator,
        "dynamite.guard" => dynamite::guard::guard,
        "dynamite.resolve" => {
            never!("another system's registry of names: an instance has that of its own service")
        }
        "dynamite.engine" => dynamite::engine::judge,
        "dynamite.slots" => dynamite::slots::judge,
        "dynamite.executor" => dynamite::executor::executor,
        "dynamite.retry" => dynamite::executor::retry,
        "dynamite.metrics" => {
            never!("another system's store of metrics: CloudWatch has those of Auxo")
        }

        "mo.scale" => mo_scaler::scale::judge,
        "mo.verdict" => mo_scaler::verdict::judge,
        "mo.auto_seed" => mo_scaler::auto_seed::judge,
        "mo.request" => never!("another system's form of a request for metrics"),
        "mo.auto_head" => mo_scaler::auto_head::judge,
        "mo.uptime" => mo_scaler::uptime::judge,
        "mo.status" => {
            never!("another system's list of its machines; what decides of it is put to guards")
        }
        "mo.queue" => never!("another system's form of its jobs"),
        "mo.cli" => mo_scaler::scale::judge,

        "periscope.adjust" => periscope_adjust::judge,
        "periscope.alarms" => periscope_alarms::judge,
        "periscope.request" => never!(
            "another system's steps of a resize: EMR is asked for a size and takes them itself"
        ),
        "periscope.failures" | "periscope.cluster_failures" => periscope_failures::judge,
        "periscope.rules" => periscope_rules::judge,

        "periscope.apps" => waits_for!("YARN applications"),
        "periscope.queue_setup" => waits_for!("YARN queues"),

        "periscope.load" => periscope_load::evaluation::judge,
        "periscope.target" => periscope_schedule::target,
        "periscope.cooldown" => periscope_load::cooldown::judge,
        "periscope.schedule" => periscope_schedule::schedule,
        "periscope.cron_due" => periscope_cron::due,
        "periscope.cron_polls" => periscope_cron::polls,
        "periscope.cron_next" => periscope_cron::next,
        "periscope.cron_valid" => periscope_cron::valid,
        "periscope.zone_valid" => periscope_cron::zone_valid,
        "periscope.time_alert_b" => periscope_cron::old_alert,

        "emr" => themis::emr::judge,
        "expression" => expression::judge,
        "kinesis" => themis::kinesis::judge,
        "savings" => waits_for!("costs"),
        "time-based" => time_based::judge,
        _ => return None,
    })
}
