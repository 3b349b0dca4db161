//! One field of a cron expression that is a set of numbers: second, minute, hour, month.

/// What a field may hold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) least: u8,
    pub(super) most: u8,
    /// Names of the numbers from `least` on.
    names: &'static [&'static str],
}

impl Kind {
    pub(super) const SECOND: Self = Self::plain("second", 0, 59);
    pub(super) const MINUTE: Self = Self::plain("minute", 0, 59);
    pub(super) const HOUR: Self = Self::plain("hour", 0, 23);
    pub(super) const DAY: Self = Self::plain("day", 1, 31);
    pub(super) const MONTH: Self = Self {
        names: &[
            "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
        ],
        ..Self::plain("month", 1, 12)
    };
    /// 0 and 7 are Sunday.
    pub(super) const WEEKDAY: Self = Self {
        names: &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
        ..Self::plain("weekday", 0, 7)
    };

    const fn plain(name: &'static str, least: u8, most: u8) -> Self {
        Self {
            name,
            least,
            most,
            names: &[],
        }
    }

    /// The mistake in a part of the field.
    pub(super) fn mistake(self, part: &str) -> String {
        let Self {
            name, least, most, ..
        } = self;
        let named = match self.names {
            [] => String::new(),
            [first, ..] => format!(" or names such as {first}"),
        };
        format!(
            "the {name} \"{part}\" cannot be read; expected `*`, numbers from {least} to \
             {most}{named}, ranges such as `{least}-{most}` and steps such as `*/2`, with commas \
             between them"
        )
    }

    /// A number or a name.
    pub(super) fn number(self, text: &str) -> Option<u8> {
        let named = (self.least..)
            .zip(self.names)
            .find(|(_, name)| name.eq_ignore_ascii_case(text));
        if let Some((number, _)) = named {
            return Some(number);
        }
        let digits =
            (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = digits.then(|| text.parse().ok()).flatten()?;
        (self.least..=self.most).contains(&number).then_some(number)
    }
}

/// Some of the numbers from 0 to 63.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Numbers(u64);

impl Numbers {
    /// Reads a whole field: parts with commas between them.
    pub(super) fn parse(kind: Kind, field: &str) -> Result<Self, String> {
        let mut all = Self::default();
        for part in field.split(',') {
            all.0 |= Self::part(kind, part).ok_or_else(|| kind.mistake(part))?.0;
        }
        Ok(all)
    }

    /// `*`, `5`, `5-9`, each with `/step` or without; `5/step` goes on to the end.
    pub(super) fn part(kind: Kind, part: &str) -> Option<Self> {
        let (range, step) = match part.split_once('/') {
            Some((range, step)) => (
                range,
                Some(step.parse::<u8>().ok().filter(|step| 0 < *step)?),
            ),
            None => (part, None),
        };
        let (first, last) = match range.split_once('-') {
            _ if range == "*" => (kind.least, kind.most),
            Some((first, last)) => (kind.number(first)?, kind.number(last)?),
            None => {
                let first = kind.number(range)?;
                (first, if step.is_some() { kind.most } else { first })
            }
        };
        let (first, last) = sunday_in_range(kind, first, last, range);
        let numbers = (first..=last).step_by(usize::from(step.unwrap_or(1)));
        (first <= last).then(|| Self::of(numbers))
    }

    pub(super) fn of(numbers: impl Iterator<Item = u8>) -> Self {
        Self(numbers.fold(0, |all, number| all | 1 << (number & 63)))
    }

    pub(super) fn contains(self, number: u8) -> bool {
        number < 64 && self.0 >> number & 1 == 1
    }

    /// The numbers that are not below `start`, in order.
    pub(super) fn from(self, start: u8) -> impl Iterator<Item = u8> {
        (start..64).filter(move |number| self.contains(*number))
    }
}

/// Sunday begins a range as 0 and ends one as 7, whichever way it is written.
fn sunday_in_range(kind: Kind, first: u8, last: u8, range: &str) -> (u8, u8) {
    let is_weekdays = kind.most == Kind::WEEKDAY.most && range.contains('-');
    match (first, last) {
        (7, last) if is_weekdays && last < 7 => (0, last),
        (first, 0) if is_weekdays && 0 < first => (first, 7),
        unchanged => unchanged,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(kind: Kind, field: &str) -> Option<Vec<u8>> {
        let numbers = Numbers::parse(kind, field).ok()?;
        Some(numbers.from(0).collect())
    }

    #[test]
    fn a_field_is_numbers_ranges_and_steps() {
        assert_eq!(numbers(Kind::HOUR, "9-17/4"), Some(vec![9, 13, 17]));
        assert_eq!(numbers(Kind::SECOND, "50/5"), Some(vec![50, 55]));
        assert_eq!(numbers(Kind::MINUTE, "*/30,7"), Some(vec![0, 7, 30]));
        assert_eq!(numbers(Kind::MONTH, "jan,JUL"), Some(vec![1, 7]));
    }

    #[test]
    fn sunday_begins_and_ends_a_week() {
        assert_eq!(numbers(Kind::WEEKDAY, "SUN-TUE"), Some(vec![0, 1, 2]));
        assert_eq!(numbers(Kind::WEEKDAY, "SAT-SUN"), Some(vec![6, 7]));
    }

    #[test]
    fn what_is_out_of_range_or_backwards_or_empty_is_a_mistake() {
        for field in [
            "60", "", "1,,2", "*/0", "9-5", "-1", "+1", "1-", "*/999", "0x1",
        ] {
            assert_eq!(numbers(Kind::MINUTE, field), None, "{field}");
        }
        assert_eq!(numbers(Kind::WEEKDAY, "FRI-MON"), None);
    }
}
