//! What `eftop cancel` makes of each answer that a cancel may have: the real binary against the real embedded server.

use super::{copy, listed, program::Bench};
use rstest::rstest;

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
fn a_cancel_that_was_lost_is_no_success(#[case] fault: &str) {
    let bench = bench(fault);
    let ended = bench.run("cancel --yes long1 --timeout 60s");
    assert_eq!(ended.code, 8, "{ended:?}");
    assert!(ended.err.contains("long1"), "{ended:?}");
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
    let requests = bench.requests("cancel").len();
    assert!(requests <= 17, "{requests}");
}

#[rstest]
#[case::token("10007", 2)]
#[case::health("911404", 1)]
#[case::all_of_them("911030", 3)]
fn what_is_the_service_s_trouble_is_not_split_without_end(#[case] code: &str, #[case] most: usize) {
    let bench = bench(&format!("kind = 'code'\ncode = '{code}'"));
    let ended = bench.run("cancel --yes long1 long2 long3 --timeout 60s");
    assert_eq!(ended.code, 8, "{ended:?}");
    assert!(bench.requests("cancel").len() <= most, "{:?}", bench.requests("cancel"));
    assert_eq!(status(&bench, "long1"), "processing");
}

#[test]
fn a_refused_cancel_of_a_task_that_ended_tells_how_it_ended() {
    let bench = bench("kind = 'cancel_refused'");
    let ended = bench.run("cancel --yes done1 --timeout 60s");
    assert_eq!(ended.code, 8, "{ended:?}");
    assert!(ended.err.contains("complete") || ended.out.contains("complete"), "{ended:?}");
    assert!(!ended.err.contains("was not cancelled"), "{ended:?}");
}

#[test]
fn an_id_that_the_service_does_not_return_is_said_to_be_that() {
    let bench = bench("");
    let ended = bench.run("cancel --yes nosuch1 --timeout 60s");
    assert_eq!(ended.code, 8, "{ended:?}");
    assert!(ended.err.contains("not returned by the service"), "{ended:?}");
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
