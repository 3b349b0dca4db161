//! Per cent, exactly: in whole hundredths of a per cent.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Capacity;

/// A share in hundredths of a per cent (basis points), from 0.01 % to 10,000 %. Seven per cent of
/// a hundred units are seven; binary fractions would make them a little more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PerCent(u32);

const MOST: u32 = 10_000 * 100;

impl PerCent {
    /// Reads `25`, `2.5` or `0.01`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str| {
            let plain = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| part.parse::<u32>().ok()).flatten()
        };
        let hundredths = match fraction.len() {
            1 => digits(fraction)? * 10,
            2 => digits(fraction)?,
            _ => return None,
        };
        let all = digits(whole)?.checked_mul(100)?.checked_add(hundredths)?;
        (1..=MOST).contains(&all).then_some(Self(all))
    }

    pub(crate) fn rounded_up(self, capacity: Capacity) -> u32 {
        saturated(self.times(capacity).div_ceil(10_000))
    }

    pub(crate) fn rounded_down(self, capacity: Capacity) -> u32 {
        saturated(self.times(capacity) / 10_000)
    }

    fn times(self, capacity: Capacity) -> u64 {
        u64::from(self.0) * u64::from(capacity.0)
    }
}

fn saturated(units: u64) -> u32 {
    u32::try_from(units).unwrap_or(u32::MAX)
}

impl fmt::Display for PerCent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", f64::from(self.0) / 100.0)
    }
}

/// Records hold per cent as numbers, such as 2.5.
impl Serialize for PerCent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(f64::from(self.0) / 100.0)
    }
}

impl<'de> Deserialize<'de> for PerCent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = f64::deserialize(deserializer)?;
        Self::parse(&format!("{number:.2}"))
            .ok_or_else(|| serde::de::Error::custom(format!("no per cent: {number}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seven_per_cent_of_a_hundred_are_seven() {
        let seven = PerCent::parse("7").unwrap();
        assert_eq!(seven.rounded_up(Capacity(100)), 7);
        assert_eq!(seven.rounded_up(Capacity(101)), 8);
        assert_eq!(seven.rounded_down(Capacity(99)), 6);
    }

    #[test]
    fn is_read_as_people_write_it_to_the_hundredth() {
        assert_eq!(PerCent::parse("2.5"), Some(PerCent(250)));
        assert_eq!(PerCent::parse("0.01"), Some(PerCent(1)));
        for text in [
            "",
            "0",
            "-1",
            "1e3",
            "0.001",
            "10000.01",
            ".5",
            "5.",
            "NaN",
            "99999999999",
        ] {
            assert_eq!(PerCent::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_record_holds_it_as_a_number() {
        let record = serde_json::to_string(&PerCent(250)).unwrap();
        assert_eq!(record, "2.5");
        assert_eq!(
            serde_json::from_str::<PerCent>("25").unwrap(),
            PerCent(2500)
        );
        assert_eq!(
            serde_json::from_str::<PerCent>(&record).unwrap(),
            PerCent(250)
        );
    }
}
