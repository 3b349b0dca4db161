//! Recorded loads: rows of CSV text, each a second or a minute after the beginning.

use std::collections::BTreeMap;

use super::Demand;

/// Why a recording cannot be read. Lines count from 1, the header being the first.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordingError {
    /// The first line is not one of the headers known.
    #[error("line 1: the header must be {expected}, not `{found}`")]
    Header {
        /// The headers that are read.
        expected: &'static str,
        /// What stands there.
        found: String,
    },
    /// A row has too few or too many fields.
    #[error("line {line}: {fields} fields are needed, `{row}` has {found}")]
    Fields {
        /// The line.
        line: usize,
        /// How many are needed.
        fields: usize,
        /// How many are there.
        found: usize,
        /// The row.
        row: String,
    },
    /// A field is not a number of at least 0.
    #[error("line {line}: `{field}` is not a number of at least 0")]
    Number {
        /// The line.
        line: usize,
        /// The field.
        field: String,
    },
    /// The same time stands there twice.
    #[error("line {line}: time {time} stands there already")]
    Repeated {
        /// The line.
        line: usize,
        /// The time of the row.
        time: i64,
    },
    /// A header without rows.
    #[error("there is no row after the header")]
    Empty,
}

/// A recorded load of a stream; times that have no row are idle.
#[derive(Clone, Debug, PartialEq)]
pub struct StreamRecording {
    seconds_per_row: i64,
    rows: BTreeMap<i64, Demand>,
}

impl StreamRecording {
    /// Reads `second,bytes,records` (per second) or `minute,bytes,records` (per minute, spread
    /// evenly over its seconds); times are offsets from the beginning.
    ///
    /// # Errors
    /// [`RecordingError`] with the line of the first row that cannot be read.
    pub fn parse(text: &str) -> Result<Self, RecordingError> {
        let expected = "`second,bytes,records` or `minute,bytes,records`";
        let seconds_per_row = match header(text) {
            "second,bytes,records" => 1,
            "minute,bytes,records" => 60,
            other => {
                return Err(RecordingError::Header {
                    expected,
                    found: other.to_owned(),
                });
            }
        };
        let spread = if seconds_per_row == 60 { 60.0 } else { 1.0 };
        let rows = rows(text, |[bytes, records]| Demand {
            bytes: bytes / spread,
            records: records / spread,
        })?;
        Ok(Self {
            seconds_per_row,
            rows,
        })
    }

    /// The demand of the second at an offset from the beginning; with `repeat` the recording
    /// begins again after its last row.
    #[must_use]
    pub fn at(&self, offset: i64, repeat: bool) -> Demand {
        look_up(&self.rows, offset.div_euclid(self.seconds_per_row), repeat).unwrap_or_default()
    }
}

/// A recorded arrival of containers; minutes that have no row bring none.
#[derive(Clone, Debug, PartialEq)]
pub struct ClusterRecording {
    rows: BTreeMap<i64, f64>,
}

impl ClusterRecording {
    /// Reads `minute,containers`; minutes are offsets from the beginning.
    ///
    /// # Errors
    /// [`RecordingError`] with the line of the first row that cannot be read.
    pub fn parse(text: &str) -> Result<Self, RecordingError> {
        let expected = "`minute,containers`";
        match header(text) {
            "minute,containers" => Ok(Self {
                rows: rows(text, |[containers]| containers)?,
            }),
            other => Err(RecordingError::Header {
                expected,
                found: other.to_owned(),
            }),
        }
    }

    /// Containers that arrive in the minute of an offset (in seconds) from the beginning.
    #[must_use]
    pub fn at(&self, offset: i64, repeat: bool) -> f64 {
        look_up(&self.rows, offset.div_euclid(60), repeat).unwrap_or_default()
    }
}

fn header(text: &str) -> &str {
    text.lines().next().unwrap_or_default().trim()
}

fn rows<const VALUES: usize, Row>(
    text: &str,
    row: impl Fn([f64; VALUES]) -> Row,
) -> Result<BTreeMap<i64, Row>, RecordingError> {
    let mut read = BTreeMap::new();
    for (index, line) in text.lines().enumerate().skip(1) {
        let line_number = index + 1;
        if line.trim().is_empty() {
            continue;
        }
        let fields: Vec<&str> = line.split(',').map(str::trim).collect();
        if fields.len() != VALUES + 1 {
            return Err(RecordingError::Fields {
                line: line_number,
                fields: VALUES + 1,
                found: fields.len(),
                row: line.to_owned(),
            });
        }
        let bad = |field: &str| RecordingError::Number {
            line: line_number,
            field: field.to_owned(),
        };
        let time = fields[0]
            .parse::<i64>()
            .ok()
            .filter(|time| *time >= 0)
            .ok_or_else(|| bad(fields[0]))?;
        let mut values = [0.0; VALUES];
        for (value, field) in values.iter_mut().zip(&fields[1..]) {
            *value = field
                .parse::<f64>()
                .ok()
                .filter(|number| number.is_finite() && *number >= 0.0)
                .ok_or_else(|| bad(field))?;
        }
        if read.insert(time, row(values)).is_some() {
            return Err(RecordingError::Repeated {
                line: line_number,
                time,
            });
        }
    }
    if read.is_empty() {
        Err(RecordingError::Empty)
    } else {
        Ok(read)
    }
}

fn look_up<Row: Copy>(rows: &BTreeMap<i64, Row>, row: i64, repeat: bool) -> Option<Row> {
    let length = rows.last_key_value().map_or(1, |(last, _)| last + 1);
    let row = if repeat { row.rem_euclid(length) } else { row };
    rows.get(&row).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_spread_over_their_seconds() {
        let read = StreamRecording::parse("minute,bytes,records\n0,6000,60\n2,600,6\n").unwrap();
        assert_eq!(
            read.at(59, false),
            Demand {
                bytes: 100.0,
                records: 1.0
            }
        );
        assert_eq!(read.at(60, false), Demand::default());
        assert_eq!(
            read.at(120, false),
            Demand {
                bytes: 10.0,
                records: 0.1
            }
        );
    }

    #[test]
    fn a_recording_begins_again_if_told_to() {
        let read = ClusterRecording::parse("minute,containers\n0,5\n1,7\n").unwrap();
        assert_eq!(read.at(120, true), 5.0);
        assert_eq!(read.at(-1, true), 7.0);
        assert_eq!(read.at(120, false), 0.0);
    }

    #[test]
    fn an_error_names_the_line() {
        let says = |text: &str| StreamRecording::parse(text).unwrap_err().to_string();
        assert!(says("time,bytes\n").starts_with("line 1: the header must be"));
        assert_eq!(
            says("second,bytes,records\n0,1,1\n1,2\n"),
            "line 3: 3 fields are needed, `1,2` has 2"
        );
        assert_eq!(
            says("second,bytes,records\n0,-1,1\n"),
            "line 2: `-1` is not a number of at least 0"
        );
        assert_eq!(
            says("second,bytes,records\n0,NaN,1\n"),
            "line 2: `NaN` is not a number of at least 0"
        );
        assert_eq!(
            says("second,bytes,records\n4,1,1\n4,1,1\n"),
            "line 3: time 4 stands there already"
        );
        assert_eq!(
            says("second,bytes,records\n"),
            "there is no row after the header"
        );
    }
}
