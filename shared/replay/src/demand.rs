//! A recorded demand: how many shards' worth was to be written in each minute.

use std::collections::BTreeMap;

use csv::{ReaderBuilder, StringRecord, Trim};

/// Bytes that a shard takes in a second: 1 MiB.
const SHARD_BYTES: f64 = 1_048_576.0;
/// Records that a shard takes in a second.
const SHARD_RECORDS: f64 = 1_000.0;
/// What is longer than a year is something else.
const MOST_MINUTES: u64 = 366 * 24 * 60;
/// More shards' worth than all streams of an account have.
const MOST_SHARDS: f64 = 1e6;

/// Shards' worth of writes by minute, of each minute from the first to the last; never empty.
#[derive(Clone, Debug, PartialEq)]
pub struct Demand(Vec<f64>);

/// What is wrong with a file, and in which line.
#[derive(Debug, thiserror::Error)]
pub enum DemandError {
    #[error(
        "the columns `{0}` are none of `minute,shards`, `second,shards`, `minute,bytes,records` \
         and `second,bytes,records`, with bytes and records per second"
    )]
    Columns(String),
    #[error("{0}")]
    Lines(#[from] csv::Error),
    #[error("line {line}: expected a number from 0 to {most}, found `{found}`")]
    Number { line: u64, found: String, most: f64 },
    #[error("minute {0} is missing; a demand of nothing is written as 0")]
    Gap(u64),
    #[error("there is no line after the header")]
    Empty,
}

/// What the columns of a file mean.
#[derive(Clone, Copy)]
struct Columns {
    /// Lines that make a minute.
    each: u64,
    bytes_and_records: bool,
}

impl Demand {
    /// Reads a CSV file with a header; lines of seconds are averaged to minutes.
    ///
    /// # Errors
    /// The first thing that is wrong, with its line.
    pub fn parse(text: &str) -> Result<Self, DemandError> {
        let mut reader = ReaderBuilder::new()
            .trim(Trim::All)
            .from_reader(text.as_bytes());
        let columns = Columns::named(reader.headers()?)?;
        let mut minutes: BTreeMap<u64, (f64, f64)> = BTreeMap::new();
        for line in reader.records() {
            let (time, shards) = columns.read(&line?)?;
            let (sum, count) = minutes.entry(time / columns.each).or_default();
            (*sum, *count) = (*sum + shards, *count + 1.0);
        }
        let first = minutes.keys().next().copied().ok_or(DemandError::Empty)?;
        let mut demand = Vec::with_capacity(minutes.len());
        for (expected, (minute, (sum, count))) in (first..).zip(minutes) {
            if minute != expected {
                return Err(DemandError::Gap(expected));
            }
            demand.push(sum / count);
        }
        Ok(Self(demand))
    }

    /// Shards' worth by minute.
    #[must_use]
    pub fn minutes(&self) -> &[f64] {
        &self.0
    }
}

impl Columns {
    fn named(header: &StringRecord) -> Result<Self, DemandError> {
        let names: Vec<&str> = header.iter().collect();
        let (each, bytes_and_records) = match names.as_slice() {
            ["minute", "shards"] => (1, false),
            ["second", "shards"] => (60, false),
            ["minute", "bytes", "records"] => (1, true),
            ["second", "bytes", "records"] => (60, true),
            _ => return Err(DemandError::Columns(names.join(","))),
        };
        Ok(Self {
            each,
            bytes_and_records,
        })
    }

    /// The time of a line, in the file's unit, and the shards' worth.
    fn read(self, line: &StringRecord) -> Result<(u64, f64), DemandError> {
        let wrong = |column: usize, most: f64| DemandError::Number {
            line: line.position().map_or(0, csv::Position::line),
            found: line.get(column).unwrap_or_default().to_owned(),
            most,
        };
        let number = |column: usize, most: f64| {
            let number = line.get(column).and_then(|cell| cell.parse::<f64>().ok());
            let number = number.filter(|number| (0.0..=most).contains(number));
            number.ok_or_else(|| wrong(column, most))
        };
        let last = MOST_MINUTES * self.each;
        let time = line.get(0).and_then(|cell| cell.parse::<u64>().ok());
        let time = time.filter(|time| *time <= last);
        let time = time.ok_or_else(|| wrong(0, last as f64))?;
        let shards = if self.bytes_and_records {
            let bytes = number(1, MOST_SHARDS * SHARD_BYTES)?;
            let records = number(2, MOST_SHARDS * SHARD_RECORDS)?;
            (bytes / SHARD_BYTES).max(records / SHARD_RECORDS)
        } else {
            number(1, MOST_SHARDS)?
        };
        Ok((time, shards))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> String {
        Demand::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn a_demand_is_shards_by_minute() {
        let demand = Demand::parse("minute,shards\n7, 1.5\n8,0\n").unwrap();
        assert_eq!(demand.minutes(), [1.5, 0.0]);
    }

    #[test]
    fn seconds_are_averaged_to_minutes() {
        let lines: String = (0..120)
            .map(|second| format!("{second},{}\n", second / 60))
            .collect();
        let demand = Demand::parse(&format!("second,shards\n{lines}")).unwrap();
        assert_eq!(demand.minutes(), [0.0, 1.0]);
    }

    #[test]
    fn bytes_or_records_count_whichever_is_more_of_a_shard() {
        let demand = Demand::parse("minute,bytes,records\n0,2097152,100\n1,0,3000\n").unwrap();
        assert_eq!(demand.minutes(), [2.0, 3.0]);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        assert!(wrong("time,load\n").starts_with("the columns `time,load` are none of"));
        assert_eq!(
            wrong("minute,shards\n"),
            "there is no line after the header"
        );
        assert!(wrong("minute,shards\n0,1\n1,-2\n").starts_with("line 3: expected a number"));
        assert!(wrong("minute,shards\n0,NaN\n").starts_with("line 2: "));
        assert!(wrong("minute,shards\n0,1,2\n").contains("line: 2"));
        assert!(wrong("minute,shards\n0,1\n2,1\n").starts_with("minute 1 is missing"));
        assert!(wrong("minute,shards\n99999999999,1\n").starts_with("line 2: "));
    }
}
