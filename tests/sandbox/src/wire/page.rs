//! Paging: a token holds what is asked for and how far the answer has come.

use super::refusal::Refusal;

/// Cuts a page of at most `size` out of `all` from a place on, and says where the next begins.
pub(crate) fn cut<T>(all: Vec<T>, from: usize, size: usize) -> (Vec<T>, Option<usize>) {
    let next = from + size;
    let more = next < all.len();
    (
        all.into_iter().skip(from).take(size).collect(),
        more.then_some(next),
    )
}

/// The number at the end of a token, behind what the token is about.
pub(crate) fn place(token: &str, code: &str) -> Result<(String, usize), Refusal> {
    let read = || {
        let (about, place) = token.rsplit_once('|')?;
        Some((about.to_owned(), place.parse().ok()?))
    };
    read().ok_or_else(|| Refusal::of(code, "the token is not one that was given out"))
}

/// A token for [`place`].
pub(crate) fn token(about: &str, place: usize) -> String {
    format!("{about}|{place}")
}
