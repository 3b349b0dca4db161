//! The settings of all guards together.

use deserr::ValuePointerRef;
use jiff::Timestamp;

use super::{DirectionSettings, Sets, Settings};
use crate::{Bounds, Direction, Member, Mistake, policy::Mistakes, rules::Need};

const DIRECTIONS: [(Direction, &str); 2] =
    [(Direction::Out, "scale_out"), (Direction::In, "scale_in")];

/// Each setting of a direction may say that it has no meaning in that one.
pub(super) fn checked(settings: Settings, location: ValuePointerRef) -> Result<Settings, Mistakes> {
    let mut wrong = Mistakes::default();
    for (direction, section) in DIRECTIONS {
        let section = location.push_key(section);
        for (guard, setting) in settings.of(direction).set() {
            let at = section.push_key(guard);
            let against = setting.against_direction(direction);
            let mistake = against.map(|(field, detail)| Mistakes::at(at.push_key(field), detail));
            wrong.0.extend(mistake.unwrap_or_default().0);
        }
    }
    if wrong.0.is_empty() {
        Ok(settings)
    } else {
        Err(wrong)
    }
}

impl Settings {
    pub(crate) fn of(&self, direction: Direction) -> &DirectionSettings {
        match direction {
            Direction::Out => &self.scale_out,
            Direction::In => &self.scale_in,
        }
    }

    /// Everything that a guard looks at; its fields are places under `guards`.
    pub(crate) fn needs(&self) -> impl Iterator<Item = Need> {
        let of_directions = self.scale_out.set().chain(self.scale_in.set());
        of_directions
            .chain(self.set())
            .flat_map(|(_, setting)| setting.needs())
    }

    /// What does not fit the policy's bounds.
    pub(crate) fn against(&self, bounds: Bounds) -> Vec<Mistake> {
        let mut wrong = against(bounds, "/guards", self.set());
        for (direction, section) in DIRECTIONS {
            let section = format!("/guards/{section}");
            wrong.extend(against(bounds, &section, self.of(direction).set()));
        }
        wrong
    }

    /// Whether all let a member be chosen to go at `now`.
    pub(super) fn let_go(&self, member: &Member, now: Timestamp) -> bool {
        let mut settings = self.scale_in.set().chain(self.set());
        settings.all(|(_, setting)| setting.lets_go(member, now))
    }
}

fn against<'a>(
    bounds: Bounds,
    section: &str,
    settings: impl Iterator<Item = (&'static str, &'a dyn Sets)>,
) -> Vec<Mistake> {
    let mistakes = settings.flat_map(|(guard, setting)| {
        let wrong = setting.against(bounds).into_iter();
        wrong.map(move |(field, detail)| Mistake {
            pointer: format!("{section}/{guard}/{field}"),
            detail,
        })
    });
    mistakes.collect()
}
