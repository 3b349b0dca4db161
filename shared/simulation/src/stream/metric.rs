//! The metrics of CloudWatch's namespace AWS/Kinesis.

/// Metrics told by their place in a list, and by CloudWatch's name.
macro_rules! metrics {
    ($(#[$about:meta])* $kind:ident, $count:literal: $($(#[$doc:meta])* $metric:ident = $name:literal,)*) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $kind {
            $($(#[$doc])* $metric,)*
        }

        impl $kind {
            /// How many there are.
            pub const COUNT: usize = Self::ALL.len();

            /// All of them, in the order of their places.
            pub const ALL: [Self; $count] = [$(Self::$metric),*];

            /// CloudWatch's name of it.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$metric => $name,)*
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
    };
}

metrics! {
    /// One of the metrics of a stream: dimension `StreamName`.
    StreamMetric, 6:
    /// Bytes accepted.
    IncomingBytes = "IncomingBytes",
    /// Records accepted.
    IncomingRecords = "IncomingRecords",
    /// Records rejected for a shard's limit, as often as they were tried.
    WriteProvisionedThroughputExceeded = "WriteProvisionedThroughputExceeded",
    /// Bytes read.
    GetRecordsBytes = "GetRecords.Bytes",
    /// How long the oldest unread record has been waiting, in milliseconds.
    GetRecordsIteratorAge = "GetRecords.IteratorAgeMilliseconds",
    /// Reads refused for a shard's limit.
    ReadProvisionedThroughputExceeded = "ReadProvisionedThroughputExceeded",
}

metrics! {
    /// One of the metrics of a shard, while they are enabled: dimensions `StreamName`, `ShardId`.
    ShardMetric, 7:
    /// Bytes accepted.
    IncomingBytes = "IncomingBytes",
    /// Records accepted.
    IncomingRecords = "IncomingRecords",
    /// Bytes read.
    OutgoingBytes = "OutgoingBytes",
    /// Records read.
    OutgoingRecords = "OutgoingRecords",
    /// Records rejected for the shard's limit, as often as they were tried.
    WriteProvisionedThroughputExceeded = "WriteProvisionedThroughputExceeded",
    /// Reads refused for the shard's limit.
    ReadProvisionedThroughputExceeded = "ReadProvisionedThroughputExceeded",
    /// How long the oldest unread record has been waiting, in milliseconds.
    IteratorAgeMilliseconds = "IteratorAgeMilliseconds",
}
