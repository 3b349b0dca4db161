//! What Themis made of a stream's metrics, where there are no gaps.

use serde_json::Value;

use super::{
    super::{
        asked::Texts,
        series::{METRICS, filled, of, statistics},
    },
    Input,
};

impl Input {
    /// The values that names have where Themis and Auxo have to agree.
    pub(super) fn aggregates(&self, right: &Value) -> Vec<(String, f64)> {
        let stream = &right["aggregates"]["stream"];
        let mut expected = Vec::new();
        for (name, _) in METRICS {
            let themis = if name == "IteratorAgeMilliseconds" {
                "GetRecords_IteratorAgeMilliseconds"
            } else {
                name
            };
            let place = format!("stream.{themis}");
            expected.extend(statistics(&place, &stream[themis], of(&self.metrics, name)));
            let shards = right["aggregates"]["shards_list"].as_array();
            for (index, shard) in shards.into_iter().flatten().enumerate() {
                let values = shard["id"]
                    .as_str()
                    .and_then(|id| self.shard_metrics.get(id));
                let values = values.and_then(|values| of(values, name));
                let place = format!("shards_list[{index}].{name}");
                expected.extend(statistics(&place, &shard[name], values));
            }
        }
        expected
    }

    /// Does either expression look at all minutes of a metric of which some are missing? `last` is
    /// the newest that there is.
    pub(super) fn sees_gaps(&self, texts: Texts<'_>) -> bool {
        let filled = filled(&self.metrics);
        let gaps = self
            .metrics
            .iter()
            .filter(|(name, values)| filled.get(*name) != Some(*values));
        let looks_at = |name: &str, aggregate: &str| {
            let place = format!("{name}.{aggregate}");
            texts.upscale.contains(&place) || texts.downscale.contains(&place)
        };
        let whole = ["average", "sum", "min", "max"];
        gaps.map(|(name, _)| name.rsplit('.').next().unwrap_or(name))
            .any(|name| whole.iter().any(|aggregate| looks_at(name, aggregate)))
    }
}
