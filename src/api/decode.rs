//! `data` of a success, element by element: what can be read is taken, what cannot is counted, and nothing else suffers.

use super::{
    ApiError, CancelAnswer, ListAnswer,
    envelope::{self, Reply},
    error, field, json, time,
};
use crate::domain::{Conflict, Operation, Status, TaskId, TaskReport};
use jiff::tz::Offset;
use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    sync::Arc,
};

/// The longest path, in characters; Linux takes 4096 bytes.
const MAX_PATH: usize = 4096;
/// The longest message, in characters.
const MAX_MESSAGE: usize = 1000;
/// The longest of all other texts, in characters.
const MAX_TEXT: usize = 200;
/// The longest status or operation word, in characters.
const MAX_WORD: usize = 32;
/// How much of an element is kept as it came, in bytes.
const MAX_RAW: usize = 4096;

/// Decodes a whole answer to `task/list`, for the ids that were asked for. Times that name no zone are in `offset`.
///
/// # Errors
/// [`ApiError::Code`] when the envelope's code is not `0`, [`ApiError::BadAnswer`] when it is none of the API's answers.
pub fn decode_list(body: &str, asked: &[TaskId], offset: Offset) -> Result<ListAnswer, ApiError> {
    list(&Reply { http: 200, body: body.into(), ..Reply::default() }, asked, offset)
}

/// Decodes a whole answer to `task/cancel`, for the ids that were asked for.
///
/// # Errors
/// As [`decode_list`].
pub fn decode_cancel(body: &str, asked: &[TaskId]) -> Result<CancelAnswer, ApiError> {
    cancel(&Reply { http: 200, body: body.into(), ..Reply::default() }, asked)
}

/// Reads an answer to `task/list`.
///
/// Doubt: neither the order of the elements nor what becomes of unknown ids is documented, so an element counts by its `taskId`
/// only, the first one of each id wins, and ids without one are for the caller to notice.
///
/// Doubt: `data` null or missing is an empty list for one id, since the platform's HPC API answers so for one job that it does not
/// know. For several ids it is no answer: that none of them is known is less likely than that the service has a bad moment, and an
/// empty list would make all of them disappear.
pub(super) fn list(reply: &Reply, asked: &[TaskId], offset: Offset) -> Result<ListAnswer, ApiError> {
    let data = envelope::open(reply)?;
    // By the text: an id of ours is found, and taken for the report, without a copy of it being made.
    let mut open: HashMap<&str, &TaskId> = asked.iter().map(|id| (id.as_str(), id)).collect();
    if data == "null" && open.len() > 1 {
        return Err(envelope::bad(reply.http, "no list of tasks in the answer", ""));
    }
    let mut answer = ListAnswer::default();
    let mut common = Common::default();
    let any = asked.first().cloned().or_else(|| TaskId::new("-").ok());
    let beyond = each_element(data, most_elements(asked.len()), |element| {
        let Some((id, mut report)) = any.as_ref().and_then(|any| report(element, offset, &mut common, any)) else {
            answer.skipped = answer.skipped.saturating_add(1);
            return;
        };
        // One that is there twice, or was not asked for, hides nothing from us.
        if let Some(id) = open.remove(id.trim()) {
            report.id = id.clone();
            answer.reports.push(report);
        } else if TaskId::new(&id).is_err() {
            answer.skipped = answer.skipped.saturating_add(1);
        }
    });
    let beyond = beyond.ok_or_else(|| envelope::bad(reply.http, "the answer's data is no list of tasks", data))?;
    answer.skipped = answer.skipped.saturating_add(u32::try_from(beyond).unwrap_or(u32::MAX));
    Ok(answer)
}

/// Reads an answer to `task/cancel`.
///
/// Doubt: what `data` holds is not documented, so nothing in it can make a success fail.
pub(super) fn cancel(reply: &Reply, asked: &[TaskId]) -> Result<CancelAnswer, ApiError> {
    let data = envelope::open(reply)?;
    let mut open: HashSet<&TaskId> = asked.iter().collect();
    let mut answer = CancelAnswer::default();
    let _not_a_list = each_element(data, most_elements(asked.len()), |element| {
        if let Some(id) = id_of(element).filter(|id| open.contains(id))
            && let Some((code, message)) = refusal(element)
        {
            open.remove(&id);
            answer.refused.push((id, error::problem_of_item(&code, &message)));
        }
    });
    Ok(answer)
}

/// How many elements are looked at; an answer with many more than were asked for is not worth our time.
pub(super) fn most_elements(asked: usize) -> usize {
    asked.saturating_mul(10).saturating_add(1000)
}

/// Calls `take` for each of the first `most` elements of `data`; tells how many there are beyond. `None` if `data` can hold none.
///
/// Doubt: the document says array. Null is what other calls of the platform answer when nothing is known. One object with a
/// `taskId` is a list of one; lists one level down are what paged answers have. Everything else is no answer, and not an empty one:
/// an empty one would make tasks disappear.
fn each_element<'a>(data: &'a str, most: usize, mut take: impl FnMut(&'a str)) -> Option<usize> {
    match data.as_bytes().first()? {
        b'n' => Some(0),
        b'[' => json::each_item(data, most, take),
        b'{' if id_of(data).is_some() => {
            take(data);
            Some(0)
        }
        b'{' => {
            let (mut left, mut beyond, mut lists) = (most, 0_usize, false);
            json::each_member(data, |_, value| {
                let more = json::each_item(value, left, |element| {
                    left = left.saturating_sub(1);
                    take(element);
                });
                lists |= more.is_some();
                beyond = beyond.saturating_add(more.unwrap_or(0));
            })?;
            lists.then_some(beyond)
        }
        _ => None,
    }
}

/// The `taskId` of an element, text or number.
fn id_of(element: &str) -> Option<TaskId> {
    let mut id = None;
    json::each_member(element, |name, value| {
        if name == "taskId" {
            id = field::text(value).and_then(|text| TaskId::new(&text).ok());
        }
    })?;
    id
}

/// Texts that the tasks of an answer have in common, each as it was met last: a user's tasks name one user and few folders.
#[derive(Default)]
struct Common {
    target: Option<Arc<str>>,
    user_id: Option<Arc<str>>,
    user_name: Option<Arc<str>>,
    cluster_user: Option<Arc<str>>,
    cluster_id: Option<Arc<str>>,
    cluster_name: Option<Arc<str>>,
}

/// A text made safe to show, the same one as `last` where it is equal.
fn shared(value: &str, most: usize, last: &mut Option<Arc<str>>) -> Option<Arc<str>> {
    let text = field::seen(value, most)?;
    if last.as_deref() != Some(&*text) {
        *last = Some(text.into());
    }
    last.clone()
}

/// The text of an element's `taskId`, text or number, and all that the element says of that task; the id of the report, `any`,
/// is for the caller to set. `None` if it is no object, or has no id.
fn report<'a>(
    element: &'a str,
    offset: Offset,
    common: &mut Common,
    any: &TaskId,
) -> Option<(Cow<'a, str>, TaskReport)> {
    let mut id = None;
    let mut report = TaskReport::new(any.clone(), Status::Other(Box::default()));
    // What the parts take without anything between them: an element of this length has no white space that could go.
    let mut tight = "{}".len();
    json::each_member(element, |name, value| {
        tight = tight.saturating_add(name.len() + value.len() + r#""":,"#.len());
        if value.starts_with(['{', '[']) {
            tight = usize::MAX;
        }
        match name {
            "taskId" => id = field::text(value),
            "status" => report.status = Status::parse(&field::word(value, MAX_WORD).unwrap_or_default()),
            "operationType" => report.operation = field::word(value, MAX_WORD).map(|word| Operation::parse(&word)),
            "duplicateHandleType" => report.conflict = field::word(value, MAX_WORD).map(|word| Conflict::parse(&word)),
            "sourcePath" => report.source = field::clean_text(value, MAX_PATH),
            "targetPath" => report.target = shared(value, MAX_PATH, &mut common.target),
            "errorCode" => report.error_code = field::error_code(value),
            "errorMsg" => report.error_message = field::clean_text(value, MAX_MESSAGE),
            "totalSize" => report.total_bytes = field::number(value),
            "processedSize" => report.done_bytes = field::number(value),
            "totalNum" => report.total_files = field::number(value),
            "processedNum" => report.done_files = field::number(value),
            "progress" => report.percent = field::percent(value),
            "synchronousExecution" => report.synchronous = field::truth(value),
            "userId" => report.user_id = shared(value, MAX_TEXT, &mut common.user_id),
            "userName" => report.user_name = shared(value, MAX_TEXT, &mut common.user_name),
            "clusterUserName" => report.cluster_user = shared(value, MAX_TEXT, &mut common.cluster_user),
            "clusterId" => report.cluster_id = shared(value, MAX_TEXT, &mut common.cluster_id),
            "clusterName" => report.cluster_name = shared(value, MAX_TEXT, &mut common.cluster_name),
            "submitTime" => report.submitted = time::time(value, offset),
            "startTime" => report.started = time::time(value, offset),
            "updateTime" => report.updated = time::time(value, offset),
            _ => {}
        }
    })?;
    // The last member has no comma.
    let is_tight = tight == element.len() + 1 && element.len() <= MAX_RAW;
    report.raw = if is_tight { element.into() } else { json::compact(element, MAX_RAW).into() };
    Some((id?, report))
}

/// Code and message of an element of a cancel's answer that says that this id was not cancelled.
///
/// Doubt: a per-id error could come as `errorCode` or as `code`. An element with a `status` is a task as `task/list` has it, and its
/// error is the task's own and not the cancel's.
fn refusal(element: &str) -> Option<(Box<str>, Box<str>)> {
    let (mut code, mut message, mut is_task) = (None, None, false);
    json::each_member(element, |name, value| match name {
        "errorCode" | "code" => code = code.take().or_else(|| field::error_code(value)),
        "errorMsg" | "msg" => message = message.take().or_else(|| field::clean_text(value, MAX_TEXT)),
        "status" => is_task = true,
        _ => {}
    })?;
    code.filter(|_| !is_task).map(|code| (code, message.unwrap_or_default()))
}
