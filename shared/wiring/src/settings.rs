//! What a function is told by its environment.

/// The settings of every function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Settings {
    /// The DynamoDB table.
    pub(crate) table: String,
    /// Prices in the place of those that are checked in, as JSON.
    pub(crate) prices: Option<String>,
}

/// A variable that has to be there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the environment variable {name} is missing or empty: it has to be {meaning}")]
pub struct MissingSetting {
    name: &'static str,
    meaning: &'static str,
}

impl Settings {
    /// Reads variables through `lookup`.
    pub(crate) fn read(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, MissingSetting> {
        let given = |name| lookup(name).filter(|value| !value.trim().is_empty());
        let required = |name, meaning| given(name).ok_or(MissingSetting { name, meaning });
        Ok(Self {
            table: required("TABLE_NAME", "the name of the DynamoDB table")?,
            prices: given("PRICES"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_that_is_missing_or_empty_is_named() {
        for value in [None, Some(" ".to_owned())] {
            let missing = Settings::read(|_| value.clone()).unwrap_err();
            assert!(missing.to_string().contains("TABLE_NAME"), "{missing}");
        }
    }

    #[test]
    fn the_table_is_the_one_that_is_named() {
        let named = |name: &str| (name == "TABLE_NAME").then(|| "auxo".to_owned());
        let settings = Settings::read(named).unwrap();
        assert_eq!((settings.table.as_str(), settings.prices), ("auxo", None));
    }
}
