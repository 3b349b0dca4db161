//! What counts work.

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};

use crate::{Unit, policy::Mistakes, watched::Watched};

/// A metric that counts, or several of which the first that has data does.
#[derive(Clone, Debug)]
pub(super) struct Counted(pub(super) Watched);

impl Deserr<Mistakes> for Counted {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef,
    ) -> Result<Self, Mistakes> {
        let watched = Watched::deserialize_from_value(value, location)?;
        if watched.unit() == Unit::Count {
            return Ok(Self(watched));
        }
        let unit = watched.unit().name();
        let detail = format!("expected a metric that counts; `{watched}` is in {unit}");
        Err(Mistakes::at(location, detail))
    }
}
