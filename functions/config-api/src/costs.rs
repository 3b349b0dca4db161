//! What a stream costs: as it was kept, as it could have been, and what scaling it saved.

mod alternative;
mod answer;
mod assumptions;
mod recorded;

use axum::{Json, extract::State, http::Uri};
use decision::{Policy, TargetKind};
use evaluation::{StreamMode, StreamUpkeep};
use pricing::{Advice, Kept, UnitHours};

use crate::{
    failures,
    gateway::Now,
    parameters::Parameters,
    ports::Api,
    problem::{Kind, Problem, problems},
    target_path::TargetPath,
    targets,
};
use answer::{Costs, Parts};
use recorded::Window;

const DEFAULT_DAYS: i64 = 7;
/// CloudWatch keeps metrics of a minute for 15 days.
const MOST_DAYS: i64 = 15;

problems!(CostsProblems: BadParameter, UnknownTarget, NoCosts, TargetGone, TargetBroken,
    TargetNotOurs, Internal, AccessDenied, BadAnswer, Throttled, Unavailable);

/// What a stream cost, and would have cost otherwise.
///
/// Compares the ways to keep a stream over the traffic that CloudWatch recorded, whoever scales
/// it: provisioned as it was, provisioned at the least fixed size that would have served it, on
/// demand, and on-demand Advantage. Tells what scaling saved against the policy's baseline.
#[utoipa::path(
    get,
    path = "/v1/targets/{kind}/{id}/costs",
    tag = "targets",
    operation_id = "getCosts",
    params(
        ("kind" = String, Path, description = "`kinesis-stream`; of clusters no costs are known"),
        ("id" = String, Path, description = "The name of the stream"),
        ("days" = Option<i64>, Query, description = "How many days in UTC, the last of them today: 1 to 15, else 7"),
    ),
    responses((status = 200, description = "The costs", body = Costs), CostsProblems)
)]
pub(crate) async fn costs(
    State(api): State<Api>,
    TargetPath(target): TargetPath,
    Now(now): Now,
    uri: Uri,
) -> Result<Json<Costs>, Problem> {
    let days = days(&uri)?;
    let assignment = targets::assignment(&api, &target).await?;
    if target.kind != TargetKind::KinesisStream {
        let detail =
            format!("{target} is no stream, and what other targets cost is not known here");
        return Err(Problem::new(Kind::NoCosts, detail));
    }
    let window = Window::of(days, now);
    let (upkeep, recorded) = tokio::join!(
        api.upkeep(&target.name),
        recorded::fetch(&api, &target, window)
    );
    let upkeep = upkeep.map_err(|error| failures::of_target(&error))?;
    let recorded = recorded?;
    let usage = recorded.usage(upkeep.fan_out_consumers);
    let counted = counted(&assignment.memory.ledger.since(window.first_day()));
    let prices = api.prices();
    let advice = Advice::about(&usage, kept(&upkeep, counted), prices);
    Ok(Json(Costs::of(&Parts {
        target: &target,
        policy: &assignment.policy,
        window,
        upkeep,
        usage,
        minutes_with_data: recorded.minutes_with_data(),
        counted,
        advice,
        prices,
        metrics_requested: metrics_requested(&assignment.policy, window),
    })))
}

fn days(uri: &Uri) -> Result<i64, Problem> {
    let parameters = Parameters::read(uri, &["days"])?;
    let days = parameters.parsed("days", |text| match text.parse() {
        Ok(days) if (1..=MOST_DAYS).contains(&days) => Ok(days),
        _ => Err(format!(
            "a whole number from 1 to {MOST_DAYS}: metrics of a minute are kept no longer"
        )),
    })?;
    Ok(days.unwrap_or(DEFAULT_DAYS))
}

fn counted(ledger: &evaluation::Counted) -> UnitHours {
    UnitHours {
        hours: hours(ledger.seconds),
        unit_hours: hours(ledger.unit_seconds),
    }
}

#[expect(clippy::cast_precision_loss, reason = "of days, to the second")]
fn hours(seconds: u64) -> f64 {
    seconds as f64 / 3600.0
}

/// Without a count the stream is taken to have had the shards that it has.
fn kept(upkeep: &StreamUpkeep, counted: UnitHours) -> Kept {
    match upkeep.mode {
        StreamMode::OnDemand => Kept::OnDemand,
        StreamMode::Provisioned => Kept::Provisioned {
            shards: counted.mean().unwrap_or(f64::from(upkeep.open_shards)),
        },
    }
}

/// What evaluating the policy asks CloudWatch for, at most.
fn metrics_requested(policy: &Policy, window: Window) -> f64 {
    let mut sources: Vec<_> = Vec::new();
    for source in policy
        .metrics()
        .into_iter()
        .flat_map(|metric| metric.sources())
    {
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    let each = f64::from(u32::try_from(sources.len()).unwrap_or(u32::MAX));
    each * window.hours() * 3600.0 / f64::from(policy.every.as_seconds().max(1))
}
