//! The world of a story: units under load, and what is measured of them.

mod ports;

use std::{collections::BTreeMap, sync::Mutex};

use decision::Period;
use jiff::Timestamp;

use crate::scenario::Scenario;

/// The world of a story, minute by minute.
pub(crate) struct World {
    pub(crate) start: Timestamp,
    fixed: u32,
    change_takes: u32,
    now: Mutex<Timestamp>,
    capacity: Mutex<u32>,
    /// Whether the service scales it.
    on_demand: Mutex<bool>,
    /// What was asked for, and when it arrives.
    coming: Mutex<Option<(u32, Timestamp)>>,
    /// What was measured: minute → (load, capacity), while there are metrics.
    measured: Mutex<BTreeMap<Timestamp, (f64, u32)>>,
    /// Since when each unit is there.
    units: Mutex<Vec<Timestamp>>,
    /// How many units have work, once it can be told.
    busy: Mutex<Option<usize>>,
    /// What is measured of single units, and since when, once it is.
    of_each: Mutex<Vec<(Timestamp, usize, f64)>>,
}

impl World {
    pub(crate) fn new(scenario: &Scenario) -> Self {
        Self {
            start: scenario.start,
            fixed: scenario.fixed,
            change_takes: scenario.change_takes,
            now: Mutex::new(scenario.start),
            capacity: Mutex::new(scenario.capacity),
            on_demand: Mutex::new(false),
            coming: Mutex::new(None),
            measured: Mutex::default(),
            units: Mutex::default(),
            busy: Mutex::default(),
            of_each: Mutex::default(),
        }
    }

    pub(crate) fn set(&self, capacity: u32) {
        *self.capacity.lock().unwrap() = capacity;
    }

    pub(crate) fn set_on_demand(&self, on_demand: bool) {
        *self.on_demand.lock().unwrap() = on_demand;
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
            self.measured.lock().unwrap().insert(now, (load, units));
        }
        now
    }

    fn value(source: &str, load: f64, units: u32) -> Option<f64> {
        let units = f64::from(units);
        let accepted = load.min(units);
        Some(match source {
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
