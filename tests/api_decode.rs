//! Answers of the service to domain values: the document's example, each drift of types, shapes that no one documented, and
//! anything at all.

mod anything;

use eftop::internals::{
    client::{CancelAnswer, ListAnswer, decode_cancel, decode_list},
    domain::{CallError, CallErrorKind, Conflict, Operation, Owner, Report, Status, TaskId},
};
use jiff::{Timestamp, tz};
use rstest::rstest;
use serde_json::{Value, json};
use std::sync::Arc;

const EXAMPLE: &str = include_str!("data/task-list-example.json");
const DRIFT: &str = include_str!("data/task-list-drift.json");

fn ids(ids: &[&str]) -> Vec<TaskId> {
    ids.iter().map(|id| TaskId::new(id).unwrap()).collect()
}

fn list(body: &str, asked: &[&str]) -> Result<ListAnswer, CallError> {
    decode_list(body, &ids(asked), tz::offset(8))
}

fn data(data: &Value, asked: &[&str]) -> Result<ListAnswer, CallError> {
    list(&json!({"code": "0", "data": data, "msg": "success"}).to_string(), asked)
}

fn cancel(data: &Value, asked: &[&str]) -> CancelAnswer {
    decode_cancel(&json!({"code": "0", "data": data}).to_string(), &ids(asked)).unwrap()
}

fn owner(owner: Value) -> Option<Arc<Owner>> {
    serde_json::from_value(owner).unwrap()
}

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn the_documents_example_is_one_complete_delete() {
    let id = "10b10bf643814ebfb1fbf0d7e910e8d1";
    let answer = list(EXAMPLE, &[id]).unwrap();
    let [(_, report)] = &*answer.reports else { panic!("{answer:?}") };
    let at = Some(time("2025-08-05T07:22:56Z").into());
    let expected = Report {
        operation: Some(Operation::Delete),
        source: Some("/home/demo/efile-test/file_source/text.txt".into()),
        total_bytes: Some(5),
        done_bytes: Some(0),
        total_files: Some(1),
        done_files: Some(1),
        percent: Some(100.0),
        synchronous: Some(true),
        owner: owner(json!({"user_id": "11949818712", "user_name": "efile-test", "cluster_user": "efile-test"})),
        submitted: at,
        started: at,
        updated: at,
        extra: report.extra.clone(),
        ..Report::new(Status::Complete)
    };
    assert_eq!((report, answer.skipped), (&expected, 0));
    let element = &serde_json::from_str::<Value>(EXAMPLE).unwrap()["data"][0];
    assert_eq!(serde_json::from_str::<Value>(report.raw()).unwrap(), *element);
    assert!(report.raw().starts_with(r#"{"sourcePath":"/home/demo"#), "{}", report.raw());
}

#[test]
fn each_drift_is_borne() {
    let answer = list(DRIFT, &["texts", "4711", "bare", "hostile", "absent"]).unwrap();
    // "task", 17, [], three without a usable id; not null, and not the one that nobody asked for
    assert_eq!(answer.skipped, 6);
    let [(_, texts), (_, numbers), (_, bare), (_, hostile)] = &*answer.reports else { panic!("{answer:#?}") };
    let expected = Report {
        operation: Some(Operation::Copy),
        conflict: Some(Conflict::Cover),
        source: Some("/public/home/zhangwei/数据 集".into()),
        target: Some("/work/b".into()),
        total_bytes: Some(u64::MAX),
        total_files: Some(12),
        done_bytes: Some(1),
        done_files: Some(10),
        percent: Some(62.5),
        synchronous: Some(true),
        submitted: Some(time("2025-08-05T07:22:56.123Z").into()),
        started: Some(time("2025-08-05T07:22:56Z").into()),
        updated: Some(time("2025-08-05T07:22:56Z").into()),
        extra: texts.extra.clone(),
        ..Report::new(Status::Processing)
    };
    assert_eq!(texts, &expected);
    let expected = Report {
        operation: Some(Operation::Other("link".into())),
        conflict: Some(Conflict::Other("skip".into())),
        done_bytes: Some(7),
        percent: Some(62.5),
        synchronous: Some(false),
        owner: owner(json!({"user_id": "11949818712", "cluster_id": "11112"})),
        submitted: Some(time("2025-08-05T07:22:56Z").into()),
        extra: numbers.extra.clone(),
        ..Report::new(Status::Other("archiving".into()))
    };
    assert_eq!(numbers, &expected);
    assert_eq!((bare.raw(), &bare.status), (r#"{"taskId":"bare"}"#, &Status::Other("".into())));
    assert_eq!(hostile.status, Status::Other("fail\u{fffd}[2J".into()));
    assert_eq!(hostile.source().as_deref(), Some("/a\u{fffd}gpj.exe"));
    assert_eq!(hostile.source.as_ref().unwrap().as_str(), "/a\u{202e}gpj.exe", "as it was sent");
    assert_eq!(hostile.error_code(), Some("911501"));
    assert_eq!(hostile.error_message(), Some("no space\u{fffd}"));
    assert_eq!(hostile.percent, Some(100.0));
    assert!(hostile.raw().contains(r#""优先级":{"a":[1,2,{"b":null}]}"#), "{}", hostile.raw());
}

#[test]
fn results_are_matched_by_id_and_not_by_position() {
    let tasks = json!([{"taskId": "b", "status": "fail"}, {"taskId": "a", "status": "complete"}]);
    let answer = data(&tasks, &["a", "b", "c"]).unwrap();
    let found: Vec<_> = answer.reports.iter().map(|(id, report)| (id.as_str(), &report.status)).collect();
    assert_eq!(found, [("b", &Status::Fail), ("a", &Status::Complete)]);
}

/// How many reports there are of `a` and `b`, how many elements could not be read, and whether the answer is only a part.
#[rstest]
#[case(json!([]), (0, 0, false))]
#[case(json!([null, {"taskId": "a"}]), (1, 0, false))]
#[case(json!({}), (0, 0, false))]
#[case(json!(null), (0, 0, false))]
#[case(json!({"taskId": "a", "status": "fail"}), (1, 0, false))]
#[case(json!({"id": "a", "status": "fail"}), (1, 0, false))]
#[case(json!({"total": 3, "list": [{"taskId": "a"}, {"taskId": "x"}, {}]}), (1, 1, false))]
#[case(json!({"total": 4, "list": [{"taskId": "a"}, {"taskId": "x"}, {}]}), (1, 1, true))]
#[case(json!({"id": "page", "totalCount": "2", "records": [{"taskId": "a"}]}), (1, 0, true))]
#[case(json!({"total": 0}), (0, 0, false))]
#[case(json!({"records": [], "more": {"taskId": "a"}}), (0, 0, false))]
fn shapes_of_data(#[case] shape: Value, #[case] expected: (usize, u32, bool)) {
    let answer = data(&shape, &["a", "b"]).unwrap();
    assert_eq!((answer.reports.len(), answer.skipped, answer.partial), expected);
}

#[test]
fn a_total_beside_data_is_one_too() {
    let answer = list(r#"{"total":2,"code":"0","data":[{"taskId":"a"}]}"#, &["a", "b"]).unwrap();
    assert!(answer.partial);
}

#[rstest]
#[case(json!("none"))]
#[case(json!(17))]
#[case(json!(true))]
#[case(json!({"total": 1}))]
#[case(json!({"taskId": null, "status": "fail"}))]
fn data_that_is_no_list_is_no_empty_list(#[case] shape: Value) {
    let error = data(&shape, &["a"]).unwrap_err();
    assert_eq!(error.kind, CallErrorKind::BadAnswer);
    assert!(error.to_string().starts_with("the answer's data is no list of tasks: "), "{error}");
}

#[rstest]
#[case(r#"{"code":"0"}"#)]
#[case(r#"{"code":"0","data":null}"#)]
#[case(r#"{"msg":"\ud800","code":"0","data": null }"#)]
fn no_data_is_an_empty_list(#[case] body: &str) {
    assert_eq!(list(body, &["a"]).unwrap(), ListAnswer::default());
    assert_eq!(list(body, &["a", "b"]).unwrap(), ListAnswer::default());
}

#[test]
fn of_data_that_is_there_twice_the_later_counts() {
    let body = r#"{"total":2,"data":[{"taskId":"a"},{"taskId":"b"}],"code":"0","data":[{"taskId":"b"}]}"#;
    let answer = list(body, &["a", "b"]).unwrap();
    let found: Vec<_> = answer.reports.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!((&*found, answer.partial), (&["b"][..], true), "and the total beside it");
}

#[test]
fn of_a_page_the_words_are_told_and_not_the_tags() {
    let error = list("<html><p class='x'>size > quota</p></html>", &["a"]).unwrap_err();
    assert_eq!(error.to_string(), "the answer is not the API's: size > quota");
}

/// Of two elements with one id the newer one counts, else the later one.
#[rstest]
#[case(Some("2025-08-05 15:22:57"), Some("2025-08-05 15:22:56"), Status::Waiting)]
#[case(Some("2025-08-05 15:22:56"), Some("2025-08-05 15:22:57"), Status::Complete)]
#[case(Some("2025-08-05 15:22:56"), Some("2025-08-05 15:22:56"), Status::Complete)]
#[case(Some("2025-08-05 15:22:56"), None, Status::Complete)]
#[case(None, None, Status::Complete)]
fn an_id_that_comes_twice(#[case] first: Option<&str>, #[case] second: Option<&str>, #[case] status: Status) {
    let tasks = json!([
        {"taskId": "a", "status": "waiting", "updateTime": first},
        {"taskId": "x"},
        {"taskId": "a", "status": "complete", "updateTime": second},
    ]);
    let answer = data(&tasks, &["a", "b"]).unwrap();
    assert_eq!((answer.reports.len(), answer.skipped), (1, 0));
    assert_eq!(answer.reports[0].1.status, status);
}

#[test]
fn a_uuid_is_found_however_it_is_spelled() {
    let (asked, other) = ("10B10BF6-4381-4EBF-B1FB-F0D7E910E8D1", "10b10bf643814ebfb1fbf0d7e910e8d1");
    let tasks = json!([{"taskId": other, "status": "complete"}]);
    let [(id, report)] = &*data(&tasks, &[asked]).unwrap().reports else { panic!("one report") };
    assert_eq!((id.as_str(), &report.status), (asked, &Status::Complete), "by the id that was asked for");
}

#[rstest]
#[case(json!({"taskId": "a", "id": "b"}), &["a"])]
#[case(json!({"taskId": null, "id": "b"}), &["b"])]
#[case(json!({"taskId": " ", "id": "b"}), &["b"])]
#[case(json!({"id": 4711}), &["4711"])]
fn id_is_read_where_task_id_is_missing(#[case] task: Value, #[case] expected: &[&str]) {
    let answer = data(&json!([task]), &["a", "b", "4711"]).unwrap();
    assert_eq!(answer.reports.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(), expected);
}

/// A bare number of at most 1 is a share where that lies nearer to what is done.
#[rstest]
#[case(json!({"progress": 0.62}), Some(0.62))]
#[case(json!({"progress": 0.62, "totalSize": 1000, "processedSize": 600}), Some(62.0))]
#[case(json!({"progress": "0.62", "totalSize": 1000, "processedSize": 600}), Some(62.0))]
#[case(json!({"progress": ".62", "totalSize": 1000, "processedSize": 600}), Some(62.0))]
#[case(json!({"progress": "0.62%", "totalSize": 1000, "processedSize": 600}), Some(0.62))]
#[case(json!({"progress": 0.62, "totalSize": 1000, "processedSize": 6}), Some(0.62))]
#[case(json!({"progress": 1, "totalSize": 1000, "processedSize": 1000}), Some(100.0))]
#[case(json!({"progress": 1, "totalSize": 1000, "processedSize": 9}), Some(1.0))]
#[case(json!({"progress": 1, "totalSize": 1000, "processedSize": 505}), Some(1.0))]
#[case(json!({"progress": 0.5, "operationType": "delete", "totalNum": 10, "processedNum": 5, "totalSize": 9, "processedSize": 0}), Some(50.0))]
#[case(json!({"progress": 62.5, "totalSize": 1000, "processedSize": 6}), Some(62.5))]
fn a_share_or_a_percentage(#[case] mut task: Value, #[case] percent: Option<f64>) {
    task["taskId"] = json!("a");
    assert_eq!(data(&json!([task]), &["a"]).unwrap().reports[0].1.percent, percent);
}

#[rstest]
#[case(json!({"errorCode": "0", "errorMsg": "success"}), None, None)]
#[case(json!({"errorCode": 0, "errorMsg": ""}), None, None)]
#[case(json!({"errorCode": "200", "errorMsg": " Success "}), None, None)]
#[case(json!({"errorCode": "", "errorMsg": null}), None, None)]
#[case(json!({"errorCode": 911_501, "errorMsg": "success"}), Some("911501"), None)]
#[case(json!({"errorCode": null, "errorMsg": "no space"}), None, Some("no space"))]
#[case(json!({"errorCode": -1, "errorMsg": "no space"}), Some("-1"), Some("no space"))]
fn what_is_no_error(#[case] mut task: Value, #[case] code: Option<&str>, #[case] message: Option<&str>) {
    task["taskId"] = json!("a");
    let answer = data(&json!([task]), &["a"]).unwrap();
    let report = &answer.reports[0].1;
    assert_eq!((report.error_code(), report.error_message()), (code, message));
}

/// What one field has cannot be read by any rule of JSON, or is there twice: the others are taken all the same.
#[rstest]
#[case(r#"{"taskId":"a","status":"fail","sourcePath":"\ud800"}"#)]
#[case(r#"{"taskId":"a","totalSize":1e999,"status":"fail"}"#)]
#[case(r#"{"taskId":"b","status":"fail","taskId":"a"}"#)]
fn an_unreadable_field_costs_only_itself(#[case] element: &str) {
    let body = format!(r#"{{"code":"0","data":[{element},{{"taskId":"b","status":"complete"}}]}}"#);
    let answer = list(&body, &["a", "b"]).unwrap();
    let found: Vec<_> = answer.reports.iter().map(|(id, report)| (id.as_str(), &report.status)).collect();
    assert_eq!((&*found, answer.skipped), (&[("a", &Status::Fail), ("b", &Status::Complete)][..], 0));
}

#[test]
fn message_is_read_where_msg_is_missing() {
    let error = list(r#"{"code":"1001","message":"jwt token is invalid"}"#, &["a"]).unwrap_err();
    assert_eq!(&*error.message, "jwt token is invalid");
}

#[test]
fn the_tasks_of_an_answer_share_their_owner_and_target() {
    let task = |id: &str| json!({"taskId": id, "targetPath": "/work/b", "userName": "lina", "userId": 7});
    let answer = data(&json!([task("a"), task("b")]), &["a", "b"]).unwrap();
    let [(_, a), (_, b)] = &*answer.reports else { panic!("{answer:?}") };
    assert!(Arc::ptr_eq(a.owner.as_ref().unwrap(), b.owner.as_ref().unwrap()));
    assert_eq!((a.user_name(), a.user_id()), (Some("lina"), Some("7")));
}

#[test]
fn tasks_of_different_users_have_different_owners() {
    let task = |id: &str| {
        let name = |field: &str| format!("{field} of {id}");
        json!({
            "taskId": id, "userId": name("user"), "userName": name("name"), "clusterUserName": name("cluster user"),
            "clusterId": name("cluster"), "clusterName": name("cluster name"),
        })
    };
    let answer = data(&json!([task("a"), task("b")]), &["a", "b"]).unwrap();
    let names: Vec<_> = answer.reports.iter().map(|(_, report)| report.user_name().unwrap()).collect();
    assert_eq!(names, ["name of a", "name of b"]);
}

#[rstest]
#[case(r#"{ "taskId":"a","x":" b : c " }"#)]
#[case(r#"{"taskId": "a","x":" b : c "}"#)]
#[case("{\n\"taskId\":\"a\",\t\"x\":\" b : c \"}")]
fn an_element_is_kept_without_the_white_space_between_its_parts(#[case] element: &str) {
    let answer = list(&format!(r#"{{"code":"0","data":[{element}]}}"#), &["a"]).unwrap();
    assert_eq!(answer.reports[0].1.raw(), r#"{"taskId":"a","x":" b : c "}"#);
}

#[rstest]
#[case(json!("20:5-08-05 15:22:56"), None)]
#[case(json!("2025-08-0: 15:22:56"), None)]
#[case(json!(99_999_999_999_u64), Some("5138-11-16T09:46:39Z"))]
#[case(json!(100_000_000_000_u64), Some("1973-03-03T09:46:40Z"))]
fn where_times_begin_and_end(#[case] sent: Value, #[case] expected: Option<&str>) {
    let answer = data(&json!([{"taskId": "a", "updateTime": sent}]), &["a"]).unwrap();
    assert_eq!(answer.reports[0].1.updated(), expected.map(time));
}

#[test]
fn deep_nesting_overflows_nothing() {
    for depth in [200, 10_000, 1_000_000] {
        let deep = format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        let body = format!(r#"{{"code":"0","data":[{deep},{{"taskId":"a","status":"fail","progress":{deep}}}]}}"#);
        let answer = list(&body, &["a"]).unwrap();
        assert_eq!((answer.reports.len(), answer.skipped, answer.reports[0].1.percent), (1, 1, None));
        assert_eq!(list(&format!(r#"{{"code":{deep}}}"#), &["a"]).unwrap_err().kind, CallErrorKind::BadAnswer);
        let open = format!(r#"{{"code":"0","data":{}"#, "[".repeat(depth));
        assert_eq!(list(&open, &["a"]).unwrap_err().kind, CallErrorKind::BadAnswer);
        let braces = format!(r#"{{"code":"0","data":{}1{}}}"#, r#"{"a":"#.repeat(depth), "}".repeat(depth));
        assert_eq!(list(&braces, &["a"]).unwrap_err().kind, CallErrorKind::BadAnswer);
    }
}

#[test]
fn a_million_elements_are_counted_and_not_kept() {
    let early = r#"{"taskId":"a","status":"complete"},"#;
    let late = r#"{"taskId":"b","status":"complete"}"#;
    let body = format!(r#"{{"code":"0","data":[{early}{}{late}]}}"#, "1,".repeat(1_000_000));
    let answer = list(&body, &["a", "b"]).unwrap();
    assert_eq!((answer.reports.len(), answer.skipped), (1, 1_000_001), "b is beyond what is looked at");
}

#[test]
fn texts_are_bounded() {
    let long = "长".repeat(100_000);
    let task = json!({
        "taskId": "a", "status": long, "operationType": long, "duplicateHandleType": long, "sourcePath": long,
        "targetPath": long, "errorCode": long, "errorMsg": long, "userName": long, "clusterName": long,
        "submitTime": long, "totalSize": long,
    });
    let answer = data(&json!([task]), &["a"]).unwrap();
    let report = &answer.reports[0].1;
    let chars = |text: Option<&str>| text.unwrap().chars().count();
    assert_eq!((&report.source, &report.target), (&None, &None), "a part of a path is another path");
    assert_eq!((chars(report.error_code()), chars(report.error_message())), (32, 1000));
    assert_eq!((chars(report.user_name()), chars(report.cluster_name())), (200, 200));
    assert_eq!(report.status.as_str().chars().count(), 32);
    assert!(report.raw().len() <= 4096 + '…'.len_utf8() && report.raw().ends_with('…'));
}

#[rstest]
#[case(json!(null), &[])]
#[case(json!(true), &[])]
#[case(json!("ok"), &[])]
#[case(json!([{"taskId": "a", "errorCode": "0"}, {"taskId": "b", "code": null}]), &[])]
#[case(json!(["a", "b"]), &[])]
#[case(json!([{"taskId": "x", "errorCode": "911030"}]), &[])]
#[case(json!([{"taskId": "a", "errorCode": "911030", "errorMsg": "no\u{7}"}]), &[("a", "911030", "no\u{fffd}")])]
#[case(json!([{"taskId": "a", "code": 10004, "msg": "busy"}, {"taskId": "a", "code": 1}]), &[("a", "10004", "busy")])]
#[case(json!({"failed": [{"taskId": "b", "code": "10004"}]}), &[("b", "10004", "")])]
#[case(json!([{"taskId": "a", "status": "fail", "errorCode": "911501"}]), &[])]
fn per_id_errors_of_a_cancel(#[case] shape: Value, #[case] expected: &[(&str, &str, &str)]) {
    let answer = cancel(&shape, &["a", "b"]);
    let found: Vec<_> = answer
        .refused
        .iter()
        .map(|(id, problem)| (id.as_str(), problem.code.as_deref().unwrap(), &*problem.message))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn a_refused_cancel_is_an_error() {
    let error = decode_cancel(r#"{"code":"911030","msg":"权限不足,禁止操作"}"#, &ids(&["a"])).unwrap_err();
    assert_eq!((error.kind, error.code.as_deref()), (CallErrorKind::Refused, Some("911030")));
    assert_eq!(&*error.message, "权限不足,禁止操作");
}
