//! A text, token by token.

use super::{Dialect, literal, refused::Flaw};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token<'t> {
    Integer(i64),
    Float(f64),
    Text(String),
    Name(&'t str),
    /// A symbol or a word with a meaning of its own.
    Mark(&'static str),
    End,
}

impl Token<'_> {
    /// For people who wrote something else.
    pub(super) fn in_words(&self) -> String {
        match self {
            Self::Integer(integer) => format!("`{integer}`"),
            Self::Float(float) => format!("`{float:?}`"),
            Self::Text(_) => "a text".to_owned(),
            Self::Name(name) => format!("`{name}`"),
            Self::Mark(mark) => format!("`{mark}`"),
            Self::End => "the end".to_owned(),
        }
    }
}

static WORDS: [&str; 10] = [
    "if", "else", "and", "or", "not", "in", "is", "None", "True", "False",
];

/// What Python has besides, and would look like a name here.
static UNSUPPORTED: [&str; 12] = [
    "lambda", "for", "while", "def", "return", "import", "class", "yield", "await", "with", "from",
    "exec",
];

const LONGEST_NAME: usize = 128;

pub(super) struct Tokens<'t> {
    text: &'t str,
    dialect: Dialect,
    at: usize,
}

impl<'t> Tokens<'t> {
    pub(super) fn new(text: &'t str, dialect: Dialect) -> Self {
        Self {
            text,
            dialect,
            at: 0,
        }
    }

    /// The next token and where it begins.
    pub(super) fn next(&mut self) -> Result<(Token<'t>, usize), Flaw> {
        let space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0c');
        let rest = self.rest().trim_start_matches(space);
        let start = self.text.len() - rest.len();
        let (token, length) = self.token(rest, start)?;
        self.at = start + length;
        Ok((token, start))
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn token(&self, rest: &'t str, start: usize) -> Result<(Token<'t>, usize), Flaw> {
        let mut characters = rest.chars();
        let Some(first) = characters.next() else {
            return Ok((Token::End, 0));
        };
        let second_is_digit = characters.next().is_some_and(|c| c.is_ascii_digit());
        if first.is_ascii_digit() || (first == '.' && second_is_digit) {
            return literal::number(rest, start, self.dialect);
        }
        if let Some(prefix) = literal::prefix_of_text(rest) {
            let (text, length) = literal::text(rest, prefix, start)?;
            return Ok((Token::Text(text), length));
        }
        if first.is_ascii_alphabetic() || first == '_' {
            let name = word(rest);
            return Ok((named(name, start)?, name.len()));
        }
        let symbol = symbol(rest).ok_or_else(|| {
            let detail = format!("`{first}` has no meaning here{}", instead(rest));
            Flaw::new(start, detail)
        })?;
        Ok((Token::Mark(symbol), symbol.len()))
    }
}

/// The symbol that `rest` begins with, the longest that fits.
fn symbol(rest: &str) -> Option<&'static str> {
    Some(match rest.as_bytes() {
        [b'*', b'*', ..] => "**",
        [b'/', b'/', ..] => "//",
        [b'<', b'=', ..] => "<=",
        [b'>', b'=', ..] => ">=",
        [b'=', b'=', ..] => "==",
        [b'!', b'=', ..] => "!=",
        [b'<', b'>', ..] => "<>",
        [b'+', ..] => "+",
        [b'-', ..] => "-",
        [b'*', ..] => "*",
        [b'/', ..] => "/",
        [b'%', ..] => "%",
        [b'<', ..] => "<",
        [b'>', ..] => ">",
        [b'(', ..] => "(",
        [b')', ..] => ")",
        [b'[', ..] => "[",
        [b']', ..] => "]",
        [b',', ..] => ",",
        [b'.', ..] => ".",
        _ => return None,
    })
}

fn word(rest: &str) -> &str {
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    rest.get(..end.unwrap_or(rest.len())).unwrap_or_default()
}

fn named(name: &str, start: usize) -> Result<Token<'_>, Flaw> {
    if UNSUPPORTED.contains(&name) {
        return Err(Flaw::new(start, format!("expressions have no `{name}`")));
    }
    if LONGEST_NAME < name.len() {
        return Err(Flaw::new(
            start,
            format!("a name has at most {LONGEST_NAME} letters"),
        ));
    }
    let word = WORDS.iter().find(|word| **word == name);
    Ok(word.map_or(Token::Name(name), |word| Token::Mark(word)))
}

/// For who is used to another language.
fn instead(rest: &str) -> &'static str {
    match rest {
        rest if rest.starts_with("&&") => "; write `and`",
        rest if rest.starts_with("||") => "; write `or`",
        rest if rest.starts_with('!') => "; write `not`",
        rest if rest.starts_with('?') => "; write `a if condition else b`",
        rest if rest.starts_with('=') => "; write `==`",
        rest if rest.starts_with('{') => "; there are no dictionaries and sets",
        rest if rest.starts_with(['|', '&', '^', '~']) => "; there are no operators on bits",
        _ => "",
    }
}
