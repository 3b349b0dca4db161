//! From tokens to a tree.

mod operators;
mod whole;

use super::{
    Dialect, MAX_DEPTH, MAX_LENGTH, MAX_NODES, Node, Refused, Tree,
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
}
