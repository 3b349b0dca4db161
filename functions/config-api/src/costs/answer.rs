//! Costs in the words of the API.

use decision::{Policy, TargetId};
use evaluation::{StreamMode, StreamUpkeep};
use jiff::{Timestamp, civil::Date};
use pricing::{Advice, Billing, Prices, Savings, UnitHours, Usage, Usd};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    alternative::{AlternativeCost, Better},
    assumptions::assumptions,
    recorded::Window,
};

/// What is known, to be told.
pub(super) struct Parts<'a> {
    pub(super) target: &'a TargetId,
    pub(super) policy: &'a Policy,
    pub(super) window: Window,
    pub(super) upkeep: StreamUpkeep,
    pub(super) usage: Usage,
    pub(super) minutes_with_data: usize,
    pub(super) counted: UnitHours,
    pub(super) advice: Advice,
    pub(super) prices: &'a Prices,
    pub(super) metrics_requested: f64,
}

/// What a stream cost, and would have cost otherwise; all money in US dollars.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Costs {
    #[schema(example = "kinesis-stream/clicks")]
    target: String,
    /// `provisioned` or `on-demand`, as it is now.
    #[schema(example = "provisioned")]
    mode: &'static str,
    /// The time that was looked at.
    from: Timestamp,
    to: Timestamp,
    traffic: Traffic,
    /// The way in which it was kept first.
    alternatives: Vec<AlternativeCost>,
    /// The `billing` of the cheapest alternative.
    #[schema(value_type = Option<String>)]
    cheapest: Option<Billing>,
    /// The alternative that is cheaper by a tenth at least; null: stay.
    better: Option<Better>,
    /// The advice in one sentence.
    because: String,
    /// What it costs to look at the stream, in none of the alternatives.
    watching: Watching,
    /// What scaling saved; null without `cost.baseline` in the policy, and of on-demand streams.
    savings: Option<Saved>,
    prices: PriceList,
    /// What the figures take for granted.
    assumptions: Vec<String>,
}

/// What went through the stream.
#[derive(Debug, Serialize, ToSchema)]
struct Traffic {
    hours: f64,
    records_in: f64,
    gigabytes_in: f64,
    /// With each record rounded up to 1 KB, estimated.
    billed_gigabytes_in: f64,
    /// Units of 25 KB, estimated.
    put_units: f64,
    /// Read by consumers that share the shards' throughput.
    gigabytes_out: f64,
    fan_out_consumers: u32,
    fan_out_gigabytes: f64,
}

#[derive(Debug, Serialize, ToSchema)]
struct Watching {
    /// What evaluating the policy asked CloudWatch for, at most.
    #[schema(value_type = f64)]
    metrics_requested: Usd,
    /// Shard-level monitoring, had it been on all the time as it is now.
    #[schema(value_type = f64)]
    shard_level_metrics: Usd,
}

/// Shards in use against as many as the baseline at all times, for the time that was counted.
#[derive(Debug, Serialize, ToSchema)]
struct Saved {
    /// Shards.
    baseline: u32,
    counted_hours: f64,
    shard_hours: f64,
    #[schema(value_type = f64)]
    spent: Usd,
    #[schema(value_type = f64)]
    baseline_cost: Usd,
    /// Less than nothing when more was in use.
    #[schema(value_type = f64)]
    saved: Usd,
}

/// Where the prices come from.
#[derive(Debug, Serialize, ToSchema)]
struct PriceList {
    region: String,
    #[schema(value_type = String, format = Date)]
    date: Date,
    source: String,
    notes: Vec<String>,
}

impl Costs {
    pub(super) fn of(parts: &Parts) -> Self {
        let Parts {
            usage,
            advice,
            prices,
            ..
        } = parts;
        let shards = parts
            .counted
            .mean()
            .unwrap_or(f64::from(parts.upkeep.open_shards));
        let cloudwatch = prices.cloudwatch;
        let monitored =
            cloudwatch.shard_level(parts.upkeep.shard_level_metrics, shards * usage.hours);
        Self {
            target: parts.target.to_string(),
            mode: match parts.upkeep.mode {
                StreamMode::Provisioned => "provisioned",
                StreamMode::OnDemand => "on-demand",
            },
            from: parts.window.from,
            to: parts.window.to,
            traffic: usage.into(),
            alternatives: advice
                .alternatives
                .iter()
                .map(AlternativeCost::from)
                .collect(),
            cheapest: advice.cheapest().map(|cheapest| cheapest.billing),
            better: Better::than(advice),
            because: advice.to_string(),
            watching: Watching {
                metrics_requested: cloudwatch.requested(parts.metrics_requested).rounded(),
                shard_level_metrics: monitored.rounded(),
            },
            savings: savings(parts),
            prices: PriceList {
                region: prices.region.clone(),
                date: prices.date,
                source: prices.source.clone(),
                notes: prices.notes.clone(),
            },
            assumptions: assumptions(parts),
        }
    }
}

/// Nobody scales an on-demand stream, so nothing was saved by it.
fn savings(parts: &Parts) -> Option<Saved> {
    let baseline = parts.policy.baseline?;
    if parts.upkeep.mode == StreamMode::OnDemand {
        return None;
    }
    let price = parts.prices.provisioned.shard_hour;
    let savings = Savings::against(baseline.0, parts.counted, price);
    Some(Saved {
        baseline: savings.baseline,
        counted_hours: to_thousandth(savings.in_use.hours),
        shard_hours: to_thousandth(savings.in_use.unit_hours),
        spent: savings.spent.rounded(),
        baseline_cost: savings.baseline_cost.rounded(),
        saved: savings.saved.rounded(),
    })
}

impl From<&Usage> for Traffic {
    fn from(usage: &Usage) -> Self {
        Self {
            hours: to_thousandth(usage.hours),
            records_in: usage.records_in.round(),
            gigabytes_in: to_thousandth(usage.gigabytes_in),
            billed_gigabytes_in: to_thousandth(usage.billed_gigabytes_in),
            put_units: usage.put_units.round(),
            gigabytes_out: to_thousandth(usage.gigabytes_out),
            fan_out_consumers: usage.fan_out_consumers,
            fan_out_gigabytes: to_thousandth(usage.fan_out_gigabytes),
        }
    }
}

/// More digits are noise of the estimate.
pub(super) fn to_thousandth(amount: f64) -> f64 {
    (amount * 1000.0).round() / 1000.0
}
