//! What was last said of a task, as the task keeps it: of a set of a hundred thousand the reports are the greater part, so each is one
//! short run of bytes beside what few tasks have or many share. [`Kept::report`] reads it back.

use super::{Conflict, Operation, Status, TaskId, TaskReport};
use jiff::Timestamp;
use std::sync::Arc;

mod bytes;
use bytes::{Reader, Writer};

/// A report, folded.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// What every report has: words as numbers, then the values that are there, then the texts.
    bytes: Arc<[u8]>,
    /// Whose task it is: one user's tasks share it, see [`Kept::share`].
    owner: Option<Arc<Owner>>,
    /// What few reports have.
    rare: Option<Arc<Rare>>,
}

/// Whose task it is.
#[derive(Debug, PartialEq, Eq)]
struct Owner {
    user_id: Option<Arc<str>>,
    user_name: Option<Arc<str>>,
    cluster_user: Option<Arc<str>>,
    cluster_id: Option<Arc<str>>,
    cluster_name: Option<Arc<str>>,
}

/// Words that we do not know, what is said of a failure, and the element as it came.
#[derive(Debug, PartialEq)]
struct Rare {
    status: Status,
    operation: Option<Operation>,
    conflict: Option<Conflict>,
    error_code: Option<Box<str>>,
    error_message: Option<Box<str>>,
    raw: Arc<str>,
}

/// A report to be read: what [`TaskReport`] has, without its id. What is asked for at each answer is a field; texts, times and whose it
/// is are read when they are asked for.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "as in the report")]
pub struct Report<'a> {
    pub status: &'a Status,
    pub operation: Option<&'a Operation>,
    pub conflict: Option<&'a Conflict>,
    pub error_code: Option<&'a str>,
    pub error_message: Option<&'a str>,
    pub total_bytes: Option<u64>,
    pub done_bytes: Option<u64>,
    pub total_files: Option<u64>,
    pub done_files: Option<u64>,
    pub percent: Option<f64>,
    pub synchronous: Option<bool>,
    pub raw: &'a str,
    owner: Option<&'a Owner>,
    /// The times, and the texts behind them.
    rest: Reader<'a>,
}

/// The words of the document; the place of each is its number in the bytes. 0 stands for none, or for one among the rare things.
const STATUSES: [&Status; 5] =
    [&Status::Waiting, &Status::Processing, &Status::Complete, &Status::Fail, &Status::Cancel];
const OPERATIONS: [&Operation; 3] = [&Operation::Copy, &Operation::Move, &Operation::Delete];
const CONFLICTS: [&Conflict; 2] = [&Conflict::Cover, &Conflict::Both];
const TRUTHS: [&bool; 2] = [&false, &true];

/// The number of a word.
fn number_of<T: PartialEq>(words: &[&T], word: Option<&T>) -> u8 {
    let place = word.and_then(|word| words.iter().position(|known| *known == word));
    place.and_then(|place| u8::try_from(place + 1).ok()).unwrap_or(0)
}

/// The word of a number.
fn word_of<T>(words: &[&'static T], number: u8) -> Option<&'static T> {
    words.get(usize::from(number).checked_sub(1)?).copied()
}

/// These bytes behind each other. Those of nearly all reports are put together without an allocation besides.
fn joined(parts: [&[u8]; 3]) -> Arc<[u8]> {
    let mut room = [0; 512];
    let length = parts.iter().map(|part| part.len()).sum();
    let Some(place) = room.get_mut(..length) else { return parts.concat().into() };
    let mut rest = &mut *place;
    for part in parts {
        if let Some(next) = rest.split_off_mut(..part.len()) {
            next.copy_from_slice(part);
        }
    }
    Arc::from(&*place)
}

impl From<TaskReport> for Kept {
    fn from(report: TaskReport) -> Self {
        Self::fold(report, None)
    }
}

impl Kept {
    /// Folds a report. The owner is that of `other` where it is the same one.
    pub fn fold(report: TaskReport, other: Option<&Self>) -> Self {
        let mut values = Writer::new();
        let status = number_of(&STATUSES, Some(&report.status));
        let operation = number_of(&OPERATIONS, report.operation.as_ref());
        let conflict = number_of(&CONFLICTS, report.conflict.as_ref());
        values.word(status);
        values.word(operation | conflict << 2 | number_of(&TRUTHS, report.synchronous.as_ref()) << 4);
        for number in [report.total_bytes, report.done_bytes, report.total_files, report.done_files] {
            values.number(number);
        }
        values.percent(report.percent);
        for time in [report.submitted, report.started, report.updated] {
            values.time(time);
        }
        let texts = [report.source.as_deref(), report.target.as_deref()];
        for text in texts {
            values.length(text);
        }
        let [source, target] = texts.map(|text| text.unwrap_or_default().as_bytes());
        let bytes = joined([values.bytes(), source, target]);
        let is_rare = status == 0
            || (operation == 0 && report.operation.is_some())
            || (conflict == 0 && report.conflict.is_some())
            || report.error_code.is_some()
            || report.error_message.is_some()
            || !report.raw.is_empty();
        let rare = is_rare.then(|| {
            Arc::new(Rare {
                status: report.status,
                operation: report.operation,
                conflict: report.conflict,
                error_code: report.error_code,
                error_message: report.error_message,
                raw: report.raw,
            })
        });
        let owner = Owner {
            user_id: report.user_id,
            user_name: report.user_name,
            cluster_user: report.cluster_user,
            cluster_id: report.cluster_id,
            cluster_name: report.cluster_name,
        };
        let others = other.and_then(|other| other.owner.as_ref()).filter(|others| ***others == owner);
        let is_owned = owner.texts().iter().any(Option::is_some);
        let owner = others.cloned().or_else(|| is_owned.then(|| Arc::new(owner)));
        Self { bytes, owner, rare }
    }

    /// Has the owner in common with `other`, if it is the same one.
    pub fn share(&mut self, other: &Self) {
        if self.owner == other.owner {
            self.owner.clone_from(&other.owner);
        }
    }

    /// The status alone: asked more often than all else.
    pub fn status(&self) -> &Status {
        let known = self.bytes.first().and_then(|number| word_of(&STATUSES, *number));
        known.or(self.rare.as_ref().map(|rare| &rare.status)).unwrap_or(&Status::Waiting)
    }

    /// The report, to be read.
    pub fn report(&self) -> Report<'_> {
        let mut bytes = Reader::new(&self.bytes);
        let rare = self.rare.as_deref();
        bytes.word();
        let words = bytes.word();
        // In the order in which they are written.
        let (total_bytes, done_bytes, total_files, done_files) =
            (bytes.number(), bytes.number(), bytes.number(), bytes.number());
        let percent = bytes.percent();
        Report {
            status: self.status(),
            operation: word_of(&OPERATIONS, words & 3).or(rare.and_then(|rare| rare.operation.as_ref())),
            conflict: word_of(&CONFLICTS, words >> 2 & 3).or(rare.and_then(|rare| rare.conflict.as_ref())),
            error_code: rare.and_then(|rare| rare.error_code.as_deref()),
            error_message: rare.and_then(|rare| rare.error_message.as_deref()),
            total_bytes,
            done_bytes,
            total_files,
            done_files,
            percent,
            synchronous: word_of(&TRUTHS, words >> 4 & 3).copied(),
            raw: rare.map_or("", |rare| &rare.raw),
            owner: self.owner.as_deref(),
            rest: bytes,
        }
    }

    /// The report as it came, with the id that is not kept here.
    pub fn unfold(&self, id: TaskId) -> TaskReport {
        let report = self.report();
        let shared = |text: Option<&str>| text.map(Arc::from);
        TaskReport {
            operation: report.operation.cloned(),
            source: report.source().map(Box::from),
            target: shared(report.target()),
            conflict: report.conflict.cloned(),
            error_code: report.error_code.map(Box::from),
            error_message: report.error_message.map(Box::from),
            total_bytes: report.total_bytes,
            done_bytes: report.done_bytes,
            total_files: report.total_files,
            done_files: report.done_files,
            percent: report.percent,
            synchronous: report.synchronous,
            user_id: shared(report.user_id()),
            user_name: shared(report.user_name()),
            cluster_user: shared(report.cluster_user()),
            cluster_id: shared(report.cluster_id()),
            cluster_name: shared(report.cluster_name()),
            submitted: report.submitted(),
            started: report.started(),
            updated: report.updated(),
            raw: report.raw.into(),
            ..TaskReport::new(id, report.status.clone())
        }
    }
}

#[expect(missing_docs, reason = "as in the report")]
impl<'a> Report<'a> {
    pub fn source(&self) -> Option<&'a str> {
        self.texts().0
    }

    pub fn target(&self) -> Option<&'a str> {
        let (mut texts, (source, target)) = self.behind_times();
        texts.skip(source);
        texts.text(target)
    }

    /// Source and target.
    pub fn texts(&self) -> (Option<&'a str>, Option<&'a str>) {
        let (mut texts, (source, target)) = self.behind_times();
        (texts.text(source), texts.text(target))
    }

    fn behind_times(&self) -> (Reader<'a>, (Option<usize>, Option<usize>)) {
        let mut rest = self.rest;
        rest.skip_times(3);
        let lengths = (rest.length(), rest.length());
        (rest, lengths)
    }

    pub fn submitted(&self) -> Option<Timestamp> {
        self.time(0)
    }

    pub fn started(&self) -> Option<Timestamp> {
        self.time(1)
    }

    pub fn updated(&self) -> Option<Timestamp> {
        self.time(2)
    }

    fn time(&self, place: usize) -> Option<Timestamp> {
        let mut rest = self.rest;
        rest.skip_times(place);
        rest.time()
    }

    pub fn user_id(&self) -> Option<&'a str> {
        self.owner?.user_id.as_deref()
    }

    pub fn user_name(&self) -> Option<&'a str> {
        self.owner?.user_name.as_deref()
    }

    pub fn cluster_user(&self) -> Option<&'a str> {
        self.owner?.cluster_user.as_deref()
    }

    pub fn cluster_id(&self) -> Option<&'a str> {
        self.owner?.cluster_id.as_deref()
    }

    pub fn cluster_name(&self) -> Option<&'a str> {
        self.owner?.cluster_name.as_deref()
    }
}

impl Owner {
    fn texts(&self) -> [Option<&str>; 5] {
        [&self.user_id, &self.user_name, &self.cluster_user, &self.cluster_id, &self.cluster_name].map(Option::as_deref)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts() -> impl Strategy<Value = Option<String>> {
        prop::option::of("[ -~任务]{0,200}")
    }

    fn times() -> impl Strategy<Value = Option<Timestamp>> {
        let whole = (Timestamp::MIN.as_second()..Timestamp::MAX.as_second()).prop_map(Timestamp::from_second);
        let any =
            (Timestamp::MIN.as_nanosecond()..=Timestamp::MAX.as_nanosecond()).prop_map(Timestamp::from_nanosecond);
        prop::option::of(prop_oneof![whole, any].prop_map(Result::unwrap))
    }

    prop_compose! {
        fn reports()(
            words in ("complete|waiting|processing|fail|cancel|archiving|", prop::option::of("copy|move|delete|link"),
                prop::option::of("cover|both|skip"), any::<Option<bool>>()),
            texts in (texts(), texts(), texts(), texts(), texts(), texts(), texts()),
            numbers in (any::<Option<u64>>(), any::<Option<u64>>(), prop::option::of(0..300_u64), any::<Option<u64>>()),
            percent in prop::option::of(prop_oneof![0.0..=100.0, (0..=100_u8).prop_map(f64::from)]),
            times in (times(), times(), times()),
            raw in "|\\{[a-z]{0,9}\\}",
        ) -> TaskReport {
            TaskReport {
                operation: words.1.map(|word| Operation::parse(&word)),
                conflict: words.2.map(|word| Conflict::parse(&word)),
                synchronous: words.3,
                source: texts.0.map(Into::into),
                target: texts.1.map(Into::into),
                error_code: texts.2.map(Into::into),
                error_message: texts.3.map(Into::into),
                user_id: texts.4.map(Into::into),
                user_name: texts.5.map(Into::into),
                cluster_name: texts.6.map(Into::into),
                total_bytes: numbers.0,
                done_bytes: numbers.1,
                total_files: numbers.2,
                done_files: numbers.3,
                percent,
                submitted: times.0,
                started: times.1,
                updated: times.2,
                raw: raw.into(),
                ..TaskReport::new(TaskId::new("a").unwrap(), Status::parse(&words.0))
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_folded_comes_back(report in reports()) {
            let kept = Kept::from(report.clone());
            prop_assert_eq!(kept.status(), &report.status);
            prop_assert_eq!(kept.unfold(report.id.clone()), report);
        }
    }

    #[test]
    fn an_owner_is_shared_by_the_same_ones_only() {
        let kept = |name: &str| {
            let mut report = TaskReport::new(TaskId::new("a").unwrap(), Status::Waiting);
            report.user_name = Some(name.into());
            Kept::from(report)
        };
        let (first, mut same, mut other) = (kept("lina"), kept("lina"), kept("wang"));
        same.share(&first);
        other.share(&first);
        let is_shared = |kept: &Kept| Arc::ptr_eq(kept.owner.as_ref().unwrap(), first.owner.as_ref().unwrap());
        assert!(is_shared(&same) && !is_shared(&other));
        assert_eq!(other.report().user_name(), Some("wang"));
    }
}
