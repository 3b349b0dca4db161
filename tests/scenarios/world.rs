//! The world of a story: units under load, and what is measured of them.

mod ports;

use std::{collections::BTreeMap, sync::Mutex};

use decision::{Period, Readiness};
use jiff::Timestamp;

use crate::scenario::Scenario;

/// The world of a story, minute by minute.
pub(crate) struct World {
    pub(crate) start: Timestamp,
    fixed: u32,
    change_takes: u32,
    now: Mutex<Timestamp>,
    capacity: Mutex<u32>,
    /// What its service says of it, while no change of ours is under way.
    readiness: Mutex<Readiness>,
    /// What was asked for, and when it arrives.
    coming: Mutex<Option<(u32, Timestamp)>>,
    /// What was measured by the minute, while there are metrics.
    measured: Mutex<BTreeMap<Timestamp, Measured>>,
    /// How much of a unit's worth a second consumers read of each unit, if there are any; and what
    /// they have not read, in units' worth for a second.
    reading: Mutex<Option<f64>>,
    behind: Mutex<f64>,
    /// Since when each unit is there.
    units: Mutex<Vec<Timestamp>>,
    /// How many units have work, once it can be told.
    busy: Mutex<Option<usize>>,
    /// What is measured of single units, and since when, once it is.
    of_each: Mutex<Vec<(Timestamp, usize, f64)>>,
}

/// What is measured of a minute.
#[derive(Clone, Copy, Debug)]
struct Measured {
    load: f64,
    units: u32,
    consumed: Option<Consumed>,
}

#[derive(Clone, Copy, Debug)]
struct Consumed {
    /// Units' worth a second.
    read: f64,
    /// Seconds.
    age: f64,
}

impl World {
    pub(crate) fn new(scenario: &Scenario) -> Self {
        Self {
            start: scenario.start,
            fixed: scenario.fixed,
            change_takes: scenario.change_takes,
            now: Mutex::new(scenario.start),
            capacity: Mutex::new(scenario.capacity),
            readiness: Mutex::default(),
            coming: Mutex::new(None),
            measured: Mutex::default(),
            reading: Mutex::default(),
            behind: Mutex::default(),
            units: Mutex::default(),
            busy: Mutex::default(),
            of_each: Mutex::default(),
        }
    }

    pub(crate) fn set(&self, capacity: u32) {
        *self.capacity.lock().unwrap() = capacity;
    }

    pub(crate) fn become_ready(&self, readiness: Readiness) {
        *self.readiness.lock().unwrap() = readiness;
    }

    pub(crate) fn set_busy(&self, units: usize) {
        *self.busy.lock().unwrap() = Some(units);
    }

    /// From this minute on the unit uses so much of itself.
    pub(crate) fn use_unit(&self, unit: usize, share: f64, minute: u32) {
        let from = Period::minutes(minute).after(self.start);
        self.of_each.lock().unwrap().push((from, unit, share));
    }

    pub(crate) fn pass_minute(&self, minute: u32, load: Option<f64>) -> Timestamp {
        let now = Period::minutes(minute).after(self.start);
        *self.now.lock().unwrap() = now;
        let mut coming = self.coming.lock().unwrap();
        if let Some((capacity, _)) = coming.filter(|(_, arrives)| *arrives <= now) {
            *self.capacity.lock().unwrap() = capacity;
            *coming = None;
        }
        let count = usize::try_from(*self.capacity.lock().unwrap()).unwrap();
        self.units.lock().unwrap().resize(count, now);
        if let Some(load) = load {
            let units = *self.capacity.lock().unwrap() + self.fixed;
            let consumed = self.consume(load.min(f64::from(units)), units);
            let measured = Measured {
                load,
                units,
                consumed,
            };
            self.measured.lock().unwrap().insert(now, measured);
        }
        now
    }

    /// From now on consumers read so much of a unit's worth a second of each unit.
    pub(crate) fn set_reading(&self, share: f64) {
        *self.reading.lock().unwrap() = Some(share);
    }

    /// A minute of consumers, in which so much is written in each second.
    fn consume(&self, written: f64, units: u32) -> Option<Consumed> {
        let able = (*self.reading.lock().unwrap())? * f64::from(units);
        let mut behind = self.behind.lock().unwrap();
        let read = able.min(*behind / 60.0 + written);
        *behind = (*behind + 60.0 * (written - read)).max(0.0);
        let age = if 0.0 < written {
            *behind / written
        } else {
            0.0
        };
        Some(Consumed { read, age })
    }

    fn value(source: &str, measured: Measured) -> Option<f64> {
        let Measured {
            load,
            units,
            consumed,
        } = measured;
        let units = f64::from(units);
        let accepted = load.min(units);
        Some(match source {
            "GetRecords.Bytes" => consumed?.read * 1_048_576.0 * 60.0,
            "GetRecords.IteratorAgeMilliseconds" => consumed?.age * 1_000.0,
            "IncomingBytes" => accepted * 1_048_576.0 * 60.0,
            "IncomingRecords" => accepted * 100.0 * 60.0,
            "WriteProvisionedThroughputExceeded" => (load - accepted) * 100.0 * 60.0,
            "YARNMemoryAvailablePercentage" => 100.0 * (1.0 - accepted / units),
            "AppsRunning" => load,
            // Four containers are one unit's worth.
            "ContainerPending" => (load - accepted) * 4.0,
            "ContainerAllocated" => accepted * 4.0,
            "ContainerPendingRatio" => (load - accepted) / accepted.max(1.0),
            _ => return None,
        })
    }
}
