//! Where the fields and the items of a document are in its text.

use std::{collections::HashMap, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
};
use serde_saphyr::{Location, Spanned};

use crate::document;

/// Line and column, both from 1.
pub(crate) type Place = (u32, u32);

/// Where a part of a document begins, and where its parts do. That of a field is where its name
/// is.
#[derive(Default)]
pub(crate) struct Places {
    here: Option<Place>,
    parts: HashMap<String, Self>,
}

impl Places {
    /// The places in a text that was read before. JSON is YAML too, so one reader does for both.
    pub(crate) fn of(text: &str) -> Self {
        let read = serde_saphyr::from_str_with_options(text, document::yaml_options());
        read.map_or_else(|_| Self::default(), placed)
    }

    /// Where `pointer` (RFC 6901) leads, as far as there is something: a field that is missing is
    /// missing in the object around it.
    pub(crate) fn find(&self, pointer: &str) -> Option<Place> {
        let mut found = self;
        for name in pointer.split('/').skip(1) {
            let name = name.replace("~1", "/").replace("~0", "~");
            match found.parts.get(&name) {
                Some(part) => found = part,
                None => break,
            }
        }
        found.here
    }
}

fn placed(read: Spanned<Places>) -> Places {
    Places {
        here: place(read.referenced),
        ..read.value
    }
}

fn place(location: Location) -> Option<Place> {
    let narrow = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    (location != Location::UNKNOWN).then(|| (narrow(location.line()), narrow(location.column())))
}

impl<'de> Deserialize<'de> for Places {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Parts)
    }
}

struct Parts;

impl<'de> Visitor<'de> for Parts {
    type Value = Places;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value that JSON has too")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Places, E> {
        Ok(Places::default())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Places, E> {
        Ok(Places::default())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Places, E> {
        Ok(Places::default())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Places, E> {
        Ok(Places::default())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Places, E> {
        Ok(Places::default())
    }

    fn visit_unit<E: Error>(self) -> Result<Places, E> {
        Ok(Places::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Places, A::Error> {
        let mut places = Places::default();
        while let Some(item) = items.next_element()? {
            let index = places.parts.len().to_string();
            places.parts.insert(index, placed(item));
        }
        Ok(places)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Places, A::Error> {
        let mut places = Places::default();
        while let Some(name) = fields.next_key::<Spanned<String>>()? {
            let inside: Places = fields.next_value()?;
            let here = place(name.referenced);
            places.parts.insert(name.value, Places { here, ..inside });
        }
        Ok(places)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const YAML: &str = "\
# A policy
name: clicks
bounds:
  min: 1
rules:
  - track: { metric: &m writes, target: 0.5 }
  -
    a/b: *m
";

    #[test]
    fn a_field_is_where_its_name_is() {
        let places = Places::of(YAML);
        assert_eq!(places.find("/name"), Some((2, 1)));
        assert_eq!(places.find("/bounds/min"), Some((4, 3)));
        assert_eq!(places.find("/rules/0/track/target"), Some((6, 33)));
        assert_eq!(places.find("/rules/1/a~1b"), Some((8, 5)));
    }

    #[test]
    fn an_item_is_where_it_begins() {
        let places = Places::of(YAML);
        assert_eq!(places.find("/rules/0"), Some((6, 5)));
        assert_eq!(places.find("/rules/1"), Some((8, 5)));
    }

    #[test]
    fn what_is_missing_is_missing_in_what_is_around_it() {
        let places = Places::of(YAML);
        assert_eq!(places.find("/bounds/max"), Some((3, 1)));
        assert_eq!(places.find("/guards/pause"), Some((2, 1)));
        assert_eq!(places.find(""), Some((2, 1)));
    }

    #[test]
    fn json_has_places_too() {
        let places = Places::of("{\n\t\"name\": \"a\",\n\t\"rules\": [1,\n {\"b\":null}]}");
        assert_eq!(places.find("/name"), Some((2, 2)));
        assert_eq!(places.find("/rules/1/b"), Some((4, 3)));
    }
}
