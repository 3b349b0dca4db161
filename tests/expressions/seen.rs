//! The names that expressions know here, and what is seen under them.

use decision::expression::{Facts, Kind, Names, Number, Slot, Value};
use jiff::Timestamp;
use proptest::prelude::*;

pub(crate) const NAMES: [(&str, Kind); 6] = [
    ("cpu", Kind::Number),
    ("nodes", Kind::Number),
    ("idle", Kind::Number),
    ("running", Kind::Boolean),
    ("ready", Kind::Boolean),
    ("market", Kind::Text),
];

pub(crate) fn names() -> Names<usize> {
    let names = NAMES.iter().enumerate();
    names
        .map(|(place, (name, kind))| ((*name).to_owned(), *kind, place))
        .collect()
}

/// Numbers of any size; `None` is a gap.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) names: Names<usize>,
    pub(crate) numbers: [Option<f64>; 3],
    pub(crate) truths: [Option<bool>; 2],
    pub(crate) text: Option<String>,
}

impl Facts for Seen {
    fn value(&self, slot: Slot) -> Option<Value<'_>> {
        match *self.names.fact(slot)? {
            place @ 0..3 => self.numbers[place].map(|number| Number::simplest(number).into()),
            place @ 3..5 => self.truths[place - 3].map(Value::from),
            _ => self.text.as_deref().map(Value::from),
        }
    }

    fn now(&self) -> Timestamp {
        "2016-05-31T01:34:00Z".parse().unwrap()
    }
}

pub(crate) fn seen() -> impl Strategy<Value = Seen> {
    let number = prop::option::of(prop_oneof![
        Just(0.0),
        (-9i32..9).prop_map(f64::from),
        prop::num::f64::NORMAL,
    ]);
    (
        [number.clone(), number.clone(), number],
        any::<[Option<bool>; 2]>(),
        any::<Option<String>>(),
    )
        .prop_map(|(numbers, truths, text)| Seen {
            names: names(),
            numbers,
            truths,
            text,
        })
}
