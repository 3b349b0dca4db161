//! What needs no operator: literals, names, brackets, and what follows them.

use super::Parser;
use crate::expression::{Literal, Node, Tree, refused::Flaw, token::Token};

impl Parser<'_> {
    /// A literal, a name or brackets, with everything that follows by dot or bracket.
    pub(super) fn whole(&mut self) -> Result<Tree, Flaw> {
        let mut tree = self.atom()?;
        loop {
            let at = self.at;
            let node = if self.take(".")? {
                let Token::Name(name) = self.token else {
                    return Err(self.expected("a name"));
                };
                self.advance()?;
                Node::Attribute(Box::new(tree), name.to_owned())
            } else if self.take("[")? {
                let index = self.expression()?;
                self.need("]")?;
                Node::Subscript(Box::new(tree), Box::new(index))
            } else if self.take("(")? {
                let arguments = self.items(&Token::Mark(")"))?;
                self.need(")")?;
                Node::Call(Box::new(tree), arguments)
            } else {
                return Ok(tree);
            };
            tree = self.tree(node, at)?;
        }
    }

    fn atom(&mut self) -> Result<Tree, Flaw> {
        let at = self.at;
        let node = match &self.token {
            Token::Integer(integer) => Node::Literal(Literal::Integer(*integer)),
            Token::Float(float) => Node::Literal(Literal::Float(*float)),
            Token::Name(name) => Node::Name((*name).to_owned()),
            Token::Mark("None") => Node::Literal(Literal::None),
            Token::Mark("True") => Node::Literal(Literal::Boolean(true)),
            Token::Mark("False") => Node::Literal(Literal::Boolean(false)),
            Token::Text(_) => return self.text(),
            Token::Mark("(") => return self.bracketed(),
            Token::Mark("[") => {
                self.advance()?;
                let items = self.items(&Token::Mark("]"))?;
                self.need("]")?;
                return self.tree(Node::List(items), at);
            }
            _ => return Err(self.expected("a value")),
        };
        self.advance()?;
        self.tree(node, at)
    }

    /// Texts that follow each other are one.
    fn text(&mut self) -> Result<Tree, Flaw> {
        let at = self.at;
        let mut whole = String::new();
        while let Token::Text(part) = &self.token {
            whole.push_str(part);
            self.advance()?;
        }
        self.tree(Node::Literal(Literal::Text(whole)), at)
    }

    /// `(a)` is `a`; `()`, `(a,)` and `(a, b)` are lists.
    fn bracketed(&mut self) -> Result<Tree, Flaw> {
        let at = self.at;
        self.advance()?;
        if self.take(")")? {
            return self.tree(Node::List(Vec::new()), at);
        }
        let mut tree = self.expression()?;
        if self.is_at(",") {
            tree = self.tuple(tree, &Token::Mark(")"))?;
        }
        self.need(")")?;
        Ok(tree)
    }

    /// The items after `first`; a comma stands here.
    pub(super) fn tuple(&mut self, first: Tree, end: &Token<'_>) -> Result<Tree, Flaw> {
        let at = first.at;
        self.advance()?;
        let mut items = vec![first];
        items.extend(self.items(end)?);
        self.tree(Node::List(items), at)
    }

    /// Expressions with commas between, and perhaps after, them.
    fn items(&mut self, end: &Token<'_>) -> Result<Vec<Tree>, Flaw> {
        let mut items = Vec::new();
        while self.token != *end {
            items.push(self.expression()?);
            if !self.take(",")? {
                break;
            }
        }
        Ok(items)
    }
}
