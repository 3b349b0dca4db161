//! The fields of a document that say a threshold.

/// A document with these fields, written once, and with fields of its own. What it says with them
/// are its `thresholds`.
macro_rules! with_threshold {
    ($(#[$attribute:meta])* pub(super) struct $Document:ident { $($fields:tt)* }) => {
        $(#[$attribute])*
        pub(super) struct $Document {
            /// The threshold that the value has to be above, in the metric's unit.
            #[deserr(default)]
            #[schemars(extend("examples" = [60]))]
            over: Option<MetricValue>,
            /// The threshold that the value has to reach or be above, in the metric's unit.
            #[deserr(default)]
            #[schemars(extend("examples" = [60]))]
            at_least: Option<MetricValue>,
            /// The threshold that the value has to be below, in the metric's unit.
            #[deserr(default)]
            #[schemars(extend("examples" = [0.2]))]
            under: Option<MetricValue>,
            /// The threshold that the value has to reach or be below, in the metric's unit.
            #[deserr(default)]
            #[schemars(extend("examples" = [0.2]))]
            at_most: Option<MetricValue>,
            $($fields)*
        }

        impl $Document {
            fn thresholds(&self) -> Vec<Threshold> {
                let of = |value: Option<MetricValue>, past: fn(f64) -> Threshold| {
                    value.map(|value| past(value.number()))
                };
                let said = [
                    of(self.over, Threshold::Over),
                    of(self.at_least, Threshold::AtLeast),
                    of(self.under, Threshold::Under),
                    of(self.at_most, Threshold::AtMost),
                ];
                said.into_iter().flatten().collect()
            }
        }
    };
}

pub(crate) use with_threshold;
