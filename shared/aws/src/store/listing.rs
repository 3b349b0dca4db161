//! What there is in the account. It may be larger than an item: its pages are written to the one of
//! two places that nobody reads, and then one write makes that the one to read.

use std::collections::BTreeMap;

use decision::TargetKind;
use evaluation::{Claim, Listed, Listing, Listings, PortError, SaveError};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    PUT, Table,
    item::{self, Item, SK},
};

const HEAD: &str = "head";
const CLAIM: &str = "claim";
const PAGE: &str = "page";
/// As JSON, in bytes; an item takes 400 KB.
const LARGEST_PAGE: usize = 300 * 1024;
/// What no policy asks for any more is forgotten after so long.
const KEPT_DAYS: i64 = 30;

/// Which pages are to be read.
#[derive(Serialize, Deserialize)]
struct Head {
    at: Timestamp,
    /// Counts the listings that were kept; says which of the two places the pages are in.
    generation: u64,
    pages: usize,
}

#[derive(Serialize, Deserialize)]
struct Until {
    until: Timestamp,
}

impl Listings for Table {
    async fn listing(&self, kind: TargetKind) -> Result<Listing, PortError> {
        let items = self.partition(&partition(kind)).await?;
        let at = |sk: &str| {
            items
                .iter()
                .find(|item| item::text(item, SK).is_some_and(|is| is == sk))
        };
        let claim = at(CLAIM).map_or_else(Claim::default, |item| Claim {
            version: item::version(item),
            // What cannot be read is over.
            until: item::read_body(item, CLAIM)
                .ok()
                .map(|Until { until }| until),
        });
        let nothing = Listing {
            claim,
            ..Listing::default()
        };
        let Some(head) = at(HEAD) else {
            return Ok(nothing);
        };
        // What cannot be read is as good as never listed: it is listed anew, and written anew.
        let read = item::read_body(head, HEAD).and_then(|head: Head| {
            let page = |index| at(&page_key(head.generation, index));
            let targets = targets((0..head.pages).map(page))?;
            Ok((head, targets))
        });
        Ok(match read {
            Ok((head, targets)) => Listing {
                at: Some(head.at),
                generation: head.generation,
                claim,
                targets,
            },
            Err(error) => {
                tracing::warn!(%kind, error, "the listing cannot be read");
                nothing
            }
        })
    }

    async fn claim_listing(
        &self,
        kind: TargetKind,
        claim: Claim,
        until: Timestamp,
    ) -> Result<(), SaveError> {
        let body = item::body(&Until { until }).map_err(|error| PUT.malformed(error))?;
        let mut item = item::at(partition(kind), CLAIM);
        item.insert(
            item::VERSION.to_owned(),
            item::number(claim.version.saturating_add(1)),
        );
        item.insert(CLAIM.to_owned(), body);
        item::expire(&mut item, until, KEPT_DAYS);
        self.replace(item, claim.version).await
    }

    async fn keep_listing(&self, kind: TargetKind, listing: &Listing) -> Result<(), PortError> {
        let Some(at) = listing.at else {
            return Ok(());
        };
        let generation = listing.generation.saturating_add(1);
        let pages = pages(&listing.targets).map_err(|error| PUT.malformed(error))?;
        for (index, page) in pages.iter().enumerate() {
            let mut item = item::at(partition(kind), page_key(generation, index));
            item.insert(PAGE.to_owned(), item::string(page));
            self.keep(item, at).await?;
        }
        let head = Head {
            at,
            generation,
            pages: pages.len(),
        };
        let body = item::body(&head).map_err(|error| PUT.malformed(error))?;
        let mut item = item::at(partition(kind), HEAD);
        item.insert(HEAD.to_owned(), body);
        self.keep(item, at).await
    }
}

impl Table {
    async fn keep(&self, mut item: Item, at: Timestamp) -> Result<(), PortError> {
        item::expire(&mut item, at, KEPT_DAYS);
        let put = self.put_item(item).send().await;
        put.map(|_| ()).map_err(|error| PUT.failed(&error))
    }
}

fn partition(kind: TargetKind) -> String {
    format!("LISTING#{kind}")
}

fn page_key(generation: u64, page: usize) -> String {
    format!("{PAGE}#{}#{page:04}", generation % 2)
}

/// What is on all these pages.
fn targets<'a>(
    pages: impl Iterator<Item = Option<&'a Item>>,
) -> Result<BTreeMap<String, Listed>, String> {
    let mut targets = BTreeMap::new();
    for page in pages {
        let page = page.and_then(|item| item::text(item, PAGE));
        let page = page.ok_or("a page is missing")?;
        let listed: BTreeMap<String, Listed> =
            serde_json::from_str(page).map_err(|error| error.to_string())?;
        targets.extend(listed);
    }
    Ok(targets)
}

/// The targets as JSON, as many on a page as fit on it.
fn pages(targets: &BTreeMap<String, Listed>) -> Result<Vec<String>, String> {
    let mut pages = Vec::new();
    let mut page = String::new();
    for (name, listed) in targets {
        let entry = BTreeMap::from([(name, listed)]);
        let entry = serde_json::to_string(&entry).map_err(|error| error.to_string())?;
        // Without the braces around it.
        let entry = entry.get(1..entry.len() - 1).unwrap_or_default();
        if !page.is_empty() && LARGEST_PAGE < page.len() + entry.len() {
            pages.push(format!("{{{page}}}"));
            page.clear();
        }
        if !page.is_empty() {
            page.push(',');
        }
        page.push_str(entry);
    }
    if !page.is_empty() {
        pages.push(format!("{{{page}}}"));
    }
    Ok(pages)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_as_large_as_an_item_may_be_and_lose_nothing() {
        let name = |number: usize| format!("{}-{number:05}", "s".repeat(100));
        let targets: BTreeMap<_, _> = (0..10_000)
            .map(|number| (name(number), Listed::default()))
            .collect();
        let pages = pages(&targets).unwrap();
        assert!((4..10).contains(&pages.len()), "{}", pages.len());
        assert!(pages.iter().all(|page| page.len() <= LARGEST_PAGE + 2));
        let read = pages.iter().map(|page| serde_json::from_str(page).unwrap());
        let read: BTreeMap<String, Listed> = read.flat_map(|page: BTreeMap<_, _>| page).collect();
        assert_eq!(read, targets);
    }

    #[test]
    fn without_targets_there_are_no_pages() {
        assert_eq!(pages(&BTreeMap::new()), Ok(Vec::new()));
    }
}
