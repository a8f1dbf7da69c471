//! What `eftop cancel` makes of each answer that a cancel may have: the real binary against the real embedded server.

use super::{
    copy,
    hostile_server::{HostileServer, whole},
    listed,
    program::{Bench, ended},
};
use rstest::rstest;
use serde_json::json;
use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

/// Three copies that run for an hour, one that is done after a second, and a fault of cancels.
fn bench(fault: &str) -> Bench {
    let long = ["long1", "long2", "long3"].map(|id| copy(id, -9, 3600)).concat();
    let fault =
        if fault.is_empty() { String::new() } else { format!("[[fault]]\nscope = 'cancel'\nlasts = 1000\n{fault}") };
    Bench::new(&format!("cancel_delay = [0.1, 0.1]\n{long}{}{fault}", copy("done1", -9, 1)))
}

/// How a task stands, by what `list` prints.
fn status(bench: &Bench, id: &str) -> String {
    listed(bench, id)["status"].as_str().unwrap().to_owned()
}

#[rstest]
#[case::server_error("kind = 'http_500'")]
#[case::page("kind = 'html_502'")]
#[case::reset("kind = 'reset'")]
#[case::broken("kind = 'truncated'")]
#[case::empty("kind = 'reply'\nbody = ''")]
#[case::a_page_that_is_no_answer("kind = 'reply'\nbody = '<html>hello</html>'\ncontent_type = 'text/html'")]
#[case::silence("kind = 'hang'")]
fn a_lost_answer_is_found_out_by_asking(#[case] fault: &str) {
    let bench = bench(&format!("{fault}\ncarried_out = true"));
    let ended = bench.run("cancel --yes long1 --timeout 60s");
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(!ended.err.contains("was not cancelled"), "{ended:?}");
    assert_eq!(status(&bench, "long1"), "cancel");
}

#[rstest]
#[case::server_error("kind = 'http_500'")]
#[case::reset("kind = 'reset'")]
#[case::silence("kind = 'hang'")]
fn a_cancel_that_was_lost_is_no_success(#[case] fault: &str) {
    let bench = bench(fault);
    let ended = bench.run("cancel --yes long1 --timeout 60s");
    assert_eq!(ended.code, 8, "{ended:?}");
    let said = |words: &str| ended.err.find(&format!("long1{words}")).unwrap_or_else(|| panic!("{words}: {ended:?}"));
    let open = said(": the cancel got no answer and may have arrived, asking how it stands");
    assert!(open < said(" was not cancelled"), "{ended:?}");
    assert_eq!(status(&bench, "long1"), "processing");
}

#[rstest]
#[case::zero("code = '0'")]
#[case::http_ok("code = '200'")]
#[case::success("code = '1'\nmessage = 'success'")]
fn an_item_that_says_success_is_not_refused(#[case] item: &str) {
    let bench = bench(&format!("kind = 'shape'\nshape = 'items_refused'\n{item}"));
    let ended = bench.run("cancel --yes long1 --timeout 60s");
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(!ended.err.contains("was not cancelled"), "{ended:?}");
}

#[test]
fn an_item_that_is_refused_runs_on_and_the_others_are_cancelled() {
    let bench = bench("kind = 'shape'\nshape = 'items_refused'\nids = ['long2']");
    let ended = bench.run("cancel --yes long1 long2 --timeout 60s");
    assert_eq!(ended.code, 8, "{ended:?}");
    assert!(ended.err.contains("long2") && ended.err.contains("911030"), "{ended:?}");
    assert_eq!((status(&bench, "long1").as_str(), status(&bench, "long2").as_str()), ("cancel", "processing"));
}

#[test]
fn a_refused_cancel_can_be_sent_again() {
    let bench = bench("kind = 'cancel_refused'\ncount = 1");
    assert_eq!(bench.run("cancel --yes long1 --timeout 60s").code, 8);
    let ended = bench.run("cancel --yes long1 --timeout 60s");
    assert_eq!((ended.code, bench.requests("cancel").len()), (0, 2), "{ended:?}");
}

#[test]
fn a_batch_with_many_refused_ids_costs_no_more_than_16_requests() {
    let ids: Vec<_> = (0..64).map(|number| format!("task{number}")).collect();
    let tasks: String = ids.iter().map(|id| copy(id, -9, 3600)).collect();
    // All in one half: of the other one it is known that the service works.
    let bad: Vec<_> = ids[..32].iter().step_by(5).collect();
    let fault =
        format!("[[fault]]\nscope = 'cancel'\nlasts = 1000\nkind = 'bad_batch'\ncode = '10004'\nids = {bad:?}\n");
    let bench = Bench::new(&format!("cancel_delay = [0.1, 0.1]\n{tasks}{fault}"));
    let ended = bench.run(&format!("cancel --yes {} --timeout 60s", ids.join(" ")));
    assert_eq!((ended.code, bench.requests("cancel").len()), (8, 17), "{ended:?}");
}

#[rstest]
#[case::one("long2", "911030", "long1 long2 long3")]
#[case::one("long2", "10004", "long1 long2 long3")]
#[case::one("long2", "10001", "long1 long2 long3")]
// One of them in each half, so that both halves are refused alike.
#[case::one_in_each_half("long2', 'nosuch1", "10004", "long1 long2 nosuch1 long3")]
#[case::one_in_each_half("long2', 'nosuch1", "911020", "long1 long2 nosuch1 long3")]
fn of_a_batch_refused_for_some_ids_the_others_are_cancelled(#[case] bad: &str, #[case] code: &str, #[case] ids: &str) {
    let bench = bench(&format!("kind = 'bad_batch'\nids = ['{bad}']\ncode = '{code}'"));
    let ended = bench.run(&format!("cancel --yes {ids} --timeout 60s"));
    assert_eq!(ended.code, 8, "{ended:?}");
    let states = ["long1", "long2", "long3"].map(|id| status(&bench, id));
    assert_eq!(states, ["cancel", "processing", "cancel"]);
}

#[rstest]
#[case::token("kind = 'code'\ncode = '10007'", 2, 8)]
#[case::token_that_cannot_be_renewed("kind = 'code'\ncode = '10008'", 2, 4)]
#[case::token_of_nobody("kind = 'code'\ncode = '911406'", 2, 4)]
#[case::load("kind = 'code'\ncode = '911048'", 1, 7)]
#[case::health("kind = 'code'\ncode = '911404'", 1, 8)]
#[case::server_error("kind = 'reply'\nstatus = 500\nbody = '{\"code\":\"911030\"}'", 1, 8)]
#[case::all_of_them("kind = 'code'\ncode = '911030'", 3, 8)]
fn what_is_the_service_s_trouble_is_not_split_without_end(#[case] fault: &str, #[case] most: usize, #[case] code: i32) {
    let bench = bench(fault);
    let ended = bench.run("cancel --yes long1 long2 long3 --timeout 60s");
    assert_eq!(ended.code, code, "{ended:?}");
    assert!(bench.requests("cancel").len() <= most, "{:?}", bench.requests("cancel"));
    assert_eq!(status(&bench, "long1"), "processing");
}

/// A service that refuses the cancel of a task, which has ended once that is answered; another one runs on.
pub(super) fn ending_meanwhile(how: &'static str) -> HostileServer {
    let has_ended = AtomicBool::new(false);
    HostileServer::start(move |request, stream| {
        if request.path.ends_with("cancel") {
            whole(stream, br#"{"code":"911030","msg":"no"}"#)?;
            has_ended.store(true, Ordering::Relaxed);
            return Ok(());
        }
        let status = if has_ended.load(Ordering::Relaxed) { how } else { "processing" };
        if status == how {
            // A slow answer, so that the one to the cancel is read before it.
            thread::sleep(Duration::from_millis(100));
        }
        let task = |id: &str, status: &str| json!({"taskId": id, "status": status});
        let tasks = json!({"code": "0", "data": [task("long1", status), task("long2", "processing")]});
        whole(stream, tasks.to_string().as_bytes())
    })
}

#[rstest]
#[case::complete("complete", "complete", 8)]
#[case::failed("fail", "failed", 3)]
#[case::cancelled_by_another("cancel", "cancelled", 0)]
fn a_refused_cancel_of_a_task_that_ended_tells_how_it_ended(
    #[case] how: &'static str,
    #[case] word: &str,
    #[case] code: i32,
) {
    let (bench, server) = (bench(""), ending_meanwhile(how));
    let ended = ended(bench.command("cancel --yes long1 --timeout 60s").env("SCNET_EFILE_URL", &server.base_url));
    assert_eq!(ended.code, code, "{ended:?}");
    assert!(ended.out.contains(&format!("cancelling -> {word}")), "{ended:?}");
    assert_eq!(ended.err.contains("long1 finished before it could be cancelled"), how != "cancel", "{ended:?}");
    assert!(!ended.err.contains("was not cancelled"), "{ended:?}");
}

#[rstest]
#[case::never_seen("nosuch1", "unknown")]
#[case::seen_alive("long1", "missing")]
fn an_id_that_the_service_does_not_return_is_said_to_be_that(#[case] id: &str, #[case] before: &str) {
    let bench = bench("");
    assert_eq!(bench.run("wait long1 --timeout 300ms").code, 124, "it was seen");
    bench.fault(&json!({"kind": "missing_ids", "ids": ["long1"]}));
    assert_eq!(status(&bench, id), before);
    let began = Instant::now();
    let ended = bench.run(&format!("cancel --yes {id} --timeout 60s"));
    assert_eq!(ended.code, 8, "{ended:?}");
    assert!(ended.err.contains(&format!("{id} is not returned by the service")), "{ended:?}");
    assert!(!ended.err.contains("was not cancelled"), "{ended:?}");
    assert!(began.elapsed() >= Duration::from_secs(30), "it is given time to return: {ended:?}");
}

#[rstest]
#[case::cancelled("", "long1", 0)]
#[case::ended_otherwise("", "done1 long1", 8)]
fn the_exit_code_says_whether_each_one_is_cancelled(#[case] fault: &str, #[case] ids: &str, #[case] code: i32) {
    let bench = bench(fault);
    let ended = bench.run(&format!("cancel --yes {ids} --timeout 60s"));
    assert_eq!(ended.code, code, "{ended:?}");
}

#[test]
fn a_failed_task_makes_the_exit_code_3() {
    let failed = "[[task]]\nid = 'failed1'\noperation = 'copy'\nsource = '/a'\ntarget = '/b'\nsubmitted = -9\ntakes = 1\nfails = { after = 0.1, code = '911030' }\n";
    let ended = Bench::new(failed).run("cancel --yes failed1 --timeout 60s");
    assert_eq!(ended.code, 3, "{ended:?}");
}
