mod dialects;
mod refused;
mod unknown;

use jiff::Timestamp;

use super::{vocabulary::Names, *};

struct Seen;

impl Facts for Seen {
    fn value(&self, slot: Slot) -> Option<Value<'_>> {
        match *names().fact(slot)? {
            "cpu" => Some(0.75.into()),
            "nodes" => Some(4.into()),
            "running" => Some(true.into()),
            "market" => Some("SPOT".into()),
            _ => None,
        }
    }

    fn now(&self) -> Timestamp {
        // A Tuesday.
        "2016-05-31T01:34:00Z".parse().unwrap()
    }
}

/// `idle` and `ready` have no data.
fn names() -> Names<&'static str> {
    [
        ("average.cpu", Kind::Number, "cpu"),
        ("count.nodes", Kind::Number, "nodes"),
        ("average.idle", Kind::Number, "idle"),
        ("running", Kind::Boolean, "running"),
        ("ready", Kind::Boolean, "ready"),
        ("market", Kind::Text, "market"),
        ("shards", Kind::Collection, "nodes"),
    ]
    .into_iter()
    .map(|(name, kind, fact)| (name.to_owned(), kind, fact))
    .collect()
}

/// The value as it would be written, or why there is none.
fn with(dialect: Dialect, text: &str) -> String {
    let expression = match Expression::compile(text, dialect, &names()) {
        Ok(expression) => expression,
        Err(refused) => return refused.to_string(),
    };
    match expression.evaluate(&Seen) {
        Ok(Value::None) => "None".to_owned(),
        Ok(Value::Boolean(truth)) => truth.to_string(),
        Ok(Value::Number(Number::Integer(integer))) => integer.to_string(),
        Ok(Value::Number(Number::Float(float))) => format!("{float:?}"),
        Ok(Value::Text(text)) => text.into_owned(),
        Ok(Value::List(items)) => format!("{} items", items.len()),
        Err(Unknown::Missing(slot)) => format!("{} is missing", names().spelled(slot).unwrap()),
        Err(unknown) => unknown.to_string(),
    }
}

fn auxo(text: &str) -> String {
    with(Dialect::Auxo, text)
}

fn themis(text: &str) -> String {
    with(Dialect::Themis, text)
}

#[test]
fn a_condition_chooses() {
    assert_eq!(
        auxo("3 if average.cpu > 0.7 and count.nodes < 25 else 0"),
        "3"
    );
    assert_eq!(auxo("1 if count.nodes > 9 else 2 if running else 3"), "2");
}

#[test]
fn operators_hold_together_as_in_python() {
    assert_eq!(auxo("2 + 3 * 4 ** 2 - -1"), "51");
    assert_eq!(auxo("-2 ** 2"), "-4");
    assert_eq!(auxo("2 ** 3 ** 2"), "512");
    assert_eq!(auxo("not 1 == 2"), "true");
    assert_eq!(auxo("1 or 0 and 0"), "1");
}

#[test]
fn division_rounds_down_and_the_remainder_has_the_sign_of_the_divisor() {
    assert_eq!(auxo("-7 // 2"), "-4");
    assert_eq!(auxo("-7 % 3"), "2");
    assert_eq!(auxo("7 % -3"), "-2");
    assert_eq!(auxo("-7.5 % 2"), "0.5");
}

#[test]
fn comparisons_can_be_chained() {
    assert_eq!(auxo("0.5 < average.cpu < 0.8 != 2"), "true");
    assert_eq!(auxo("8 <= now.hour < 18"), "false");
}

#[test]
fn functions_are_those_of_python() {
    assert_eq!(auxo("max(0, min(3, 25 - count.nodes))"), "3");
    assert_eq!(auxo("min([4, 2.5])"), "2.5");
    assert_eq!(auxo("sum([1, running, 0.5])"), "2.5");
    assert_eq!(auxo("abs(-4) + int(\"7\") + int(2.9) + len(\"abc\")"), "16");
    assert_eq!(auxo("float(3)"), "3.0");
    assert_eq!(auxo("len(shards)"), "4");
    assert_eq!(auxo("int(market)"), "a text does not read as a number");
}

#[test]
fn the_time_is_that_of_utc() {
    assert_eq!(auxo("now.hour * 60 + now.minute"), "94");
    assert_eq!(auxo("now.weekday()"), "1");
    assert_eq!(auxo("now.isocalendar()[1]"), "22");
    assert_eq!(auxo("now.strftime('%a %H:%M')"), "Tue 01:34");
    assert_eq!(auxo("now.strftime(\"%a\") in (\"Sat\", \"Sun\")"), "false");
    assert_eq!(auxo("now.date().isoformat()"), "2016-05-31");
}

#[test]
fn texts_are_compared_and_joined() {
    assert_eq!(auxo("\"ON\" '_' + \"DEMAND\""), "ON_DEMAND");
    assert_eq!(auxo("market == 'SPOT' and 'PO' in market"), "true");
    assert_eq!(auxo(r#""a\n\x41\u00e9\q" == "a\nAé\\q""#), "true");
}

#[test]
fn a_text_in_brackets_names_the_same_as_a_dot() {
    assert_eq!(auxo("count[\"nodes\"] + count . nodes"), "8");
}

#[test]
fn a_list_can_be_written_with_or_without_brackets() {
    assert_eq!(auxo("'SPOT', 'ON_DEMAND'"), "2 items");
    assert_eq!(auxo("(1,)"), "1 items");
    assert_eq!(auxo("[1, 2, 3][-1]"), "3");
}

#[test]
fn every_slot_is_told_once() {
    let text = "average.cpu if running and average.cpu > 0.5 else min(count.nodes, len(shards))";
    let expression = Expression::compile(text, Dialect::Auxo, &names()).unwrap();
    let names = names();
    let slots = expression.slots();
    let told: Vec<_> = slots
        .iter()
        .map(|slot| names.spelled(*slot).unwrap())
        .collect();
    assert_eq!(told, ["average.cpu", "running", "count.nodes", "shards"]);
}
