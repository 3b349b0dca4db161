//! Hash keys as texts of digits, as Kinesis writes them: numbers of that size fit into few stores.

use serde::{Deserialize, Deserializer, Serializer, de::Error};

use super::HashKey;

pub(crate) fn serialize<S: Serializer>(key: &HashKey, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(key)
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<HashKey, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse()
        .map_err(|_| Error::custom(format!("`{text}` is no hash key")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::reshard::{HashKey, Operation};

    #[test]
    fn a_hash_key_is_a_text_of_digits() {
        let split = Operation::Split { at: HashKey::MAX };
        let written = serde_json::to_value(split).unwrap();
        let digits = "340282366920938463463374607431768211455";
        assert_eq!(written, json!({"split": {"at": digits}}));
        assert_eq!(serde_json::from_value::<Operation>(written).unwrap(), split);
        let wrong = json!({"merge": {"at": "-1"}});
        assert!(serde_json::from_value::<Operation>(wrong).is_err());
    }
}
