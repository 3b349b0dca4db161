//! Vectors as the files have them: one JSON object a line.

use std::{fs, path::Path};

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{Outcome, compare::agrees};

/// One case.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    /// The name of the file that it is from.
    #[serde(skip)]
    pub file: String,
    pub id: String,
    pub kind: String,
    pub input: Value,
    /// What the predecessor did.
    pub expected: Value,
    /// Why what the predecessor did is not to be copied.
    #[serde(default, alias = "themis_bug", alias = "seed_bug")]
    pub defect: Option<String>,
    /// What is right where the predecessor was not.
    #[serde(default)]
    pub auxo_expected: Option<Value>,
    #[serde(default)]
    pub tags: Vec<String>,
    #[serde(default)]
    pub note: Option<String>,
    /// For readers: what the same text gives under Python 3.
    #[serde(default)]
    pub python3: Option<Value>,
}

impl Vector {
    /// The input as a handler takes it.
    ///
    /// # Errors
    /// What does not fit, in words.
    pub fn input<T: DeserializeOwned>(&self) -> Result<T, String> {
        T::deserialize(&self.input)
            .map_err(|error| format!("the input is not of its kind: {error}"))
    }

    /// What is right. What Auxo is expected to do stands in place of what the predecessor did; of
    /// Themis it replaces only the members that it has.
    #[must_use]
    pub fn right(&self) -> Value {
        let Some(corrected) = &self.auxo_expected else {
            return self.expected.clone();
        };
        match (&self.expected, corrected) {
            (Value::Object(all), Value::Object(corrected)) if self.is_of_themis() => {
                let mut right = all.clone();
                right.extend(corrected.clone());
                Value::Object(right)
            }
            _ => corrected.clone(),
        }
    }

    /// The predecessor is known to be wrong, and what is right is not said.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.defect.is_some() && self.auxo_expected.is_none()
    }

    /// Compares what Auxo says with everything that is right.
    #[must_use]
    pub fn compared_with(&self, said: &Value) -> Outcome {
        judged(&self.right(), said)
    }

    /// Compares what Auxo says with these members of what is right, where it has them.
    #[must_use]
    pub fn compared_in(&self, members: &[&str], said: &Value) -> Outcome {
        let mut right = self.right();
        if let Value::Object(all) = &mut right {
            all.retain(|name, _| members.contains(&name.as_str()));
        }
        judged(&right, said)
    }

    fn is_of_themis(&self) -> bool {
        !self.kind.contains('.')
    }
}

/// Compares what Auxo says with what is right.
pub(crate) fn judged(right: &Value, said: &Value) -> Outcome {
    match agrees(right, said) {
        Ok(()) => Outcome::Passed,
        Err(difference) => Outcome::Failed(difference.to_string()),
    }
}

/// Reads every `.jsonl` file of a folder, in the order of their names.
///
/// # Errors
/// What cannot be read, with file and line.
pub fn read(folder: &Path) -> Result<Vec<Vector>, String> {
    let unreadable = |error| format!("{}: {error}", folder.display());
    let entries = fs::read_dir(folder).map_err(unreadable)?;
    let paths: Result<Vec<_>, _> = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect();
    let mut paths = paths.map_err(unreadable)?;
    paths.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "jsonl")
    });
    paths.sort();
    if paths.is_empty() {
        return Err(format!("{}: there are no .jsonl files", folder.display()));
    }
    let mut vectors = Vec::new();
    for path in paths {
        let text =
            fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        vectors.extend(parse(&file, &text)?);
    }
    Ok(vectors)
}

fn parse(file: &str, text: &str) -> Result<Vec<Vector>, String> {
    let lines = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(index, line)| {
            let vector = serde_json::from_str::<Vector>(line);
            let vector = vector.map_err(|error| format!("{file}:{}: {error}", index + 1))?;
            Ok(Vector {
                file: file.to_owned(),
                ..vector
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn vector(kind: &str) -> Vector {
        let line = json!({"id": "a", "kind": kind, "input": {}, "expected": {"to": 3, "by": 1},
            "themis_bug": "it was wrong", "auxo_expected": {"to": 4}});
        parse("some.jsonl", &line.to_string()).unwrap().remove(0)
    }

    #[test]
    fn a_line_that_is_no_vector_is_named_with_its_place() {
        let error = parse("some.jsonl", "\n{\"id\": 3}\n").unwrap_err();
        assert!(error.starts_with("some.jsonl:2: invalid type"), "{error}");
    }

    #[test]
    fn of_themis_a_correction_replaces_only_what_it_has() {
        assert_eq!(vector("emr").right(), json!({"to": 4, "by": 1}));
    }

    #[test]
    fn of_the_others_a_correction_replaces_everything() {
        assert_eq!(vector("mo.scale").right(), json!({"to": 4}));
    }

    #[test]
    fn what_is_expected_of_others_parts_is_not_compared() {
        let said = json!({"by": 1});
        assert_eq!(vector("emr").compared_in(&["by"], &said), Outcome::Passed);
        assert_ne!(vector("emr").compared_with(&said), Outcome::Passed);
    }
}
