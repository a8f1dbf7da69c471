//! The elements of a `task/list` answer, one after the other: which field is which, which task an element is about, and what the
//! answer comes to.

use super::{
    ListAnswer,
    field::{self, Value},
    json,
    scan::Cursor,
    time,
};
use crate::domain::{Conflict, IdMap, Operation, Owner, Report, SentPath, Status, TaskId};
use jiff::tz::Offset;
use std::{borrow::Cow, sync::Arc};

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
    target: Option<SentPath>,
    owner: Option<Arc<Owner>>,
}

/// One element while it is read.
struct Element<'a, 'b> {
    /// The text of its `taskId`, text or number.
    id: Option<Cow<'a, str>>,
    report: &'b mut Report,
    owner: Owner,
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
        let (id, owner) = (read.id.filter(|_| is_object), read.owner);
        self.settle(id, owner, || json::compact(element, MAX_RAW).into());
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
        let (id, owner, element) = (read.id, read.owner, cursor.since(start)?);
        self.order = order;
        let is_tight = cursor.position().1 == spaces && element.len() <= MAX_RAW;
        self.settle(id, owner, || if is_tight { element.into() } else { json::compact(element, MAX_RAW).into() });
        Some(())
    }

    /// The next element, with its report at its place already: it is too large to be moved about.
    fn element<'e>(&mut self) -> Option<Element<'e, '_>> {
        let Self { answer, common, offset, .. } = self;
        answer.reports.push((self.any.clone()?, Report::default()));
        Some(Element {
            id: None,
            report: &mut answer.reports.last_mut()?.1,
            owner: Owner::default(),
            common,
            offset: *offset,
        })
    }

    /// The last element has this id, and may be one of ours. One that is there twice, or was not asked for, hides nothing from us.
    fn settle(&mut self, id: Option<Cow<'_, str>>, owner: Owner, raw: impl FnOnce() -> Box<str>) {
        let open = id.as_ref().and_then(|id| self.open.remove(field::trimmed(id)));
        if let (Some(open), Some((id, report))) = (open, self.answer.reports.last_mut()) {
            *id = open.clone();
            report.extra_mut().raw = raw();
            if owner != Owner::default() {
                let last = self.common.owner.take().filter(|last| **last == owner).unwrap_or_else(|| Arc::new(owner));
                report.owner = Some(self.common.owner.insert(last).clone());
            }
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
            Field::Source => report.source = field::text(value).and_then(|path| SentPath::new(&path)),
            Field::Target => {
                let path = field::text(value).unwrap_or_default();
                if common.target.as_ref().is_none_or(|last| last.as_str() != path) {
                    common.target = SentPath::new(&path);
                }
                report.target.clone_from(&common.target);
            }
            Field::ErrorCode => report.extra_mut().error_code = field::error_code(value),
            Field::ErrorMessage => report.extra_mut().error_message = field::clean_text(value, MAX_MESSAGE),
            Field::TotalBytes => report.total_bytes = field::number(value),
            Field::DoneBytes => report.done_bytes = field::number(value),
            Field::TotalFiles => report.total_files = field::number(value),
            Field::DoneFiles => report.done_files = field::number(value),
            Field::Percent => report.percent = field::percent(value),
            Field::Synchronous => report.synchronous = field::truth(value),
            Field::UserId => self.owner.user_id = field::clean_text(value, MAX_TEXT),
            Field::UserName => self.owner.user_name = field::clean_text(value, MAX_TEXT),
            Field::ClusterUser => self.owner.cluster_user = field::clean_text(value, MAX_TEXT),
            Field::ClusterId => self.owner.cluster_id = field::clean_text(value, MAX_TEXT),
            Field::ClusterName => self.owner.cluster_name = field::clean_text(value, MAX_TEXT),
            Field::Submitted => report.submitted = time::time(value, offset).map(Into::into),
            Field::Started => report.started = time::time(value, offset).map(Into::into),
            Field::Updated => report.updated = time::time(value, offset).map(Into::into),
        }
    }
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
