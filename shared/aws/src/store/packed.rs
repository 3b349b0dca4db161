//! What is written for each evaluation is packed: JSON, deflated. A write costs by the kilobyte and a
//! memory is a third as large then; see docs/decisions/0008.

use std::io::{Read, Write};

use aws_sdk_dynamodb::{primitives::Blob, types::AttributeValue};
use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};
use serde::{Serialize, de::DeserializeOwned};

use super::item::Item;

/// More than an item of the table can hold, however well it is packed.
const MOST_UNPACKED: u64 = 16 << 20;

pub(super) fn pack<T: Serialize>(value: &T) -> Result<AttributeValue, String> {
    let json = serde_json::to_vec(value).map_err(|error| error.to_string())?;
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder
        .write_all(&json)
        .and_then(|()| encoder.finish())
        .map(|packed| AttributeValue::B(Blob::new(packed)))
        .map_err(|error| error.to_string())
}

/// The JSON that was packed under this name.
pub(super) fn unpack(item: &Item, name: &str) -> Result<Vec<u8>, String> {
    let packed = item
        .get(name)
        .ok_or_else(|| format!("there is no `{name}`"))?;
    let packed = packed
        .as_b()
        .map_err(|_| format!("`{name}` is not packed"))?;
    let mut json = Vec::new();
    DeflateDecoder::new(packed.as_ref())
        .take(MOST_UNPACKED)
        .read_to_end(&mut json)
        .map_err(|error| format!("`{name}` cannot be unpacked: {error}"))?;
    Ok(json)
}

pub(super) fn read<T: DeserializeOwned>(item: &Item, name: &str) -> Result<T, String> {
    let json = unpack(item, name)?;
    serde_json::from_slice(&json).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_is_read_as_it_was_in_less_room() {
        let words: Vec<_> = (0..200).map(|number| format!("word {number}")).collect();
        let packed = pack(&words).unwrap();
        assert!(packed.as_b().unwrap().as_ref().len() < 200 * "word 123".len() / 2);
        let item = Item::from([("words".to_owned(), packed)]);
        assert_eq!(read::<Vec<String>>(&item, "words"), Ok(words));
    }

    #[test]
    fn what_is_not_packed_is_an_error_that_names_it() {
        let item = Item::from([
            ("text".to_owned(), AttributeValue::S("{}".to_owned())),
            (
                "rubbish".to_owned(),
                AttributeValue::B(Blob::new([7, 7, 7])),
            ),
        ]);
        let wrong = |name: &str| read::<String>(&item, name).unwrap_err();
        assert_eq!(wrong("text"), "`text` is not packed");
        assert!(wrong("rubbish").starts_with("`rubbish` cannot be unpacked: "));
        assert_eq!(wrong("none"), "there is no `none`");
    }
}
