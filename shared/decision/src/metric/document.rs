//! How documents and records spell a metric.

use std::borrow::Cow;

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::json;

use super::Metric;
use crate::{
    TargetKind,
    policy::{Mistakes, kind_in_words},
};

impl Serialize for Metric {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.entry.name)
    }
}

impl<'de> Deserialize<'de> for Metric {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::named(&name).map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Metric {
    fn schema_name() -> Cow<'static, str> {
        "Metric".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let metrics = TargetKind::ALL.into_iter().flat_map(Self::all);
        let described = metrics.map(|metric| {
            let (kind, unit) = (metric.kind, metric.unit().name());
            let description = format!("{kind}, {unit}: {}", metric.about());
            json!({"const": metric.name(), "description": description})
        });
        json_schema!({"type": "string", "oneOf": described.collect::<Vec<_>>()})
    }
}

impl Deserr<Mistakes> for Metric {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        let Value::String(name) = value else {
            let found = kind_in_words(value.kind());
            return Err(Mistakes::at(
                location,
                format!("expected a metric's name, found {found}"),
            ));
        };
        Self::named(&name).map_err(|detail| Mistakes::at(location, detail))
    }
}
