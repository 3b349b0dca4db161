//! The answer of GetMetricData, as CBOR (which the Rust SDK speaks) and as JSON (which boto3 speaks).

use aws_smithy_cbor::Encoder;
use aws_smithy_types::DateTime;
use serde_json::{Value, json};

/// Whether a result is all there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Complete,
    PartialData,
    InternalError,
}

/// The answer to one query.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct MetricDataResult {
    pub(crate) id: String,
    pub(crate) label: String,
    /// Beginnings of periods, in seconds since the epoch, and values.
    pub(crate) points: Vec<(i64, f64)>,
    pub(crate) status: Status,
}

/// Writes the answer as CBOR.
pub(crate) fn cbor(results: &[MetricDataResult], next_token: Option<&str>) -> Vec<u8> {
    let mut encoder = Encoder::new(Vec::new());
    encoder.begin_map();
    encoder.str("MetricDataResults").array(results.len());
    for result in results {
        encoder.map(5);
        encoder.str("Id").str(&result.id);
        encoder.str("Label").str(&result.label);
        encoder.str("StatusCode").str(result.status.name());
        encoder.str("Timestamps").array(result.points.len());
        for (at, _) in &result.points {
            encoder.timestamp(&DateTime::from_secs(*at));
        }
        encoder.str("Values").array(result.points.len());
        for (_, value) in &result.points {
            encoder.double(*value);
        }
    }
    encoder.str("Messages").array(0);
    if let Some(token) = next_token {
        encoder.str("NextToken").str(token);
    }
    encoder.end();
    encoder.into_writer()
}

/// Writes the answer as JSON.
pub(crate) fn json(results: &[MetricDataResult], next_token: Option<&str>) -> Vec<u8> {
    let written = |result: &MetricDataResult| {
        json!({
            "Id": result.id,
            "Label": result.label,
            "StatusCode": result.status.name(),
            "Timestamps": result.points.iter().map(|(at, _)| at).collect::<Vec<_>>(),
            "Values": result.points.iter().map(|(_, value)| value).collect::<Vec<_>>(),
        })
    };
    let results: Vec<Value> = results.iter().map(written).collect();
    let mut answer = json!({ "MetricDataResults": results, "Messages": [] });
    if let Some(token) = next_token {
        answer["NextToken"] = token.into();
    }
    answer.to_string().into_bytes()
}

impl Status {
    fn name(self) -> &'static str {
        match self {
            Self::Complete => "Complete",
            Self::PartialData => "PartialData",
            Self::InternalError => "InternalError",
        }
    }
}
