//! Answers to `task/list` and `task/cancel`: what can be read is taken, what cannot is counted, and nothing else suffers.

use super::{
    CancelAnswer, ListAnswer,
    envelope::{self, Reply},
    field::{self, Scalar},
    json,
    listing::{Data, Listing, is_total},
};
use crate::domain::{CallError, TaskId};
use jiff::tz::Offset;
use serde::{
    Deserializer,
    de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, Visitor},
};
use std::{borrow::Cow, collections::HashSet, fmt};

/// The longest message of a refusal, in characters.
const MAX_TEXT: usize = 200;

/// Decodes a whole answer to `task/list`, for the ids that were asked for. Times that name no zone are in `offset`.
///
/// # Errors
/// [`CallError`] when the envelope's code is not `0`, or it is none of the API's answers.
pub fn decode_list(body: &str, asked: &[TaskId], offset: Offset) -> Result<ListAnswer, CallError> {
    list(&Reply { http: 200, body: body.into(), ..Reply::default() }, asked, offset)
}

/// Decodes a whole answer to `task/cancel`, for the ids that were asked for.
///
/// # Errors
/// As [`decode_list`].
pub fn decode_cancel(body: &str, asked: &[TaskId]) -> Result<CancelAnswer, CallError> {
    cancel(&Reply { http: 200, body: body.into(), ..Reply::default() }, asked)
}

/// Reads an answer to `task/list`.
///
/// Not specified by the API: neither the order of the elements nor what becomes of unknown ids. An element counts by its id only, and ids
/// without an element are for the caller to notice.
pub(super) fn list(reply: &Reply, asked: &[TaskId], offset: Offset) -> Result<ListAnswer, CallError> {
    if let Some(answer) = in_one_pass(reply, asked, offset) {
        return Ok(answer);
    }
    // Something in the envelope is unreadable, or it tells of an error: member by member, to find out which.
    let data = envelope::open(reply)?;
    let mut listing = Listing::new(asked, offset, most_elements(asked.len()));
    let mut json = serde_json::Deserializer::from_str(data);
    if Data(&mut listing).deserialize(&mut json).is_err() {
        return Err(envelope::bad(reply.http, "the answer's data is no list of tasks", data));
    }
    Ok(listing.answer())
}

/// Reads envelope and elements of a success.
fn in_one_pass(reply: &Reply, asked: &[TaskId], offset: Offset) -> Option<ListAnswer> {
    let mut listing = Listing::new(asked, offset, most_elements(asked.len()));
    let mut json = serde_json::Deserializer::from_str(envelope::text(&reply.body));
    let code = Envelope(&mut listing).deserialize(&mut json).ok()?;
    json.end().ok()?;
    envelope::is_success(&code, reply.http).then(|| listing.answer())
}

/// The envelope of a list; its value is the code.
struct Envelope<'l, 'a>(&'l mut Listing<'a>);

impl<'de> DeserializeSeed<'de> for Envelope<'_, '_> {
    type Value = Scalar<'de>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Scalar<'de>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Envelope<'_, '_> {
    type Value = Scalar<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an envelope")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar<'de>, A::Error> {
        let (mut code, mut has_data) = (Scalar::Nothing, false);
        while let Some(name) = map.next_key::<Cow<'de, str>>()? {
            match &*name {
                "code" => code = map.next_value()?,
                "data" if has_data => return Err(A::Error::custom("data stands there twice")),
                "data" => {
                    has_data = true;
                    map.next_value_seed(Data(&mut *self.0))?;
                }
                name if is_total(name) => self.0.total(&map.next_value()?),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(code)
    }
}

/// Reads an answer to `task/cancel`.
///
/// Doubt: what `data` holds is not documented, so nothing in it can make a success fail.
pub(super) fn cancel(reply: &Reply, asked: &[TaskId]) -> Result<CancelAnswer, CallError> {
    let data = envelope::open(reply)?;
    let mut open: HashSet<&TaskId> = asked.iter().collect();
    let mut answer = CancelAnswer::default();
    let _not_a_list = each_element(data, most_elements(asked.len()), |element| {
        if let Some(id) = id_of(element).filter(|id| open.contains(id))
            && let Some((code, message)) = refusal(element)
        {
            open.remove(&id);
            answer.refused.push((id, CallError::of_code(&code, 200, &*message)));
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
