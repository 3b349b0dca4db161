//! Expressions of Themis: what they yield, how many units that is, and which preference.

mod construct;
mod facts;
mod policy;
mod preference;
mod refusal;
mod result;
mod unknown;
mod visit;

use decision::expression::{Dialect, Expression, Unknown, Value};
use serde::Deserialize;

use crate::{Outcome, Vector, different};
use facts::Env;
pub(crate) use result::TEXT_COUNTS;

#[derive(Deserialize)]
struct Input {
    dialect: String,
    expr: String,
    #[serde(flatten)]
    env: Env,
}

pub(crate) fn judge(vector: &Vector) -> Result<Outcome, String> {
    let input: Input = vector.input()?;
    if input.env.has_mistaken_dates() {
        return different(
            policy::refuses_the_dates(&input),
            "a schedule is checked when it is saved: dates are patterns, and minimums numbers",
        );
    }
    let vocabulary = facts::names(&input.dialect);
    let expression = Expression::compile(&input.expr, Dialect::Themis, &vocabulary);
    let facts = input.env.facts(&vocabulary);
    match &expression {
        Err(refused) if input.is_preference() => preference::refused(vector, refused),
        Err(refused) => refusal::judge(vector, &input.expr, refused),
        Ok(expression) if input.is_preference() => {
            preference::judge(vector, expression.evaluate(&facts))
        }
        Ok(expression) => input.evaluated(vector, expression.evaluate(&facts)),
    }
}

impl Input {
    fn is_preference(&self) -> bool {
        self.dialect == "emr-preference"
    }

    fn is_of_stream(&self) -> bool {
        self.dialect == "kinesis"
    }

    fn evaluated(
        &self,
        vector: &Vector,
        value: Result<Value<'_>, Unknown>,
    ) -> Result<Outcome, String> {
        let right = vector.right();
        let right = &right["result"];
        if let Some(reason) = construct::allowed(&self.expr) {
            return different(value.is_ok(), reason);
        }
        match value {
            Err(unknown) => unknown::judge(vector, self, unknown),
            Ok(value) => {
                result::same_result(right, &value)?;
                policy::asks_for_the_same(self, &value)?;
                result::units_of(vector, &value)
            }
        }
    }
}
