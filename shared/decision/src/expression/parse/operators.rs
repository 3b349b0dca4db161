//! Operators, by how tightly they hold together.

use super::Parser;
use crate::expression::{
    Comparison, Logic, Node, Operator, Tree, refused::Flaw, token::Token, tree::Level,
};

impl Parser<'_> {
    /// What holds together at least as tightly as `least`: operators are taken as long as they do.
    pub(super) fn operand(&mut self, least: Level) -> Result<Tree, Flaw> {
        let mut left = self.prefixed()?;
        loop {
            let at = self.at;
            let node = if let Some(operator) = self.arithmetic(least) {
                self.advance()?;
                let right = self.nested(|parser| parser.operand(right_of(operator)))?;
                Node::Arithmetic(operator, Box::new(left), Box::new(right))
            } else if let Some((logic, right_level)) = self.logic(least) {
                self.advance()?;
                let right = self.nested(|parser| parser.operand(right_level))?;
                Node::Logic(logic, Box::new(left), Box::new(right))
            } else if least <= Level::Comparison
                && let Some(first) = self.comparison()?
            {
                let rest = self.comparisons(first)?;
                Node::Comparison(Box::new(left), rest)
            } else {
                return Ok(left);
            };
            left = self.tree(node, at)?;
        }
    }

    fn arithmetic(&self, least: Level) -> Option<Operator> {
        let Token::Mark(mark) = self.token else {
            return None;
        };
        let mut operators = Operator::ALL.iter().copied();
        let operator = operators.find(|operator| operator.symbol() == mark)?;
        (least <= operator.level()).then_some(operator)
    }

    fn logic(&self, least: Level) -> Option<(Logic, Level)> {
        match self.token {
            Token::Mark("and") if least <= Level::And => Some((Logic::And, Level::Not)),
            Token::Mark("or") if least <= Level::Or => Some((Logic::Or, Level::And)),
            _ => None,
        }
    }

    /// The comparison that stands here, taken.
    fn comparison(&mut self) -> Result<Option<Comparison>, Flaw> {
        let Token::Mark(mark) = self.token else {
            return Ok(None);
        };
        let comparison = match mark {
            "<>" => Some(Comparison::Unequal),
            "not" => Some(Comparison::NotIn),
            _ => Comparison::ALL
                .iter()
                .copied()
                .find(|comparison| comparison.symbol() == mark),
        };
        if comparison.is_some() {
            self.advance()?;
        }
        if comparison == Some(Comparison::NotIn) {
            self.need("in")?;
        }
        if comparison == Some(Comparison::Is) && self.take("not")? {
            return Ok(Some(Comparison::IsNot));
        }
        Ok(comparison)
    }

    fn comparisons(&mut self, first: Comparison) -> Result<Vec<(Comparison, Tree)>, Flaw> {
        let mut rest = Vec::new();
        let mut next = Some(first);
        while let Some(comparison) = next {
            let right = self.nested(|parser| parser.operand(Level::Sum))?;
            rest.push((comparison, right));
            next = self.comparison()?;
        }
        Ok(rest)
    }

    /// A part with the signs or the `not` before it.
    fn prefixed(&mut self) -> Result<Tree, Flaw> {
        let at = self.at;
        let Token::Mark(mark @ ("not" | "-" | "+")) = self.token else {
            return self.whole();
        };
        self.advance()?;
        let level = if mark == "not" {
            Level::Not
        } else {
            Level::Sign
        };
        let of = Box::new(self.nested(|parser| parser.operand(level))?);
        let node = match mark {
            "not" => Node::Not(of),
            "-" => Node::Negative(of),
            _ => Node::Positive(of),
        };
        self.tree(node, at)
    }
}

/// What the right operand has to hold together by; `**` groups from the right.
fn right_of(operator: Operator) -> Level {
    if operator.level() == Level::Sum {
        Level::Product
    } else {
        Level::Sign
    }
}
