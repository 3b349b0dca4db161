//! From a tree to code: names are looked up, types are checked.

mod call;
mod compare;
mod look_up;

use std::cell::RefCell;

use super::{
    Dialect, Kind, Kinds, Literal, Logic, Node, Operator, Tree, Vocabulary,
    code::{Arithmetic, Code},
    name::start,
    refused::Flaw,
};

type Compiled = Result<(Code, Kinds), Flaw>;

/// The code, what its value can be, and what is legal and probably not meant.
pub(super) fn compile(
    tree: &Tree,
    dialect: Dialect,
    vocabulary: &dyn Vocabulary,
) -> Result<(Code, Kinds, Vec<Flaw>), Flaw> {
    let compiler = Compiler {
        dialect,
        vocabulary,
        doubts: RefCell::default(),
    };
    let (code, kinds) = compiler.value(tree)?;
    Ok((code, kinds, compiler.doubts.into_inner()))
}

struct Compiler<'a> {
    dialect: Dialect,
    vocabulary: &'a dyn Vocabulary,
    doubts: RefCell<Vec<Flaw>>,
}

impl Compiler<'_> {
    fn any(&self, tree: &Tree) -> Compiled {
        match &tree.node {
            Node::Literal(literal) => {
                Ok((Code::Constant(literal.clone()), kind_of(literal).into()))
            }
            Node::Name(_) | Node::Attribute(..) => self.name(tree),
            Node::Subscript(of, index) => self.subscript(tree, of, index),
            Node::Call(callee, arguments) => self.call(tree, callee, arguments),
            Node::List(items) => self.list(items),
            Node::Not(of) => Ok((Code::Not(self.boxed(of)?), Kind::Boolean.into())),
            Node::Negative(of) => self.sign(of, Code::Negative),
            Node::Positive(of) => self.sign(of, Code::Positive),
            Node::Arithmetic(operator, left, right) => self.arithmetic(*operator, left, right),
            Node::Logic(logic, left, right) => self.logic(*logic, left, right),
            Node::Comparison(first, rest) => self.comparison(first, rest),
            Node::Conditional {
                then,
                condition,
                otherwise,
            } => {
                let condition = self.value(condition)?.0;
                let (then, then_kinds) = self.value(then)?;
                let (otherwise, otherwise_kinds) = self.value(otherwise)?;
                let code = Code::Conditional(Box::new((condition, then, otherwise)));
                Ok((code, then_kinds.or(otherwise_kinds)))
            }
        }
    }

    /// Anything that is a value by itself.
    fn value(&self, tree: &Tree) -> Compiled {
        let (code, kinds) = self.any(tree)?;
        if kinds.can_be(Kind::Collection) {
            return Err(Flaw::new(
                start(tree),
                "of a collection only `len(..)` can be asked",
            ));
        }
        Ok((code, kinds))
    }

    fn boxed(&self, tree: &Tree) -> Result<Box<Code>, Flaw> {
        self.value(tree).map(|(code, _)| Box::new(code))
    }

    fn number(&self, tree: &Tree) -> Result<Code, Flaw> {
        self.of_kinds(tree, Kinds::NUMBERS)
    }

    fn of_kinds(&self, tree: &Tree, expected: Kinds) -> Result<Code, Flaw> {
        let (code, kinds) = self.any(tree)?;
        expect(tree, kinds, expected)?;
        Ok(code)
    }

    fn list(&self, items: &[Tree]) -> Compiled {
        let items = items.iter().map(|item| Ok(self.value(item)?.0));
        let code = Code::List(items.collect::<Result<_, Flaw>>()?);
        Ok((code, Kind::List.into()))
    }

    fn sign(&self, of: &Tree, code: fn(Box<Code>) -> Code) -> Compiled {
        Ok((code(Box::new(self.number(of)?)), Kind::Number.into()))
    }

    /// Each operand is compiled once: the work is that of the text, however it is nested.
    fn arithmetic(&self, operator: Operator, left: &Tree, right: &Tree) -> Compiled {
        let (first, kinds) = self.any(left)?;
        if operator == Operator::Add && kinds == Kinds::TEXT {
            let both = Box::new((first, self.of_kinds(right, Kinds::TEXT)?));
            return Ok((Code::Joined(both), kinds));
        }
        expect(left, kinds, Kinds::NUMBERS)?;
        let both = Box::new((first, self.number(right)?));
        let code = Code::Arithmetic(self.operator(operator), both);
        Ok((code, Kind::Number.into()))
    }

    fn operator(&self, operator: Operator) -> Arithmetic {
        match operator {
            Operator::Add => Arithmetic::Add,
            Operator::Subtract => Arithmetic::Subtract,
            Operator::Multiply => Arithmetic::Multiply,
            Operator::Divide if self.dialect == Dialect::Themis => Arithmetic::DivideAsPython2,
            Operator::Divide => Arithmetic::Divide,
            Operator::FloorDivide => Arithmetic::FloorDivide,
            Operator::Remainder => Arithmetic::Remainder,
            Operator::Power => Arithmetic::Power,
        }
    }

    fn logic(&self, logic: Logic, left: &Tree, right: &Tree) -> Compiled {
        let (first, first_kinds) = self.value(left)?;
        let (second, second_kinds) = self.value(right)?;
        let both = Box::new((first, second));
        let code = match logic {
            Logic::And => Code::And(both),
            // Only what is never a truth can be stood in for.
            Logic::Or if first_kinds.can_be(Kind::Boolean) => Code::Or(both),
            Logic::Or => Code::Substitute(both),
        };
        Ok((code, first_kinds.or(second_kinds)))
    }

    fn subscript(&self, tree: &Tree, of: &Tree, index: &Tree) -> Compiled {
        let Node::List(items) = &of.node else {
            return self.name(tree);
        };
        let place = written_integer(index)
            .ok_or_else(|| Flaw::new(index.at, "expected a whole number that is written down"))?;
        let from_start = if place < 0 {
            i64::try_from(items.len())
                .ok()
                .and_then(|count| count.checked_add(place))
        } else {
            Some(place)
        };
        let place = from_start.and_then(|place| usize::try_from(place).ok());
        let item = place.and_then(|place| items.get(place));
        let item =
            item.ok_or_else(|| Flaw::new(index.at, format!("the list has {} items", items.len())))?;
        self.any(item)
    }
}

fn expect(tree: &Tree, found: Kinds, expected: Kinds) -> Result<(), Flaw> {
    if found.always_in(expected) {
        return Ok(());
    }
    let detail = format!("expected {expected}, found {found}");
    Err(Flaw::new(start(tree), detail))
}

fn kind_of(literal: &Literal) -> Kind {
    match literal {
        Literal::None => Kind::None,
        Literal::Boolean(_) => Kind::Boolean,
        Literal::Integer(_) | Literal::Float(_) => Kind::Number,
        Literal::Text(_) => Kind::Text,
    }
}

/// A whole number that is written down, perhaps with a sign.
fn written_integer(tree: &Tree) -> Option<i64> {
    match &tree.node {
        Node::Literal(Literal::Integer(integer)) => Some(*integer),
        Node::Negative(of) => written_integer(of)?.checked_neg(),
        _ => None,
    }
}
