//! An expression as it is evaluated: names are slots, the dialect is chosen, the types fit.

use super::{
    Comparison, Literal, Slot,
    clock::ClockPart,
    function::{Fold, Function},
};

#[derive(Clone, Debug)]
pub(super) enum Code {
    Constant(Literal),
    Fact(Slot),
    Clock(ClockPart),
    List(Box<[Code]>),
    /// Whether there is no value: `x is None`.
    IsMissing(Box<Code>),
    Not(Box<Code>),
    Negative(Box<Code>),
    Positive(Box<Code>),
    Arithmetic(Arithmetic, Box<(Code, Code)>),
    /// One text after the other.
    Joined(Box<(Code, Code)>),
    And(Box<(Code, Code)>),
    Or(Box<(Code, Code)>),
    /// The second where the first is missing, nothing or zero: `x or 0`.
    Substitute(Box<(Code, Code)>),
    Comparison(Box<Code>, Box<[(Comparison, Code)]>),
    /// The usual comparison, of two numbers.
    OfNumbers(Comparison, Box<(Code, Code)>),
    /// Condition, then, otherwise.
    Conditional(Box<(Code, Code, Code)>),
    Call(Function, Box<Code>),
    Fold(Fold, Box<[Code]>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    /// Two whole numbers give a whole one, rounded down.
    DivideAsPython2,
    FloorDivide,
    Remainder,
    Power,
}

impl Code {
    pub(super) fn slots(&self, slots: &mut Vec<Slot>) {
        match self {
            Self::Constant(_) | Self::Clock(_) => {}
            Self::Fact(slot) => {
                if !slots.contains(slot) {
                    slots.push(*slot);
                }
            }
            Self::List(items) | Self::Fold(_, items) => {
                items.iter().for_each(|item| item.slots(slots));
            }
            Self::IsMissing(of)
            | Self::Not(of)
            | Self::Negative(of)
            | Self::Positive(of)
            | Self::Call(_, of) => of.slots(slots),
            Self::Arithmetic(_, both)
            | Self::OfNumbers(_, both)
            | Self::Joined(both)
            | Self::And(both)
            | Self::Or(both)
            | Self::Substitute(both) => {
                both.0.slots(slots);
                both.1.slots(slots);
            }
            Self::Comparison(first, rest) => {
                first.slots(slots);
                rest.iter().for_each(|(_, code)| code.slots(slots));
            }
            Self::Conditional(parts) => {
                let (condition, then, otherwise) = parts.as_ref();
                [then, condition, otherwise]
                    .into_iter()
                    .for_each(|code| code.slots(slots));
            }
        }
    }
}
