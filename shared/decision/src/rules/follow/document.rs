//! The document of `follow`.

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use schemars::JsonSchema;

use super::{Follow, Order, Share};
use crate::{
    Period, Positive, TargetId, TargetKind,
    policy::{MAX_TARGET, Mistakes, schema::apart},
};

/// Follows the capacity of another target: wants its capacity × ratio + offset, or as much as makes
/// so many together with it.
#[derive(Debug, Deserr, JsonSchema)]
#[deserr(error = Mistakes, deny_unknown_fields)]
#[schemars(inline, extend("allOf" = [apart(&["together"], &["ratio", "offset"])]))]
pub(super) struct Document {
    /// The kind of the other target.
    kind: TargetKind,
    /// The name of the other target.
    #[schemars(length(min = 1, max = MAX_TARGET), extend("examples" = ["another"]))]
    name: String,
    /// Units for each unit of the other.
    #[deserr(default)]
    #[schemars(extend("default" = 1.0, "examples" = [0.5]))]
    ratio: Option<Positive>,
    /// Units on top; fewer when it is negative.
    #[deserr(default)]
    #[schemars(extend("default" = 0, "examples" = [-2, 3]))]
    offset: Option<i32>,
    /// What the units of both multiplied are at least, in place of `ratio` and `offset`.
    #[deserr(default)]
    #[schemars(extend("examples" = [64.0]))]
    together: Option<Positive>,
    /// Whether the other target changes first.
    #[deserr(default)]
    #[schemars(extend("default" = "after"))]
    order: Order,
    /// How long ago the other target may have been seen.
    #[deserr(default = Period::minutes(15))]
    #[schemars(extend("default" = "15m"))]
    at_most_old: Period,
}

impl Deserr<Mistakes> for Follow {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        let document = Document::deserialize_from_value(value, location)?;
        let Document { kind, name, .. } = document;
        let mut wrong = Mistakes::default();
        if !kind.can_be_called(&name) {
            let detail = format!("`{name}` is no {kind}: expected {}", kind.named_by());
            wrong.note(location.push_key("name"), detail);
        }
        if document.at_most_old == Period::ZERO {
            wrong.note(
                location.push_key("at_most_old"),
                "expected more than no time",
            );
        }
        let share = match (document.together, document.ratio, document.offset) {
            (Some(together), None, None) => Share::Together(together.number()),
            (together, ratio, offset) => {
                if together.is_some() {
                    let detail = "expected no `ratio` and no `offset` beside it";
                    wrong.note(location.push_key("together"), detail);
                }
                Share::OfEach {
                    ratio: ratio.unwrap_or(Positive::ONE).number(),
                    offset: offset.unwrap_or_default(),
                }
            }
        };
        wrong.or(Self {
            target: TargetId { kind, name },
            share,
            order: document.order,
            at_most_old: document.at_most_old,
        })
    }
}
