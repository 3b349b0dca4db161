//! The demand on a stream: what its producers try to write in a second.

use serde::{Deserialize, Serialize};

use super::{RecordingError, Shape, StreamRecording};

/// What producers try to write in one second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Demand {
    /// Bytes per second.
    pub bytes: f64,
    /// Records per second.
    pub records: f64,
}

/// The description of a stream's load.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub enum StreamLoadSpec {
    /// A shape around a base.
    Generated {
        /// The base, in bytes per second.
        bytes_per_second: f64,
        /// Mean size of a record in bytes; 0 is refused.
        record_bytes: f64,
        /// How the load rises and falls.
        #[serde(default)]
        shape: Shape,
    },
    /// The same in every second.
    Constant(Demand),
    /// A recording as CSV text: see [`StreamRecording::parse`].
    Recorded {
        /// The text, header included.
        csv: String,
        /// Whether it begins again after its last row.
        #[serde(default)]
        repeat: bool,
    },
}

/// A stream's load, ready to be asked for any second.
#[derive(Clone, Debug)]
pub struct StreamLoad {
    source: Source,
    seed: u64,
    origin: i64,
    step: Option<Demand>,
    /// The level of the minute asked for last: a shape changes by the minute.
    level: (i64, f64),
}

#[derive(Clone, Debug)]
enum Source {
    Generated {
        bytes: f64,
        record_bytes: f64,
        shape: Shape,
    },
    Constant(Demand),
    Recorded {
        recording: StreamRecording,
        repeat: bool,
    },
}

/// Why a description of a load cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// The recording cannot be read.
    #[error("recording: {0}")]
    Recording(#[from] RecordingError),
    /// A number makes no sense.
    #[error("{0}")]
    Number(&'static str),
}

impl StreamLoad {
    /// Prepares a load; recordings begin at `origin` (seconds since the epoch).
    ///
    /// # Errors
    /// [`LoadError`] when a number makes no sense or the recording cannot be read.
    pub fn new(spec: &StreamLoadSpec, seed: u64, origin: i64) -> Result<Self, LoadError> {
        let source = match spec {
            StreamLoadSpec::Generated {
                bytes_per_second,
                record_bytes,
                shape,
            } => {
                if !(bytes_per_second.is_finite() && *bytes_per_second >= 0.0) {
                    return Err(LoadError::Number("bytes_per_second must be at least 0"));
                }
                if !(record_bytes.is_finite() && *record_bytes > 0.0) {
                    return Err(LoadError::Number("record_bytes must be above 0"));
                }
                if let Some(fault) = shape.fault() {
                    return Err(LoadError::Number(fault));
                }
                Source::Generated {
                    bytes: *bytes_per_second,
                    record_bytes: *record_bytes,
                    shape: shape.clone(),
                }
            }
            StreamLoadSpec::Constant(demand) => Source::Constant(demand.checked()?),
            StreamLoadSpec::Recorded { csv, repeat } => Source::Recorded {
                recording: StreamRecording::parse(csv)?,
                repeat: *repeat,
            },
        };
        Ok(Self {
            source,
            seed,
            origin,
            step: None,
            level: (i64::MIN, 0.0),
        })
    }

    /// From now on this demand instead of the described one; `None` goes back to that.
    ///
    /// # Errors
    /// [`LoadError::Number`] when a rate is negative or not a number.
    pub fn set_override(&mut self, step: Option<Demand>) -> Result<(), LoadError> {
        self.step = step.map(Demand::checked).transpose()?;
        Ok(())
    }

    /// The override in force.
    #[must_use]
    pub fn override_in_force(&self) -> Option<Demand> {
        self.step
    }

    /// The demand of a second.
    pub fn at(&mut self, second: i64) -> Demand {
        if let Some(step) = self.step {
            return step;
        }
        match &self.source {
            Source::Constant(demand) => *demand,
            Source::Recorded { recording, repeat } => recording.at(second - self.origin, *repeat),
            Source::Generated {
                bytes,
                record_bytes,
                shape,
            } => {
                let minute = second.div_euclid(60);
                if self.level.0 != minute {
                    self.level = (minute, shape.level(self.seed, minute));
                }
                let bytes = bytes * self.level.1 * shape.noise(self.seed, second);
                Demand {
                    bytes,
                    records: bytes / record_bytes,
                }
            }
        }
    }
}

impl Demand {
    fn checked(self) -> Result<Self, LoadError> {
        let fine = |rate: f64| rate.is_finite() && rate >= 0.0;
        if fine(self.bytes) && fine(self.records) {
            Ok(self)
        } else {
            Err(LoadError::Number(
                "bytes and records per second must be at least 0",
            ))
        }
    }

    /// Both together.
    pub(crate) fn plus(self, other: Self) -> Self {
        Self {
            bytes: self.bytes + other.bytes,
            records: self.records + other.records,
        }
    }

    /// A multiple of it.
    pub(crate) fn times(self, factor: f64) -> Self {
        Self {
            bytes: self.bytes * factor,
            records: self.records * factor,
        }
    }

    /// Whether nothing is written.
    #[must_use]
    pub fn is_idle(self) -> bool {
        self.bytes <= 0.0 && self.records <= 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noisy() -> StreamLoadSpec {
        StreamLoadSpec::Generated {
            bytes_per_second: 1000.0,
            record_bytes: 100.0,
            shape: Shape {
                noise: 0.2,
                ..Shape::default()
            },
        }
    }

    #[test]
    fn a_second_has_the_same_demand_whenever_it_is_asked_for() {
        let mut forward = StreamLoad::new(&noisy(), 5, 0).unwrap();
        let mut backward = StreamLoad::new(&noisy(), 5, 0).unwrap();
        let there: Vec<_> = (0..300).map(|second| forward.at(second)).collect();
        let mut back: Vec<_> = (0..300).rev().map(|second| backward.at(second)).collect();
        back.reverse();
        assert_eq!(there, back);
        assert!(
            there
                .iter()
                .all(|demand| (800.0..=1200.0).contains(&demand.bytes))
        );
    }

    #[test]
    fn an_override_holds_until_it_is_removed() {
        let mut load = StreamLoad::new(&noisy(), 5, 0).unwrap();
        let described = load.at(10);
        let step = Demand {
            bytes: 5e6,
            records: 10.0,
        };
        load.set_override(Some(step)).unwrap();
        assert_eq!(load.at(10), step);
        load.set_override(None).unwrap();
        assert_eq!(load.at(10), described);
        assert!(
            load.set_override(Some(Demand {
                bytes: f64::NAN,
                records: 0.0
            }))
            .is_err()
        );
    }
}
