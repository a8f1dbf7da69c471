//! Answers to `task/list` whose form the document leaves open, as the real binary reads them.

use super::{
    hostile_server::HostileServer,
    program::{Ended, ended},
};
use rstest::rstest;
use serde_json::{Value, json};
use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};
use tempfile::TempDir;

/// A server, and a home for the program.
struct Bench {
    server: HostileServer,
    home: TempDir,
}

impl Bench {
    /// A server that always says this.
    fn saying(body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        Self::with(HostileServer::saying(move |_| body.clone()))
    }

    fn with(server: HostileServer) -> Self {
        Self { server, home: tempfile::tempdir().unwrap() }
    }

    fn run(&self, args: &str) -> Ended {
        let mut command = Command::new(env!("CARGO_BIN_EXE_eftop"));
        command.args(args.split_whitespace()).env_clear().stdin(Stdio::null());
        command.env("HOME", self.home.path()).env("EFTOP_INTERVAL", "50ms").env("LANG", "C.UTF-8");
        command.env("SCNET_EFILE_URL", &self.server.base_url).env("SCNET_TOKEN", "open-sesame");
        ended(&mut command)
    }

    /// The tasks of a JSON document.
    fn tasks(&self, args: &str) -> Vec<Value> {
        let ended = self.run(args);
        let document: Value = serde_json::from_str(&ended.out).unwrap_or_else(|_| panic!("{ended:?}"));
        document["tasks"].as_array().unwrap().clone()
    }
}

fn data(data: &Value) -> String {
    json!({"code": "0", "data": data, "msg": "success"}).to_string()
}

/// The only task of `list --json`, of a server that has this element.
fn listed(mut element: Value) -> Value {
    element["taskId"] = json!("a1");
    let mut tasks = Bench::saying(data(&json!([element]))).tasks("list --json a1");
    assert_eq!(tasks.len(), 1);
    tasks.remove(0)
}

#[rstest]
#[case::omitted(&data(&json!([{"taskId": "x", "status": "processing"}])))]
#[case::null_elements(&data(&json!([null, null])))]
#[case::empty(&data(&json!([])))]
#[case::an_empty_object(&data(&json!({})))]
#[case::null(&data(&json!(null)))]
#[case::missing(r#"{"code":0}"#)]
#[case::an_empty_page(&data(&json!({"total": 0, "list": []})))]
fn ids_that_are_absent(#[case] body: &str) {
    let bench = Bench::saying(body);
    let tasks = bench.tasks("list --json a1 b1");
    assert!(tasks.iter().all(|task| task["status"] == "unknown"), "{tasks:?}");
    let ended = bench.run("wait a1 b1 --timeout 60s");
    assert_eq!(ended.code, 6, "they are gone: {ended:?}");
}

#[rstest]
#[case::of_a_page(&data(&json!({"total": 3, "list": [{"taskId": "a1", "status": "processing"}]})))]
#[case::beside_data(r#"{"total":"3","code":"0","data":[{"taskId":"a1","status":"processing"}]}"#)]
#[case::an_unreadable_element(&data(&json!([{"taskId": "a1", "status": "processing"}, {"taskId": "?? "}, 17])))]
fn nobody_is_absent_from_a_part_of_an_answer(#[case] body: &str) {
    let bench = Bench::saying(body);
    let listed = bench.run("list a1 b1");
    assert!(listed.out.contains("unknown") && !listed.out.contains("not returned"), "{listed:?}");
    let ended = bench.run("wait a1 b1 --until any --timeout 8s");
    assert_eq!(ended.code, 124, "{ended:?}");
}

#[rstest]
#[case::the_newer(json!([
    {"taskId": "a1", "status": "complete", "updateTime": "2025-08-05 15:22:57"},
    {"taskId": "a1", "status": "processing", "updateTime": "2025-08-05 15:22:56"},
]))]
#[case::the_later(json!([{"taskId": "a1", "status": "processing"}, {"taskId": "a1", "status": "complete"}]))]
fn of_an_id_that_comes_twice_counts(#[case] elements: Value) {
    assert_eq!(Bench::saying(data(&elements)).tasks("list --json a1")[0]["status"], "complete");
}

#[test]
fn a_uuid_is_known_by_any_spelling_and_printed_as_it_was_asked_for() {
    let bench = Bench::saying(data(&json!([{"taskId": "10b10bf643814ebfb1fbf0d7e910e8d1", "status": "complete"}])));
    let tasks = bench.tasks("list --json 10B10BF6-4381-4EBF-B1FB-F0D7E910E8D1");
    assert_eq!(tasks[0]["id"], "10B10BF6-4381-4EBF-B1FB-F0D7E910E8D1");
    assert_eq!(tasks[0]["status"], "complete");
}

#[test]
fn id_is_read_where_task_id_is_missing() {
    let bench = Bench::saying(data(&json!([{"id": "a1", "status": "complete"}])));
    assert_eq!(bench.tasks("list --json a1")[0]["status"], "complete");
}

#[rstest]
#[case::a_share(json!({"progress": 0.62, "totalSize": 1000, "processedSize": 600}), json!(0.62))]
#[case::a_share_as_text(json!({"progress": ".62", "totalSize": 1000, "processedSize": 600}), json!(0.62))]
#[case::a_small_percentage(json!({"progress": "0.62", "totalSize": 1000, "processedSize": 5}), json!(0.005))]
#[case::without_sizes(json!({"progress": "0.5"}), json!(0.005))]
#[case::by_files(json!({"operationType": "delete", "progress": 0.62, "totalNum": 1000, "processedNum": 600}), json!(0.62))]
#[case::a_small_percentage_by_files(
    json!({"operationType": "delete", "progress": 0.62, "totalNum": 1000, "processedNum": 6}),
    json!(0.006)
)]
#[case::with_a_sign(json!({"progress": "0.5%", "totalSize": 1000, "processedSize": 500}), json!(0.005))]
fn a_share_is_told_from_a_percentage_by_what_is_done(#[case] mut element: Value, #[case] fraction: Value) {
    element["status"] = json!("processing");
    assert_eq!(listed(element)["fraction"], fraction);
}

#[rstest]
#[case(json!({"errorCode": "0", "errorMsg": "success"}))]
#[case(json!({"errorCode": 0, "errorMsg": ""}))]
#[case(json!({"errorCode": "200", "errorMsg": null}))]
#[case(json!({"errorCode": "", "errorMsg": "SUCCESS"}))]
fn what_says_that_all_is_well_is_no_error(#[case] mut element: Value) {
    element["status"] = json!("complete");
    assert_eq!(listed(element)["error"], Value::Null);
}

#[rstest]
#[case(json!("20250805152256"), json!("2025-08-05T07:22:56Z"))]
#[case(json!(20_250_805_152_256_u64), json!("2025-08-05T07:22:56Z"))]
#[case(json!("2999-08-05 15:22:56"), Value::Null)]
fn times(#[case] time: Value, #[case] expected: Value) {
    assert_eq!(listed(json!({"status": "waiting", "submitTime": time}))["submitted"], expected);
}

#[test]
fn numbers_come_as_texts_and_texts_as_numbers() {
    let element = json!({"status": "processing", "totalSize": "1000", "processedSize": " 10.0 ", "totalNum": 7.9, "errorCode": 911_501});
    let task = listed(element);
    assert_eq!((&task["total_bytes"], &task["done_bytes"]), (&json!(1000), &json!(10)));
    assert_eq!((&task["total_files"], &task["error"]["code"]), (&json!(7), &json!("911501")));
}

#[test]
fn message_is_read_where_msg_is_missing() {
    let ended = Bench::saying(r#"{"code":"10009","message":"unsupported version xyz"}"#).run("list a1");
    assert!(ended.err.contains("unsupported version xyz"), "{ended:?}");
}

#[test]
fn a_declared_charset_is_read() {
    let server = HostileServer::start(|_, stream| {
        // {"code":"0","data":[{"taskId":"a1","status":"complete","sourcePath":"/数据"}]} in GBK.
        let body = b"{\"code\":\"0\",\"data\":[{\"taskId\":\"a1\",\"status\":\"complete\",\"sourcePath\":\"/\xca\xfd\xbe\xdd\"}]}";
        write!(stream, "HTTP/1.1 200 -\r\nconnection: close\r\ncontent-type: application/json;charset=GBK\r\n")?;
        write!(stream, "content-length: {}\r\n\r\n", body.len())?;
        stream.write_all(body)
    });
    assert_eq!(Bench::with(server).tasks("list --json a1")[0]["source"], "/数据");
}

#[test]
fn what_a_later_answer_lacks_is_not_forgotten() {
    let answers = AtomicUsize::new(0);
    let server = HostileServer::saying(move |_| {
        let full = json!({
            "taskId": "a1", "status": "processing", "operationType": "copy", "sourcePath": "/a/b", "targetPath": "/c",
            "totalSize": 1000, "processedSize": 10, "submitTime": "2025-08-05 15:22:56",
        });
        let bare = json!({"taskId": "a1", "status": "complete", "sourcePath": null, "totalSize": null});
        let element = if answers.fetch_add(1, Ordering::Relaxed) == 0 { full } else { bare };
        data(&json!([element])).into_bytes()
    });
    let task = Bench::with(server).tasks("wait --json a1 --timeout 60s").remove(0);
    assert_eq!(task["status"], "complete");
    assert_eq!((&task["source"], &task["target"], &task["total_bytes"]), (&json!("/a/b"), &json!("/c"), &json!(1000)));
    assert_eq!((&task["operation"], &task["submitted"]), (&json!("copy"), &json!("2025-08-05T07:22:56Z")));
}

/// Whether a file below `folder` holds this text.
fn holds(folder: &Path, text: &str) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() { holds(&path, text) } else { fs::read_to_string(&path).is_ok_and(|file| file.contains(text)) }
    })
}

#[test]
fn a_path_is_kept_as_it_was_sent_and_cleaned_where_it_is_shown() {
    let path = "/a\u{7}/b\u{202e}c";
    let bench = Bench::saying(data(&json!([{"taskId": "a1", "status": "complete", "sourcePath": path}])));
    let ended = bench.run("add a1");
    assert_eq!(ended.code, 0, "{ended:?}");
    let ended = bench.run("wait a1 --timeout 60s");
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(holds(bench.home.path(), "/a\\u0007/b\u{202e}c"), "the set has the path");
    let ended = bench.run("list");
    assert!(ended.out.contains("/a\u{fffd}/b\u{fffd}c"), "{ended:?}");
}

#[test]
fn two_spellings_of_a_uuid_are_one_task_everywhere() {
    let (plain, dashed) = ("10b10bf643814ebfb1fbf0d7e910e8d1", "10B10BF6-4381-4EBF-B1FB-F0D7E910E8D1");
    let cancels = Arc::new(Mutex::new(Vec::new()));
    let into = cancels.clone();
    let bench = Bench::with(HostileServer::saying(move |request| {
        if request.path.ends_with("cancel") {
            into.lock().unwrap().push(request.body.clone());
            return br#"{"code":"0","data":null}"#.to_vec();
        }
        let status = if into.lock().unwrap().is_empty() { "processing" } else { "cancel" };
        json!({"code": "0", "data": [{"taskId": plain, "status": status}]}).to_string().into_bytes()
    }));
    let ids = |args: &str| -> Vec<Value> { bench.tasks(args).iter().map(|task| task["id"].clone()).collect() };
    assert_eq!(ids(&format!("list --json {dashed} {plain}")), [dashed], "printed as it was written first");
    assert_eq!(bench.run(&format!("add {plain} {dashed}")).code, 0);
    assert_eq!(ids("list --json"), [plain]);
    assert_eq!(ids(&format!("list --json {dashed}")).len(), 1);
    let ended = bench.run(&format!("cancel --yes --json --timeout 60s {plain} {dashed}"));
    let document: Value = serde_json::from_str(&ended.out).unwrap_or_else(|_| panic!("{ended:?}"));
    assert_eq!((ended.code, document["tasks"].as_array().unwrap().len()), (0, 1), "{ended:?}");
    let cancels = cancels.lock().unwrap();
    assert!(cancels.len() == 1 && cancels[0].matches('"').count() == 4, "{cancels:?}");
    let ended = bench.run(&format!("wait --json {dashed} {plain}"));
    let document: Value = serde_json::from_str(&ended.out).unwrap_or_else(|_| panic!("{ended:?}"));
    assert_eq!(document["tasks"].as_array().unwrap().len(), 1, "{ended:?}");
    assert_eq!(bench.run(&format!("forget {dashed}")).code, 0);
    let ended = bench.run("list --json");
    assert!(!ended.out.contains(plain), "{ended:?}");
}
