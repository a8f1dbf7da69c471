//! The elements of a `task/list` answer, one after the other: which field is which, which task an element is about, and what the
//! answer comes to.

use super::{
    ListAnswer,
    field::{self, Value},
    json,
    scan::Cursor,
    time,
};
use crate::domain::{Conflict, IdMap, Operation, Status, TaskId, TaskReport};
use jiff::tz::Offset;
use std::{borrow::Cow, sync::Arc};

/// The longest path, in characters; Linux takes 4096 bytes.
const MAX_PATH: usize = 4096;
/// The longest message, in characters.
const MAX_MESSAGE: usize = 1000;
/// The longest of all other texts, in characters.
const MAX_TEXT: usize = 200;
/// The longest status or operation word, in characters.
const MAX_WORD: usize = 32;
/// Of how many members of an element the order is kept.
const MAX_ORDER: usize = 64;
/// How much of an element is kept as it came, in bytes.
const MAX_RAW: usize = 4096;

/// What was read of an answer so far.
pub struct Listing<'a> {
    /// The ids that no element was about yet, by their text: one of ours is found, and taken for the report, without a copy of it
    /// being made.
    open: IdMap<&'a str, &'a TaskId>,
    /// What stands in a report until its id is known.
    any: Option<TaskId>,
    answer: ListAnswer,
    offset: Offset,
    common: Common,
    order: Order,
}

/// The members of the last elements, at their places: whoever writes elements writes all of them alike. Only
/// a guess at what comes next: to see that a name is this one takes less than to find its end and to see which it is.
#[derive(Default)]
struct Order {
    names: Vec<Known>,
    next: usize,
}

/// A name, and which member it is; no name for those that say nothing to us.
type Known = (&'static str, Field);

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

/// One element while it is read.
struct Element<'a, 'b> {
    /// The text of its `taskId`, text or number.
    id: Option<Cow<'a, str>>,
    report: &'b mut TaskReport,
    common: &'b mut Common,
    offset: Offset,
}

impl<'a> Listing<'a> {
    /// Nothing yet, of an answer for these ids. Times that name no zone are in `offset`.
    pub fn new(asked: &'a [TaskId], offset: Offset) -> Self {
        Self {
            open: asked.iter().map(|id| (id.as_str(), id)).collect(),
            any: asked.first().cloned().or_else(|| TaskId::new("-").ok()),
            answer: ListAnswer { reports: Vec::with_capacity(asked.len()), ..ListAnswer::default() },
            offset,
            common: Common::default(),
            order: Order::default(),
        }
    }

    /// Whether more than one task is open.
    pub fn is_of_several(&self) -> bool {
        self.open.len() > 1
    }

    /// So many elements cannot be read.
    pub fn skip(&mut self, elements: usize) {
        let elements = u32::try_from(elements).unwrap_or(u32::MAX);
        self.answer.skipped = self.answer.skipped.saturating_add(elements);
    }

    /// What it comes to.
    pub fn answer(self) -> ListAnswer {
        self.answer
    }

    /// Takes an element, whatever it is.
    pub fn take(&mut self, element: &str) {
        let Some(mut read) = self.element() else { return self.skip(1) };
        let is_object = json::each_member(element, |name, value| {
            read.take(Field::of(name).1, value.into());
        })
        .is_some();
        let id = read.id.filter(|_| is_object);
        self.settle(id, || json::compact(element, MAX_RAW).into());
    }

    /// Takes the element that the cursor is at, whatever it is, and goes over it; `None` where the cursor cannot.
    pub fn take_at(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        if cursor.peek()? != b'{' {
            cursor.value()?;
            self.skip(1);
            return Some(());
        }
        let (start, spaces) = cursor.position();
        let mut order = std::mem::take(&mut self.order);
        order.next = 0;
        let mut read = self.element()?;
        cursor.each_member(
            |cursor| order.field(cursor),
            |cursor, field| {
                read.take(field, cursor.value()?);
                Some(())
            },
        )?;
        let (id, element) = (read.id, cursor.since(start)?);
        self.order = order;
        let is_tight = cursor.position().1 == spaces && element.len() <= MAX_RAW;
        self.settle(id, || if is_tight { element.into() } else { json::compact(element, MAX_RAW).into() });
        Some(())
    }

    /// The next element, with its report at its place already: it is too large to be moved about.
    fn element<'e>(&mut self) -> Option<Element<'e, '_>> {
        let Self { answer, common, offset, .. } = self;
        answer.reports.push(TaskReport::new(self.any.clone()?, Status::Other(Box::default())));
        Some(Element { id: None, report: answer.reports.last_mut()?, common, offset: *offset })
    }

    /// The last element has this id, and may be one of ours. One that is there twice, or was not asked for, hides nothing from us.
    fn settle(&mut self, id: Option<Cow<'_, str>>, raw: impl FnOnce() -> Arc<str>) {
        let open = id.as_ref().and_then(|id| self.open.remove(field::trimmed(id)));
        if let (Some(open), Some(report)) = (open, self.answer.reports.last_mut()) {
            report.id = open.clone();
            report.raw = raw();
            return;
        }
        self.answer.reports.pop();
        if id.is_none_or(|id| TaskId::new(&id).is_err()) {
            self.skip(1);
        }
    }
}

impl Order {
    /// Goes over a name: which member it is.
    fn field(&mut self, cursor: &mut Cursor<'_>) -> Option<Field> {
        let place = self.next;
        self.next += 1;
        if let Some((name, field)) = self.names.get(place)
            && cursor.skips_name(name)
        {
            return Some(*field);
        }
        let known = Field::of(cursor.name()?);
        match self.names.get_mut(place) {
            Some(name) => *name = known,
            None if place < MAX_ORDER => self.names.push(known),
            None => {}
        }
        Some(known.1)
    }
}

impl<'a> Element<'a, '_> {
    /// Takes a member.
    fn take(&mut self, field: Field, value: Value<'a>) {
        let (report, common, offset) = (&mut *self.report, &mut *self.common, self.offset);
        match field {
            Field::Other => {}
            Field::TaskId => self.id = field::text(value),
            Field::Status => {
                report.status = Status::parse(&field::word(value, MAX_WORD).unwrap_or_default());
            }
            Field::Operation => {
                report.operation = field::word(value, MAX_WORD).map(|word| Operation::parse(&word));
            }
            Field::Conflict => report.conflict = field::word(value, MAX_WORD).map(|word| Conflict::parse(&word)),
            Field::Source => report.source = field::clean_text(value, MAX_PATH),
            Field::Target => report.target = shared(value, MAX_PATH, &mut common.target),
            Field::ErrorCode => report.error_code = field::error_code(value),
            Field::ErrorMessage => report.error_message = field::clean_text(value, MAX_MESSAGE),
            Field::TotalBytes => report.total_bytes = field::number(value),
            Field::DoneBytes => report.done_bytes = field::number(value),
            Field::TotalFiles => report.total_files = field::number(value),
            Field::DoneFiles => report.done_files = field::number(value),
            Field::Percent => report.percent = field::percent(value),
            Field::Synchronous => report.synchronous = field::truth(value),
            Field::UserId => report.user_id = shared(value, MAX_TEXT, &mut common.user_id),
            Field::UserName => report.user_name = shared(value, MAX_TEXT, &mut common.user_name),
            Field::ClusterUser => report.cluster_user = shared(value, MAX_TEXT, &mut common.cluster_user),
            Field::ClusterId => report.cluster_id = shared(value, MAX_TEXT, &mut common.cluster_id),
            Field::ClusterName => report.cluster_name = shared(value, MAX_TEXT, &mut common.cluster_name),
            Field::Submitted => report.submitted = time::time(value, offset),
            Field::Started => report.started = time::time(value, offset),
            Field::Updated => report.updated = time::time(value, offset),
        }
    }
}

/// A text made safe to show, the same one as `last` where it is equal.
fn shared(value: Value<'_>, most: usize, last: &mut Option<Arc<str>>) -> Option<Arc<str>> {
    // What was cleaned stays as it is when it is cleaned again.
    if let Value::Plain { text, .. } = value
        && last.as_deref() == Some(text)
        && !field::is_blank(text)
    {
        return last.clone();
    }
    let text = field::seen(value, most)?;
    if last.as_deref() != Some(&*text) {
        *last = Some(text.into());
    }
    last.clone()
}

/// The members of an element.
#[derive(Clone, Copy)]
enum Field {
    /// One that says nothing to us.
    Other,
    TaskId,
    Status,
    Operation,
    Conflict,
    Source,
    Target,
    ErrorCode,
    ErrorMessage,
    TotalBytes,
    DoneBytes,
    TotalFiles,
    DoneFiles,
    Percent,
    Synchronous,
    UserId,
    UserName,
    ClusterUser,
    ClusterId,
    ClusterName,
    Submitted,
    Started,
    Updated,
}

impl Field {
    /// By the length first: no more than four names have the same.
    fn of(name: &str) -> Known {
        let among = |names: &'static [Known]| names.iter().find(|(known, _)| *known == name).copied();
        let known = match name.len() {
            6 => among(&[("taskId", Self::TaskId), ("status", Self::Status), ("userId", Self::UserId)]),
            8 => among(&[
                ("userName", Self::UserName),
                ("errorMsg", Self::ErrorMessage),
                ("totalNum", Self::TotalFiles),
                ("progress", Self::Percent),
            ]),
            9 => among(&[
                ("clusterId", Self::ClusterId),
                ("errorCode", Self::ErrorCode),
                ("totalSize", Self::TotalBytes),
                ("startTime", Self::Started),
            ]),
            10 => among(&[
                ("sourcePath", Self::Source),
                ("targetPath", Self::Target),
                ("submitTime", Self::Submitted),
                ("updateTime", Self::Updated),
            ]),
            11 => among(&[("clusterName", Self::ClusterName)]),
            12 => among(&[("processedNum", Self::DoneFiles)]),
            13 => among(&[("operationType", Self::Operation), ("processedSize", Self::DoneBytes)]),
            15 => among(&[("clusterUserName", Self::ClusterUser)]),
            19 => among(&[("duplicateHandleType", Self::Conflict)]),
            20 => among(&[("synchronousExecution", Self::Synchronous)]),
            _ => None,
        };
        known.unwrap_or(("", Self::Other))
    }
}
