//! From tokens to a tree.

mod whole;

use super::{
    Comparison, Dialect, Logic, MAX_DEPTH, MAX_LENGTH, MAX_NODES, Node, Operator, Refused, Tree,
    refused::Flaw,
    token::{Token, Tokens},
    tree::Level,
};

impl Tree {
    /// Reads `text`; what its names are does not matter.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn parse(text: &str, dialect: Dialect) -> Result<Self, Refused> {
        whole(text, dialect).map_err(|flaw| flaw.of(text))
    }
}

fn whole(text: &str, dialect: Dialect) -> Result<Tree, Flaw> {
    if MAX_LENGTH < text.len() {
        let detail = format!("longer than {MAX_LENGTH} bytes");
        return Err(Flaw::new(MAX_LENGTH, detail));
    }
    let mut parser = Parser {
        tokens: Tokens::new(text, dialect),
        token: Token::End,
        at: 0,
        nodes: 0,
        depth: 0,
    };
    parser.advance()?;
    let mut tree = parser.expression()?;
    if parser.is_at(",") {
        tree = parser.tuple(tree, &Token::End)?;
    }
    match parser.token {
        Token::End => Ok(tree),
        _ => Err(parser.expected("an operator or the end")),
    }
}

struct Parser<'t> {
    tokens: Tokens<'t>,
    token: Token<'t>,
    /// Where `token` begins.
    at: usize,
    nodes: usize,
    depth: usize,
}

impl<'t> Parser<'t> {
    fn advance(&mut self) -> Result<Token<'t>, Flaw> {
        let (token, at) = self.tokens.next()?;
        self.at = at;
        Ok(std::mem::replace(&mut self.token, token))
    }

    fn is_at(&self, mark: &str) -> bool {
        matches!(self.token, Token::Mark(here) if here == mark)
    }

    fn take(&mut self, mark: &str) -> Result<bool, Flaw> {
        let here = self.is_at(mark);
        if here {
            self.advance()?;
        }
        Ok(here)
    }

    fn need(&mut self, mark: &str) -> Result<(), Flaw> {
        if self.take(mark)? {
            Ok(())
        } else {
            Err(self.expected(&format!("`{mark}`")))
        }
    }

    fn expected(&self, what: &str) -> Flaw {
        let found = self.token.in_words();
        Flaw::new(self.at, format!("expected {what}, found {found}"))
    }

    fn tree(&mut self, node: Node, at: usize) -> Result<Tree, Flaw> {
        self.nodes += 1;
        if MAX_NODES < self.nodes {
            let detail = format!("more than {MAX_NODES} names, numbers, texts and operators");
            return Err(Flaw::new(at, detail));
        }
        Ok(Tree { node, at })
    }

    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Flaw>) -> Result<T, Flaw> {
        self.depth += 1;
        if MAX_DEPTH < self.depth {
            let detail = format!("nested deeper than {MAX_DEPTH}");
            return Err(Flaw::new(self.at, detail));
        }
        let read = read(self);
        self.depth -= 1;
        read
    }

    /// `a if c else b`, or what holds together more tightly.
    fn expression(&mut self) -> Result<Tree, Flaw> {
        self.nested(|parser| {
            let then = parser.operand(Level::Or)?;
            let at = parser.at;
            if !parser.take("if")? {
                return Ok(then);
            }
            let condition = parser.operand(Level::Or)?;
            parser.need("else")?;
            let otherwise = parser.expression()?;
            let node = Node::Conditional {
                then: Box::new(then),
                condition: Box::new(condition),
                otherwise: Box::new(otherwise),
            };
            parser.tree(node, at)
        })
    }

    /// What holds together at least as tightly as `least`: operators are taken as long as they do.
    fn operand(&mut self, least: Level) -> Result<Tree, Flaw> {
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
