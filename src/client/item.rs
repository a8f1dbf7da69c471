//! Items of answers whose shape is not documented (submit, cancel): names read loosely, ids, and what counts as a refusal.

use crate::domain::{CallError, CallErrorKind, TaskId};
use serde_json::{Map, Value};

/// The largest answer that is taken apart, in bytes: ten times what 100 tasks with long paths take.
const LARGEST: usize = 4 << 20;
/// The longest name of a member that is looked at, in characters.
const LONGEST_NAME: usize = 64;

/// An object of an answer.
pub type Object = Map<String, Value>;

/// The JSON of a body; `None` where it is too large, nested too deeply (128 levels) or none.
pub fn parse(body: &str) -> Option<Value> {
    (body.len() <= LARGEST).then(|| serde_json::from_str(body).ok())?
}

/// What is whole in the JSON of a body that is cut, or has something around it: from its first bracket to the last value that ended.
pub fn closed(body: &str) -> Option<Value> {
    let body = body.get(..body.floor_char_boundary(LARGEST / 2))?;
    let text = body.get(body.find(['{', '['])?..)?;
    let (mut open, mut end, mut at, mut is_value) = (Vec::new(), 0, 0, false);
    while let Some(&byte) = text.as_bytes().get(at) {
        at += 1;
        match byte {
            b'{' | b'[' => {
                open.push(if byte == b'{' { '}' } else { ']' });
                (end, is_value) = (at, byte == b'[');
            }
            b'}' | b']' => {
                open.pop();
                end = at;
                if open.is_empty() {
                    break;
                }
            }
            // Only here it is known that a number has no further digit.
            b',' => (end, is_value) = (at - 1, open.last() == Some(&']')),
            b':' => is_value = true,
            b'"' => {
                let Some(length) = rest_of_text(text.as_bytes().get(at..)?) else { break };
                at += length;
                if is_value {
                    end = at;
                }
            }
            _ => {}
        }
    }
    let whole = text.get(..end)?.chars().chain(open.into_iter().rev()).collect::<String>();
    parse(&whole)
}

/// How long a quoted text continues behind its quote, with the closing one.
fn rest_of_text(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes.get(at) == Some(&b'"') {
            return Some(at + 1);
        }
        at += 2;
    }
}

/// A name as it is compared: in lower case and without `_` and `-`, since `taskId`, `task_id` and `TaskID` were all met.
pub fn name(name: &str) -> String {
    let letters = name.chars().take(LONGEST_NAME).filter(|letter| !matches!(letter, '_' | '-'));
    letters.flat_map(char::to_lowercase).collect()
}

/// The first member of these names, in the form of [`name`], that is not null.
pub fn member<'a>(object: &'a Object, names: &[&str]) -> Option<&'a Value> {
    let of_name = |wanted: &&str| object.iter().find(|(key, value)| !value.is_null() && name(key) == **wanted);
    names.iter().find_map(of_name).map(|(_, value)| value)
}

/// The text of a text or a number, trimmed; `None` for what says nothing.
pub fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// The id in the member `wanted`, a text or a number.
pub fn id(object: &Object, wanted: &str) -> Option<TaskId> {
    TaskId::new(&text(member(object, &[wanted])?)?).ok()
}

/// Why an item was refused, if it was.
///
/// Not specified by the API: an error of one item could come as `errorCode` or as `code`, or as `success: false`. The codes `0` and `200`
/// and the message `success` are no refusal, whatever stands beside them.
pub fn refusal(object: &Object) -> Option<CallError> {
    let message = member(object, &["errormsg", "msg", "message", "errormessage"]).and_then(text).unwrap_or_default();
    let is_success = matches!(message.to_ascii_lowercase().as_str(), "success" | "ok" | "成功");
    if let Some(code) = member(object, &["errorcode", "code"]).and_then(text) {
        let is_error = !matches!(code.as_str(), "0" | "200") && !is_success;
        return is_error.then(|| CallError::of_code(&code, 200, message));
    }
    let failed = member(object, &["success"]).is_some_and(|value| *value == Value::Bool(false));
    failed.then(|| CallError::new(CallErrorKind::Refused, message))
}

/// Whether a member is never that of a task's id, nor of a list of these: `traceId`, `userId` and the like, words and times. No id is ever
/// cut off a message.
pub fn is_about_something_else(member: &str) -> bool {
    let name = name(member);
    let is_other_id =
        (name.ends_with("id") || name.ends_with("ids")) && !name.contains("task") && !matches!(&*name, "id" | "ids");
    let of_words =
        ["msg", "message", "time", "date", "name", "path", "type", "progress", "reason", "desc", "description"];
    is_other_id || of_words.iter().any(|end| name.ends_with(end)) || matches!(&*name, "code" | "status" | "errorcode")
}

/// Whether an object is a task as `task/list` has it: then its error is the task's own.
pub fn is_task(object: &Object) -> bool {
    member(object, &["status"]).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(r#"{"a":[{"b":"x"},{"b":"y"#, r#"{"a":[{"b":"x"},{}]}"#)]
    #[case(r#"{"a":["x","y"#, r#"{"a":["x"]}"#)]
    #[case(r#"{"a":["x",{"b\"":"y\\","c":12"#, r#"{"a":["x",{"b\"":"y\\"}]}"#)]
    #[case(r#"{"a":"x","b"#, r#"{"a":"x"}"#)]
    #[case(r#"<p>{"a":12,"b":1} {"c"#, r#"{"a":12,"b":1}"#)]
    #[case("[12,13", "[12]")]
    fn what_came_whole_is_read(#[case] body: &str, #[case] whole: &str) {
        assert_eq!(closed(body), parse(whole), "{body}");
    }

    #[test]
    fn what_is_no_json_stays_none() {
        for body in ["", "Oops", "body { color: red }", &"[".repeat(200_000), &r#"{"a":"#.repeat(200_000)] {
            assert_eq!(closed(body), None, "{}", body.len());
        }
    }
}
