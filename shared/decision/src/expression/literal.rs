//! Numbers and texts as they are written.

use super::{Dialect, refused::Flaw, token::Token};

/// The number that `rest` begins with, and its length in bytes.
pub(super) fn number(
    rest: &str,
    start: usize,
    dialect: Dialect,
) -> Result<(Token<'static>, usize), Flaw> {
    if let Some((digits, radix)) = with_radix(rest) {
        let length = run(digits, |c| c.is_digit(radix));
        let digits = digits.get(..length).unwrap_or_default();
        let integer = i64::from_str_radix(digits, radix)
            .map_err(|_| Flaw::new(start, "the number is too large"))?;
        return Ok((Token::Integer(integer), 2 + length));
    }
    let digits = run(rest, |c| c.is_ascii_digit());
    let length = digits + fraction_and_exponent(rest.get(digits..).unwrap_or_default());
    let text = rest.get(..length).unwrap_or_default();
    let after = rest.get(length..).unwrap_or_default();
    if after.starts_with(['.', '_']) {
        return Err(Flaw::new(start, "the number is not finished as one"));
    }
    if length > digits {
        return Ok((float(text, start)?, length));
    }
    let python_2 = dialect == Dialect::Themis;
    let octal = text.starts_with('0') && text.len() > 1;
    let token = match octal {
        true if python_2 => i64::from_str_radix(text, 8)
            .map(Token::Integer)
            .map_err(|_| Flaw::new(start, "a number that begins with 0 has digits up to 7"))?,
        true if text.bytes().any(|digit| digit != b'0') => {
            return Err(Flaw::new(start, "a number does not begin with 0"));
        }
        // Larger than 64 bits hold: the nearest that there is.
        _ => match text.parse() {
            Ok(integer) => Token::Integer(integer),
            Err(_) => float(text, start)?,
        },
    };
    let long = usize::from(python_2 && after.starts_with(['L', 'l']));
    Ok((token, length + long))
}

fn with_radix(rest: &str) -> Option<(&str, u32)> {
    let radix = match rest.get(..2)? {
        "0x" | "0X" => 16,
        "0o" | "0O" => 8,
        "0b" | "0B" => 2,
        _ => return None,
    };
    let digits = rest.get(2..)?;
    digits
        .starts_with(|c: char| c.is_digit(radix))
        .then_some((digits, radix))
}

/// How many bytes belong to what follows the whole digits; an `e` without digits does not.
fn fraction_and_exponent(rest: &str) -> usize {
    let fraction = match rest.strip_prefix('.') {
        Some(digits) => 1 + run(digits, |c| c.is_ascii_digit()),
        None => 0,
    };
    let exponent = rest.get(fraction..).unwrap_or_default();
    let Some(digits) = exponent.strip_prefix(['e', 'E']) else {
        return fraction;
    };
    let sign = usize::from(digits.starts_with(['+', '-']));
    match run(digits.get(sign..).unwrap_or_default(), |c| {
        c.is_ascii_digit()
    }) {
        0 => fraction,
        digits => fraction + 1 + sign + digits,
    }
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

fn float(text: &str, start: usize) -> Result<Token<'static>, Flaw> {
    match text.parse::<f64>() {
        Ok(float) if float.is_finite() => Ok(Token::Float(float)),
        _ => Err(Flaw::new(start, "the number is too large")),
    }
}

/// What stands before the quote, if a text begins here.
pub(super) fn prefix_of_text(rest: &str) -> Option<&str> {
    match rest.as_bytes() {
        [b'"' | b'\'', ..] => Some(""),
        [b'u' | b'U' | b'r' | b'R' | b'b' | b'B', b'"' | b'\'', ..] => rest.get(..1),
        _ => None,
    }
}

/// The text that `rest` begins with, and its length in bytes with its quotes.
pub(super) fn text(rest: &str, prefix: &str, start: usize) -> Result<(String, usize), Flaw> {
    let raw = prefix.eq_ignore_ascii_case("r");
    let mut characters = rest.char_indices().skip(prefix.len());
    let quote = characters.next().map(|(_, quote)| quote);
    let mut text = String::new();
    while let Some((at, character)) = characters.next() {
        match character {
            _ if Some(character) == quote => return Ok((text, at + 1)),
            '\n' => break,
            '\\' if raw => {
                text.push('\\');
                text.extend(characters.next().map(|(_, escaped)| escaped));
            }
            '\\' => escape(&mut characters, &mut text, start + at)?,
            other => text.push(other),
        }
    }
    Err(Flaw::new(start, "the text has no end"))
}

fn escape(
    characters: &mut impl Iterator<Item = (usize, char)>,
    text: &mut String,
    at: usize,
) -> Result<(), Flaw> {
    let escaped = characters.next().map(|(_, escaped)| escaped);
    let character = match escaped {
        Some('n') => Some('\n'),
        Some('r') => Some('\r'),
        Some('t') => Some('\t'),
        Some('0') => Some('\0'),
        Some('x') => code(characters, 2),
        Some('u') => code(characters, 4),
        Some('\n') => return Ok(()),
        Some(same @ ('"' | '\'' | '\\')) => Some(same),
        // Python leaves alone what it does not know.
        Some(other) => {
            text.push('\\');
            Some(other)
        }
        None => None,
    };
    text.push(character.ok_or_else(|| Flaw::new(at, "the escape names no character"))?);
    Ok(())
}

fn code(characters: &mut impl Iterator<Item = (usize, char)>, digits: usize) -> Option<char> {
    let mut code = 0;
    for _ in 0..digits {
        code = 16 * code + characters.next()?.1.to_digit(16)?;
    }
    char::from_u32(code)
}
