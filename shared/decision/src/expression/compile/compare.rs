//! Comparisons, and what can be compared.

use super::{Compiled, Compiler, kind_of, start};
use crate::expression::{
    Comparison, Dialect, Kind, Kinds, Literal, Node, Tree, code::Code, refused::Flaw,
};

impl Compiler<'_> {
    pub(super) fn comparison(&self, first: &Tree, rest: &[(Comparison, Tree)]) -> Compiled {
        if let [(comparison, right)] = rest
            && let Some(code) = self.missing(first, *comparison, right)?
        {
            return Ok((code, Kind::Boolean.into()));
        }
        let (code, mut left) = self.value(first)?;
        let first_is_number = left.always_in(Kinds::NUMBERS);
        let mut compiled = Vec::with_capacity(rest.len());
        for (comparison, tree) in rest {
            let (code, right) = self.value(tree)?;
            self.fit(*comparison, left, right, tree)?;
            self.doubt(*comparison, left, right, tree);
            compiled.push((*comparison, code));
            left = right;
        }
        let of_numbers = first_is_number && left.always_in(Kinds::NUMBERS);
        let code = match <[_; 1]>::try_from(compiled) {
            Ok([(comparison, right)]) if of_numbers => {
                Code::OfNumbers(comparison, Box::new((code, right)))
            }
            Ok(one) => Code::Comparison(Box::new(code), Box::new(one)),
            Err(several) => Code::Comparison(Box::new(code), several.into()),
        };
        Ok((code, Kind::Boolean.into()))
    }

    /// `x is None`, `None == x` and their opposites ask whether there is data.
    fn missing(
        &self,
        left: &Tree,
        comparison: Comparison,
        right: &Tree,
    ) -> Result<Option<Code>, Flaw> {
        let none = Node::Literal(Literal::None);
        let asked = match (left.node == none, right.node == none) {
            (_, true) => left,
            (true, false) => right,
            (false, false) => return Ok(None),
        };
        let code = match comparison {
            Comparison::Equal | Comparison::Is => Code::IsMissing(self.boxed(asked)?),
            Comparison::Unequal | Comparison::IsNot => {
                Code::Not(Box::new(Code::IsMissing(self.boxed(asked)?)))
            }
            _ => return Ok(None),
        };
        Ok(Some(code))
    }

    fn fit(
        &self,
        comparison: Comparison,
        left: Kinds,
        right: Kinds,
        at: &Tree,
    ) -> Result<(), Flaw> {
        let both = |kinds| left.always_in(kinds) && right.always_in(kinds);
        let fits = match comparison {
            Comparison::Less | Comparison::AtMost | Comparison::Greater | Comparison::AtLeast => {
                both(Kinds::NUMBERS) || both(Kinds::TEXT)
            }
            Comparison::Equal | Comparison::Unequal => {
                self.dialect == Dialect::Themis || left.can_equal(right)
            }
            Comparison::In | Comparison::NotIn => {
                right.always_in(Kind::List.into()) || both(Kinds::TEXT)
            }
            Comparison::Is | Comparison::IsNot => {
                return Err(Flaw::new(start(at), "`is` asks for None only; write `==`"));
            }
        };
        if fits {
            return Ok(());
        }
        let symbol = comparison.symbol();
        let detail = format!("`{symbol}` does not fit between {left} and {right}");
        Err(Flaw::new(start(at), detail))
    }

    /// What never equals can be compared in Themis' dialect, and stand in a list in any.
    fn doubt(&self, comparison: Comparison, left: Kinds, right: Kinds, at: &Tree) {
        let mut doubts = self.doubts.borrow_mut();
        let mut never = |right: Kinds, at| {
            if !left.can_equal(right) {
                let detail = format!(
                    "{left} never equals {right}; numbers stand without quotes, texts within"
                );
                doubts.push(Flaw::new(start(at), detail));
            }
        };
        match (comparison, &at.node) {
            (Comparison::In | Comparison::NotIn, Node::List(items)) => {
                for item in items {
                    if let Node::Literal(literal) = &item.node {
                        never(kind_of(literal).into(), item);
                    }
                }
            }
            (Comparison::Equal | Comparison::Unequal, _) => never(right, at),
            _ => {}
        }
    }
}
