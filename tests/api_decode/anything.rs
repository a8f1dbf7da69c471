//! Anything at all decodes to something sane, or to an error.

use super::{EXAMPLE, cancel, data, list};
use eftop::internals::client::ListAnswer;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Any JSON, with the service's own names among the keys and values.
fn any_json() -> impl Strategy<Value = Value> {
    let word = prop_oneof![
        3 => prop::sample::select(vec![
            "taskId", "status", "code", "data", "msg", "progress", "totalSize", "submitTime", "errorCode", "a", "0", "100%",
            "2025-08-05 15:22:56", "synchronousExecution", "sourcePath",
        ]).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 64, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::vec((word.clone(), inner), 0..8)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn is_sane(answer: &ListAnswer, asked: &[&str]) -> bool {
    let unsafe_text = |text: &str| text.chars().any(eftop::internals::domain::clean::is_unsafe);
    answer.reports.len() <= asked.len()
        && answer.reports.iter().all(|(id, report)| {
            asked.contains(&id.as_str())
                && report.percent.is_none_or(|percent| (0.0..=100.0).contains(&percent))
                && !unsafe_text(report.status.as_str())
                && !report.source().as_deref().is_some_and(unsafe_text)
                && !report.raw().chars().any(|character| character < ' ')
        })
}

proptest! {
    #[test]
    fn any_data_decodes(shape in any_json()) {
        if let Ok(answer) = data(&shape, &["a", "0"]) {
            prop_assert!(is_sane(&answer, &["a", "0"]), "{:?}", answer);
        }
        let _ = cancel(&shape, &["a", "0"]);
    }

    #[test]
    fn any_task_decodes(fields in prop::collection::hash_map(
        prop::sample::select(vec![
            "status", "operationType", "sourcePath", "totalSize", "processedNum", "progress", "submitTime", "errorCode", "x",
        ]),
        any_json(),
        0..9,
    )) {
        let mut task: serde_json::Map<String, Value> = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        task.insert("taskId".to_owned(), json!("a"));
        let answer = data(&json!([task]), &["a"]).unwrap();
        prop_assert_eq!((answer.reports.len(), answer.skipped), (1, 0));
        prop_assert!(is_sane(&answer, &["a"]), "{:?}", answer);
    }

    #[test]
    fn any_envelope_decodes(body in any_json()) {
        let error = list(&body.to_string(), &["a"]).err();
        prop_assert!(error.is_none_or(|error| error.message.chars().count() <= 200));
    }

    #[test]
    fn any_bytes_decode(bytes in any::<Vec<u8>>(), at in 0..EXAMPLE.len()) {
        let noise = String::from_utf8_lossy(&bytes);
        let _ = list(&noise, &["a"]);
        let (head, tail) = EXAMPLE.split_at(EXAMPLE.floor_char_boundary(at));
        let _ = list(&format!("{head}{noise}{tail}"), &["10b10bf643814ebfb1fbf0d7e910e8d1"]);
    }
}
