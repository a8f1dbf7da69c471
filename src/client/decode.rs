//! Answers to `task/list` and `task/cancel`: what can be read is taken, what cannot is counted, and nothing else suffers.

use super::{
    ListAnswer,
    envelope::{self, Reply},
    field::Scalar,
    json,
    listing::{Data, Listing, is_total},
};
use crate::domain::{CallError, TaskId};
use jiff::tz::Offset;
use serde::{
    Deserializer,
    de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, Visitor},
};
use std::{borrow::Cow, fmt};

/// Decodes a whole answer to `task/list`, for the ids that were asked for. Times that name no zone are in `offset`.
///
/// # Errors
/// [`CallError`] when the envelope's code is not `0`, or it is none of the API's answers.
#[cfg(any(test, feature = "internals"))]
pub fn decode_list(body: &str, asked: &[TaskId], offset: Offset) -> Result<ListAnswer, CallError> {
    list(&Reply { http: 200, body: body.into(), ..Reply::default() }, asked, offset)
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
    if Data(&mut listing).deserialize(&mut serde_json::Deserializer::from_str(data)).is_err() {
        return Err(envelope::bad(reply.http, "the answer's data is no list of tasks", data));
    }
    // Whoever is missing may be on another page: a total beside the data counts in either way of reading.
    json::each_member(envelope::text(&reply.body), |name, value| {
        if is_total(name) {
            listing.total(&Scalar::of(value));
        }
    });
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

/// How many elements are looked at; an answer with many more than were asked for is not worth our time.
fn most_elements(asked: usize) -> usize {
    asked.saturating_mul(10).saturating_add(1000)
}
