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
fn the_dialects_divide_and_round_differently() {
    assert_eq!((auxo("7 / 2"), themis("7 / 2")), ("3.5".into(), "3".into()));
    assert_eq!(
        (auxo("round(2.5)"), themis("round(2.5)")),
        ("2".into(), "3.0".into())
    );
    assert_eq!(
        (auxo("round(2.25, 1)"), themis("round(2.25, 1)")),
        ("2.2".into(), "2.3".into())
    );
    assert_eq!(
        (auxo("round(1250, -2)"), themis("round(1250, -2)")),
        ("1200".into(), "1300.0".into())
    );
}

#[test]
fn python_2_has_octal_and_long_numbers_and_another_unequal() {
    assert_eq!(themis("010 + 3L"), "11");
    assert_eq!(themis("long(2.9)"), "2");
    assert_eq!(themis("1 <> 2"), "true");
    assert_eq!(
        auxo("010"),
        "line 1, column 1: a number does not begin with 0"
    );
}

#[test]
fn comparisons_can_be_chained() {
    assert_eq!(auxo("0.5 < average.cpu < 0.8 != 2"), "true");
    assert_eq!(auxo("8 <= now.hour < 18"), "false");
}

#[test]
fn what_is_missing_is_unknown_and_named() {
    assert_eq!(auxo("average.idle + 1"), "average.idle is missing");
    assert_eq!(
        auxo("1 if average.idle < 0.5 else 0"),
        "average.idle is missing"
    );
    assert_eq!(auxo("not ready"), "ready is missing");
}

#[test]
fn what_is_known_decides_if_it_can() {
    assert_eq!(auxo("average.idle < 0.5 and count.nodes > 9"), "false");
    assert_eq!(auxo("ready or running"), "true");
    assert_eq!(auxo("ready and running"), "ready is missing");
    assert_eq!(auxo("average.idle < count.nodes < 2"), "false");
    assert_eq!(auxo("4 in (average.idle, count.nodes)"), "true");
    assert_eq!(
        auxo("5 in (average.idle, count.nodes)"),
        "average.idle is missing"
    );
}

#[test]
fn something_else_can_stand_in_for_a_missing_number() {
    assert_eq!(auxo("average.idle or 0.5"), "0.5");
    assert_eq!(auxo("average.idle is None"), "true");
    assert_eq!(auxo("average.cpu != None"), "true");
    assert_eq!(auxo("1 / 0 or 5"), "a number is divided by zero");
}

#[test]
fn a_division_by_zero_is_unknown() {
    for text in [
        "1 / 0",
        "1 // 0.0",
        "1 % 0",
        "0 ** -1",
        "(count.nodes - 4) / 0",
    ] {
        assert_eq!(auxo(text), "a number is divided by zero", "{text}");
        assert_eq!(themis(text), "a number is divided by zero", "{text}");
    }
    assert_eq!(auxo("0 and 1 / 0"), "0");
}

#[test]
fn a_number_is_finite_and_large_ones_are_floats() {
    assert_eq!(auxo("9223372036854775807 + 1"), "9.223372036854776e18");
    assert_eq!(auxo("10 ** 400"), "a result is too large or no number");
    assert_eq!(
        auxo("9 ** 9 ** 9 ** 9"),
        "a result is too large or no number"
    );
    assert_eq!(auxo("(-1) ** 0.5"), "a result is too large or no number");
    assert_eq!(auxo("1e400"), "line 1, column 1: the number is too large");
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
fn an_unknown_name_is_refused_with_its_place_and_the_nearest() {
    assert_eq!(
        auxo("1 if\n  avrage.cpu > 0.7 else 0"),
        "line 2, column 3: there is no `avrage.cpu`; did you mean `average.cpu`?"
    );
    assert_eq!(
        auxo("average > 0.5"),
        "line 1, column 1: `average` is no value by itself; there are: average.cpu, average.idle"
    );
    assert_eq!(
        auxo("rounds(2)"),
        "line 1, column 1: there is no function `rounds`; did you mean `round`?"
    );
}

#[test]
fn types_are_checked_before_anything_is_evaluated() {
    assert_eq!(
        auxo("market > 4"),
        "line 1, column 10: `>` does not fit between a text and a number"
    );
    assert_eq!(
        auxo("0 and market + 1"),
        "line 1, column 16: expected a text, found a number"
    );
    assert_eq!(
        auxo("market == 4"),
        "line 1, column 11: `==` does not fit between a text and a number"
    );
    assert_eq!(themis("market == 4"), "false");
    assert_eq!(
        auxo("shards"),
        "line 1, column 1: of a collection only `len(..)` can be asked"
    );
}

#[test]
fn what_python_has_besides_is_refused() {
    let texts = [
        "lambda: 1",
        "[x for x in (1, 2)]",
        "{1: 2}",
        "os.system('x')",
        "running.__class__",
        "__import__('os')",
        "1 | 2",
        "x := 1",
        "1; 2",
        "f(x=1)",
        "globals()",
        "`3`",
        "1 if running",
    ];
    for text in texts {
        assert!(
            Expression::compile(text, Dialect::Themis, &names()).is_err(),
            "{text}"
        );
    }
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
