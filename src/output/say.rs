//! What table and plain lines say alike: the words for states and troubles, and why a task failed.

use crate::{
    domain::{
        CallError, GroupKey, RegionId, State, Status, Task, Unit,
        clean::clean,
        progress,
        verdict::{is_archived, judged_state},
    },
    messages::{Lang, errors, number, words},
};

/// The longest name of a folder that is shown, in characters.
pub(super) const SHOWN_PATH: usize = 4096;

/// The word for a state.
pub fn state(state: State, lang: Lang) -> &'static str {
    words(lang).states.of(state)
}

/// The sign of a state, one cell.
pub fn sign(state: State, ascii: bool) -> &'static str {
    let (unicode, plain) = match state {
        State::Unknown => ("?", "?"),
        State::Waiting => ("◦", "."),
        State::Processing => ("▸", "="),
        State::Stalled => ("!", "!"),
        State::Cancelling => ("⊖", "~"),
        State::Missing => ("¿", "@"),
        State::Complete => ("✓", "+"),
        State::Fail => ("✗", "x"),
        State::Cancel => ("⊘", "o"),
        State::Gone => ("∅", "-"),
        State::Retried => ("↻", "r"),
    };
    if ascii { plain } else { unicode }
}

/// The word for a state that a task is in: the service's own, where we do not know it.
pub(super) fn word(task: &Task, is: State, lang: Lang) -> &str {
    match (is, task.report().map(|report| &report.status)) {
        (State::Unknown, Some(Status::Other(word))) if !word.is_empty() => word,
        _ => state(is, lang),
    }
}

/// The word for the state that a task counts as, with a mark when it comes from the archive.
pub(super) fn judged(task: &Task, lang: Lang) -> String {
    let word = word(task, judged_state(task), lang);
    if is_archived(task) { (words(lang).plain.archived)(word) } else { word.to_owned() }
}

/// The word for a task's operation.
pub(super) fn operation(task: &Task, lang: Lang) -> Option<&str> {
    Some(words(lang).operations.of(task.report()?.operation.as_ref()?))
}

/// The name of a group; `region` is that of its region.
pub fn group(key: &GroupKey<'_>, region: &str, lang: Lang) -> String {
    let words = &words(lang).group;
    let none = match key {
        GroupKey::Label(Some(label)) => return label.to_string(),
        GroupKey::Cause(Some(code)) if code.is_empty() => words.no_code,
        GroupKey::Cause(Some(code)) => {
            return join([Some(&**code), errors::card(code, lang).map(|card| card.short)], " ");
        }
        GroupKey::Region(_) => region,
        GroupKey::Target(Some(path)) => return clean(path, SHOWN_PATH),
        GroupKey::Label(None) => words.no_label,
        GroupKey::Cause(None) => words.not_failed,
        GroupKey::Target(None) => words.no_target,
    };
    none.to_owned()
}

/// A trouble in few words: what it is, its code, and the service's own words.
pub fn problem(problem: &CallError, lang: Lang) -> String {
    let text = words(lang).problems.of(problem.kind);
    let code =
        problem.code.as_deref().map(str::to_owned).or_else(|| problem.http_status.map(|http| format!("HTTP {http}")));
    let what = [Some(text.word.to_owned()), code].into_iter().flatten().collect::<Vec<_>>().join(" ");
    join([Some(what), Some(problem.message.to_string())], words(lang).plain.colon)
}

/// Why a task failed or is refused, short: the code and a few words about it.
pub(super) fn short_cause(task: &Task, lang: Lang) -> Option<String> {
    if !is_asked(task) {
        return Some(words(lang).plain.not_asked.to_owned());
    }
    if task.is_unclear() {
        return Some(words(lang).retry.no_answer.to_owned());
    }
    if let Some(refusal) = &task.refusal {
        return Some(problem(refusal, lang));
    }
    if task.is_absent() && !task.has_ended() {
        return Some(words(lang).plain.not_returned.to_owned());
    }
    let report = task.report()?;
    let Some(code) = report.error_code() else {
        return report.error_message().map(str::to_owned);
    };
    let about = errors::card(code, lang).map(|card| card.short).or(report.error_message());
    Some(join([Some(code), about], " "))
}

/// Whether a task is asked for, or needs no question any more: nobody can be asked for one of an address out of reach.
pub(super) fn is_asked(task: &Task) -> bool {
    task.region != RegionId::UNBOUND || task.has_ended()
}

/// Why a task failed, with the service's own words.
pub(super) fn full_cause(task: &Task, lang: Lang) -> Option<String> {
    let short = short_cause(task, lang)?;
    let message = task.report().and_then(|report| report.error_message());
    let message = message.filter(|message| !short.contains(*message));
    Some(join([Some(short.as_str()), message], words(lang).plain.colon))
}

/// How much a task has to do, in its unit; `None` where that is unknown.
pub(super) fn size(task: &Task, lang: Lang) -> Option<String> {
    let report = task.report()?;
    match progress::unit(report) {
        Unit::Bytes => report.total_bytes.map(number::bytes),
        Unit::Files => {
            let files = report.total_files.filter(|files| *files > 0)?;
            Some((words(lang).units.files)(&number::count(files)))
        }
    }
}

/// A rate in the unit of what it measures.
pub(super) fn rate(rate: f64, unit: Unit, lang: Lang) -> String {
    match unit {
        Unit::Bytes => number::bytes_rate(rate),
        Unit::Files => number::files_rate(rate, lang),
    }
}

/// The parts that say something, with `between` in between.
pub(super) fn join<T: AsRef<str>>(parts: impl IntoIterator<Item = Option<T>>, between: &str) -> String {
    let mut joined = String::new();
    for part in parts.into_iter().flatten() {
        if part.as_ref().is_empty() {
            continue;
        }
        if !joined.is_empty() {
            joined.push_str(between);
        }
        joined.push_str(part.as_ref());
    }
    joined
}
