//! Shapes of an answer to a submission.

use super::*;
use crate::domain::CallErrorKind;
use proptest::prelude::*;
use rstest::rstest;

const A: &str = "10b10bf643814ebfb1fbf0d7e910e8d1";
const B: &str = "254653d8816b4407ba27a9d004342c0e";

/// The answer to `/a` and `/b`, with the letters A and B in `data` standing for ids.
fn two(data: &str) -> Submitted {
    let data = data.replace("$A", A).replace("$B", B);
    decode_submit(&format!(r#"{{"code":"0","msg":"success","data":{data}}}"#), &["/a", "/b"]).unwrap()
}

fn task(id: &str) -> TaskId {
    TaskId::new(id).unwrap()
}

#[rstest]
#[case(r#"[{"taskId":"$A","sourcePath":"/a"},{"taskId":"$B","sourcePath":"/b"}]"#)]
#[case(r#"[{"taskId":"$A"},{"taskId":"$B"}]"#)]
#[case(r#"["$A","$B"]"#)]
#[case(r#"{"taskIds":["$A","$B"]}"#)]
#[case(r#"{"taskIds":"$A, $B"}"#)]
#[case(r#"{"tasks":[{"task_id":"$A"},{"task_id":"$B"}],"total":2}"#)]
#[case(r#"{"data":{"list":["$A","$B"]},"code":"0"}"#)]
#[case(r#""$A,$B""#)]
fn ids_are_found_in_any_shape(#[case] data: &str) {
    let expected =
        Submitted { ids: vec![task(A), task(B)], tasks: vec![Some(task(A)), Some(task(B))], ..Submitted::default() };
    assert_eq!(two(data), expected);
}

#[test]
fn paths_win_over_places() {
    let submitted = two(r#"[{"taskId":"$B","sourcePath":"/b/"},{"taskId":"$A","sourcePath":"/a"}]"#);
    assert_eq!(submitted.ids, [task(B), task(A)], "in the order of the answer");
    assert_eq!(submitted.tasks, [Some(task(A)), Some(task(B))]);
    let submitted = two(r#"[{"taskId":"$B","sourcePath":"/elsewhere"},{"taskId":"$A"}]"#);
    assert_eq!(submitted.tasks, [None, Some(task(A))], "a path that nobody asked for has no place");
}

#[test]
fn places_mean_something_only_in_one_list_of_all() {
    assert_eq!(two(r#"["$A"]"#).tasks, [None, None]);
    assert_eq!(two(r#"{"taskIds":["$A"],"others":["$B"]}"#).tasks, [None, None]);
    assert_eq!(two(r#"[null,"$B"]"#).tasks, [None, Some(task(B))], "what says nothing keeps its place");
}

#[test]
fn the_same_source_twice_is_two_items() {
    let body = format!(
        r#"{{"code":"0","data":[{{"taskId":"{A}","sourcePath":"/a"}},{{"taskId":"{B}","sourcePath":"/a"}},{{"taskId":"{A}"}}]}}"#
    );
    let submitted = decode_submit(&body, &["/a", "/a"]).unwrap();
    assert_eq!((submitted.tasks, submitted.ids.len()), (vec![Some(task(A)), Some(task(B))], 2));
}

#[rstest]
#[case(r#"[{"taskId":"$A"},{"taskId":null,"errorCode":"911020","errorMsg":"no\u001b such file"}]"#)]
#[case(r#"[{"sourcePath":"/b","errorCode":911020,"msg":"no\u001b such file"},{"sourcePath":"/a","taskId":"$A"}]"#)]
#[case(
    r#"{"ok":["$A"],"failed":[{"sourcePath":"/b","code":"911020","msg":"no\u001b such file"}, {"sourcePath":"/a"}]}"#
)]
fn an_item_fails_alone(#[case] data: &str) {
    let submitted = two(data);
    assert_eq!(submitted.ids, [task(A)]);
    let [ItemFailure { item: Some(1), source: Some(source), problem }] = &*submitted.failures else {
        panic!("{submitted:?}")
    };
    assert_eq!((&**source, problem.kind, problem.code.as_deref()), ("/b", CallErrorKind::Refused, Some("911020")));
    assert_eq!(&*problem.message, "no\u{fffd} such file");
}

#[test]
fn a_failure_that_names_nothing_is_still_told() {
    let submitted = two(r#"{"errorCode":"911030","errorMsg":"no"}"#);
    assert_eq!((submitted.failures.len(), submitted.failures[0].item), (1, None));
    assert_eq!(
        submitted.raw.as_deref(),
        Some(r#"{"code":"0","msg":"success","data":{"errorCode":"911030","errorMsg":"no"}}"#)
    );
}

#[test]
fn a_task_that_failed_is_a_task() {
    let submitted =
        two(r#"[{"taskId":"$A","status":"fail","errorCode":"911020"},{"taskId":"$B","errorCode":"911020"}]"#);
    assert_eq!((submitted.ids.len(), submitted.failures.len()), (2, 1));
    assert_eq!(submitted.failures[0].item, Some(1));
}

#[rstest]
#[case("null")]
#[case("[]")]
#[case("2")]
#[case("true")]
#[case(r#""success""#)]
#[case(r#""2 tasks: 10b10bf643814ebfb1fbf0d7e910e8d1""#)]
#[case(r#"["ok","ok"]"#)]
#[case("[0,0]")]
#[case(r#"["/a","/b"]"#)]
#[case(r#"{"accepted":2}"#)]
#[case(r#"[{"taskId":""},{"taskId":["x"]}]"#)]
fn what_is_no_id_is_shown_as_it_came(#[case] data: &str) {
    let submitted = two(data);
    assert!(submitted.ids.is_empty() && submitted.failures.is_empty(), "{submitted:?}");
    assert!(submitted.raw.unwrap().contains(r#""code":"0""#));
}

#[test]
fn an_id_beside_data_is_found() {
    let body = format!(r#"{{"code":"0","taskId":"{A}","data":null}}"#);
    assert_eq!(decode_submit(&body, &["/a"]).unwrap().tasks, [Some(task(A))]);
}

#[test]
fn the_raw_answer_is_bounded_and_clean() {
    let raw = two(&format!(r#"["\u001b[2J",{:?}]"#, "任".repeat(100_000))).raw.unwrap();
    assert!(raw.len() <= MAX_RAW + 3 && !raw.contains('\u{1b}'), "{raw}");
    let raw = decode_submit("{\"code\":\"0\",\"data\":\"\u{9b}2J\u{202e}\"}", &["/a"]).unwrap().raw.unwrap();
    assert!(!raw.contains(['\u{9b}', '\u{202e}']), "{raw}");
}

/// JSON of every kind, with the names that mean something.
fn any_json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        any::<bool>().prop_map(|truth| truth.to_string()),
        any::<i64>().prop_map(|number| number.to_string()),
        any::<String>().prop_map(|text| serde_json::to_string(&text).unwrap()),
        "[0-9a-f]{32}".prop_map(|id| format!("{id:?}")),
        Just("\"/a\"".to_owned()),
    ];
    let name = prop::sample::select(vec![
        "taskId",
        "taskIds",
        "sourcePath",
        "errorCode",
        "errorMsg",
        "status",
        "data",
        "list",
        "code",
        "其他",
    ]);
    leaf.prop_recursive(6, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec((name.clone(), inner), 0..6).prop_map(|members| {
                let members: Vec<_> = members.iter().map(|(name, value)| format!("{name:?}:{value}")).collect();
                format!("{{{}}}", members.join(","))
            }),
        ]
    })
}

proptest! {
    #[test]
    fn any_data_is_an_answer(data in any_json()) {
        let submitted = two(&data);
        prop_assert_eq!(submitted.tasks.len(), 2);
        prop_assert_eq!(submitted.raw.is_some(), submitted.ids.is_empty());
        prop_assert!(submitted.tasks.iter().flatten().all(|task| submitted.ids.contains(task)));
        let once: HashSet<_> = submitted.ids.iter().collect();
        prop_assert_eq!(once.len(), submitted.ids.len());
    }

    #[test]
    fn any_text_is_an_answer_or_an_error(body in any::<String>(), sources in prop::collection::vec("/[a-z]", 0..4)) {
        let sources: Vec<_> = sources.iter().map(String::as_str).collect();
        let _ = decode_submit(&body, &sources);
    }
}
