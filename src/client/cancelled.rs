//! What `task/cancel` answered: the ids of which it says that they were not cancelled.

use super::{
    CancelAnswer,
    envelope::{self, Reply},
    item,
};
use crate::domain::{CallError, CallErrorKind, IdSet, TaskId};
use serde_json::Value;

/// Decodes a whole answer to `task/cancel`, for the ids that were asked for.
///
/// # Errors
/// [`CallError`] when the envelope's code is not `0`, or it is none of the API's answers.
#[cfg(any(test, feature = "internals"))]
pub fn decode_cancel(body: &str, asked: &[TaskId]) -> Result<CancelAnswer, CallError> {
    read(&Reply { http: 200, body: body.into(), ..Reply::default() }, asked)
}

/// Reads an answer to `task/cancel`.
///
/// Not specified by the API: what `data` holds. So nothing in it can make a success fail, and only what names an id and says that it was
/// refused is a refusal: an object with its id and an error, or a list of failed ids.
pub(super) fn read(reply: &Reply, asked: &[TaskId]) -> Result<CancelAnswer, CallError> {
    let data = envelope::open(reply)?;
    let mut found = Found { open: asked.iter().collect(), answer: CancelAnswer::default() };
    if let Some(data) = item::parse(data) {
        found.walk(&data, false);
    }
    Ok(found.answer)
}

struct Found<'a> {
    open: IdSet<&'a TaskId>,
    answer: CancelAnswer,
}

impl Found<'_> {
    /// Looks for refusals in `value`; `failed` is whether its name says that it holds ids that failed.
    fn walk(&mut self, value: &Value, failed: bool) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.walk(item, failed)),
            Value::Object(object) => {
                let id = ["taskid", "id"].iter().find_map(|name| item::id(object, name));
                if let Some(id) = id
                    && !item::is_task(object)
                    && let Some(problem) = item::refusal(object)
                {
                    return self.refuse(&id, problem);
                }
                for (name, value) in object {
                    let name = item::name(name);
                    self.walk(value, name.starts_with("fail") || name.starts_with("refuse"));
                }
            }
            _ if failed => {
                if let Some(id) = item::text(value).and_then(|text| TaskId::new(&text).ok()) {
                    self.refuse(&id, CallError::new(CallErrorKind::Refused, ""));
                }
            }
            _ => {}
        }
    }

    fn refuse(&mut self, id: &TaskId, problem: CallError) {
        if self.open.remove(id) {
            self.answer.refused.push((id.clone(), problem));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(r#"[{"taskId":"a","errorCode":"911030","errorMsg":"no"}]"#, &["a 911030"])]
    #[case(r#"{"list":[{"id":"b","code":10004,"msg":"no"},{"id":"stranger","code":1}]}"#, &["b 10004"])]
    #[case(r#"{"a":{"taskId":"a","success":false,"message":"no"}}"#, &["a -"])]
    #[case(r#"{"success":["a"],"failedIds":["b"]}"#, &["b -"])]
    #[case(r#"[{"taskId":"a","code":"0"},{"taskId":"b","code":200,"msg":"x"}]"#, &[])]
    #[case(r#"[{"taskId":"a","code":"1","msg":"Success"},{"taskId":"b","errorCode":""}]"#, &[])]
    #[case(r#"[{"taskId":"a","status":"fail","errorCode":"911020"}]"#, &[])]
    #[case(r#""done""#, &[])]
    #[case("null", &[])]
    fn refusals(#[case] data: &str, #[case] refused: &[&str]) {
        let asked = ["a", "b"].map(|id| TaskId::new(id).unwrap());
        let answer = decode_cancel(&format!(r#"{{"code":"0","data":{data}}}"#), &asked).unwrap();
        let told = answer
            .refused
            .iter()
            .map(|(id, problem)| format!("{} {}", id.as_str(), problem.code.as_deref().unwrap_or("-")));
        assert_eq!(told.collect::<Vec<_>>(), refused);
    }
}
