//! The expression language of policies: the grammar of Python's conditional expressions, typed,
//! total and bounded.
//!
//! A text is read into a [`Tree`] ([`parse`]), its names are resolved to [`Slot`]s of a
//! [`Vocabulary`] and its types are checked ([`compile`]), and the [`Code`] is evaluated over
//! [`Facts`] ([`evaluate`]). What is missing makes a value unknown, never zero. Evaluating takes
//! at most one step for each node and allocates for texts and lists only.

mod arithmetic;
mod clock;
mod code;
mod comparison;
mod compile;
mod dialect;
mod evaluate;
mod function;
mod kind;
mod literal;
mod name;
mod number;
mod parse;
mod print;
mod refused;
mod token;
mod tree;
mod units;
mod unknown;
mod value;
mod vocabulary;

pub use comparison::Comparison;
pub use dialect::Dialect;
pub use evaluate::Facts;
pub use kind::{Kind, Kinds};
pub use number::Number;
pub use refused::Refused;
pub use tree::{Literal, Logic, Node, Operator, Tree};
pub use units::units;
pub use unknown::Unknown;
pub use value::Value;
pub use vocabulary::{Names, Slot, Vocabulary, themis_emr, themis_kinesis};

use code::Code;

/// The longest text of an expression, in bytes.
pub const MAX_LENGTH: usize = 4_096;
/// The most names, numbers, texts and operators of one expression.
pub const MAX_NODES: usize = 512;
/// How deep brackets, signs and conditions can be nested.
pub const MAX_DEPTH: usize = 64;

/// An expression that was understood: every name is known, and the types fit.
#[derive(Clone, Debug)]
pub struct Expression {
    code: Code,
    kinds: Kinds,
    doubts: Vec<Refused>,
}

impl Expression {
    /// Reads `text` with the names of `vocabulary`.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn compile(
        text: &str,
        dialect: Dialect,
        vocabulary: &dyn Vocabulary,
    ) -> Result<Self, Refused> {
        let tree = Tree::parse(text, dialect)?;
        let (code, kinds, doubts) =
            compile::compile(&tree, dialect, vocabulary).map_err(|flaw| flaw.of(text))?;
        let doubts = doubts.into_iter().map(|doubt| doubt.of(text)).collect();
        Ok(Self {
            code,
            kinds,
            doubts,
        })
    }

    /// The value over `facts`.
    ///
    /// # Errors
    /// Why there is none; of several reasons the first that was met.
    pub fn evaluate<'a>(&'a self, facts: &'a dyn Facts) -> Result<Value<'a>, Unknown> {
        evaluate::value(&self.code, facts)
    }

    /// What the value can be.
    #[must_use]
    pub fn kinds(&self) -> Kinds {
        self.kinds
    }

    /// What is legal and probably not meant.
    #[must_use]
    pub fn doubts(&self) -> &[Refused] {
        &self.doubts
    }

    /// Every slot that it names, once, in the order of the text.
    #[must_use]
    pub fn slots(&self) -> Vec<Slot> {
        let mut slots = Vec::new();
        self.code.slots(&mut slots);
        slots
    }
}

#[cfg(test)]
mod tests;
