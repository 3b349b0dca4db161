//! How many vectors of each file and kind came out how, and why.

use std::{collections::BTreeMap, fmt};

use crate::{Outcome, Vector, judge};

#[derive(Debug, Default)]
pub struct Counts {
    rows: BTreeMap<(String, String), Row>,
    /// What was said, for each outcome that has a reason.
    reasons: BTreeMap<(&'static str, &'static str), usize>,
    /// Id, and what was expected and came.
    pub failures: Vec<(String, String)>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Row {
    vectors: usize,
    passed: usize,
    different: usize,
    not_applicable: usize,
    not_yet: usize,
    failed: usize,
}

impl Counts {
    #[must_use]
    pub fn of(vectors: &[Vector]) -> Self {
        let mut counts = Self::default();
        for vector in vectors {
            counts.add(vector, judge(vector));
        }
        counts
    }

    #[must_use]
    pub fn vectors(&self) -> usize {
        self.rows.values().map(|row| row.vectors).sum()
    }

    fn add(&mut self, vector: &Vector, outcome: Outcome) {
        let key = (vector.file.clone(), vector.kind.clone());
        let row = self.rows.entry(key).or_default();
        row.vectors += 1;
        let reason = match outcome {
            Outcome::Passed => {
                row.passed += 1;
                return;
            }
            Outcome::Different(reason) => {
                row.different += 1;
                ("different", reason)
            }
            Outcome::NotApplicable(reason) => {
                row.not_applicable += 1;
                ("not applicable", reason)
            }
            Outcome::NotYet(feature) => {
                row.not_yet += 1;
                ("not yet", feature)
            }
            Outcome::Failed(why) => {
                row.failed += 1;
                self.failures.push((vector.id.clone(), why));
                return;
            }
        };
        *self.reasons.entry(reason).or_default() += 1;
    }
}

impl Row {
    fn and(self, other: Self) -> Self {
        Self {
            vectors: self.vectors + other.vectors,
            passed: self.passed + other.passed,
            different: self.different + other.different,
            not_applicable: self.not_applicable + other.not_applicable,
            not_yet: self.not_yet + other.not_yet,
            failed: self.failed + other.failed,
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            vectors,
            passed,
            different,
            not_applicable,
            not_yet,
            failed,
        } = self;
        write!(
            f,
            "{vectors:>8}{passed:>8}{different:>11}{not_applicable:>7}{not_yet:>9}{failed:>8}"
        )
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let heading = "vectors  passed  different    n/a  not yet  failed";
        writeln!(f, "{:<28} {heading}", "")?;
        let mut file = "";
        for ((of, kind), row) in &self.rows {
            if file != of {
                writeln!(f, "{of}")?;
                file = of;
            }
            writeln!(f, "  {kind:<26}{row}")?;
        }
        let all = self.rows.values().copied().fold(Row::default(), Row::and);
        writeln!(f, "{:<28}{all}", "all")?;
        let mut outcome = "";
        for ((of, reason), count) in &self.reasons {
            if outcome != *of {
                writeln!(f, "\n{of}")?;
                outcome = of;
            }
            writeln!(f, "{count:>6}  {reason}")?;
        }
        Ok(())
    }
}
