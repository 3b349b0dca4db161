//! What goes wrong, and how often.

use evaluation::Failure;
use rand::{RngExt, rngs::StdRng};

/// What becomes of one call to a service or to the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mishap {
    Fine,
    /// It is not performed, and the answer says so.
    Refused(Failure),
    /// It is performed, and the answer is an error.
    AnswerLost,
    /// The function dies before it.
    DiesBefore,
    /// The function dies after it, before the answer.
    DiesAfter,
    /// It is not performed, and no answer ever comes.
    Hangs,
    /// It is performed, and no answer ever comes.
    HangsAfter,
}

/// What becomes of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    Fine,
    /// The service gives half of it and says so.
    Partial,
    /// There is nothing, and the service calls that all.
    Nothing,
    /// The last minutes are not there yet.
    Late,
    /// Here and there a minute is missing.
    Holes,
}

/// How often things go wrong: chances of each call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weather {
    mishaps: f64,
    stale: f64,
    gaps: f64,
    /// Somebody else reshards meanwhile.
    pub(crate) somebody: f64,
    /// An event is delivered twice, or late.
    pub(crate) twice: f64,
}

impl Weather {
    pub(crate) const CALM: Self = Self {
        mishaps: 0.0,
        stale: 0.0,
        gaps: 0.0,
        somebody: 0.0,
        twice: 0.0,
    };

    /// Any mixture of quiet and wild.
    pub(crate) fn drawn(chance: &mut StdRng) -> Self {
        let mut one_of = |chances: [f64; 4]| chances[chance.random_range(0..4)];
        Self {
            mishaps: one_of([0.0, 0.001, 0.01, 0.1]),
            stale: one_of([0.0, 0.0, 0.01, 0.1]),
            gaps: one_of([0.0, 0.001, 0.02, 0.2]),
            somebody: one_of([0.0, 0.0, 0.0002, 0.002]),
            twice: one_of([0.0, 0.0, 0.05, 0.3]),
        }
    }

    pub(crate) fn mishap(self, chance: &mut StdRng) -> Mishap {
        if !chance.random_bool(self.mishaps) {
            return Mishap::Fine;
        }
        match chance.random_range(0..8) {
            0 => Mishap::Refused(Failure::Throttled),
            1 => Mishap::Refused(Failure::AccessDenied),
            2 => Mishap::Refused(Failure::Unavailable),
            3 => Mishap::AnswerLost,
            4 => Mishap::DiesBefore,
            5 => Mishap::DiesAfter,
            6 => Mishap::Hangs,
            _ => Mishap::HangsAfter,
        }
    }

    pub(crate) fn gap(self, chance: &mut StdRng) -> Gap {
        if !chance.random_bool(self.gaps) {
            return Gap::Fine;
        }
        match chance.random_range(0..4) {
            0 => Gap::Partial,
            1 => Gap::Nothing,
            2 => Gap::Late,
            _ => Gap::Holes,
        }
    }

    /// How old what is read of a stream is, in seconds.
    pub(crate) fn age(self, chance: &mut StdRng) -> i64 {
        if chance.random_bool(self.stale) {
            chance.random_range(1..=20)
        } else {
            0
        }
    }
}
