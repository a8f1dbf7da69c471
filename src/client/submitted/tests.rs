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
#[case(r#"[{"id":"$A"},{"id":"$B"}]"#)]
#[case(r#"{"id":7,"tasks":[{"taskId":"$A","userId":"9"},{"taskId":"$B","traceId":"abcd1234"}]}"#)]
#[case(r#"{"result":{"deep":{"deeper":[[{"x":{"taskID":"$A"}}],[{"x":{"taskID":"$B"}}]]}}}"#)]
#[case(r#""[{\"taskId\":\"$A\"},{\"taskId\":\"$B\"}]""#)]
fn ids_are_found_in_any_shape(#[case] data: &str) {
    let found = two(data);
    assert_eq!((found.ids, found.failures, found.whole), (vec![task(A), task(B)], Vec::new(), None));
}

#[rstest]
#[case(r#"{"/a":"$A","/b":"$B"}"#)]
#[case(r#"{"/b":{"taskId":"$B"},"/a":{"taskId":"$A"}}"#)]
#[case(r#"{"tasks":{"/b":"t-4712","/a":"t-4711"}}"#)]
#[case(r#"["4711","4712"]"#)]
#[case(r#"{"first":"t-4711","second":"t-4712","traceId":"abcd-1234","userId":"11020005321"}"#)]
fn maps_and_texts_are_ids_where_there_is_one_for_each_item(#[case] data: &str) {
    let found = two(data);
    assert_eq!((found.ids.len(), found.whole), (2, None));
    if data.contains("/a") {
        assert!(found.tasks.iter().flatten().count() == 2, "{:?}", found.tasks);
        assert!(found.tasks[0] == Some(task(A)) || found.tasks[0] == Some(task("t-4711")));
    }
}

#[test]
fn ids_that_come_with_a_refusal_are_kept_and_the_rest_is_refused() {
    let body = format!(r#"{{"code":"911030","msg":"no","data":[{{"taskId":"{A}"}},null]}}"#);
    let found = decode_submit(&body, &["/a", "/b"]).unwrap();
    assert_eq!((found.ids, found.tasks), (vec![task(A)], vec![Some(task(A)), None]));
    let [ItemFailure { item: Some(1), source: Some(source), problem }] = &*found.failures else { panic!() };
    assert_eq!((&**source, problem.code.as_deref(), found.whole.is_some()), ("/b", Some("911030"), true));
    assert!(decode_submit(r#"{"code":"911030","msg":"no","data":null}"#, &["/a"]).is_err());
    let body = format!(r#"{{"code":"500","data":["{A}"]}}"#);
    let found = decode_submit(&body, &["/a", "/b"]).unwrap();
    assert_eq!((found.ids.len(), found.failures.len()), (1, 0), "what a gateway says is no refusal of an item");
}

#[test]
fn fewer_or_more_ids_than_items_keep_the_answer_without_its_tokens() {
    let found = two(r#"[{"taskId":"$A","token":"eyJhbGciOi.J9.x"}]"#);
    assert!(found.ids.len() == 1 && found.whole.as_deref().unwrap().contains("[token]"), "{found:?}");
    assert!(two(r#"["$A","$B","00000000000000000000000000000000"]"#).whole.is_some());
    let huge = two(&format!("{:?}", "x".repeat(3 << 20)));
    assert!(huge.ids.is_empty() && huge.whole.unwrap().len() <= MAX_WHOLE);
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
        submitted.whole.as_deref(),
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
#[case(r#"{"message":"$A","traceId":"$A","userId":"$B","createTime":"20250805"}"#)]
#[case(r#"["ok","ok"]"#)]
#[case("[0,0]")]
#[case(r#"["/a","/b"]"#)]
#[case(r#"{"accepted":2}"#)]
#[case(r#"[{"taskId":""},{"taskId":{"x":true}}]"#)]
fn what_is_no_id_is_shown_as_it_came(#[case] data: &str) {
    let submitted = two(data);
    assert!(submitted.ids.is_empty() && submitted.failures.is_empty(), "{submitted:?}");
    assert!(submitted.whole.unwrap().contains(r#""code":"0""#));
}

#[test]
fn an_id_beside_data_is_found() {
    let body = format!(r#"{{"code":"0","taskId":"{A}","data":null}}"#);
    assert_eq!(decode_submit(&body, &["/a"]).unwrap().tasks, [Some(task(A))]);
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
        prop_assert!(submitted.whole.is_some() || submitted.ids.len() + submitted.failures.len() == 2);
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
