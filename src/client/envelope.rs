//! The envelope `{"code", "msg", "data"}` of every answer: is it a success, and if not, what went wrong.

use super::{
    field::{self, Scalar},
    json,
};
use crate::domain::{CallError, clean::clean};
use jiff::Timestamp;
use std::time::Duration;

/// How much of a body that is no answer is looked at for its first words, in bytes.
const LOOKED_AT: usize = 4096;
/// How many characters of it are shown.
const FIRST_WORDS: usize = 120;
/// The longest code of an envelope, in characters.
const MAX_CODE: usize = 32;
/// The longest message of an envelope, in characters.
const MAX_MESSAGE: usize = 200;

/// One HTTP answer that is no redirect. Without `Debug`: the answer to a sign-in is full of tokens.
#[derive(Default)]
pub struct Reply {
    /// The HTTP status.
    pub http: u16,
    /// `Retry-After`, read and bounded.
    pub retry_after: Option<Duration>,
    /// What time it is there, by the answer's own word.
    pub date: Option<Timestamp>,
    /// The body as text, without the secrets that were sent.
    pub body: String,
}

/// The text of the envelope in a body: some gateways put a byte order mark before JSON.
pub fn text(body: &str) -> &str {
    body.trim_start_matches('\u{feff}')
}

/// The JSON text of `data` of a success; `"null"` if there is none.
///
/// # Errors
/// [`CallError`] for everything else.
pub fn open(reply: &Reply) -> Result<&str, CallError> {
    let (http, retry_after) = (reply.http, reply.retry_after);
    let body = text(&reply.body);
    let (mut code, mut message, mut data) = (None, None, "null");
    let is_object = json::each_member(body, |name, value| match name {
        "code" => code = field::word(value, MAX_CODE),
        // Sibling services of the platform write `message`.
        "msg" | "message" => message = message.take().or_else(|| field::clean_text(value, MAX_MESSAGE)),
        "data" => data = value,
        _ => {}
    })
    .is_some();
    // What stood before the break of a broken answer counts for nothing.
    match code.filter(|_| is_object) {
        Some(code) if &*code == SUCCESS && is_good(http) => Ok(data),
        Some(code) if &*code != SUCCESS => {
            Err(CallError { retry_after, ..CallError::of_code(&code, http, message.unwrap_or_default()) })
        }
        _ if !is_good(http) => {
            let is_page = !body.trim_start().starts_with('{');
            Err(CallError { retry_after, ..CallError::of_http(http, is_page, first_words(body)) })
        }
        _ => {
            let wrong = match body.trim() {
                "" => "the answer is empty",
                _ if is_object => "the answer has no code",
                text if text.starts_with('{') => "the answer is broken JSON",
                _ => "the answer is not the API's",
            };
            Err(bad(http, wrong, body))
        }
    }
}

/// The error of an answer that is none of the API's.
pub fn bad(http: u16, wrong: &str, body: &str) -> CallError {
    let words = first_words(body);
    let detail = if words.is_empty() { wrong.to_owned() } else { format!("{wrong}: {words}") };
    CallError::bad_answer(http, detail)
}

const SUCCESS: &str = "0";

/// Whether this `code` of an envelope tells of a success: the code `0`, as text (so the document) or as number, and nothing else.
///
/// Not specified by the API: an HTTP error whose envelope says `0` contradicts itself; it is an error, since showing none would be a lie if it was one.
pub fn is_success(code: &Scalar<'_>, http: u16) -> bool {
    is_good(http) && code.word(MAX_CODE).is_some_and(|code| &*code == SUCCESS)
}

fn is_good(http: u16) -> bool {
    (200..300).contains(&http)
}

/// The beginning of a body, for people: without the tags of a page, white space folded, cleaned.
fn first_words(body: &str) -> String {
    let body = body.get(..body.floor_char_boundary(LOOKED_AT)).unwrap_or_default().trim_start();
    let text = if body.starts_with('<') { without_tags(body) } else { body.to_owned() };
    clean(&text.split_whitespace().collect::<Vec<_>>().join(" "), FIRST_WORDS)
}

fn without_tags(page: &str) -> String {
    let mut inside = false;
    let shown = page.chars().map(|character| match character {
        '<' => {
            inside = true;
            ' '
        }
        '>' if inside => {
            inside = false;
            ' '
        }
        _ if inside => ' ',
        _ => character,
    });
    shown.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::CallErrorKind;
    use rstest::rstest;

    fn reply(http: u16, body: &str) -> Reply {
        Reply { http, body: body.into(), ..Reply::default() }
    }

    #[rstest]
    #[case(r#"{"code":"0","data":[1],"msg":"success"}"#, "[1]")]
    #[case(r#"{"code":0,"data":[1]}"#, "[1]")]
    #[case(r#"{"code":" 0 ","data":{}}"#, "{}")]
    #[case("\u{feff}{\"code\":\"0\"}", "null")]
    fn successes(#[case] body: &str, #[case] data: &str) {
        assert_eq!(open(&reply(200, body)), Ok(data));
    }

    #[rstest]
    #[case(200, r#"{"code":"911048","data":null,"msg":"服务繁忙"}"#, "code 911048: 服务繁忙")]
    #[case(200, r#"{"code":911020,"msg":"File does\u001b not exist"}"#, "code 911020: File does\u{fffd} not exist")]
    #[case(200, r#"{"code":"00","data":[]}"#, "code 00: ")]
    #[case(200, r#"{"code":"200","data":[]}"#, "code 200: ")]
    #[case(200, r#"{"code":false,"data":[]}"#, "code false: ")]
    #[case(404, r#"{"code":"404","data":null,"msg":"Not Found"}"#, "code 404: Not Found")]
    #[case(500, r#"{"code":"0","data":[]}"#, r#"HTTP 500: {"code":"0","data":[]}"#)]
    #[case(500, r#"{"status":500}"#, r#"HTTP 500: {"status":500}"#)]
    #[case(502, "<html>\r\n<head><title>502 Bad</title></head>\n<b>nginx</b>", "HTTP 502: 502 Bad nginx")]
    #[case(200, "<html>Please sign in</html>", "the answer is not the API's: Please sign in")]
    #[case(200, r#"{"code":"0","data":[{"#, r#"the answer is broken JSON: {"code":"0","data":[{"#)]
    #[case(200, r#"{"code":"0"} {}"#, r#"the answer is broken JSON: {"code":"0"} {}"#)]
    #[case(200, r#"{"data":[]}"#, r#"the answer has no code: {"data":[]}"#)]
    #[case(200, r#"{"code":null}"#, r#"the answer has no code: {"code":null}"#)]
    #[case(200, r#"{"code":["0"]}"#, r#"the answer has no code: {"code":["0"]}"#)]
    #[case(200, "[]", "the answer is not the API's: []")]
    #[case(200, " ", "the answer is empty")]
    #[case(204, "", "HTTP 204: the answer is empty")]
    fn failures(#[case] http: u16, #[case] body: &str, #[case] message: &str) {
        assert_eq!(open(&reply(http, body)).unwrap_err().to_string(), message);
    }

    #[test]
    fn broken_json_is_never_a_success() {
        let whole = r#"{"code":"0","msg":"success","data":[{"taskId":"a"}]}"#;
        for end in 0..whole.len() {
            let error = open(&reply(200, &whole[..end])).unwrap_err();
            assert_eq!(error.kind, CallErrorKind::BadAnswer, "{end}");
        }
    }

    #[test]
    fn first_words_are_few() {
        let words = first_words(&"任务".repeat(100_000));
        assert_eq!(words.chars().count(), FIRST_WORDS);
    }
}
