//! Reading CBOR into JSON values: the requests are small, and this keeps the rest of the sandbox
//! to one kind of value. Timestamps become seconds since the epoch.

use aws_smithy_cbor::{Decoder, data::Type, decode::DeserializeError};
use serde_json::{Map, Value, json};

/// Containers inside containers that are read; requests have fewer than ten.
const MOST_DEPTH: u32 = 64;

/// Reads one value.
pub(crate) fn read(body: &[u8]) -> Result<Value, DeserializeError> {
    value(&mut Decoder::new(body), 0)
}

fn value(decoder: &mut Decoder<'_>, depth: u32) -> Result<Value, DeserializeError> {
    if depth > MOST_DEPTH {
        return Err(DeserializeError::custom("too deep", decoder.position()));
    }
    Ok(match decoder.datatype()? {
        Type::Bool => Value::Bool(decoder.boolean()?),
        Type::Null | Type::Undefined => {
            decoder.skip()?;
            Value::Null
        }
        Type::F16 | Type::F32 | Type::F64 => json!(decoder.double()?),
        Type::String | Type::StringIndef => Value::String(decoder.string()?),
        Type::Tag => json!(decoder.timestamp()?.as_secs_f64()),
        Type::Array | Type::ArrayIndef => array(decoder, depth)?,
        Type::Map | Type::MapIndef => map(decoder, depth)?,
        Type::Bytes | Type::BytesIndef => {
            return Err(DeserializeError::custom(
                "bytes are not expected",
                decoder.position(),
            ));
        }
        _ => json!(decoder.long()?),
    })
}

fn array(decoder: &mut Decoder<'_>, depth: u32) -> Result<Value, DeserializeError> {
    let mut left = decoder.list()?;
    let mut items = Vec::new();
    while another(decoder, &mut left)? {
        items.push(value(decoder, depth + 1)?);
    }
    Ok(Value::Array(items))
}

fn map(decoder: &mut Decoder<'_>, depth: u32) -> Result<Value, DeserializeError> {
    let mut left = decoder.map()?;
    let mut fields = Map::new();
    while another(decoder, &mut left)? {
        let name = decoder.string()?;
        fields.insert(name, value(decoder, depth + 1)?);
    }
    Ok(Value::Object(fields))
}

/// Whether another item follows: by count, or until a break that is eaten.
fn another(decoder: &mut Decoder<'_>, left: &mut Option<u64>) -> Result<bool, DeserializeError> {
    match left {
        Some(0) => Ok(false),
        Some(count) => {
            *count -= 1;
            Ok(true)
        }
        None if decoder.datatype()? == Type::Break => {
            decoder.skip()?;
            Ok(false)
        }
        None => Ok(true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_smithy_cbor::Encoder;

    #[test]
    fn maps_lists_and_times_are_read() {
        let mut encoder = Encoder::new(Vec::new());
        encoder.begin_map().str("a").array(2).integer(1).str("x");
        encoder
            .str("at")
            .timestamp(&aws_smithy_types::DateTime::from_secs(60))
            .end();
        let body = encoder.into_writer();
        assert_eq!(read(&body).unwrap(), json!({ "a": [1, "x"], "at": 60.0 }));
        assert!(read(&body[..3]).is_err());
    }
}
