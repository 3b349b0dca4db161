//! What a misspelt name may have been meant to be.

/// `; did you mean …?` with the nearest of `known` names, or what there is when none is near.
#[must_use]
pub fn nearest(name: &str, known: &[&str]) -> String {
    match closest(name, known) {
        Some(candidate) => format!("; did you mean `{candidate}`?"),
        _ if known.is_empty() => String::new(),
        _ => format!("; there are: {}", known.join(", ")),
    }
}

/// The one of `known` that `name` may have been meant to be: two thirds of it are there.
pub(crate) fn closest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let near = |candidate: &str| candidate.len().div_ceil(3);
    let (distance, candidate) = known
        .iter()
        // The difference of the lengths is the least that the distance can be.
        .filter(|candidate| name.len().abs_diff(candidate.len()) <= near(candidate))
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), *candidate))
        .min_by_key(|(distance, _)| *distance)?;
    (distance <= near(candidate)).then_some(candidate)
}
