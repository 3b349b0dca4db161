//! What the same traffic would have cost, had the stream been kept otherwise.

use std::fmt;

use crate::{
    Bill, Billing, Prices, Usage, Usd,
    billing::{advantage, on_demand, provisioned},
};

/// What is less than this share of the bill is within the error of the estimate, and no reason to
/// change how a stream is kept.
const WORTH_IT: f64 = 0.1;

/// How the stream was kept.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kept {
    /// With so many shards on the average.
    Provisioned {
        shards: f64,
    },
    OnDemand,
}

/// One way to pay for the traffic.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    pub billing: Billing,
    /// On the average; `None` where nobody chooses them.
    pub shards: Option<f64>,
    pub bill: Bill,
}

/// The ways to pay for the traffic, and which of them is the cheapest.
#[derive(Clone, Debug, PartialEq)]
pub struct Advice {
    /// The one that was paid comes first.
    pub alternatives: Vec<Alternative>,
    hours: f64,
}

impl Advice {
    #[must_use]
    pub fn about(usage: &Usage, kept: Kept, prices: &Prices) -> Self {
        let with_shards = |billing, shards| Alternative {
            billing,
            shards: Some(shards),
            bill: provisioned(usage, shards, &prices.provisioned),
        };
        let as_needed = |billing, bill| Alternative {
            billing,
            shards: None,
            bill,
        };
        let at_peak = with_shards(Billing::ProvisionedAtPeak, f64::from(usage.least_shards));
        let on_demand = as_needed(Billing::OnDemand, on_demand(usage, &prices.on_demand));
        let advantage = as_needed(
            Billing::OnDemandAdvantage,
            advantage(usage, &prices.on_demand_advantage),
        );
        let alternatives = match kept {
            Kept::Provisioned { shards } => {
                let as_it_was = with_shards(Billing::Provisioned, shards);
                vec![as_it_was, at_peak, on_demand, advantage]
            }
            Kept::OnDemand => vec![on_demand, at_peak, advantage],
        };
        Self {
            alternatives,
            hours: usage.hours,
        }
    }

    /// The cheapest alternative; of equals the one that was paid.
    #[must_use]
    pub fn cheapest(&self) -> Option<&Alternative> {
        let cheaper =
            |best: &Alternative, each: &Alternative| each.bill.total() < best.bill.total();
        let mut alternatives = self.alternatives.iter();
        let first = alternatives.next()?;
        Some(alternatives.fold(
            first,
            |best, each| if cheaper(best, each) { each } else { best },
        ))
    }

    /// The alternative that is cheaper by enough to be worth the change, and what it saves.
    #[must_use]
    pub fn better(&self) -> Option<(&Alternative, Usd)> {
        let paid = self.alternatives.first()?.bill.total();
        let cheapest = self.cheapest()?;
        let saves = paid - cheapest.bill.total();
        (saves > paid * WORTH_IT).then_some((cheapest, saves))
    }
}

impl fmt::Display for Advice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(paid) = self.alternatives.first() else {
            return Ok(());
        };
        let hours = self.hours;
        match self.better() {
            Some((better, saves)) => {
                write!(f, "{better} would have saved {saves} in {hours:.0} hours: ")?;
            }
            None => write!(f, "nothing is cheaper by a tenth over {hours:.0} hours: ")?,
        }
        write!(f, "{paid} cost {}", paid.bill.total())?;
        for other in self.alternatives.iter().skip(1) {
            write!(f, ", {other} {}", other.bill.total())?;
        }
        Ok(())
    }
}

impl fmt::Display for Alternative {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            billing, shards, ..
        } = self;
        match (billing, shards) {
            (Billing::ProvisionedAtPeak, Some(shards)) => {
                let many = if *shards > 1.0 { "s" } else { "" };
                write!(f, "{billing} of {shards:.0} shard{many}")
            }
            _ => write!(f, "{billing}"),
        }
    }
}

#[cfg(test)]
mod tests;
