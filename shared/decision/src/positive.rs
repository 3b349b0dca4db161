//! A number that something is multiplied or divided by.

use deserr::Deserr;
use schemars::JsonSchema;

use crate::policy::Mistakes;

/// As many as the most units that there can be; what is larger was not meant.
const LARGEST: f64 = 1e6;

/// More than 0 and at most a million.
#[derive(Clone, Copy, Debug, PartialEq, Deserr, JsonSchema)]
#[deserr(error = Mistakes, try_from(f64) = Self::checked -> String)]
#[schemars(inline, with = "f64", extend("exclusiveMinimum" = 0, "maximum" = LARGEST))]
pub struct Positive(f64);

impl Positive {
    pub(crate) const ONE: Self = Self(1.0);

    fn checked(number: f64) -> Result<Self, String> {
        if 0.0 < number && number <= LARGEST {
            Ok(Self(number))
        } else {
            Err(format!("expected more than 0 and at most {LARGEST}"))
        }
    }

    #[must_use]
    pub fn number(self) -> f64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn is_more_than_nothing_and_not_absurd() {
        let read = |value| deserr::deserialize::<Positive, _, Mistakes>(value);
        assert_eq!(read(json!(0.5)), Ok(Positive(0.5)));
        assert_eq!(read(json!(1e6)), Ok(Positive(1e6)));
        for absurd in [json!(0), json!(-1), json!(1.1e6), json!(1e300)] {
            let wrong = read(absurd.clone()).unwrap_err();
            let detail = "expected more than 0 and at most 1000000";
            assert_eq!(wrong.0[0].detail, detail, "{absurd}");
        }
    }
}
