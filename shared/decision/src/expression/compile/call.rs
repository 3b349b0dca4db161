//! Calls: the functions, and what takes its arguments written down.

use super::{Compiled, Compiler, start, written_integer};
use crate::{
    expression::{
        Dialect, Kind, Kinds, Literal, Node, Tree,
        clock::ClockPart,
        code::Code,
        function::{self, Fold, Function},
        name::spelled,
        refused::Flaw,
    },
    policy::nearest,
};

impl Compiler<'_> {
    pub(super) fn call(&self, tree: &Tree, callee: &Tree, arguments: &[Tree]) -> Compiled {
        if let Node::Name(name) = &callee.node {
            if let Some(fold) = Fold::called(name) {
                return self.fold(tree, fold, name, arguments);
            }
            if let Some(function) = self.function(tree, name, arguments)? {
                return Ok(function);
            }
            return Err(Flaw::new(
                callee.at,
                format!(
                    "there is no function `{name}`{}",
                    nearest(name, &function::NAMES)
                ),
            ));
        }
        if spelled(callee).as_deref() == Some("now.strftime") {
            return self.formatted(tree, arguments);
        }
        self.name(tree)
    }

    /// A function of one value, of what it takes.
    fn function(
        &self,
        tree: &Tree,
        name: &str,
        arguments: &[Tree],
    ) -> Result<Option<(Code, Kinds)>, Flaw> {
        let counted: Kinds = Kinds::TEXT
            .or(Kind::List.into())
            .or(Kind::Collection.into());
        let (function, taken) = match name {
            "abs" => (Function::Abs, Kinds::NUMBERS),
            "int" => (Function::Int, Kinds::NUMBERS.or(Kinds::TEXT)),
            "long" if self.dialect == Dialect::Themis => {
                (Function::Int, Kinds::NUMBERS.or(Kinds::TEXT))
            }
            "float" => (Function::Float, Kinds::NUMBERS.or(Kinds::TEXT)),
            "len" => (Function::Len, counted),
            "round" => (self.round(arguments)?, Kinds::NUMBERS),
            _ => return Ok(None),
        };
        let argument = match arguments {
            [only] => only,
            [number, _decimals] if name == "round" => number,
            _ => {
                let detail = format!("`{name}` takes one value, found {}", arguments.len());
                return Err(Flaw::new(start(tree), detail));
            }
        };
        let code = Code::Call(function, Box::new(self.of_kinds(argument, taken)?));
        Ok(Some((code, Kind::Number.into())))
    }

    fn round(&self, arguments: &[Tree]) -> Result<Function, Flaw> {
        let decimals = match arguments.get(1) {
            None => None,
            Some(tree) => {
                let decimals = written_integer(tree).and_then(|decimals| decimals.try_into().ok());
                let wrong =
                    || Flaw::new(tree.at, "expected a whole number of decimals, written down");
                Some(decimals.ok_or_else(wrong)?)
            }
        };
        Ok(match self.dialect {
            Dialect::Auxo => Function::Round(decimals),
            Dialect::Themis => Function::RoundAsPython2(decimals.unwrap_or(0)),
        })
    }

    /// `min(a, b)` or `min([a, b])`.
    fn fold(&self, tree: &Tree, fold: Fold, name: &str, arguments: &[Tree]) -> Compiled {
        let items = match arguments {
            [
                Tree {
                    node: Node::List(items),
                    ..
                },
            ] => Some(items.as_slice()),
            [_, _, ..] if fold != Fold::Sum => Some(arguments),
            _ => None,
        };
        let items = items.filter(|items| fold == Fold::Sum || !items.is_empty());
        let items = items.ok_or_else(|| {
            let several = if fold == Fold::Sum {
                ""
            } else {
                "two numbers or more, or "
            };
            Flaw::new(
                start(tree),
                format!("`{name}` takes {several}a list in brackets"),
            )
        })?;
        let items = items.iter().map(|item| self.number(item));
        let code = Code::Fold(fold, items.collect::<Result<_, Flaw>>()?);
        Ok((code, Kind::Number.into()))
    }

    fn formatted(&self, tree: &Tree, arguments: &[Tree]) -> Compiled {
        let [
            Tree {
                node: Node::Literal(Literal::Text(format)),
                at,
            },
        ] = arguments
        else {
            return Err(Flaw::new(
                start(tree),
                "`now.strftime` takes one text that is written down",
            ));
        };
        let part = ClockPart::formatted(format).map_err(|wrong| Flaw::new(*at, wrong))?;
        Ok((Code::Clock(part), Kind::Text.into()))
    }
}
