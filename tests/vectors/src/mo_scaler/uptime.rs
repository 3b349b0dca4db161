//! Since when a worker is paid.

use decision::{Member, Period, Stage, Work};
use serde::Deserialize;
use serde_json::json;

use crate::{Outcome, Vector, world::at};

#[derive(Deserialize)]
struct Uptime {
    status: String,
    has_ec2: bool,
    elapsed_s: u32,
}

pub(crate) fn judge(vector: &Vector) -> Result<Outcome, String> {
    let input: Uptime = vector.input()?;
    let now = at(0);
    let counts = input.has_ec2 && input.status == "online";
    let member = Member {
        id: "w1".to_owned(),
        group: None,
        since: counts.then(|| Period::seconds(input.elapsed_s).before(now)),
        stage: Stage::Serving,
        work: Work::Idle,
        protected: false,
        series: Vec::new(),
    };
    let used = |paid| member.used(paid, now).unwrap_or_default().as_seconds();
    Ok(vector.compared_with(&json!({
        "uptime_s": used(Period::MAX), "billed_minutes": used(Period::minutes(60)) / 60
    })))
}
