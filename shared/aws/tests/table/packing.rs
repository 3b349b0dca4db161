//! What is packed in the table, seen and written without the adapter.

use std::io::{Read, Write};

use aws_sdk_dynamodb::{primitives::Blob, types::AttributeValue};
use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};
use serde_json::Value;

pub(crate) fn unpacked(stored: &AttributeValue) -> Value {
    let mut json = String::new();
    let mut decoder = DeflateDecoder::new(stored.as_b().unwrap().as_ref());
    decoder.read_to_string(&mut json).unwrap();
    serde_json::from_str(&json).unwrap()
}

pub(crate) fn packed(value: &Value) -> AttributeValue {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(value.to_string().as_bytes()).unwrap();
    AttributeValue::B(Blob::new(encoder.finish().unwrap()))
}

/// A text of so many letters that packing makes little less of.
pub(crate) fn noise(letters: usize) -> String {
    let mut word: u64 = 1;
    let mut letter = || {
        word ^= word << 13;
        word ^= word >> 7;
        word ^= word << 17;
        char::from(b'0' + (word % 64) as u8)
    };
    (0..letters).map(|_| letter()).collect()
}
