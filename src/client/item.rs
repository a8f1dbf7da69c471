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

/// Whether an object is a task as `task/list` has it: then its error is the task's own.
pub fn is_task(object: &Object) -> bool {
    member(object, &["status"]).is_some()
}
