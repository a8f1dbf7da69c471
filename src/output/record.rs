//! The parts that JSON documents and JSON lines are made of. The keys are a contract: `assets/schema/` describes them. A value that
//! is not known is `null` and never left out.

use super::{View, say};
use crate::{
    domain::{
        Again, CallError, CancelStep, Conflict, Eta, Operation, Phase, RateMeter, Report, State, Summary, Task, TaskId,
        TaskSet, Totals, Trouble,
        verdict::{is_archived, judged_state},
    },
    messages::{Lang, errors},
};
use jiff::Timestamp;
use serde::{Serialize, Serializer, ser::SerializeMap};
use std::{borrow::Cow, collections::BTreeMap};

/// The first second of year 1: RFC 3339 knows no year before 0.
const FIRST_SECOND: i64 = -62_135_596_800;

/// `at` as RFC 3339 can write it, in milliseconds; `None` for times before year 1.
pub(super) fn time(at: Timestamp) -> Option<Timestamp> {
    (at.as_second() >= FIRST_SECOND).then(|| Timestamp::from_millisecond(at.as_millisecond()).ok()).flatten()
}

/// A remaining time in whole seconds.
#[derive(Debug, Serialize)]
pub(super) struct EtaRecord {
    low: u64,
    high: u64,
}

impl EtaRecord {
    pub(super) fn of(eta: Eta) -> Option<Self> {
        match eta {
            Eta::In { low, high } => Some(Self { low: low.as_secs(), high: high.as_secs() }),
            Eta::Unknown(_) => None,
        }
    }
}

/// A failed call.
#[derive(Debug, Serialize)]
pub struct ProblemRecord<'a> {
    kind: &'static str,
    code: Option<&'a str>,
    http: Option<u16>,
    detail: &'a str,
}

impl<'a> From<&'a CallError> for ProblemRecord<'a> {
    fn from(problem: &'a CallError) -> Self {
        Self {
            kind: problem.kind.as_str(),
            code: problem.code.as_deref(),
            http: problem.http_status,
            detail: &problem.message,
        }
    }
}

/// What came of a set that has ended.
#[derive(Debug, Serialize)]
pub(super) struct SummaryRecord {
    complete: usize,
    failed: usize,
    cancelled: usize,
    gone: usize,
    codes: BTreeMap<Box<str>, usize>,
    bytes: Option<u64>,
    began: Option<Timestamp>,
    ended: Option<Timestamp>,
    seconds: Option<f64>,
    bytes_per_second: Option<f64>,
}

impl SummaryRecord {
    /// Of these tasks; `None` until the set has ended.
    pub(super) fn of(tasks: &TaskSet) -> Option<Self> {
        let summary = Summary::of(tasks)?;
        let (took, mean) = (summary.took(), summary.mean());
        let Summary { complete, failed, cancelled, gone, codes, bytes, began, ended } = summary;
        Some(Self {
            complete,
            failed,
            cancelled,
            gone,
            codes: codes.into_iter().collect(),
            bytes,
            began: began.and_then(time),
            ended: ended.and_then(time),
            seconds: took.map(|took| took.as_secs_f64()),
            bytes_per_second: mean,
        })
    }
}

/// Why we cannot ask.
#[derive(Debug, Serialize)]
pub(super) struct TroubleRecord<'a> {
    #[serde(flatten)]
    problem: ProblemRecord<'a>,
    failures: u32,
    since: Option<Timestamp>,
}

impl<'a> From<&'a Trouble> for TroubleRecord<'a> {
    fn from(trouble: &'a Trouble) -> Self {
        Self { problem: (&trouble.problem).into(), failures: trouble.failures, since: time(trouble.since.wall) }
    }
}

/// How far a cancel is.
#[derive(Debug, Serialize)]
pub(super) struct CancelRecord<'a> {
    step: &'static str,
    at: Option<Timestamp>,
    problem: Option<ProblemRecord<'a>>,
}

impl<'a> CancelRecord<'a> {
    fn of(step: &'a CancelStep) -> Option<Self> {
        let (step, at, problem) = match step {
            CancelStep::None => return None,
            CancelStep::Sent(at) => ("sent", **at, None),
            CancelStep::Taken(at) => ("taken", **at, None),
            CancelStep::Unclear(unclear) => ("unclear", unclear.at, Some((&unclear.problem).into())),
            CancelStep::Failed(at, problem) => ("failed", **at, Some((&**problem).into())),
        };
        Some(Self { step, at: time(at.wall), problem })
    }
}

/// What the service says of a failure, with our explanation.
#[derive(Debug, Serialize)]
pub(super) struct ErrorRecord<'a> {
    code: Option<&'a str>,
    message: Option<&'a str>,
    short: Option<&'static str>,
    retry: Option<&'static str>,
}

impl<'a> ErrorRecord<'a> {
    pub(super) fn of(task: &'a Task) -> Option<Self> {
        let report = task.report()?;
        let (code, message) = (report.error_code(), report.error_message());
        if code.is_none() && message.is_none() {
            return None;
        }
        let card = code.and_then(|code| errors::card(code, Lang::En));
        Some(Self { code, message, short: card.map(|card| card.short), retry: card.map(|card| card.retry.as_str()) })
    }
}

/// The numbers of a task, and where it stands: what changes from poll to poll.
#[derive(Debug, Serialize)]
pub(super) struct ProgressRecord<'a> {
    id: &'a str,
    status: &'static str,
    raw_status: Option<&'a str>,
    archived: bool,
    asked: bool,
    phase: Option<&'static str>,
    total_bytes: Option<u64>,
    done_bytes: Option<u64>,
    total_files: Option<u64>,
    done_files: Option<u64>,
    fraction: Option<f64>,
    bytes_per_second: Option<f64>,
    files_per_second: Option<f64>,
    eta_seconds: Option<EtaRecord>,
    stalled_seconds: Option<u64>,
    cancel: Option<CancelRecord<'a>>,
    refusal: Option<ProblemRecord<'a>>,
    region: Option<&'a str>,
    base_url: Option<&'a str>,
}

/// Everything that is known of a task.
#[derive(Debug, Serialize)]
pub(super) struct TaskRecord<'a> {
    #[serde(flatten)]
    progress: ProgressRecord<'a>,
    label: Option<&'a str>,
    operation: Option<&'a str>,
    source: Option<Cow<'a, str>>,
    target: Option<Cow<'a, str>>,
    conflict: Option<&'a str>,
    error: Option<ErrorRecord<'a>>,
    submitted: Option<Timestamp>,
    started: Option<Timestamp>,
    updated: Option<Timestamp>,
    added: Option<Timestamp>,
    seen: Option<Timestamp>,
    ended: Option<Timestamp>,
    retry_of: Option<&'a str>,
    retried_as: Option<&'a str>,
    /// When it was sent to be submitted again without a known answer.
    retry_unclear: Option<Timestamp>,
}

impl<'a> ProgressRecord<'a> {
    pub(super) fn of(task: &'a Task, view: &View<'_>) -> Self {
        let report = task.report();
        let is_running = matches!(task.state(), State::Processing | State::Stalled | State::Cancelling);
        let is_measured = is_running && view.can_ask_for(task);
        let origin = task.origin.as_deref();
        Self {
            id: task.id.as_str(),
            status: judged_state(task).as_str(),
            raw_status: report.map(|report| report.status.as_str()).filter(|word| !word.is_empty()),
            archived: is_archived(task),
            asked: say::is_asked(task),
            phase: task.phase().map(phase_word),
            total_bytes: report.and_then(|report| report.total_bytes),
            done_bytes: report.and_then(|report| report.done_bytes),
            total_files: report.and_then(|report| report.total_files),
            done_files: report.and_then(|report| report.done_files),
            fraction: task.fraction(),
            bytes_per_second: task.meter().filter(|_| is_measured).and_then(RateMeter::bytes_per_second),
            files_per_second: task.meter().filter(|_| is_measured).and_then(RateMeter::files_per_second),
            eta_seconds: is_measured.then(|| EtaRecord::of(task.eta())).flatten(),
            stalled_seconds: (task.state() == State::Stalled)
                .then(|| task.still_for(view.at.moment))
                .flatten()
                .map(|time| time.as_secs()),
            cancel: CancelRecord::of(&task.cancel),
            refusal: task.refusal.as_deref().map(Into::into),
            region: origin.and_then(|origin| origin.region.as_deref()),
            base_url: origin.map(|origin| &*origin.base_url),
        }
    }
}

fn phase_word(phase: Phase) -> &'static str {
    match phase {
        Phase::Listing => "listing",
        Phase::Moving => "moving",
        Phase::Finishing => "finishing",
    }
}

impl<'a> TaskRecord<'a> {
    pub(super) fn of(task: &'a Task, view: &View<'_>) -> Self {
        let report = task.report();
        Self {
            progress: ProgressRecord::of(task, view),
            label: task.label.as_deref(),
            operation: report.and_then(|report| report.operation.as_ref()).map(Operation::as_str),
            source: report.and_then(Report::source),
            target: report.and_then(Report::target),
            conflict: report.and_then(|report| report.conflict.as_ref()).map(Conflict::as_str),
            error: ErrorRecord::of(task),
            submitted: report.and_then(super::super::domain::report::Report::submitted).and_then(time),
            started: report.and_then(super::super::domain::report::Report::started).and_then(time),
            updated: report.and_then(super::super::domain::report::Report::updated).and_then(time),
            added: time(task.added),
            seen: task.seen().and_then(time),
            ended: task.ended().and_then(time),
            retry_of: task.again_of().map(TaskId::as_str),
            retried_as: task.again_as().map(TaskId::as_str),
            retry_unclear: task.again().and_then(Again::unclear_since).and_then(time),
        }
    }
}

/// What the tasks are together.
#[derive(Debug, Serialize)]
pub(super) struct TotalsRecord {
    all: usize,
    live: usize,
    by_state: ByState,
    partial: bool,
    total_bytes: u64,
    done_bytes: u64,
    total_files: u64,
    done_files: u64,
    fraction: Option<f64>,
    bytes_per_second: Option<f64>,
    files_per_second: Option<f64>,
    eta_seconds: Option<EtaRecord>,
}

impl TotalsRecord {
    pub(super) fn of(view: &View<'_>) -> Self {
        Self::new(&view.tasks.totals(), view.by_state(), view.troubles.is_empty())
    }

    /// Of some of the tasks.
    pub(super) fn of_tasks(tasks: &[&Task], view: &View<'_>) -> Self {
        let is_measured = tasks.iter().all(|task| task.state().is_settled() || view.can_ask_for(task));
        Self::new(&tasks.iter().copied().collect(), super::by_state(tasks.iter().copied()), is_measured)
    }

    fn new(totals: &Totals, by_state: [usize; State::ALL.len()], is_measured: bool) -> Self {
        Self {
            all: totals.all(),
            live: totals.live(),
            by_state: ByState(by_state),
            partial: totals.is_partial,
            total_bytes: totals.total_bytes,
            done_bytes: totals.done_bytes,
            total_files: totals.total_files,
            done_files: totals.done_files,
            fraction: totals.fraction(),
            bytes_per_second: totals.bytes_per_second.filter(|_| is_measured),
            files_per_second: totals.files_per_second.filter(|_| is_measured),
            eta_seconds: is_measured.then(|| EtaRecord::of(totals.eta())).flatten(),
        }
    }
}

/// How many tasks are in each of [`State::ALL`].
#[derive(Debug)]
struct ByState([usize; State::ALL.len()]);

impl Serialize for ByState {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (state, count) in State::ALL.into_iter().zip(self.0) {
            map.serialize_entry(state.as_str(), &count)?;
        }
        map.end()
    }
}
