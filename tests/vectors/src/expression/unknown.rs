//! Values that are not known.

use decision::expression::{Dialect, Literal, Node, Operator, Tree, Unknown};

use super::{Input, visit::visit};
use crate::{Outcome, Vector};

/// An error of Themis and missing data are no value either.
pub(super) fn judge(vector: &Vector, input: &Input, unknown: Unknown) -> Result<Outcome, String> {
    let reason = match unknown {
        Unknown::DivisionByZero if vector.is_open() => {
            "what is divided by zero is unknown, measured or not; the rule abstains and says so"
        }
        Unknown::NotFinite | Unknown::NotANumber if goes_on(&input.expr) => {
            "a number is finite; what is not is unknown"
        }
        Unknown::Missing(_) if input.is_of_stream() && !corrects_the_result(vector) => {
            "a metric without datapoints is unknown, also where zeros happen to do no harm"
        }
        _ => {
            let right = &vector.right()["result"];
            return match right["type"].as_str() {
                Some("unknown" | "error") => Ok(Outcome::Passed),
                _ => Err(format!("expected {right}, came: {unknown}")),
            };
        }
    };
    Ok(Outcome::Different(reason))
}

fn corrects_the_result(vector: &Vector) -> bool {
    let corrected = vector.auxo_expected.as_ref();
    corrected.is_some_and(|corrected| corrected.get("result").is_some())
}

/// Does Python go on with a number that is not finite? A power that is too large is an error, and
/// so are a whole number of it and a text that says no number at all.
fn goes_on(text: &str) -> bool {
    Tree::parse(text, Dialect::Themis).is_ok_and(|tree| {
        let mut said = true;
        visit(&tree, &mut |part, _| {
            said &= match &part.node {
                Node::Arithmetic(Operator::Power, ..) => false,
                Node::Call(of, _) => of.node != Node::Name("int".to_owned()),
                Node::Literal(Literal::Text(text)) => text.parse::<f64>().is_ok(),
                _ => true,
            };
        });
        said
    })
}
