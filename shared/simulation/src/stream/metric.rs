//! The stream metrics of CloudWatch's namespace AWS/Kinesis.

/// One of the metrics of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamMetric {
    /// Bytes accepted.
    IncomingBytes,
    /// Records accepted.
    IncomingRecords,
    /// Records rejected for a shard's limit.
    WriteProvisionedThroughputExceeded,
    /// Bytes read.
    GetRecordsBytes,
    /// How long the oldest unread record has been waiting, in milliseconds.
    GetRecordsIteratorAge,
    /// Reads refused for a shard's limit.
    ReadProvisionedThroughputExceeded,
}

impl StreamMetric {
    /// How many there are.
    pub const COUNT: usize = Self::ALL.len();

    /// All of them, in the order of their places.
    pub const ALL: [Self; 6] = [
        Self::IncomingBytes,
        Self::IncomingRecords,
        Self::WriteProvisionedThroughputExceeded,
        Self::GetRecordsBytes,
        Self::GetRecordsIteratorAge,
        Self::ReadProvisionedThroughputExceeded,
    ];

    /// CloudWatch's name of it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::IncomingBytes => "IncomingBytes",
            Self::IncomingRecords => "IncomingRecords",
            Self::WriteProvisionedThroughputExceeded => "WriteProvisionedThroughputExceeded",
            Self::GetRecordsBytes => "GetRecords.Bytes",
            Self::GetRecordsIteratorAge => "GetRecords.IteratorAgeMilliseconds",
            Self::ReadProvisionedThroughputExceeded => "ReadProvisionedThroughputExceeded",
        }
    }

    /// The metric of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|metric| metric.name() == name)
    }

    pub(crate) fn place(self) -> usize {
        self as usize
    }
}
