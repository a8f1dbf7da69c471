//! The embedded server over real HTTP: what the document says of each call, and that each fault is what it says it is.

mod account;
mod program;
mod support;

use eftop::internals::server::{self as server, EXAMPLE_ID, LogLine, Options, OtherRegion, Scenario};
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use support::{Bench, CANCEL, LIST, SMALL};

#[tokio::test]
async fn the_documents_example_is_answered_as_the_document_does() {
    let document = include_str!("data/task-list-example.json");
    for name in Scenario::names() {
        let options = Options::new(Scenario::named(name).unwrap());
        let bench = Bench::with(|_| options, SMALL).await;
        let answer = bench.list(&[EXAMPLE_ID]).await;
        assert_eq!(answer, serde_json::from_str::<Value>(document).unwrap(), "{name}");
    }
}

#[tokio::test]
async fn fields_and_key_order_are_the_documents() {
    let bench = Bench::new(SMALL).await;
    let request = json!({"taskIds": [EXAMPLE_ID]});
    let response = bench.send(Method::POST, LIST, bench.server.token(), &request).await.unwrap();
    let text = response.text().await.unwrap();
    let compact: String = include_str!("data/task-list-example.json").lines().map(str::trim).collect();
    assert_eq!(text, compact.replace("\": ", "\":"));
}

#[tokio::test]
async fn a_task_lives_and_is_forgotten() {
    let bench = Bench::new(SMALL).await;
    assert_eq!(bench.server.task_ids(), ["runs", "waits", "done"]);
    let answer = bench.list(&["runs", "waits", "done", "nobody", "runs"]).await;
    let data = answer["data"].as_array().unwrap();
    assert_eq!(data.len(), 3, "each once, unknown ones left out");
    let task = |id: &str| data.iter().find(|task| task["taskId"] == id).unwrap();
    assert_eq!(task("waits")["status"], "waiting");
    assert_eq!((&task("waits")["startTime"], &task("waits")["totalNum"]), (&Value::Null, &json!(0)));
    assert_eq!(
        (&task("runs")["status"], &task("runs")["duplicateHandleType"]),
        (&json!("processing"), &json!("cover"))
    );
    assert_eq!(task("runs")["clusterName"], "演示中心【一区】");
    assert_eq!(
        (&task("done")["progress"], &task("done")["processedSize"], &task("done")["processedNum"]),
        (&json!("100%"), &json!(0), &json!(7))
    );
    // 24 h, 1440 times faster, are a minute after the end at -10.
    bench.advance(49.0).await;
    assert_eq!(bench.task("done").await["status"], "complete");
    bench.advance(1.0).await;
    assert_eq!(bench.task("done").await, Value::Null);
    assert_eq!(bench.task("waits").await["status"], "processing");
    bench.advance(50.0).await;
    assert_eq!(
        (&bench.task("runs").await["status"], &bench.task("waits").await["status"]),
        (&json!("complete"), &json!("complete"))
    );
}

#[tokio::test]
async fn cancelling_takes_a_moment_and_leaves_ended_tasks_alone() {
    let bench = Bench::new(SMALL).await;
    let answer = bench.post(CANCEL, json!({"taskIds": ["runs", "waits", "done", "nobody"]})).await;
    assert_eq!(answer, json!({"code": "0", "data": null, "msg": "success"}));
    bench.advance(1.9).await;
    assert_eq!(bench.task("runs").await["status"], "processing");
    bench.advance(0.1).await;
    let runs = bench.task("runs").await;
    assert_eq!(runs["status"], "cancel");
    assert_eq!(bench.task("waits").await["status"], "cancel");
    assert_eq!(bench.task("done").await["status"], "complete");
    bench.advance(20.0).await;
    assert_eq!(bench.task("runs").await, runs, "an ended task does not change");
}

#[rstest]
#[case(json!({}), "10003")]
#[case(json!({"taskIds": null}), "10003")]
#[case(json!({"taskIds": []}), "10003")]
#[case(json!({"taskIds": "runs"}), "10004")]
#[case(json!({"taskIds": ["runs", 7]}), "10004")]
#[case(json!({"taskIds": ["runs", " "]}), "10004")]
#[case(json!({"taskIds": vec!["runs"; 501]}), "10004")]
#[case(json!({"taskIds": vec!["runs"; 500]}), "0")]
#[tokio::test]
async fn list_and_cancel_keep_the_limits(#[case] body: Value, #[case] code: &str) {
    let bench = Bench::new(SMALL).await;
    for path in [LIST, CANCEL] {
        let answer = bench.post(path, body.clone()).await;
        assert_eq!(answer["code"], code, "{path}");
        assert!(code == "0" || answer["data"].is_null());
    }
}

#[tokio::test]
async fn wrong_tokens_paths_methods_and_bodies_are_told_apart() {
    let bench = Bench::new(SMALL).await;
    let body = json!({"taskIds": ["runs"]});
    let code = async |method, path: &str, token: &str, body: &Value| {
        let response = bench.send(method, path, token, body).await.unwrap();
        let status = response.status().as_u16();
        (status, serde_json::from_str::<Value>(&response.text().await.unwrap()).unwrap())
    };
    let (status, answer) = code(Method::POST, LIST, "", &body).await;
    assert_eq!((status, &answer["code"]), (200, &json!("911406")));
    let (status, answer) = code(Method::GET, LIST, bench.server.token(), &body).await;
    assert_eq!((status, &answer["code"]), (200, &json!("1001")));
    let (status, answer) = code(Method::POST, "/openapi/v2/file/task/list", bench.server.token(), &body).await;
    assert_eq!((status, answer), (404, json!({"code": "404", "data": null, "msg": "Not Found"})));
    bench.advance(1000.0).await;
    let (status, answer) = code(Method::POST, LIST, bench.server.token(), &body).await;
    assert_eq!((status, &answer["code"]), (200, &json!("10008")), "the token has lived its 1000 s");
}

#[rstest]
#[case("async-copy", "copy", json!([{"sourcePath": "/a/many", "targetPath": "/b", "duplicateHandleType": ""}, {"sourcePath": "/a/one.h5", "targetPath": "/b", "duplicateHandleType": "both"}]))]
#[case("async-move", "move", json!([{"sourcePath": "/a/目录", "targetPath": "/b", "duplicateHandleType": "cover"}]))]
#[case("async-remove", "delete", json!([{"sourcePath": "/a/many"}]))]
#[tokio::test]
async fn a_submitted_task_goes_its_way(#[case] path: &str, #[case] operation: &str, #[case] items: Value) {
    let bench = Bench::new(SMALL).await;
    let answer = bench.post(&format!("/efile/openapi/v2/file/{path}"), items.clone()).await;
    assert_eq!(answer["code"], "0");
    let made = answer["data"].as_array().unwrap();
    assert_eq!(made.len(), items.as_array().unwrap().len());
    for (task, item) in made.iter().zip(items.as_array().unwrap()) {
        let id = task["taskId"].as_str().unwrap();
        assert_eq!(
            (id.len(), &task["operationType"], &task["sourcePath"]),
            (32, &json!(operation), &item["sourcePath"])
        );
        assert_eq!(bench.task(id).await["taskId"], id);
    }
    bench.advance(5.0).await;
    let task = bench.task(made[0]["taskId"].as_str().unwrap()).await;
    assert_eq!(task["status"], "processing");
    // The longest possible submitted task takes 134 s; it is forgotten a minute after its end.
    for _ in 0..13 {
        bench.advance(10.0).await;
        if bench.task(made[0]["taskId"].as_str().unwrap()).await["status"] == "complete" {
            return;
        }
    }
    panic!("it did not end");
}

#[rstest]
#[case(json!([]), "10003")]
#[case(json!({"sourcePath": "/a", "targetPath": "/b"}), "10004")]
#[case(json!([{"sourcePath": "/a"}]), "10003")]
#[case(json!([{"targetPath": "/a"}]), "10003")]
#[case(json!([{"sourcePath": "a", "targetPath": "/b"}]), "10004")]
#[case(json!([{"sourcePath": "/a", "targetPath": "/b", "duplicateHandleType": "skip"}]), "10004")]
#[case(json!([["/a"]]), "10004")]
#[tokio::test]
async fn a_bad_submission_makes_no_task(#[case] items: Value, #[case] code: &str) {
    let bench = Bench::new(SMALL).await;
    assert_eq!(bench.post("/efile/openapi/v2/file/async-copy", items).await["code"], code);
    assert_eq!(bench.get("/__control/counters").await["counters"]["submitted"], 0);
}

/// What the body of an answer with HTTP status must contain.
#[rstest]
#[case(json!({"kind": "http_429", "retry_after": 5}), 429, "Too Many")]
#[case(json!({"kind": "busy"}), 200, r#""code":"911048""#)]
#[case(json!({"kind": "http_500"}), 500, r#""status":500"#)]
#[case(json!({"kind": "html_502"}), 502, "<h1>502 Bad Gateway</h1>")]
#[case(json!({"kind": "http_401"}), 401, r#""code":"401""#)]
#[case(json!({"kind": "code", "code": "10001", "message": "x"}), 200, r#"{"code":"10001","data":null,"msg":"x"}"#)]
#[case(json!({"kind": "expired_token"}), 200, r#""code":"10008""#)]
#[case(json!({"kind": "expired_token", "code": "911406"}), 200, r#""code":"911406""#)]
#[case(json!({"kind": "data_null"}), 200, r#"{"code":"0","data":null,"msg":"success"}"#)]
#[case(json!({"kind": "missing_ids", "ids": ["runs"]}), 200, r#"{"code":"0","data":[],"msg":"success"}"#)]
#[case(json!({"kind": "bad_batch", "ids": ["runs"], "code": "10004"}), 200, r#""code":"10004""#)]
#[case(json!({"kind": "slow", "seconds": 0.01}), 200, r#""taskId":"runs""#)]
#[tokio::test]
async fn faults_that_answer(#[case] mut fault: Value, #[case] status: u16, #[case] part: &str) {
    let bench = Bench::new(SMALL).await;
    fault["count"] = json!(1);
    bench.fault(fault.clone()).await;
    let ask = async || {
        let response =
            bench.send(Method::POST, LIST, bench.server.token(), &json!({"taskIds": ["runs"]})).await.unwrap();
        let retry = response.headers().get("retry-after").map(|value| value.to_str().unwrap().to_owned());
        (response.status().as_u16(), retry, response.text().await.unwrap())
    };
    let (found, retry, text) = ask().await;
    assert_eq!((found, retry.as_deref()), (status, fault["retry_after"].is_number().then_some("5")));
    assert!(text.contains(part), "{text}");
    let (found, _, text) = ask().await;
    assert!(found == 200 && text.contains(r#""taskId":"runs""#), "after its one request the fault is over: {text}");
    let log = bench.get("/__control/log").await;
    assert_eq!((&log[0]["fault"], &log[1]["fault"]), (&fault["kind"], &Value::Null));
}

#[rstest]
#[case("reset")]
#[case("cut")]
#[tokio::test]
async fn faults_of_the_connection(#[case] kind: &str) {
    let bench = Bench::new(SMALL).await;
    bench.fault(json!({"kind": kind, "count": 1, "scope": "list"})).await;
    let answer = async {
        let response = bench.send(Method::POST, LIST, bench.server.token(), &json!({"taskIds": ["runs"]})).await?;
        response.text().await
    };
    assert!(answer.await.is_err());
    assert_eq!(bench.task("runs").await["taskId"], "runs", "the next connection works");
}

#[tokio::test]
async fn a_hung_request_is_let_go_at_the_end() {
    let bench = Bench::new(SMALL).await;
    bench.fault(json!({"kind": "hang", "scope": "list"})).await;
    let (base, token) = (bench.server.base_url().to_owned(), bench.server.token().to_owned());
    let request = bench.client.post(format!("{base}{LIST}")).header("token", token).body("{}").send();
    let hung = tokio::spawn(request);
    while bench.get("/__control/counters").await["counters"]["in_flight"] != 1 {
        tokio::task::yield_now().await;
    }
    assert_eq!(bench.post(CANCEL, json!({"taskIds": ["runs"]})).await["code"], "0", "others are served meanwhile");
    assert!(!hung.is_finished());
    bench.server.shut_down().await.unwrap();
    assert!(hung.await.unwrap().is_err());
}

#[tokio::test]
async fn a_truncated_answer_is_whole_http_and_half_json() {
    let bench = Bench::new(SMALL).await;
    bench.fault(json!({"kind": "truncated"})).await;
    let response = bench.send(Method::POST, LIST, bench.server.token(), &json!({"taskIds": ["runs"]})).await.unwrap();
    let text = response.text().await.unwrap();
    assert!(text.starts_with(r#"{"code":"0","data":[{"#) && serde_json::from_str::<Value>(&text).is_err(), "{text}");
}

#[tokio::test]
async fn a_huge_body_is_as_large_as_asked_for() {
    let bench = Bench::new(SMALL).await;
    bench.fault(json!({"kind": "huge_body", "bytes": 3_000_000})).await;
    let answer = bench.list(&["runs"]).await;
    assert!(answer["data"].as_array().unwrap().len() > 40_000);
}

#[tokio::test]
async fn wrong_types_and_duplicates_are_in_the_data() {
    let bench = Bench::new(&(0..12).fold(String::new(), |text, at| {
        format!(
            "{text}[[task]]\nid = 't{at}'\noperation = 'copy'\nsource = '/a'\ntarget = '/b'\nfiles = 9\nsize = 99\n"
        )
    }))
    .await;
    let ids: Vec<String> = (0..12).map(|at| format!("t{at}")).collect();
    bench.advance(30.0).await;
    let right = bench.post(LIST, json!({"taskIds": ids})).await;
    let order: Vec<_> = right["data"].as_array().unwrap().iter().map(|task| task["taskId"].as_str().unwrap()).collect();
    assert_ne!(order, ids, "the answer has an order of its own");
    bench.fault(json!({"kind": "duplicates", "count": 1})).await;
    assert_eq!(bench.post(LIST, json!({"taskIds": ids})).await["data"].as_array().unwrap().len(), 24);
    bench.fault(json!({"kind": "wrong_types", "count": 1})).await;
    let wrong = bench.post(LIST, json!({"taskIds": ids})).await;
    let data = wrong["data"].as_array().unwrap();
    let has = |test: &dyn Fn(&Value) -> bool| assert!(data.iter().any(test), "{wrong}");
    has(&|task| task["totalSize"].is_string());
    has(&|task| task["totalSize"].is_f64());
    has(&|task| task["totalSize"].is_null() && task["taskId"].is_string());
    has(&|task| task["progress"].is_f64());
    has(&|task| task["status"] == "archiving");
    has(&|task| task.get("retryCount").is_some());
    has(&Value::is_null);
    bench.fault(json!({"kind": "missing_ids", "count": 1})).await;
    let some = bench.post(LIST, json!({"taskIds": ids})).await["data"].as_array().unwrap().len();
    assert!((1..12).contains(&some), "{some}");
}

#[tokio::test]
async fn cancelling_can_be_refused_or_ignored() {
    let bench = Bench::new(SMALL).await;
    bench.fault(json!({"kind": "cancel_refused", "count": 1})).await;
    assert_eq!(bench.task("runs").await["status"], "processing", "lists are not concerned and do not use it up");
    assert_eq!(bench.post(CANCEL, json!({"taskIds": ["runs"]})).await["code"], "911030");
    bench.fault(json!({"kind": "cancel_ignored", "count": 1})).await;
    assert_eq!(bench.post(CANCEL, json!({"taskIds": ["runs"]})).await["code"], "0");
    bench.advance(10.0).await;
    assert_eq!(bench.task("runs").await["status"], "processing");
}

#[tokio::test]
async fn faults_of_a_scenario_have_their_time() {
    let scenario = format!("{SMALL}\n[[fault]]\nkind = 'busy'\nscope = 'list'\nat = 10\nlasts = 5\n");
    let bench = Bench::new(&scenario).await;
    for (seconds, code) in [(9.9, "0"), (0.1, "911048"), (4.9, "911048"), (0.1, "0")] {
        bench.advance(seconds).await;
        assert_eq!(bench.list(&["runs"]).await["code"], code);
    }
}

#[tokio::test]
async fn the_control_routes_switch_count_and_log() {
    let lines: Arc<Mutex<Vec<String>>> = Arc::default();
    let sink = {
        let lines = Arc::clone(&lines);
        Box::new(move |line: &LogLine| lines.lock().unwrap().push(line.to_string()))
    };
    let epoch = Some("2025-08-05T07:22:56Z".parse().unwrap());
    let bench = Bench::with(|options| Options { log: Some(sink), epoch, ..options }, SMALL).await;
    let number = bench.post("/__control/faults", json!({"kind": "busy"})).await["fault"].clone();
    assert_eq!(bench.list(&["runs", "done"]).await["code"], "911048");
    assert_eq!(bench.get("/__control/faults").await["faults"][0]["kind"], "busy");
    assert_eq!(bench.post("/__control/faults/clear", json!({"fault": number})).await["cleared"], 1);
    assert_eq!(bench.post(CANCEL, json!({"taskIds": ["runs"]})).await["code"], "0");
    let added = bench.post("/__control/tasks", json!({"operation": "delete", "source": "/x", "takes": 5})).await;
    let task = bench.task(added["taskId"].as_str().unwrap()).await;
    assert_eq!((&task["status"], &task["submitTime"]), (&json!("processing"), &json!("2025-08-05 15:22:56")));
    assert_eq!(
        *lines.lock().unwrap(),
        [
            format!("15:22:56 POST {LIST} 2 ids -> 200 code 911048 (busy)"),
            format!("15:22:56 POST {CANCEL} [runs] -> 200 code 0"),
            format!("15:22:56 POST {LIST} 1 ids -> 200 code 0"),
        ]
    );
    let log = bench.get("/__control/log?after=1").await;
    assert_eq!((log.as_array().unwrap().len(), &log[0]["ids"]), (2, &json!(["runs"])));
    assert!(!log.to_string().contains(bench.server.token()));
    let counters = &bench.get("/__control/counters").await["counters"];
    assert_eq!(
        (&counters["requests"], &counters["largest_batch"], &counters["in_flight_max"], &counters["faults"]),
        (&json!(3), &json!(2), &json!(1), &json!(1))
    );
    for bad in [json!({"kind": "rest"}), json!({"kind": "busy", "sconds": 1}), json!({"kind": "bad_batch"})] {
        assert!(bench.post("/__control/faults", bad).await["error"].is_string());
    }
    assert!(bench.post("/__control/tasks", json!({"operation": "copy", "source": "/x"})).await["error"].is_string());
    assert!(bench.post("/__control/advance", json!({"seconds": -1})).await["error"].is_string());
}

#[tokio::test]
async fn a_given_token_counts_and_a_crowd_has_its_size() {
    let crowd = Options {
        tasks: Some(1200),
        token: Some("my-token".to_owned()),
        ..Options::new(Scenario::named("crowd").unwrap())
    };
    let bench = Bench::with(|_| crowd, SMALL).await;
    assert_eq!((bench.server.token(), bench.server.task_ids().len()), ("my-token", 1200));
    let ids = &bench.server.task_ids()[..500];
    let answer = bench.post(LIST, json!({"taskIds": ids})).await;
    let mut states: Vec<_> =
        answer["data"].as_array().unwrap().iter().map(|task| task["status"].as_str().unwrap()).collect();
    states.sort_unstable();
    states.dedup();
    assert_eq!(states, ["cancel", "complete", "fail", "processing", "waiting"]);
}

#[tokio::test]
async fn what_cannot_be_started_says_why() {
    let first = || Options::new(Scenario::named("first-look").unwrap());
    let message = async |options| server::start(options).await.unwrap_err().to_string();
    assert!(message(Options { tasks: Some(9), ..first() }).await.contains("lists its own tasks"));
    assert!(message(Options { listen: "0.0.0.0:0".parse().unwrap(), ..first() }).await.contains("loopback"));
    assert!(message(Options { token: Some("a b".to_owned()), ..first() }).await.contains("token must be"));
    let brief = Some(Duration::from_millis(99));
    assert!(message(Options { token_life: brief, ..first() }).await.contains("100 ms to 1e8 s, not 99ms"));
    let regions = vec![OtherRegion::suspended("11112", "one's own")];
    assert!(message(Options { regions, ..first() }).await.contains("region 11112 is there twice"));
    let running = server::start(first()).await.unwrap();
    let taken = running.base_url().trim_start_matches("http://").parse().unwrap();
    assert!(message(Options { listen: taken, ..first() }).await.contains("cannot listen on 127.0.0.1:"));
    assert!(!format!("{running:?}").contains(running.token()));
}

#[tokio::test]
async fn dropping_it_ends_it() {
    let bench = Bench::new(SMALL).await;
    let address = bench.server.base_url().trim_start_matches("http://").to_owned();
    drop(bench);
    let refused = async {
        while tokio::net::TcpStream::connect(&address).await.is_ok() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), refused).await.unwrap();
}
