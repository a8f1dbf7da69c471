//! Ids in answers of any shape: which sign of an id counts, to which item it belongs, and what is no id.

use eftop::internals::{
    client::{Submitted, decode_submit},
    domain::{CallError, TaskId},
};
use rstest::rstest;

const A: &str = "10b10bf643814ebfb1fbf0d7e910e8d1";
const B: &str = "254653d8816b4407ba27a9d004342c0e";
/// A checksum: it looks like an id.
const SUM: &str = "d41d8cd98f00b204e9800998ecf8427e";

fn answer(body: &str, sources: &[&str]) -> Result<Submitted, CallError> {
    decode_submit(&body.replace("$A", A).replace("$B", B).replace("$SUM", SUM), sources)
}

/// The answer to the items `/a` and `/b`.
fn two(data: &str) -> Submitted {
    answer(&format!(r#"{{"code":"0","msg":"success","data":{data}}}"#), &["/a", "/b"]).unwrap()
}

fn text(id: &TaskId) -> &str {
    match id.as_str() {
        A => "A",
        B => "B",
        other => other,
    }
}

fn ids(submitted: &Submitted) -> String {
    submitted.ids.iter().map(text).collect::<Vec<_>>().join(" ")
}

/// The task of each item.
fn tasks(submitted: &Submitted) -> String {
    submitted.tasks.iter().map(|task| task.as_ref().map_or("-", text)).collect::<Vec<_>>().join(" ")
}

fn failures(submitted: &Submitted) -> String {
    let told = submitted.failures.iter().map(|failure| {
        format!("{} {}", failure.source.as_deref().unwrap_or("-"), failure.problem.code.as_deref().unwrap_or("-"))
    });
    told.collect::<Vec<_>>().join(", ")
}

#[rstest]
#[case(r#"[{"taskId":"$A"},{"id":"$B"}]"#, "A B")]
#[case(r#"[{"id":"$A","md5":"$SUM"},{"id":"$B"}]"#, "A B")]
#[case(r#"{"taskId":["$A","$B"]}"#, "A B")]
#[case(r#"{"taskId":"$A","etag":"$B","md5":"$SUM"}"#, "A")]
#[case(r#"{"taskIds":["$A"],"ids":["7","8"]}"#, "A")]
#[case(r#"{"ids":["7","8"],"md5":"$SUM"}"#, "7 8")]
#[case(r#"{"/a":4711,"/b":4712}"#, "4711 4712")]
#[case(r#"{"/a":"t-4711","/b":null}"#, "t-4711")]
#[case(r#"{"/a":"t-4711","/b":"failed"}"#, "t-4711")]
#[case(r#"{"/a":"t-4711","/b":"911020"}"#, "t-4711")]
#[case(r#"["911020","911021"]"#, "")]
#[case(r#"{"/a":"t-4711","tasks":[{"taskId":"$A"},{"taskId":"$B"}]}"#, "A B")]
#[case(r#"{"first":4711,"second":4712}"#, "")]
#[case(r#"["cafe2025","ok"]"#, "")]
fn the_surest_sign_that_accounts_for_each_item_counts(#[case] data: &str, #[case] expected: &str) {
    let submitted = two(data);
    assert_eq!((&*ids(&submitted), &*failures(&submitted)), (expected, ""));
    assert_eq!(submitted.whole.is_none(), submitted.ids.len() == 2, "{submitted:?}");
}

#[rstest]
#[case(r#"[{"taskId":"$A"},{"id":7,"errorCode":"911020"}]"#, "A", "/b 911020")]
#[case(r#"{"code":"911030","list":[{"taskId":"$A"},{"sourcePath":"/b","errorCode":"911020"}]}"#, "A", "/b 911020")]
#[case(r#"[{"id":"$A","status":"fail","errorCode":"911020"},{"id":"$B","status":"fail","errorCode":"1"}]"#, "A B", "")]
fn a_refused_item_accounts_for_itself(#[case] data: &str, #[case] expected: &str, #[case] refused: &str) {
    let submitted = two(data);
    assert_eq!((&*ids(&submitted), &*failures(&submitted), submitted.whole), (expected, refused, None));
}

/// A list may be deep in objects and have others beside it that hold no ids, but it must be the only one with ids.
#[rstest]
#[case(r#"{"taskIds":["$A","$B"]}"#, "A B")]
#[case(r#"{"result":{"tasks":[{"taskId":"$A"},{"taskId":"$B"}]},"warnings":["none"],"page":{}}"#, "A B")]
#[case(r#"{"taskId":"$A","others":["$B"]}"#, "- -")]
#[case(r#"{"x":{"taskId":"$A"},"y":{"taskId":"$B"}}"#, "- -")]
#[case(r#"{"error":{"errorCode":"911020"},"list":["$A"]}"#, "- -")]
fn the_order_of_the_one_list_is_that_of_the_items(#[case] data: &str, #[case] expected: &str) {
    let submitted = two(data);
    assert_eq!((&*tasks(&submitted), submitted.whole), (expected, None));
}

#[rstest]
#[case(r#"{"code":"0","data":{"/a":"$A","/b]":"$B""#, "A B")]
#[case(r#"{"code":"0","data":[{"sourcePath":"/b]","id":"$B"},{"sourcePath":"/a","id":"$A""#, "A B")]
#[case(r#"{"code":"0","data":[{"sourcePath":"/b]","taskId":"$B"},{"sour"#, "- B")]
#[case(r#"{"data":["$A","$B"]} {"taskIds":["t-1","t-2","t-3"]}"#, "A B")]
fn what_came_before_the_break_of_an_answer_is_kept(#[case] body: &str, #[case] expected: &str) {
    let submitted = answer(body, &["/a", "/b]"]).unwrap();
    assert_eq!(tasks(&submitted), expected);
    assert!(submitted.refusal.is_some() && submitted.whole.is_some(), "{submitted:?}");
}

#[test]
fn a_refusal_is_told_of_each_item_of_which_nothing_else_is() {
    let data = r#"[{"taskId":"$A","sourcePath":"/a"},{"sourcePath":"/b","errorCode":"911020"}]"#;
    let body = format!(r#"{{"code":"911030","msg":"no","data":{data}}}"#);
    let submitted = answer(&body, &["/a", "/b", "/c"]).unwrap();
    assert_eq!((&*tasks(&submitted), &*failures(&submitted)), ("A - -", "/b 911020, /c 911030"));
    let quoting = r#"{"code":"10004","msg":"bad: {\"taskId\":\"t-4711\"}","data":null}"#;
    assert!(answer(quoting, &["/a"]).is_err(), "no id is cut off a message");
}

#[test]
fn huge_answers_are_looked_at_as_far_as_is_said() {
    const LARGEST: usize = 4 << 20;
    let padded = |size: usize| {
        let body = format!(r#"{{"code":"0","data":["{A}"]}}"#);
        let rest = " ".repeat(size - body.len());
        body + &rest
    };
    let found = |body: &str| ids(&answer(body, &["/a"]).unwrap());
    assert_eq!((found(&padded(LARGEST)), found(&padded(LARGEST + 1))), ("A".into(), String::new()));
    let broken = format!(r#"{{"data":["{A}"{}"#, format!(r#","{}""#, "x".repeat(LARGEST / 4)).repeat(5));
    assert_eq!(found(&broken), "A", "in its first half of that");
    let many = (0..2000).map(|number| format!("t-{number}")).collect::<Vec<_>>();
    let body = serde_json::json!({"code": "0", "data": {"taskIds": many}}).to_string();
    assert_eq!(answer(&body, &["/a"]).unwrap().ids.len(), 1010, "ten for each item, and a thousand");
}
