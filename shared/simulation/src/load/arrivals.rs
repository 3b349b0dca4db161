//! The load of a cluster: containers that arrive in a second, and how long each runs.

use serde::{Deserialize, Serialize};

use super::{ClusterRecording, Shape, demand::LoadError};
use crate::noise;

/// The description of a cluster's load.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClusterLoadSpec {
    /// Mean run time of a container in seconds; single ones run half to one and a half times that.
    pub container_seconds: f64,
    /// When containers arrive.
    pub arrivals: ArrivalSpec,
}

/// When containers arrive.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub enum ArrivalSpec {
    /// A shape around a base.
    Generated {
        /// The base, in containers per minute.
        containers_per_minute: f64,
        /// How the load rises and falls.
        #[serde(default)]
        shape: Shape,
    },
    /// The same in every minute.
    Constant {
        /// Containers per minute.
        containers_per_minute: f64,
    },
    /// A recording as CSV text: see [`ClusterRecording::parse`].
    Recorded {
        /// The text, header included.
        csv: String,
        /// Whether it begins again after its last row.
        #[serde(default)]
        repeat: bool,
    },
}

/// A cluster's load, ready to be asked for any second.
#[derive(Clone, Debug)]
pub struct Arrivals {
    source: Source,
    container_seconds: f64,
    seed: u64,
    origin: i64,
    step: Option<f64>,
    level: (i64, f64),
}

#[derive(Clone, Debug)]
enum Source {
    Generated {
        containers: f64,
        shape: Shape,
    },
    Recorded {
        recording: ClusterRecording,
        repeat: bool,
    },
}

impl Arrivals {
    /// Prepares a load; recordings begin at `origin` (seconds since the epoch).
    ///
    /// # Errors
    /// [`LoadError`] when a number makes no sense or the recording cannot be read.
    pub fn new(spec: &ClusterLoadSpec, seed: u64, origin: i64) -> Result<Self, LoadError> {
        if !(spec.container_seconds.is_finite() && spec.container_seconds >= 1.0) {
            return Err(LoadError::Number("container_seconds must be at least 1"));
        }
        let source = match &spec.arrivals {
            ArrivalSpec::Generated {
                containers_per_minute,
                shape,
            } => {
                if let Some(fault) = shape.fault() {
                    return Err(LoadError::Number(fault));
                }
                Source::Generated {
                    containers: rate(*containers_per_minute)?,
                    shape: shape.clone(),
                }
            }
            ArrivalSpec::Constant {
                containers_per_minute,
            } => Source::Generated {
                containers: rate(*containers_per_minute)?,
                shape: Shape::default(),
            },
            ArrivalSpec::Recorded { csv, repeat } => Source::Recorded {
                recording: ClusterRecording::parse(csv)?,
                repeat: *repeat,
            },
        };
        let container_seconds = spec.container_seconds;
        Ok(Self {
            source,
            container_seconds,
            seed,
            origin,
            step: None,
            level: (i64::MIN, 0.0),
        })
    }

    /// From now on this many containers per minute instead of the described arrivals; `None` goes
    /// back to those.
    ///
    /// # Errors
    /// [`LoadError::Number`] when the rate is negative or not a number.
    pub fn set_override(&mut self, containers_per_minute: Option<f64>) -> Result<(), LoadError> {
        self.step = containers_per_minute.map(rate).transpose()?;
        Ok(())
    }

    /// The override in force, in containers per minute.
    #[must_use]
    pub fn override_in_force(&self) -> Option<f64> {
        self.step
    }

    /// Containers per minute at a second.
    pub fn per_minute(&mut self, second: i64) -> f64 {
        if let Some(step) = self.step {
            return step;
        }
        match &self.source {
            Source::Recorded { recording, repeat } => recording.at(second - self.origin, *repeat),
            Source::Generated { containers, shape } => {
                let minute = second.div_euclid(60);
                if self.level.0 != minute {
                    self.level = (minute, shape.level(self.seed, minute));
                }
                containers * self.level.1 * shape.noise(self.seed, second)
            }
        }
    }

    /// Containers that arrive in a second: the rate, its fraction turned into one more by chance.
    pub fn at(&mut self, second: i64) -> u32 {
        let expected = (self.per_minute(second) / 60.0).min(1e6);
        let chance = noise::unit(self.seed ^ 0xA1, second.cast_unsigned());
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0 to a million"
        )]
        let whole = expected as u32;
        whole + u32::from(chance < expected.fract())
    }

    /// How many seconds the `index`th container of a second runs; at least 1.
    #[must_use]
    pub fn duration(&self, second: i64, index: u32) -> i64 {
        let position = second.cast_unsigned().wrapping_mul(1 << 20) + u64::from(index);
        let seconds = self.container_seconds * (0.5 + noise::unit(self.seed ^ 0xA2, position));
        #[expect(clippy::cast_possible_truncation, reason = "a float saturates")]
        let whole = seconds.round() as i64;
        whole.max(1)
    }
}

fn rate(containers_per_minute: f64) -> Result<f64, LoadError> {
    if containers_per_minute.is_finite() && containers_per_minute >= 0.0 {
        Ok(containers_per_minute)
    } else {
        Err(LoadError::Number(
            "containers_per_minute must be at least 0",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrivals_add_up_to_the_rate() {
        let spec = ClusterLoadSpec {
            container_seconds: 60.0,
            arrivals: ArrivalSpec::Constant {
                containers_per_minute: 30.0,
            },
        };
        let mut arrivals = Arrivals::new(&spec, 1, 0).unwrap();
        let hour: u32 = (0..3600).map(|second| arrivals.at(second)).sum();
        assert!((1700..1900).contains(&hour), "{hour}");
        assert!((0..100).all(|index| (30..=90).contains(&arrivals.duration(5, index))));
    }
}
