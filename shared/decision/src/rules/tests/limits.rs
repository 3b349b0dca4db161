//! What the numbers and times of rules can be.

use super::*;

/// What is wrong with the last of these values, and with none before it.
fn last_is_refused(document: &str, values: &[&str]) -> String {
    let read = |value: &&str| read(&document.replace('$', value));
    let (last, fine) = values.split_last().unwrap();
    for value in fine {
        assert!(read(value).is_ok(), "{value} in {document}");
    }
    let wrong = read(last).unwrap_err();
    assert_eq!(wrong.len(), 1, "{wrong:?}");
    wrong[0].to_string()
}

#[test]
fn a_time_is_as_long_as_is_said_and_not_longer() {
    let window = r#"{"track": {"metric": "write_utilization", "target": 0.6, "window": "$"}}"#;
    assert_eq!(
        last_is_refused(window, &["0s", "3h", "4h"]),
        "/track/window: `4h` is longer than 3h, the longest that is watched"
    );
    let over = r#"{"expression": {"add": "1", "over": "$"}}"#;
    assert_eq!(
        last_is_refused(over, &["1m", "3h", "4h"]),
        "/expression/over: longer than 3h, the longest that is watched"
    );
    let lead = r#"{"schedule": {"min": 3, "lead": "$"}}"#;
    assert_eq!(
        last_is_refused(lead, &["0s", "1d", "2d"]),
        "/schedule/lead: `2d` is longer than 1d, the longest lead"
    );
    let old = r#"{"external": {"source": "a", "at_most_old": "$"}}"#;
    for wrong in ["8d", "0s"] {
        assert_eq!(
            last_is_refused(old, &["1s", "7d", wrong]),
            format!(
                "/external/at_most_old: expected more than no time and at most 7d, found `{wrong}`"
            )
        );
    }
    let late = r#"{"cron": {"at": "@daily", "to": 3, "late": "$"}}"#;
    for wrong in ["2d", "59s"] {
        assert_eq!(
            last_is_refused(late, &["1m", "1d", wrong]),
            format!("/cron/late: expected 1m to 1d, found `{wrong}`")
        );
    }
    let peak = r#"{"peak": {"over": "$"}}"#;
    for wrong in ["8d", "59m"] {
        assert_eq!(
            last_is_refused(peak, &["1h", "7d", wrong]),
            format!("/peak/over: expected 1h to 7d, found `{wrong}`")
        );
    }
}

#[test]
fn a_number_is_as_large_as_is_said_and_not_larger() {
    let factor = r#"{"peak": {"over": "1d", "factor": $}}"#;
    for wrong in ["0", "1.01"] {
        assert_eq!(
            last_is_refused(factor, &["0.01", "1", wrong]),
            "/peak/factor: expected more than 0 and at most 1"
        );
    }
    let target = r#"{"track": {"metric": "write_utilization", "target": $}}"#;
    assert_eq!(
        last_is_refused(target, &["1e-9", "0"]),
        "/track/target: expected more than 0"
    );
    let bears = r#"{"load_plus_online": {"metric": "apps_running", "up": 1, "per_unit": $}}"#;
    assert_eq!(
        last_is_refused(bears, &["0", "-0.1"]),
        "/load_plus_online/per_unit: more units bear more load: expected 0 or more"
    );
    let steps = |count| vec![r#"{"over": 1, "add": 1}"#; count].join(", ");
    assert_eq!(
        last_is_refused(
            r#"{"step": {"metric": "write_utilization", "steps": [$]}}"#,
            &[&steps(1), &steps(20), &steps(21)]
        ),
        "/step/steps: expected 1 to 20 steps, found 21"
    );
}

#[test]
fn what_is_said_twice_is_refused() {
    let step = |field: &str| {
        let document = format!(
            r#"{{"step": {{"metric": "write_utilization", {field},
                "steps": [{{"over": 1, "add": 1}}]}}}}"#
        );
        mistakes_of(&document)[0].to_string()
    };
    let detail = "/step/steps: thresholds and changes are said in the rule or in its `steps`, \
                  not in both";
    for field in [
        r#""over": 1"#,
        r#""add": 1"#,
        r#""remove": 1"#,
        r#""to": 1"#,
    ] {
        assert_eq!(step(field), detail, "{field}");
    }
}
