//! What `async-copy`, `async-move` and `async-remove` answered: ids and failures, found in whatever shape they came.
//!
//! Not specified by the API: the shape. The documents say only that a `taskId` is returned ("返回参数中的taskId"). So an array of task objects,
//! of ids, one object, one id, maps, and lists within objects are all read, from the surest sign of an id to the weakest.

use super::{
    account::mask,
    envelope::{self, Reply},
    item::{self, Object},
};
use crate::domain::{CallError, IdSet, TaskId, clean::clean, pick::keyed_ids};
use serde_json::Value;
use std::collections::HashSet;

/// The largest part of an answer that is kept, in bytes.
const MAX_WHOLE: usize = 1 << 20;
/// The longest path, in characters.
const MAX_PATH: usize = 4096;
/// The most elements that are looked at for each item, and beyond.
const MOST: usize = 1000;
/// How often JSON within a text is opened.
const MOST_TEXTS: u8 = 2;
/// The shortest text that is taken for an id where nothing but its being alone says that it is one.
const SHORTEST_ID: usize = 4;

/// What became of a submission. That the service took an item does not mean that it was done: only `task/list` tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Submitted {
    /// The tasks that were made, each once, in the order of the answer.
    pub ids: Vec<TaskId>,
    /// For each item of the submission, in its order, the task that was made of it, as far as the answer tells.
    pub tasks: Vec<Option<TaskId>>,
    /// Items that were refused.
    pub failures: Vec<ItemFailure>,
    /// What the envelope says, or why the answer is none of the API's, although ids came with it. Without an id it is not known whether
    /// the items were taken.
    pub refusal: Option<CallError>,
    /// The answer, where it has fewer or more ids than it should: at most 1 MiB, without what looks like a token. Not cleaned.
    pub whole: Option<Box<str>>,
}

/// An item of which the answer says that it was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemFailure {
    /// Which item of the submission, counted from 0, when the answer tells.
    pub item: Option<usize>,
    /// Its source path, cleaned: of the item, or else as the answer has it.
    pub source: Option<Box<str>>,
    /// Why.
    pub problem: CallError,
}

/// Decodes a whole answer to a submission of items with these source paths.
///
/// # Errors
/// [`CallError`] when no id came with an answer that refuses all, or that is empty.
#[cfg(any(test, feature = "internals"))]
pub fn decode_submit(body: &str, sources: &[&str]) -> Result<Submitted, CallError> {
    read(&Reply { http: 200, body: body.into(), ..Reply::default() }, None, sources)
}

/// Reads an answer to a submission, `broken_off` if it did.
pub(super) fn read(reply: &Reply, broken_off: Option<CallError>, sources: &[&str]) -> Result<Submitted, CallError> {
    let refusal = broken_off.or_else(|| envelope::open(reply).err());
    let body = envelope::text(&reply.body);
    let found = match &refusal {
        Some(refusal) if refusal.code.is_none() => salvage(body, sources),
        _ => item::parse(body).map(|answer| look(&answer, true, sources)).unwrap_or_default(),
    };
    let mut submitted = assign(found, sources);
    match refusal {
        Some(refusal) if !submitted.ids.is_empty() => submitted.refuse_rest(refusal, sources),
        Some(refusal) if !refusal.may_have_arrived || body.trim().is_empty() => return Err(refusal),
        Some(refusal) => {
            let tasks = vec![None; sources.len()];
            submitted = Submitted { tasks, refusal: Some(refusal), ..Submitted::default() };
        }
        None => {}
    }
    if submitted.ids.len() + submitted.failures.len() != sources.len() || submitted.refusal.is_some() {
        let end = body.floor_char_boundary(MAX_WHOLE);
        submitted.whole = Some(mask(body.get(..end).unwrap_or_default()).into());
    }
    Ok(submitted)
}

/// What can be found in an answer that is none of the API's: broken, a page, without a code.
fn salvage<'a>(body: &str, sources: &'a [&'a str]) -> Found<'a> {
    let found = item::closed(body).map(|answer| look(&answer, false, sources)).unwrap_or_default();
    if found.ids() >= sources.len() {
        return found;
    }
    let mut keyed = Found::new(Sign::TaskId, sources);
    // A page may show JSON.
    for id in keyed_ids(&body.replace("&quot;", "\"").replace("&#34;", "\"")) {
        keyed.push(Element { id: Some(id), ..Element::default() });
    }
    if keyed.ids() > found.ids() { keyed } else { found }
}

impl Submitted {
    /// The envelope refuses what is not a task: each item that has none, as far as it can be told which these are.
    fn refuse_rest(&mut self, refusal: CallError, sources: &[&str]) {
        let missing = sources.len().saturating_sub(self.ids.len() + self.failures.len());
        // Of what a gateway says it is not known whether it is true.
        if refusal.code.is_some() && !refusal.may_have_arrived {
            let failed: HashSet<_> = self.failures.iter().filter_map(|failure| failure.item).collect();
            let without = |place: &usize| self.tasks.get(*place) == Some(&None) && !failed.contains(place);
            let rest: Vec<usize> = (0..sources.len()).filter(without).collect();
            let places = if rest.len() == missing { rest.into_iter().map(Some).collect() } else { vec![None; missing] };
            self.failures.extend(places.into_iter().map(|item| ItemFailure {
                item,
                source: item.and_then(|place| sources.get(place)).map(|source| clean(source, MAX_PATH).into()),
                problem: refusal.clone(),
            }));
        }
        self.refusal = Some(refusal);
    }
}

/// What is taken for an id, from the surest sign to the weakest; each takes the ones before as well.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sign {
    /// A member `taskId`, or texts under `taskIds`.
    TaskId,
    /// A member `id`, or texts under `ids`.
    Id,
    /// A text that is a UUID, or one that may be an id, in a member whose name is an item's source path.
    Uuid,
    /// A text that may be an id.
    Text,
}

/// The elements of an answer by the first sign that accounts for each item; without one, by the first that finds any id. In what is no
/// answer of the API, a text alone says nothing.
fn look<'a>(root: &Value, is_answer: bool, sources: &'a [&'a str]) -> Found<'a> {
    let data = root.get("data").unwrap_or(if is_answer { &Value::Null } else { root });
    let mut some: Option<Found<'_>> = None;
    for sign in [Sign::TaskId, Sign::Id, Sign::Uuid, Sign::Text] {
        if sign == Sign::Text && !is_answer {
            break;
        }
        let mut found = Found::new(sign, sources);
        found.value(data, "data", MOST_TEXTS);
        let ids = found.ids();
        // A text alone says little: there must be exactly one for each item, and no two alike.
        if ids + found.failures() == sources.len() && (ids > 0 || sign == Sign::Text) {
            return found;
        }
        if sign < Sign::Text && ids > 0 {
            some.get_or_insert(found);
        }
    }
    some.unwrap_or_else(|| {
        // Not specified by the API: that the ids are within `data`.
        let mut beside = Found::new(Sign::TaskId, sources);
        beside.value(root, "", MOST_TEXTS);
        beside
    })
}

/// One element of an answer; all of it may be missing.
#[derive(Debug, Default)]
struct Element {
    id: Option<TaskId>,
    source: Option<String>,
    /// Why the item was refused. An element with an id and a status is a task, and its error is the task's own.
    problem: Option<CallError>,
}

impl Element {
    fn of(object: &Object, sign: Sign) -> Self {
        let id = item::id(object, "taskid").or_else(|| (sign >= Sign::Id).then(|| item::id(object, "id"))?);
        let source = item::member(object, &["sourcepath"]).and_then(Value::as_str).map(str::to_owned);
        let problem = item::refusal(object).filter(|_| id.is_none() || !item::is_task(object));
        Self { id, source, problem }
    }

    fn says_something(&self) -> bool {
        self.id.is_some() || self.problem.is_some()
    }
}

/// What was found on the way through an answer.
struct Found<'a> {
    sign: Sign,
    sources: &'a [&'a str],
    elements: Vec<Element>,
    /// How many lists had elements: places in a list mean something only if there is one list.
    lists: u32,
}

impl<'a> Found<'a> {
    fn new(sign: Sign, sources: &'a [&'a str]) -> Self {
        Self { sign, sources, elements: Vec::new(), lists: 0 }
    }

    /// How many ids there are, each counted once.
    fn ids(&self) -> usize {
        self.elements.iter().filter_map(|element| element.id.as_ref()).collect::<IdSet<_>>().len()
    }

    /// How many items were refused, and made no task.
    fn failures(&self) -> usize {
        self.elements.iter().filter(|element| element.id.is_none() && element.problem.is_some()).count()
    }

    fn push(&mut self, element: Element) {
        if self.elements.len() < self.sources.len().saturating_mul(10).saturating_add(MOST) {
            self.elements.push(element);
        }
    }

    /// Looks for elements in the value of the member `name`.
    fn value(&mut self, value: &Value, name: &str, texts: u8) {
        match value {
            Value::Array(items) => self.list(items, name, texts),
            Value::Object(object) => {
                // An element that is in no list is a list of one: the order of an object's members means nothing.
                let is_element = self.object(object, texts);
                self.lists = self.lists.saturating_add(u32::from(is_element));
            }
            Value::String(text) if text.trim_start().starts_with(['[', '{']) => {
                if let (Some(inner), Some(texts)) = (item::parse(text), texts.checked_sub(1)) {
                    self.value(&inner, name, texts);
                }
            }
            Value::String(text) => {
                // One part that is none makes a sentence of it all.
                if let Some(ids) = text.split(',').map(|part| self.bare(part, name)).collect::<Option<Vec<_>>>() {
                    for id in ids {
                        self.push(Element { id: Some(id), ..Element::default() });
                    }
                    self.lists = self.lists.saturating_add(1);
                }
            }
            Value::Number(number) if self.names_ids(name) || self.is_source(name) => {
                if let Some(id) = self.bare(&number.to_string(), name) {
                    self.push(Element { id: Some(id), ..Element::default() });
                    self.lists = self.lists.saturating_add(1);
                }
            }
            _ => {}
        }
    }

    fn list(&mut self, items: &[Value], name: &str, texts: u8) {
        let (before, mut says_something) = (self.elements.len(), false);
        for item in items {
            let start = self.elements.len();
            match item {
                Value::Object(object) => {
                    self.object(object, texts);
                }
                Value::Array(_) => self.value(item, name, texts),
                _ => {
                    let id = item::text(item).filter(|_| !item.is_number() || self.names_ids(name));
                    let id = id.and_then(|text| self.bare(&text, name));
                    self.push(Element { id, ..Element::default() });
                }
            }
            if self.elements.len() == start {
                // One that says nothing keeps its place.
                self.push(Element::default());
            }
            says_something |= self.elements.iter().skip(start).any(Element::says_something);
        }
        if says_something {
            self.lists = self.lists.saturating_add(1);
        } else {
            self.elements.truncate(before);
        }
    }

    /// Looks for elements in an object and its members; whether it is one itself.
    fn object(&mut self, object: &Object, texts: u8) -> bool {
        let element = Element::of(object, self.sign);
        let has_id = element.id.is_some();
        let before = self.elements.len();
        if has_id {
            self.push(element);
        }
        for (name, value) in object {
            let is_own = has_id && matches!(item::name(name).as_str(), "taskid" | "id");
            if !is_own && (self.is_source(name) || !item::is_about_something_else(name)) {
                self.member(name, value, texts);
            }
        }
        if !has_id && self.elements.len() == before {
            let element = Element::of(object, self.sign);
            if element.problem.is_some() {
                self.push(element);
                return true;
            }
        }
        has_id
    }

    /// A member whose name is an item's source path tells of that item.
    fn member(&mut self, name: &str, value: &Value, texts: u8) {
        let before = self.elements.len();
        self.value(value, name, texts);
        if self.is_source(name)
            && let Some(elements) = self.elements.get_mut(before..)
        {
            for element in elements {
                element.source.get_or_insert_with(|| name.to_owned());
            }
        }
    }

    fn is_source(&self, name: &str) -> bool {
        self.sources.contains(&name)
    }

    /// Whether a member of this name holds ids: `taskIds`, `taskIdList`, `ids`, and by weaker signs.
    fn names_ids(&self, name: &str) -> bool {
        let name = item::name(name);
        match name.as_str() {
            "taskid" | "taskids" | "taskidlist" => true,
            "ids" | "idlist" => self.sign >= Sign::Id,
            _ => false,
        }
    }

    /// A text under `name` as an id.
    fn bare(&self, text: &str, name: &str) -> Option<TaskId> {
        let id = TaskId::new(text).ok()?;
        let of_any_form = if self.is_source(name) { Sign::Uuid } else { Sign::Text };
        let is_one = self.names_ids(name)
            || (self.sign >= Sign::Uuid && is_uuid(id.as_str()))
            || (self.sign >= of_any_form && may_be_id(id.as_str()));
        is_one.then_some(id)
    }
}

impl Default for Found<'_> {
    fn default() -> Self {
        Self::new(Sign::TaskId, &[])
    }
}

/// Whether a text is 32 hexadecimal digits, with or without the dashes of a UUID.
fn is_uuid(text: &str) -> bool {
    let is_hex = |part: &str| part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    matches!(lengths.as_slice(), [32] | [8, 4, 4, 4, 12]) && text.split('-').all(is_hex)
}

/// Whether a text looks like an id: words, paths, small numbers and the service's codes do not.
fn may_be_id(text: &str) -> bool {
    if text.len() == "911020".len() && text.starts_with("911") {
        return false;
    }
    let is_plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    text.len() >= SHORTEST_ID && is_plain && text.bytes().any(|byte| byte.is_ascii_digit())
}

/// Brings elements and items together: by source path where an element has one, else by place where there are as many of both.
///
/// Not specified by the API: whether the order of the answer is that of the items. A wrong guess gives a task another's label, and no more:
/// `task/list` has the true path.
fn assign(found: Found<'_>, sources: &[&str]) -> Submitted {
    let in_order = found.lists <= 1 && found.elements.len() == sources.len();
    let mut open = vec![true; sources.len()];
    let by_path: Vec<_> = found.elements.iter().map(|element| claim(element, sources, &mut open)).collect();
    let mut submitted = Submitted { tasks: vec![None; sources.len()], ..Submitted::default() };
    let mut seen = IdSet::default();
    for (place, (element, by_path)) in found.elements.into_iter().zip(by_path).enumerate() {
        let by_place = || (in_order && element.source.is_none() && open.get(place) == Some(&true)).then_some(place);
        let item = by_path.or_else(by_place);
        if let Some(problem) = element.problem {
            let source = item.and_then(|item| sources.get(item).copied()).or(element.source.as_deref());
            let source = source.map(|source| clean(source, MAX_PATH).into());
            submitted.failures.push(ItemFailure { item, source, problem });
        }
        let Some(id) = element.id else { continue };
        if let Some(task) = item.and_then(|item| submitted.tasks.get_mut(item)) {
            *task = Some(id.clone());
        }
        if seen.insert(id.clone()) {
            submitted.ids.push(id);
        }
    }
    submitted
}

/// The first item with the element's source path that no other element has.
fn claim(element: &Element, sources: &[&str], open: &mut [bool]) -> Option<usize> {
    let wanted = element.source.as_deref()?.trim_end_matches('/');
    let item =
        sources.iter().zip(open.iter()).position(|(source, open)| *open && source.trim_end_matches('/') == wanted)?;
    *open.get_mut(item)? = false;
    Some(item)
}

#[cfg(test)]
mod tests;
