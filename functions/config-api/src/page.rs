//! Long lists come in pages. A cursor says after which item the next page begins; it stays good
//! when items come and go.

use crate::{parameters::Parameters, problem::Problem};

/// Which page is asked for.
pub(crate) struct Page {
    limit: usize,
    after: Option<String>,
}

impl Page {
    pub(crate) const PARAMETERS: [&str; 2] = ["limit", "cursor"];
    const DEFAULT: usize = 100;
    const MOST: usize = 500;

    pub(crate) fn asked(parameters: &Parameters) -> Result<Self, Problem> {
        let limit = parameters.limit(Self::MOST)?.unwrap_or(Self::DEFAULT);
        let after = parameters.parsed("cursor", |cursor| {
            decoded(cursor).ok_or("what the page before gave as `next`, unchanged")
        })?;
        Ok(Self { limit, after })
    }

    /// The page of `items`, which are in the order of their keys, and the cursor of the next one.
    pub(crate) fn of<T>(
        &self,
        items: Vec<T>,
        key: impl Fn(&T) -> String,
    ) -> (Vec<T>, Option<String>) {
        let mut rest = items
            .into_iter()
            .skip_while(|item| self.after.as_ref().is_some_and(|after| key(item) <= *after));
        let page: Vec<T> = rest.by_ref().take(self.limit).collect();
        let more = rest.next().is_some();
        let next = page.last().filter(|_| more).map(|last| encoded(&key(last)));
        (page, next)
    }
}

fn encoded(key: &str) -> String {
    key.bytes().map(|byte| format!("{byte:02x}")).collect()
}

fn decoded(cursor: &str) -> Option<String> {
    let digits = cursor.as_bytes().chunks(2);
    let bytes = digits.map(|pair| match pair {
        [high, low] => {
            let digit = |byte: u8| char::from(byte).to_digit(16);
            u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()
        }
        _ => None,
    });
    String::from_utf8(bytes.collect::<Option<_>>()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(after: Option<&str>, items: &[&str]) -> (Vec<String>, Option<String>) {
        let page = Page {
            limit: 2,
            after: after.map(str::to_owned),
        };
        page.of(
            items.iter().map(ToString::to_string).collect(),
            String::clone,
        )
    }

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        assert_eq!(
            decoded(&encoded("emr-cluster/j-1")).as_deref(),
            Some("emr-cluster/j-1")
        );
        assert_eq!(decoded("6"), None);
        assert_eq!(decoded("xy"), None);
        assert_eq!(decoded("ff"), None);
    }

    #[test]
    fn a_page_begins_after_the_last_item_of_the_one_before_even_when_that_is_gone() {
        assert_eq!(page(None, &["a", "b", "c"]).0, ["a", "b"]);
        assert_eq!(
            page(Some("b"), &["a", "c", "d"]),
            (vec!["c".into(), "d".into()], None)
        );
    }

    #[test]
    fn the_last_page_has_no_next_one() {
        assert_eq!(page(None, &["a", "b"]).1, None);
        assert_eq!(page(None, &["a", "b", "c"]).1, Some(encoded("b")));
    }
}
