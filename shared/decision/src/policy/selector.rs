//! Streams that are selected among all of an account, by what they are called and tagged.

use std::{collections::BTreeMap, fmt};

use super::MAX_NAME;

/// What a stream has to be to be selected: its name fits one of the patterns, if there are any,
/// and it has all of the tags.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selector {
    pub patterns: Vec<Pattern>,
    pub tags: BTreeMap<String, String>,
}

/// A name with `*` for any letters, none too, and `?` for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(String);

/// How a policy came to a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selected {
    ByName,
    ByPattern(Pattern),
    /// By its tags, and by a pattern if the policy has any.
    ByTags(Option<Pattern>),
}

impl Selector {
    /// Whether a stream of that name may be selected, whatever its tags are.
    #[must_use]
    pub fn fits(&self, name: &str) -> bool {
        self.patterns.is_empty() || self.pattern_for(name).is_some()
    }

    /// How a stream is selected; `None`: it is not. Tags that nobody knows select nothing.
    #[must_use]
    pub fn select(&self, name: &str, tags: Option<&BTreeMap<String, String>>) -> Option<Selected> {
        let pattern = self.pattern_for(name).cloned();
        if pattern.is_none() && !self.patterns.is_empty() {
            return None;
        }
        if self.tags.is_empty() {
            return pattern.map(Selected::ByPattern);
        }
        let tags = tags?;
        let mut wanted = self.tags.iter();
        let has_all = wanted.all(|(key, value)| tags.get(key) == Some(value));
        has_all.then_some(Selected::ByTags(pattern))
    }

    fn pattern_for(&self, name: &str) -> Option<&Pattern> {
        self.patterns.iter().find(|pattern| pattern.fits(name))
    }
}

impl Pattern {
    /// A pattern of the letters that names have, `*` and `?`.
    pub(super) fn new(text: &str) -> Option<Self> {
        let known = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.*?".contains(&byte);
        let fine = (1..=MAX_NAME).contains(&text.len()) && text.bytes().all(known);
        fine.then(|| Self(text.to_owned()))
    }

    /// Whether the whole name fits. A star first stands for nothing; where the rest does not fit, the last one
    /// takes one letter more, so that it takes no more steps than the lengths multiplied.
    #[must_use]
    pub fn fits(&self, name: &str) -> bool {
        let (mut pattern, mut rest) = (self.0.as_bytes(), name.as_bytes());
        // What follows the last star, and what the star has left of the name.
        let mut last: Option<(&[u8], &[u8])> = None;
        loop {
            match (pattern, rest) {
                ([], []) => return true,
                ([b'*', after @ ..], _) => {
                    last = Some((after, rest));
                    pattern = after;
                }
                ([wanted, after @ ..], [letter, others @ ..])
                    if *wanted == b'?' || wanted == letter =>
                {
                    (pattern, rest) = (after, others);
                }
                _ => match last {
                    Some((after, [_, left @ ..])) => {
                        last = Some((after, left));
                        (pattern, rest) = (after, left);
                    }
                    _ => return false,
                },
            }
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Selected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ByName => f.write_str("name"),
            Self::ByPattern(pattern) => write!(f, "pattern {pattern}"),
            Self::ByTags(None) => f.write_str("tags"),
            Self::ByTags(Some(pattern)) => write!(f, "pattern {pattern} and tags"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(pattern: &str, name: &str) -> bool {
        Pattern::new(pattern).unwrap().fits(name)
    }

    fn tags(tags: &[(&str, &str)]) -> BTreeMap<String, String> {
        let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
        tags.iter().map(owned).collect()
    }

    #[test]
    fn a_star_stands_for_any_letters_and_for_none() {
        for name in ["clicks-", "clicks-eu", "clicks-eu-1"] {
            assert!(fits("clicks-*", name), "{name}");
        }
        assert!(!fits("clicks-*", "clicks") && !fits("clicks-*", "my-clicks-eu"));
        assert!(fits("*", "anything") && fits("*-eu", "clicks-eu") && fits("a*c*e", "abcde"));
        assert!(!fits("*-eu", "clicks-eu-1") && !fits("a*c*e", "abcd"));
    }

    #[test]
    fn a_star_gives_up_what_the_rest_needs() {
        assert!(fits("*ab", "abab") && fits("*a*b", "aab") && fits("a*ba", "ababa"));
        assert!(!fits("*aab", "aaba"));
    }

    #[test]
    fn a_question_mark_stands_for_one_letter() {
        assert!(fits("shard-?", "shard-1") && fits("?*", "a"));
        assert!(!fits("shard-?", "shard-") && !fits("shard-?", "shard-12"));
    }

    #[test]
    fn many_stars_take_no_time() {
        let pattern = "*a".repeat(60);
        assert!(
            !fits(&pattern, &"a".repeat(59)) && !fits(&format!("{pattern}b"), &"a".repeat(128))
        );
        assert!(fits(&pattern, &"a".repeat(128)));
    }

    #[test]
    fn a_stream_needs_a_pattern_and_all_tags() {
        let selector = Selector {
            patterns: vec![Pattern::new("clicks-*").unwrap()],
            tags: tags(&[("team", "x"), ("autoscale", "on")]),
        };
        let both = tags(&[("team", "x"), ("autoscale", "on"), ("more", "")]);
        let selected = selector.select("clicks-eu", Some(&both));
        assert_eq!(selected.unwrap().to_string(), "pattern clicks-* and tags");
        assert_eq!(selector.select("orders", Some(&both)), None);
        assert_eq!(
            selector.select("clicks-eu", Some(&tags(&[("team", "x")]))),
            None
        );
        let other = tags(&[("team", "y"), ("autoscale", "on")]);
        assert_eq!(selector.select("clicks-eu", Some(&other)), None);
    }

    #[test]
    fn tags_alone_select_whatever_a_stream_is_called_once_they_are_known() {
        let selector = Selector {
            tags: tags(&[("team", "x")]),
            ..Selector::default()
        };
        assert!(selector.fits("anything"));
        assert_eq!(selector.select("anything", None), None);
        let known = tags(&[("team", "x")]);
        assert_eq!(
            selector.select("anything", Some(&known)),
            Some(Selected::ByTags(None))
        );
    }
}
