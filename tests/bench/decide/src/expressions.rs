//! Compiling an expression, as when a policy is read, and evaluating it, as in every tick.

use std::hint::black_box;

use decision::expression::{
    Dialect, Expression, Facts, Kind, Names, Number, Slot, Value, Vocabulary, themis_emr,
};
use jiff::Timestamp;

use crate::Work;

/// What Themis' users have unless they changed it.
const TEXT: &str = "1 if (tasknodes.running and tasknodes.active and \
                    tasknodes.count.nodes > time_based.minimum.nodes(now) and \
                    tasknodes.average.cpu < 0.5 and tasknodes.average.mem < 0.9) else 0";

type Vocabular = Names<themis_emr::ClusterFact>;

/// Every condition holds.
struct Quiet(Vec<f64>);

impl Quiet {
    fn of(names: &Vocabular) -> Self {
        let value = |name: &str| match names.find(name).map(|(_, kind)| kind) {
            Some(Kind::Boolean) => 1.0,
            _ if name.starts_with("time_based") => 3.0,
            _ if name.ends_with("nodes") => 4.0,
            _ => 0.25,
        };
        Self(names.names().into_iter().map(value).collect())
    }
}

impl Facts for Quiet {
    fn value(&self, slot: Slot) -> Option<Value<'_>> {
        let value = self.0.get(usize::try_from(slot.0).ok()?)?;
        Some(Value::Number(Number::Float(*value)))
    }

    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }
}

fn names() -> Vocabular {
    themis_emr::names().collect()
}

#[expect(clippy::expect_used, reason = "the expression is written here")]
fn compiled(names: &Vocabular) -> Expression {
    Expression::compile(black_box(TEXT), Dialect::Themis, names).expect("it is an expression")
}

pub(crate) fn compiling() -> Work {
    let names = names();
    Work::new("compile Themis' default expression", move || {
        black_box(compiled(&names));
    })
}

pub(crate) fn evaluating() -> Work {
    let names = names();
    let (expression, facts) = (compiled(&names), Quiet::of(&names));
    Work::new("evaluate it", move || {
        let value = expression.evaluate(black_box(&facts));
        black_box(value.is_ok());
    })
}
