//! A bill: what was used, item by item, at its price.

use serde::Serialize;

use crate::Usd;

/// What is charged for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Charge {
    ShardHours,
    PutUnits,
    StreamHours,
    GigabytesIn,
    GigabytesOut,
    FanOutConsumerShardHours,
    FanOutGigabytes,
    /// What is missing to the least that the account has committed to.
    UnusedCommitment,
}

/// One line of a bill.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Item {
    pub charge: Charge,
    /// In the units of the charge; gigabytes of an unused commitment.
    pub amount: f64,
    pub usd: Usd,
}

/// What a stream costs over some time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bill {
    /// Nothing that is not used has a line.
    pub items: Vec<Item>,
}

impl Bill {
    pub(crate) fn charge(mut self, charge: Charge, amount: f64, price: Usd) -> Self {
        if amount > 0.0 {
            let usd = price * amount;
            self.items.push(Item {
                charge,
                amount,
                usd,
            });
        }
        self
    }

    #[must_use]
    pub fn total(&self) -> Usd {
        self.items.iter().map(|item| item.usd).sum()
    }

    /// The total without what was paid for and not used.
    #[must_use]
    pub fn used(&self) -> Usd {
        let used = |item: &&Item| item.charge != Charge::UnusedCommitment;
        self.items.iter().filter(used).map(|item| item.usd).sum()
    }
}
