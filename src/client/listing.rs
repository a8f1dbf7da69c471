//! What a `task/list` answer comes to: which element is about which of the tasks that were asked for, and what is missing.

use super::{
    ListAnswer,
    element::{Common, Element},
    field::Scalar,
    json,
};
use crate::domain::{IdMap, TaskId};
use jiff::tz::Offset;
use serde::{
    Deserializer, Serializer,
    de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;
use std::fmt;

/// How much of an element is kept as it came, in bytes.
const MAX_RAW: usize = 4096;
/// How many members of an object that is no element are looked at.
const MAX_MEMBERS: usize = 256;

/// What was read of an answer so far.
pub struct Listing<'a> {
    asked: &'a [TaskId],
    /// Where in `asked` an id is, and where in the answer the report of the one that is there.
    places: IdMap<&'a TaskId, usize>,
    found: Vec<Option<usize>>,
    answer: ListAnswer,
    offset: Offset,
    common: Common,
    /// How many elements there were, and how many more are looked at.
    elements: usize,
    left: usize,
    /// How many tasks there are by the answer's own word.
    total: Option<u64>,
}

impl<'a> Listing<'a> {
    /// Nothing yet, of an answer for these ids. Times that name no zone are in `offset`.
    pub fn new(asked: &'a [TaskId], offset: Offset, most: usize) -> Self {
        let mut places = IdMap::default();
        for (at, id) in asked.iter().enumerate() {
            places.entry(id).or_insert(at);
        }
        Self {
            asked,
            places,
            found: vec![None; asked.len()],
            answer: ListAnswer { reports: Vec::with_capacity(asked.len()), ..ListAnswer::default() },
            offset,
            common: Common::default(),
            elements: 0,
            left: most,
            total: None,
        }
    }

    /// What it comes to.
    pub fn answer(mut self) -> ListAnswer {
        // Pages: whoever is missing may be on another one.
        self.answer.partial = self.total.is_some_and(|total| total > self.elements as u64);
        self.answer
    }

    /// Takes the number of tasks that the answer names.
    pub fn total(&mut self, total: &Scalar<'_>) {
        self.total = self.total.max(total.number());
    }

    fn skip(&mut self) {
        self.answer.skipped = self.answer.skipped.saturating_add(1);
    }

    /// Takes an element, whatever it is. Null is what stands for a task that is not known: nothing to be read there, and nobody hides in it.
    fn take(&mut self, json: &str) {
        self.elements += 1;
        if json == "null" {
            return;
        }
        let Some(element) = Element::of(json) else { return self.skip() };
        let Some(id) = element.id().and_then(|id| TaskId::new(&id).ok()) else { return self.skip() };
        let Some(&at) = self.places.get(&id) else { return };
        let Some((id, place)) = self.asked.get(at).zip(self.found.get_mut(at)) else { return };
        let mut report = element.report(&mut self.common, self.offset);
        report.extra_mut().raw = raw(json);
        if let Some((_, known)) = place.and_then(|place| self.answer.reports.get_mut(place)) {
            // The same id twice: the newer one counts, else the later one.
            if known.updated().zip(report.updated()).is_none_or(|(known, new)| new >= known) {
                known.update(report);
            }
        } else {
            *place = Some(self.answer.reports.len());
            self.answer.reports.push((id.clone(), report));
        }
    }
}

/// An element as it came, without white space between its parts.
fn raw(json: &str) -> Box<str> {
    let is_tight = memchr::memchr3(b'\n', b'\r', b'\t', json.as_bytes()).is_none()
        && !json.starts_with("{ ")
        && memchr::memmem::find(json.as_bytes(), b"\": ").is_none();
    if is_tight && json.len() <= MAX_RAW { json.into() } else { json::compact(json, MAX_RAW).into() }
}

/// Reads `data`.
///
/// Not specified by the API: the document says array. Null, `{}` and a missing `data` are what the platform answers when nothing is known.
/// One object with an id is a list of one; lists one level down are what paged answers have. Everything else is no answer, and not an empty
/// one: an empty one would make tasks disappear.
pub struct Data<'l, 'a>(pub &'l mut Listing<'a>);

impl<'de> DeserializeSeed<'de> for Data<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Data<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of tasks")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(left) = self.0.left.checked_sub(1) {
            let Some(element) = seq.next_element::<&'de RawValue>()? else { return Ok(()) };
            self.0.left = left;
            self.0.take(element.get());
        }
        while seq.next_element::<IgnoredAny>()?.is_some() {
            self.0.elements += 1;
            self.0.skip();
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut members: Vec<(String, &'de RawValue)> = Vec::new();
        while let Some((name, value)) = map.next_entry()? {
            if members.len() == MAX_MEMBERS {
                return Err(A::Error::custom("too many members"));
            }
            members.push((name, value));
        }
        if members.is_empty() {
            return Ok(());
        }
        let has = |wanted: &str| members.iter().any(|(name, value)| name == wanted && value.get() != "null");
        let is_list = |value: &RawValue| value.get().starts_with('[');
        let has_list = members.iter().any(|(_, value)| is_list(value));
        if has("taskId") || (has("id") && !has_list) {
            self.0.take(&object(&members).map_err(A::Error::custom)?);
            return Ok(());
        }
        let mut says_none = false;
        for (name, value) in members {
            if is_list(value) {
                let mut list = serde_json::Deserializer::from_str(value.get());
                Data(&mut *self.0).deserialize(&mut list).map_err(A::Error::custom)?;
            } else if is_total(&name) {
                let total = Scalar::of(value.get());
                says_none |= total.number() == Some(0);
                self.0.total(&total);
            }
        }
        if has_list || says_none { Ok(()) } else { Err(A::Error::custom("no list of tasks")) }
    }
}

/// Whether a member of this name tells how many tasks there are on all pages.
pub fn is_total(name: &str) -> bool {
    matches!(name, "total" | "totalCount")
}

/// The text of an object with these members.
fn object(members: &[(String, &RawValue)]) -> serde_json::Result<String> {
    let mut text = Vec::new();
    serde_json::Serializer::new(&mut text).collect_map(members.iter().map(|(name, value)| (name, value)))?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}
