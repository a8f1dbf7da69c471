//! What codes, statuses and failures of a call mean.

use super::*;
use CallErrorKind::{BadAnswer, Blocked, Limited, Refused, Server, TimedOut, Unauthenticated, Unreachable};
use rstest::rstest;

#[rstest]
#[case("911048", 200, Limited)]
#[case("10001", 429, Limited)]
#[case("10001", 503, Limited)]
#[case("10008", 200, Unauthenticated)]
#[case("911406", 200, Unauthenticated)]
#[case("0", 401, Unauthenticated)]
#[case("10003", 403, Refused)]
#[case("911030", 403, Refused)]
#[case("911048", 401, Limited)]
#[case("403", 403, Unauthenticated)]
#[case("401", 200, Unauthenticated)]
#[case("911404", 200, Server)]
#[case("10001", 200, Server)]
#[case("500", 200, Server)]
#[case("911009", 500, Server)]
#[case("911009", 200, Refused)]
#[case("10003", 400, Refused)]
#[case("404", 404, Refused)]
#[case("no such code", 200, Refused)]
fn codes_have_a_kind(#[case] code: &str, #[case] http: u16, #[case] kind: CallErrorKind) {
    let error = CallError::of_code(code, http, "");
    assert_eq!((error.kind, error.http_status), (kind, (http != 200).then_some(http)));
}

#[rstest]
#[case(429, Limited)]
#[case(503, Limited)]
#[case(401, Unauthenticated)]
#[case(403, Blocked)]
#[case(408, TimedOut)]
#[case(502, Server)]
#[case(404, BadAnswer)]
fn statuses_have_a_kind(#[case] http: u16, #[case] kind: CallErrorKind) {
    assert_eq!(CallError::of_http(http, true, "").kind, kind);
}

#[rstest]
#[case("10001", 200, true)]
#[case("10003", 400, true)]
#[case("10004", 200, true)]
#[case("10004", 500, false)]
#[case("502", 200, false)]
#[case("10004", 429, false)]
#[case("10008", 200, false)]
#[case("10007", 200, false)]
#[case("911404", 200, false)]
#[case("911048", 200, false)]
fn some_codes_blame_the_batch(#[case] code: &str, #[case] http: u16, #[case] blames: bool) {
    assert_eq!(CallError::of_code(code, http, "").blames_batch(), blames);
}

#[rstest]
#[case(CallError::of_code("911020", 200, ""), false)]
#[case(CallError::of_code("10008", 401, ""), false)]
#[case(CallError::of_code("911048", 200, ""), false)]
#[case(CallError::of_code("911048", 503, ""), false)]
#[case(CallError::of_code("429", 429, ""), false)]
#[case(CallError::of_code("10001", 500, ""), true)]
#[case(CallError::of_code("502", 200, ""), true)]
#[case(CallError::of_code("408", 200, ""), true)]
#[case(CallError::of_http(401, false, ""), false)]
#[case(CallError::of_http(404, true, ""), false)]
#[case(CallError::of_http(413, true, ""), false)]
#[case(CallError::of_http(429, true, ""), false)]
#[case(CallError::of_http(408, true, ""), true)]
#[case(CallError::of_http(500, true, ""), true)]
#[case(CallError::of_http(503, true, ""), true)]
#[case(CallError::of_http(504, true, ""), true)]
#[case(CallError::bad_answer(200, ""), true)]
#[case(CallError::bad_answer(302, ""), true)]
#[case(CallError::new(TimedOut, "").sent(), true)]
#[case(CallError::new(Unreachable, "").sent(), true)]
#[case(CallError::new(Unreachable, ""), false)]
#[case(CallError::unusable("").sent(), false)]
#[case(CallError::of_http(503, true, "").during(SignIn::Center, ""), false)]
fn what_is_no_refusal_may_have_arrived(#[case] error: CallError, #[case] may: bool) {
    assert_eq!(error.may_have_arrived, may);
}

#[test]
fn a_message_is_clean_and_short() {
    let message = CallError::bad_answer(200, format!("\u{1b}[2J{}", "x".repeat(1000))).message;
    assert!(!message.contains('\u{1b}') && message.chars().count() == MAX_MESSAGE, "{message}");
}

#[test]
fn what_is_written_is_read_again() {
    let error = CallError { retry_after: Some(Duration::from_secs(7)), ..CallError::of_code("10001", 500, "未知") };
    let text = serde_json::to_string(&error).unwrap();
    assert_eq!(serde_json::from_str::<CallError>(&text).unwrap(), error);
}

#[test]
fn a_file_is_not_trusted() {
    let long = "x".repeat(1000);
    let text = format!(r#"{{"kind":"of a later eftop","code":"\u001b{long}","detail":"\u001b{long}"}}"#);
    let error: CallError = serde_json::from_str(&text).unwrap();
    assert_eq!((error.kind, error.http_status, error.may_have_arrived), (Refused, None, false));
    let code = error.code.unwrap();
    assert!(!code.contains('\u{1b}') && !error.message.contains('\u{1b}'));
    assert_eq!((code.chars().count(), error.message.chars().count()), (MAX_CODE, MAX_MESSAGE));
}
