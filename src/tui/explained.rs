//! What explains a task: the cards of its state and of its error code, what is known of it now, and the commands that help.

use super::Model;
use crate::{
    domain::{Again, CancelStep, Phase, RegionId, Report, SentPath, State, Status, Task, TaskId, Unit, progress},
    messages::{
        Lang,
        errors::{self, Card, shell_word},
        number, time,
    },
};
use jiff::Timestamp;
use std::time::Duration;

/// The set that counts where none is named.
const DEFAULT_SET: &str = "default";

/// The cards of a task: of the code that it failed with, else of its state, and of a code that it has for another reason.
pub fn cards(model: &Model, task: &Task) -> Vec<Card> {
    let lang = model.look.lang;
    let code = task.report().and_then(Report::error_code).and_then(|code| errors::card(code, lang));
    let state = errors::of_state(task.state(), lang).filter(|_| task.state() != State::Fail || code.is_none());
    state.into_iter().chain(code).collect()
}

/// The commands of its cards with its values, each once; none where the names of a recording were replaced.
pub fn commands(model: &Model, task: &Task) -> Vec<String> {
    if model.replay.as_ref().is_some_and(|replay| replay.is_anonymous) {
        return Vec::new();
    }
    let path = |path: Option<&SentPath>| path.and_then(|path| shell_word(path.as_str()));
    let (report, id) = (task.report(), |id: &TaskId| shell_word(id.as_str()));
    let source = report.and_then(|report| path(report.source.as_ref()));
    // Work whose paths are not known cannot be submitted, and what may have been submitted must not be once more by the way.
    let value = |name: &str| match name {
        "id" => id(&task.id),
        "again" => id(&task.id).filter(|_| report.is_some_and(|report| report.source.is_some()) && !task.is_unclear()),
        "new" => task.again_as().and_then(id),
        "source" => source.clone(),
        "target" => report.and_then(|report| path(report.target.as_ref())),
        "set" => match model.set_name.as_deref() {
            None | Some(DEFAULT_SET) => Some(String::new()),
            Some(name) => shell_word(name).map(|name| format!(" --set {name}")),
        },
        _ => None,
    };
    let mut commands = Vec::new();
    for command in cards(model, task).iter().flat_map(|card| card.commands(value)) {
        if !commands.contains(&command) {
            commands.push(command);
        }
    }
    commands
}

/// What is known of it now, in sentences; empty where the cards say all.
pub fn now(model: &Model, task: &Task) -> String {
    let words = &model.words().explain;
    let clock = |at| time::clock_or_date(at, model.shown_at().wall, &model.zone);
    let ago = |at| ago(model, at);
    let report = task.report();
    let mut told: Vec<String> = Vec::new();
    let seen = || match (report, task.seen()) {
        (Some(report), Some(seen)) => (words.last_seen)(&clock(seen), &ago(seen), report.status.as_str()),
        _ => words.never_seen.to_owned(),
    };
    match task.state() {
        State::Waiting => {
            let submitted = report.and_then(Report::submitted);
            told.extend(submitted.map(|at| (words.submitted)(&clock(at), &ago(at))));
        }
        State::Processing => told.extend(match task.phase() {
            Some(Phase::Listing) => Some(words.listing.to_owned()),
            Some(Phase::Finishing) => Some(words.finishing.to_owned()),
            Some(Phase::Moving) | None => None,
        }),
        State::Stalled => {
            told.extend(task.still_for(model.shown_at().moment).map(|still| (words.still)(&span(model, still))));
        }
        State::Cancelling => told.extend(match &task.cancel {
            CancelStep::Sent(at) => Some((words.cancel_sent)(&clock(at.wall))),
            CancelStep::Unclear(unclear) => Some((words.cancel_unclear)(&clock(unclear.at.wall))),
            CancelStep::Taken(at) => Some((words.cancel_taken)(&clock(at.wall))),
            CancelStep::None | CancelStep::Failed(..) => None,
        }),
        State::Complete | State::Fail | State::Cancel => {
            told.extend(task.ended().map(|at| (words.ended)(&clock(at), &ago(at))));
        }
        State::Missing | State::Gone => told.push(seen()),
        State::Retried => {
            if let Some(id) = task.again_as() {
                told.push((words.done_by)(id.as_str()));
                let state = model.shown().get(id).map(|other| model.words().states.of(other.state()));
                told.extend(state.map(words.done_by_state));
            }
        }
        State::Unknown => match report.map(|report| &report.status) {
            Some(Status::Other(word)) if !word.is_empty() => told.push((words.says)(word)),
            _ if task.region == RegionId::UNBOUND || task.refusal.is_some() || task.is_absent() => {}
            _ => told.push(model.words().detail.never_seen.to_owned()),
        },
    }
    if task.region == RegionId::UNBOUND && task.state().is_live() {
        told.push(model.words().detail.not_reached.to_owned());
    }
    told.extend(task.absence().map(|absence| (words.lacked)(absence.answers())));
    let is_from_earlier_run = task.seen_moment.is_none() && report.is_some();
    if is_from_earlier_run && !matches!(task.state(), State::Missing | State::Gone) {
        told.push(seen());
    }
    told.extend(report.into_iter().flat_map(|report| done(model, report)));
    told.extend(task.again().and_then(Again::unclear_since).map(|at| (words.again_unclear)(&clock(at))));
    told.join(if model.look.lang == Lang::En { " " } else { "" })
}

/// How much of it is done, in bytes and in files, as far as both numbers are known. Files are left out where there is but one.
fn done(model: &Model, report: &Report) -> impl Iterator<Item = String> {
    let words = &model.words().explain;
    let bytes = report.done_bytes.zip(report.total_bytes).filter(|_| progress::unit(report) == Unit::Bytes);
    let bytes = bytes.map(|(done, total)| (words.done_bytes)(&number::bytes_pair(done, total)));
    let files = report.done_files.zip(report.total_files).filter(|(_, total)| *total > 1 || bytes.is_none());
    let files = files.filter(|(_, total)| *total > 0);
    let files = files.map(|(done, total)| (words.done_files)(&number::count_full(done), &number::count_full(total)));
    bytes.into_iter().chain(files)
}

/// How long ago that was; a clock that was set back since makes it no less than nothing.
fn ago(model: &Model, at: Timestamp) -> String {
    span(model, Duration::try_from(model.shown_at().wall.duration_since(at)).unwrap_or_default())
}

fn span(model: &Model, span: Duration) -> String {
    time::spoken(span, model.look.lang)
}
