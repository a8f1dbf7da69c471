//! What a report keeps of earlier answers, and what it makes of files.

use super::*;
use proptest::prelude::*;
use rstest::rstest;
use serde_json::json;

fn report(json: serde_json::Value) -> Report {
    serde_json::from_value(json).unwrap()
}

#[test]
fn what_a_later_answer_lacks_stays_known() {
    let mut known = report(json!({
        "status": "processing", "operation": "copy", "source": "/a", "target": "/b", "conflict": "cover", "total_bytes": 9,
        "done_bytes": 1, "submitted": "2025-08-05T07:22:56Z", "owner": {"user_name": "lina", "cluster_id": "7"},
    }));
    let before = known.clone();
    known.update(report(json!({"status": "waiting"})));
    assert_eq!(known, Report { status: Status::Waiting, ..before.clone() });
    known.update(report(json!({"status": "", "owner": {"user_name": "wang"}})));
    assert_eq!((&known.status, known.user_name(), known.cluster_id()), (&Status::Waiting, Some("wang"), Some("7")));
    assert_eq!(before.user_name(), Some("lina"), "another task keeps its owner");
}

#[test]
fn an_error_goes_with_the_answer_that_told_it() {
    let mut known = report(json!({"status": "fail", "extra": {"error_code": "911501", "error_message": "full"}}));
    known.update(report(json!({"status": "processing"})));
    assert_eq!((known.error_code(), known.error_message()), (None, None));
}

#[rstest]
#[case(json!({"status": "processing"}), Some(62.0))]
#[case(json!({"status": "processing", "done_bytes": 90}), None)]
#[case(json!({"status": "processing", "percent": 90.0}), Some(90.0))]
fn a_percentage_does_not_contradict_later_sizes(#[case] later: serde_json::Value, #[case] percent: Option<f64>) {
    let mut known = report(json!({"status": "processing", "percent": 62.0, "done_bytes": 62}));
    known.update(report(later));
    assert_eq!(known.percent, percent);
}

#[test]
fn a_time_more_than_a_day_ahead_is_dropped() {
    let mut known = report(json!({
        "status": "waiting", "submitted": "2025-08-06T07:00:00Z", "started": "2025-08-06T07:00:01Z", "updated": "2020-01-01T00:00:00Z",
    }));
    known.drop_future("2025-08-05T07:00:00Z".parse().unwrap());
    assert_eq!((known.submitted().is_some(), known.started(), known.updated().is_some()), (true, None, true));
}

/// A file can be anybody's.
#[test]
fn what_is_read_from_a_file_is_bounded_and_cleaned_but_for_its_paths() {
    let path = "/a\u{1b}[2J\u{202e}";
    let known = report(json!({
        "status": "x\u{1b}[2J", "source": path, "percent": 250, "owner": {"user_name": "a\u{7}".repeat(1000)},
        "extra": {"error_message": "\u{9b}31m", "raw": "{}"}, "from_a_later_eftop": [1],
    }));
    assert_eq!((known.status.as_str(), known.error_message(), known.raw()), ("x\u{fffd}[2J", Some("\u{fffd}31m"), ""));
    assert_eq!((known.percent, known.user_name().unwrap().chars().count()), (Some(100.0), 256));
    assert_eq!((known.source.as_ref().unwrap().as_str(), &*known.source().unwrap()), (path, "/a\u{fffd}[2J\u{fffd}"));
    let too_long = json!({"source": "/".repeat(SentPath::MAX_LEN + 1)});
    assert!(serde_json::from_value::<Report>(too_long).is_err(), "a part of a path is another path");
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(
        words in ("[a-z]{0,9}", prop::option::of("copy|move|delete|link"), prop::option::of("cover|both|skip")),
        paths in (prop::option::of("/.{1,40}"), prop::option::of("/.{1,40}")),
        numbers in (any::<Option<u64>>(), any::<Option<u64>>(), any::<Option<u64>>(), any::<Option<u64>>()),
        percent in prop::option::of(0.0..=100.0),
        second in prop::option::of(0..4_000_000_000_i64),
        texts in (prop::option::of("[ -~任务]{1,40}"), prop::option::of("[ -~任务]{1,40}")),
    ) {
        let path = |path: Option<String>| path.and_then(|path| SentPath::new(&path));
        let mut written = Report {
            operation: words.1.map(|word| Operation::parse(&word)),
            conflict: words.2.map(|word| Conflict::parse(&word)),
            source: path(paths.0),
            target: path(paths.1),
            total_bytes: numbers.0,
            done_bytes: numbers.1,
            total_files: numbers.2,
            done_files: numbers.3,
            percent,
            submitted: second.map(|second| Timestamp::from_second(second).unwrap().into()),
            ..Report::new(Status::parse(&words.0))
        };
        if let (Some(name), Some(message)) = texts {
            written.owner = Some(Arc::new(Owner { user_name: Some(name.into()), ..Owner::default() }));
            written.extra_mut().error_message = Some(message.into());
        }
        let text = serde_json::to_string(&written).unwrap();
        prop_assert!(!text.contains("null"), "what is not there is left out: {}", text);
        prop_assert_eq!(serde_json::from_str::<Report>(&text).unwrap(), written);
    }
}
