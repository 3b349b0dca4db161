//! Many opinions become one recommendation: any up, all down.
//!
//! Rules may be put into groups, which come to an opinion of their own first: `any` as outside of
//! groups, `all` moves only as far as all of the group agree, `mean` weighs.

use deserr::{Deserr, ValuePointerRef};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Capacity, Goal, Policy,
    policy::Mistakes,
    rules::{Opinion, Verdict},
};

/// What the rules recommend together, before any guard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Combined {
    /// The largest of what the rules want.
    Largest { capacity: Capacity, rule: usize },
    /// The largest is what the group of this rule wants together.
    Together { capacity: Capacity, rule: usize },
    /// Less would do by those that could see, but not all could.
    HeldByMissing { capacity: Capacity },
    /// The rules cannot see yet what the last step of a far scale-out brought; the way goes on.
    OnTheWay { capacity: Capacity },
    /// No rule wants anything else.
    Nothing { capacity: Capacity },
}

/// How the rules of a group come to one opinion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserr, JsonSchema)]
#[deserr(error = Mistakes, rename_all = lowercase)]
#[schemars(rename_all = "lowercase")]
pub enum Agreement {
    /// Any up, all down.
    #[default]
    Any,
    /// Up as far as all want more, down as far as all want less.
    All,
    /// The mean of what they want, by their weights.
    Mean,
}

/// Rules that come to an opinion of their own before they are combined with the others.
#[derive(Clone, Debug)]
pub struct Group {
    pub name: String,
    pub agreement: Agreement,
}

/// How much a rule counts in the mean of its group; more than 0.
#[derive(Clone, Copy, Debug, PartialEq, Deserr, JsonSchema)]
#[deserr(error = Mistakes, from(f64) = Self, validate = checked -> Mistakes)]
#[schemars(
    inline,
    extend("exclusiveMinimum" = 0, "maximum" = HEAVIEST, "default" = 1, "examples" = [2, 0.5])
)]
pub struct Weight(f64);

const HEAVIEST: f64 = 1e6;

impl Default for Weight {
    fn default() -> Self {
        Self(1.0)
    }
}

fn checked(weight: Weight, location: ValuePointerRef) -> Result<Weight, Mistakes> {
    if 0.0 < weight.0 && weight.0 <= HEAVIEST {
        Ok(weight)
    } else {
        let detail = format!("expected more than 0 and at most {HEAVIEST}");
        Err(Mistakes::at(location, detail))
    }
}

impl Combined {
    #[must_use]
    pub fn capacity(self) -> Capacity {
        match self {
            Self::Largest { capacity, .. }
            | Self::Together { capacity, .. }
            | Self::HeldByMissing { capacity }
            | Self::OnTheWay { capacity }
            | Self::Nothing { capacity } => capacity,
        }
    }
}

/// What has been heard so far: the largest wish, and whether somebody could not see.
#[derive(Default)]
struct Heard {
    largest: Option<Combined>,
    blind: bool,
}

impl Heard {
    fn wish(&mut self, wish: Combined) {
        if self
            .largest
            .is_none_or(|most| most.capacity() < wish.capacity())
        {
            self.largest = Some(wish);
        }
    }
}

/// The largest recommendation wins. Less than `current` only when every rule that watches load
/// has spoken and none wants more.
pub(crate) fn combine(current: Capacity, policy: &Policy, verdicts: &[Verdict]) -> Combined {
    let mut heard = Heard::default();
    for (rule, verdict) in counted(verdicts) {
        if agreement(policy, verdict) == Agreement::Any {
            match verdict.opinion {
                Opinion::Wants(capacity) => heard.wish(Combined::Largest { capacity, rule }),
                Opinion::Abstains => heard.blind = true,
                Opinion::Content | Opinion::Limits { .. } => {}
            }
        }
    }
    let together = |group: &&Group| group.agreement != Agreement::Any;
    for group in policy.groups.iter().filter(together) {
        hear(group, current, policy, verdicts, &mut heard);
    }
    match heard.largest {
        Some(wish) if current < wish.capacity() => wish,
        _ if heard.blind => Combined::HeldByMissing { capacity: current },
        Some(wish) => wish,
        None => Combined::Nothing { capacity: current },
    }
}

fn counted(verdicts: &[Verdict]) -> impl Iterator<Item = (usize, &Verdict)> {
    verdicts
        .iter()
        .enumerate()
        .filter(|(_, verdict)| !verdict.shadow)
}

fn agreement(policy: &Policy, verdict: &Verdict) -> Agreement {
    let named = |group: &&Group| Some(&group.name) == verdict.group.as_ref();
    let group = policy.groups.iter().find(named);
    group.map_or(Agreement::Any, |group| group.agreement)
}

/// A group is blind when one of its rules is.
fn hear(
    group: &Group,
    current: Capacity,
    policy: &Policy,
    verdicts: &[Verdict],
    heard: &mut Heard,
) {
    let of_group = counted(verdicts).filter(|(_, said)| said.group.as_ref() == Some(&group.name));
    let (mut first, mut least, mut most) = (None, Capacity::MAX, Capacity(0));
    let (mut weighed, mut weights) = (0.0, 0.0);
    for (rule, verdict) in of_group {
        let capacity = match verdict.opinion {
            Opinion::Wants(capacity) => {
                first = first.or(Some(rule));
                most = most.max(capacity);
                capacity
            }
            // Not more than there is; less is up to the others.
            Opinion::Content => current,
            Opinion::Limits { .. } => continue,
            Opinion::Abstains => {
                heard.blind = true;
                return;
            }
        };
        least = least.min(capacity);
        let Weight(weight) = policy
            .rules
            .get(rule)
            .map(|entry| entry.weight)
            .unwrap_or_default();
        weighed += capacity.units() * weight;
        weights += weight;
    }
    let Some(rule) = first else { return };
    let capacity = match group.agreement {
        Agreement::Mean => Capacity::holding(weighed / weights),
        // Up to the least of what all want more, down to the most of what all want less.
        Agreement::Any | Agreement::All => current.clamp(least, most.max(least)),
    };
    heard.wish(Combined::Together { capacity, rule });
}

impl Combined {
    /// While the rules cannot see, a far scale-out that one call could not finish goes on.
    pub(crate) fn towards(self, goal: Option<Goal>) -> Self {
        match (self, goal) {
            (Self::HeldByMissing { capacity }, Some(goal)) if capacity < goal.capacity => {
                Self::OnTheWay {
                    capacity: goal.capacity,
                }
            }
            (combined, _) => combined,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::rules::tests::{stream, verdict_of};

    const TRACK: &str = r#"{"track": {"metric": "write_utilization", "target": 0.6}}"#;
    const LAG: &str = r#"{"step": {"metric": "iterator_age_seconds", "over": 60, "add": 3}}"#;

    /// A policy of rules with these parts.
    fn policy(parts: &[Value], groups: Value) -> Policy {
        let rules = parts.iter().map(|part| {
            let mut rule: Value = serde_json::from_str(TRACK).unwrap();
            rule.as_object_mut()
                .unwrap()
                .extend(part.as_object().unwrap().clone());
            rule
        });
        let document = json!({
            "name": "case",
            "targets": {"kind": "kinesis-stream", "names": ["clicks"]},
            "bounds": {"min": 2, "max": 64},
            "rules": rules.collect::<Vec<_>>(),
            "groups": groups,
        });
        Policy::parse(&document).unwrap()
    }

    /// What comes of these opinions, of four units.
    fn combined(parts: &[Value], groups: Value, opinions: &[Opinion]) -> Combined {
        let policy = policy(parts, groups);
        let verdicts = policy
            .rules
            .iter()
            .zip(opinions)
            .map(|(entry, opinion)| Verdict {
                opinion: *opinion,
                group: entry.group.clone(),
                shadow: entry.shadow,
                ..verdict_of(TRACK, &stream(4, &[0.6]))
            });
        combine(Capacity(4), &policy, &verdicts.collect::<Vec<_>>())
    }

    fn alone(opinions: &[Opinion]) -> Combined {
        combined(&vec![json!({}); opinions.len()], json!({}), opinions)
    }

    fn grouped(agreement: &str, opinions: &[Opinion]) -> Capacity {
        let parts = vec![json!({"group": "load"}); opinions.len()];
        combined(&parts, json!({"load": {"combine": agreement}}), opinions).capacity()
    }

    const fn wants(capacity: u32) -> Opinion {
        Opinion::Wants(Capacity(capacity))
    }

    #[test]
    fn the_largest_recommendation_wins() {
        let (capacity, rule) = (Capacity(9), 1);
        assert_eq!(
            alone(&[wants(6), wants(9)]),
            Combined::Largest { capacity, rule }
        );
    }

    #[test]
    fn a_rule_that_is_content_lets_the_others_scale_in() {
        assert_eq!(alone(&[wants(2), Opinion::Content]).capacity(), Capacity(2));
    }

    #[test]
    fn a_rule_that_cannot_see_forbids_less_but_not_more() {
        let blind = verdict_of(LAG, &stream(4, &[0.1])).opinion;
        assert_eq!(blind, Opinion::Abstains);
        let capacity = Capacity(4);
        assert_eq!(
            alone(&[wants(2), blind]),
            Combined::HeldByMissing { capacity }
        );
        assert_eq!(alone(&[wants(7), blind]).capacity(), Capacity(7));
    }

    #[test]
    fn a_rule_in_shadow_does_not_count() {
        let parts = [json!({"shadow": true}), json!({})];
        let wanted = combined(&parts, json!({}), &[wants(9), wants(3)]);
        assert_eq!(wanted.capacity(), Capacity(3));
        let blind = combined(&parts, json!({}), &[Opinion::Abstains, wants(3)]);
        assert_eq!(blind.capacity(), Capacity(3));
    }

    #[test]
    fn a_group_that_has_to_agree_goes_as_far_as_all_of_it() {
        assert_eq!(grouped("all", &[wants(9), wants(6)]), Capacity(6));
        assert_eq!(grouped("all", &[wants(9), wants(3)]), Capacity(4));
        assert_eq!(grouped("all", &[wants(9), Opinion::Content]), Capacity(4));
        assert_eq!(grouped("all", &[wants(3), Opinion::Content]), Capacity(3));
        assert_eq!(grouped("all", &[wants(1), wants(3)]), Capacity(3));
        assert_eq!(grouped("all", &[wants(9), Opinion::Abstains]), Capacity(4));
    }

    #[test]
    fn a_group_that_weighs_wants_the_mean() {
        assert_eq!(grouped("mean", &[wants(9), wants(6)]), Capacity(8));
        let parts = [
            json!({"group": "load", "weight": 3}),
            json!({"group": "load"}),
        ];
        let weighed = combined(
            &parts,
            json!({"load": {"combine": "mean"}}),
            &[wants(8), wants(4)],
        );
        assert_eq!(weighed.capacity(), Capacity(7));
    }

    #[test]
    fn groups_and_rules_outside_of_them_are_combined_as_any() {
        let parts = [
            json!({"group": "load"}),
            json!({"group": "load"}),
            json!({}),
        ];
        let groups = json!({"load": {"combine": "all"}});
        let outside = combined(&parts, groups, &[wants(9), wants(6), wants(7)]);
        assert_eq!(outside.capacity(), Capacity(7));
    }

    #[test]
    fn of_equal_wishes_the_first_rule_is_named() {
        let (capacity, rule) = (Capacity(6), 0);
        assert_eq!(
            alone(&[wants(6), wants(6)]),
            Combined::Largest { capacity, rule }
        );
    }

    #[test]
    fn a_wish_for_what_there_is_does_not_overrule_a_blind_rule() {
        let capacity = Capacity(4);
        assert_eq!(
            alone(&[wants(4), Opinion::Abstains]),
            Combined::HeldByMissing { capacity }
        );
    }

    #[test]
    fn a_far_way_goes_on_while_the_rules_are_blind_and_it_leads_up() {
        let blind = alone(&[Opinion::Abstains]);
        let goal = |capacity| {
            Some(Goal {
                capacity: Capacity(capacity),
                until: jiff::Timestamp::MAX,
            })
        };
        let capacity = Capacity(20);
        assert_eq!(blind.towards(goal(20)), Combined::OnTheWay { capacity });
        assert_eq!(blind.towards(goal(4)), blind);
        assert_eq!(blind.towards(goal(3)), blind);
        assert_eq!(blind.towards(None), blind);
        let seeing = alone(&[wants(3)]);
        assert_eq!(seeing.towards(goal(20)), seeing);
    }

    #[test]
    fn a_weight_is_more_than_nothing_and_not_absurd() {
        let weight = |value: Value| deserr::deserialize::<Weight, _, Mistakes>(value);
        assert_eq!(weight(json!(0.5)), Ok(Weight(0.5)));
        assert_eq!(weight(json!(1e6)), Ok(Weight(1e6)));
        for absurd in [json!(0), json!(-1), json!(1.1e6)] {
            assert!(weight(absurd.clone()).is_err(), "{absurd}");
        }
    }
}
