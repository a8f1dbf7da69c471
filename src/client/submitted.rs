//! What `async-copy`, `async-move` and `async-remove` answered: ids and failures, found in whatever shape they came.
//!
//! Doubt: no source has the schema; the documents say only that a `taskId` is returned. So an array of task objects, of ids, one
//! object, one id, and objects with lists in them are all taken, and an answer without any id is kept to be shown as it came.

use super::{
    decode,
    envelope::{self, Reply},
    field, json,
};
use crate::domain::{CallError, TaskId, clean::clean};
use std::{borrow::Cow, collections::HashSet};

/// How deep lists are looked for.
const DEEPEST: u32 = 4;
/// The longest text of an answer without ids, in bytes.
const MAX_RAW: usize = 1000;
/// The longest message, in characters.
const MAX_MESSAGE: usize = 200;
/// The longest path, in characters.
const MAX_PATH: usize = 4096;
/// The shortest text that is taken for an id where nothing says that it is one.
const SHORTEST_ID: usize = 8;

/// What became of a submission. That the service took an item does not mean that it was done: only `task/list` tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Submitted {
    /// The tasks that were made, each once, in the order of the answer.
    pub ids: Vec<TaskId>,
    /// For each item of the submission, in its order, the task that was made of it, as far as the answer tells.
    pub tasks: Vec<Option<TaskId>>,
    /// Items that were refused.
    pub failures: Vec<ItemFailure>,
    /// The beginning of an answer in which no id was found; cleaned.
    pub raw: Option<Box<str>>,
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
/// [`CallError`] when the envelope's code is not `0`, or it is none of the API's answers.
pub fn decode_submit(body: &str, sources: &[&str]) -> Result<Submitted, CallError> {
    read(&Reply { http: 200, body: body.into(), ..Reply::default() }, sources)
}

/// Reads an answer to a submission.
pub(super) fn read(reply: &Reply, sources: &[&str]) -> Result<Submitted, CallError> {
    let data = envelope::open(reply)?;
    let mut found = Found::new(sources.len());
    found.gather(data, false, DEEPEST);
    let body = envelope::text(&reply.body);
    if found.says_nothing() {
        // "返回参数中的taskId": the document does not say that it is within `data`.
        found = Found::new(sources.len());
        found.gather(body, false, DEEPEST);
    }
    let mut submitted = found.assign(sources);
    if submitted.ids.is_empty() {
        submitted.raw = Some(clean(&json::compact(body, MAX_RAW), MAX_RAW).into());
    }
    Ok(submitted)
}

/// One element of an answer; all of it may be missing.
#[derive(Debug, Default)]
struct Element {
    id: Option<TaskId>,
    source: Option<String>,
    code: Option<Box<str>>,
    message: Option<Box<str>>,
    has_status: bool,
}

impl Element {
    fn of(object: &str) -> Self {
        let mut element = Self::default();
        // What is no object has no members, and says nothing.
        let _object = json::each_member(object, |name, value| match name {
            "taskId" | "taskID" | "taskid" | "task_id" => {
                element.id = element.id.take().or_else(|| TaskId::new(&field::text(value)?).ok());
            }
            "sourcePath" => element.source = field::text(value).map(Cow::into_owned),
            "errorCode" | "code" => element.code = element.code.take().or_else(|| field::error_code(value)),
            "errorMsg" | "msg" => {
                element.message = element.message.take().or_else(|| field::clean_text(value, MAX_MESSAGE));
            }
            "status" => element.has_status = true,
            _ => {}
        });
        element
    }

    fn id(id: TaskId) -> Self {
        Self { id: Some(id), ..Self::default() }
    }

    /// Why the item was refused, if it was. An element with an id and a status is a task, and its error is the task's own, which
    /// `task/list` will tell.
    fn problem(&self) -> Option<CallError> {
        let code = self.code.as_deref().filter(|_| self.id.is_none() || !self.has_status)?;
        Some(CallError::of_code(code, 200, self.message.as_deref().unwrap_or_default()))
    }
}

/// What was found on the way through an answer.
struct Found {
    elements: Vec<Element>,
    /// How many lists had elements: places in a list mean something only if there is one list.
    lists: u32,
    /// How many more elements are taken.
    left: usize,
}

impl Found {
    fn new(items: usize) -> Self {
        Self { elements: Vec::new(), lists: 0, left: decode::most_elements(items) }
    }

    fn says_nothing(&self) -> bool {
        !self.elements.iter().any(|element| element.id.is_some() || element.code.is_some())
    }

    fn push(&mut self, element: Element) {
        if let Some(left) = self.left.checked_sub(1) {
            self.left = left;
            self.elements.push(element);
        }
    }

    /// An element that is in no list is a list of one: the order of an object's members means nothing.
    fn push_alone(&mut self, element: Element) {
        self.push(element);
        self.lists = self.lists.saturating_add(1);
    }

    /// Looks for elements in `value`; `named` is whether its name says that its texts are ids.
    fn gather(&mut self, value: &str, named: bool, depth: u32) {
        match value.as_bytes().first() {
            Some(b'[') => {
                let before = self.elements.len();
                let mut taken = Vec::new();
                let _beyond = json::each_item(value, self.left, |item| taken.push(element(item, named)));
                for element in taken {
                    self.push(element);
                }
                self.lists = self.lists.saturating_add(u32::from(self.elements.len() > before));
            }
            Some(b'{') => self.gather_object(value, depth),
            Some(b'"') => {
                let text = field::text(value).unwrap_or_default();
                let ids: Vec<_> = text.split(',').map(|part| id(part, named)).collect();
                // One that is none makes a sentence of it all.
                if let Some(ids) = ids.into_iter().collect::<Option<Vec<_>>>() {
                    for id in ids {
                        self.push(Element::id(id));
                    }
                    self.lists = self.lists.saturating_add(1);
                }
            }
            _ => {}
        }
    }

    fn gather_object(&mut self, object: &str, depth: u32) {
        let element = Element::of(object);
        if element.id.is_some() {
            return self.push_alone(element);
        }
        let Some(depth) = depth.checked_sub(1) else { return };
        let before = self.elements.len();
        let _object = json::each_member(object, |name, value| {
            let named = names_ids(name);
            if named || matches!(value.as_bytes().first(), Some(b'[' | b'{')) || name == "data" {
                self.gather(value, named, depth);
            }
        });
        if self.elements.len() == before && element.code.is_some() {
            self.push_alone(element);
        }
    }

    /// Brings elements and items together: by source path where an element has one, else by place where there are as many of both.
    ///
    /// Doubt: whether the order of the answer is that of the items is not documented. A wrong guess gives a task another's label, and
    /// no more: `task/list` has the true path.
    fn assign(self, sources: &[&str]) -> Submitted {
        let in_order = self.lists <= 1 && self.elements.len() == sources.len();
        let mut open = vec![true; sources.len()];
        let by_path: Vec<_> = self.elements.iter().map(|element| claim(element, sources, &mut open)).collect();
        let mut submitted = Submitted { tasks: vec![None; sources.len()], ..Submitted::default() };
        let mut seen = HashSet::new();
        for (place, (element, by_path)) in self.elements.into_iter().zip(by_path).enumerate() {
            let by_place = || (in_order && element.source.is_none() && open.get(place) == Some(&true)).then_some(place);
            let item = by_path.or_else(by_place);
            if let Some(problem) = element.problem() {
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
}

/// The first item with the element's source path that no other element has.
fn claim(element: &Element, sources: &[&str], open: &mut [bool]) -> Option<usize> {
    let wanted = element.source.as_deref()?.trim_end_matches('/');
    let item =
        sources.iter().zip(open.iter()).position(|(source, open)| *open && source.trim_end_matches('/') == wanted)?;
    *open.get_mut(item)? = false;
    Some(item)
}

/// An item of a list. One that says nothing keeps its place.
fn element(item: &str, named: bool) -> Element {
    if item.starts_with('{') {
        return Element::of(item);
    }
    field::text(item).and_then(|text| id(&text, named)).map(Element::id).unwrap_or_default()
}

/// A text as an id. Where no name says that it is one it must look like one: words, paths and codes do not.
fn id(text: &str, named: bool) -> Option<TaskId> {
    let id = TaskId::new(text).ok()?;
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let looks_like_one =
        |text: &str| text.len() >= SHORTEST_ID && plain(text) && text.bytes().any(|byte| byte.is_ascii_digit());
    (named || looks_like_one(id.as_str())).then_some(id)
}

/// Whether a member of this name holds ids: `taskIds`, `taskIdList`, `task_ids`, `ids`.
fn names_ids(name: &str) -> bool {
    let name: String = name.chars().take(32).filter(|letter| *letter != '_').collect();
    matches!(name.to_ascii_lowercase().as_str(), "ids" | "taskids" | "taskidlist" | "idlist")
}

#[cfg(test)]
mod tests;
