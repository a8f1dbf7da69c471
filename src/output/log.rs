//! The log of a set in words, one line for each entry: for the screen and for `eftop log`.

use super::say;
use crate::{
    domain::{About, EventKind, LogEntry, Logged, SetChange, State, Summary, TaskId},
    messages::{
        Ellipsis, Lang, errors, number, time,
        width::{cells, cut, cut_path, fit},
        words,
    },
};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};

/// First sights that are no further apart are one line.
const ONE_LOOK: SignedDuration = SignedDuration::from_mins(1);
/// So many first sights are told one by one.
const FEW: usize = 3;
/// The least that is shown of a path.
const LEAST_PATH: usize = 12;
/// How many codes of failures the summary names.
const CODES: usize = 3;

/// How lines are written.
#[derive(Clone, Debug)]
pub struct LogStyle<'a> {
    pub lang: Lang,
    pub now: Timestamp,
    pub zone: &'a TimeZone,
    pub ascii: bool,
    /// How wide a line is at most, and the times in front.
    pub width: usize,
    pub clock: usize,
}

/// A line of the log: an entry, or several first sights.
#[derive(Clone, Debug, PartialEq)]
pub struct Row<'a> {
    /// The place of the first entry.
    pub place: usize,
    pub entry: &'a LogEntry,
    /// How many entries there are in it.
    pub count: usize,
    /// Whether all of them are of one state.
    is_one_state: bool,
}

/// A line in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub clock: String,
    pub sign: &'static str,
    /// The state that its colour comes from.
    pub state: State,
    pub text: String,
}

/// The entries as lines, in their order. Many first sights of tasks that did not fail are one line, as long as they belong to one look.
pub fn rows<'a>(entries: impl Iterator<Item = &'a LogEntry>) -> Vec<Row<'a>> {
    let entries: Vec<_> = entries.collect();
    // The first entry of each look, and how many there are in it.
    let mut looks: Vec<(&LogEntry, usize)> = Vec::new();
    for entry in entries.iter().copied().filter(|entry| first_sight(entry).is_some()) {
        match looks.last_mut() {
            Some((first, count)) if is_one_look(first, entry) => *count += 1,
            _ => looks.push((entry, 1)),
        }
    }
    let mut sizes = looks.into_iter().map(|(_, count)| count);
    let (mut rows, mut left, mut folded) = (Vec::<Row<'a>>::new(), 0, None);
    for (place, entry) in entries.into_iter().enumerate() {
        if let Some(state) = first_sight(entry) {
            if left == 0 {
                left = sizes.next().unwrap_or(1);
                // Of few it is worth reading which they were.
                folded = (left > FEW).then_some(rows.len());
            }
            left -= 1;
            if let Some(row) = folded.and_then(|row| rows.get_mut(row)) {
                row.count += 1;
                row.is_one_state &= first_sight(row.entry) == Some(state);
                continue;
            }
        }
        rows.push(Row { place, entry, count: 1, is_one_state: true });
    }
    rows
}

fn is_one_look(one: &LogEntry, other: &LogEntry) -> bool {
    other.at.duration_since(one.at).abs() <= ONE_LOOK
}

/// The row in which the entry at this place stands.
pub fn row_of(rows: &[Row<'_>], place: usize) -> usize {
    rows.partition_point(|row| row.place <= place).saturating_sub(1)
}

fn first_sight(entry: &LogEntry) -> Option<State> {
    match &entry.what {
        Logged::Task { kind: EventKind::Seen(state), .. } => Some(*state).filter(|state| *state != State::Fail),
        _ => None,
    }
}

impl LogStyle<'_> {
    /// The line in words; `short` shortens ids.
    pub fn tell(&self, row: &Row<'_>, short: &dyn Fn(&TaskId) -> String) -> Told {
        let clock = fit(&self.time(row.entry.at), self.clock, self.ellipsis());
        let (state, mark) = if row.is_one_state { mark(&row.entry.what) } else { (State::Waiting, None) };
        let sign = mark
            .map_or_else(|| say::sign(state, self.ascii), |(unicode, ascii)| if self.ascii { ascii } else { unicode });
        let room = self.width.saturating_sub(cells(&clock) + cells(sign) + 3);
        Told { clock, sign, state, text: self.text(row, room, short) }
    }

    /// The line as it is printed.
    pub fn line(&self, row: &Row<'_>, short: &dyn Fn(&TaskId) -> String) -> String {
        let Told { clock, sign, text, .. } = self.tell(row, short);
        format!("{clock}  {sign} {text}")
    }

    /// The same with room for the times of these lines.
    #[must_use]
    pub fn for_rows(self, rows: &[Row<'_>]) -> Self {
        let ends = [rows.first(), rows.last()];
        let clock = ends.into_iter().flatten().map(|row| cells(&self.time(row.entry.at))).max().unwrap_or(0);
        Self { clock, ..self }
    }

    fn time(&self, at: Timestamp) -> String {
        time::clock_or_date(at, self.now, self.zone)
    }

    fn text(&self, row: &Row<'_>, room: usize, short: &dyn Fn(&TaskId) -> String) -> String {
        let log = &words(self.lang).log;
        match &row.entry.what {
            Logged::Task { kind: EventKind::Seen(state), .. } if row.count > 1 => {
                let text = (log.first_sights)(row.count);
                if row.is_one_state { (log.all_in)(&text, say::state(*state, self.lang)) } else { text }
            }
            Logged::Task { id, kind, about } => {
                let what = self.event(kind, about, short);
                self.with_task(about, id, &what, room, short)
            }
            Logged::Set { change, count: 1, first, about } => {
                let what = match change {
                    SetChange::Added => log.added,
                    SetChange::Submitted => log.submitted,
                    SetChange::Forgotten => log.forgotten,
                };
                self.with_task(about, first, what, room, short)
            }
            Logged::Set { change, count, first, about } => {
                let say = match change {
                    SetChange::Added => log.added_all,
                    SetChange::Submitted => log.submitted_all,
                    SetChange::Forgotten => log.forgotten_all,
                };
                let left = room.saturating_sub(cells(&say(*count, "")));
                say(*count, &self.task(about, first, left, short))
            }
            Logged::Outage { region, since, problem } => {
                let clock = |at| time::without_seconds(&self.time(at)).to_owned();
                let span = row.entry.at.duration_since(*since);
                let span = time::spoken(std::time::Duration::try_from(span).unwrap_or_default(), self.lang);
                let why = say::problem(problem, self.lang);
                let text = (log.outage)(&clock(*since), &clock(row.entry.at), &span, &why);
                say::join([Some(&**region), Some(&text)], words(self.lang).plain.colon)
            }
            Logged::ScreenLeft => log.screen_left.to_owned(),
        }
    }

    /// What happened to a task.
    fn event(&self, kind: &EventKind, about: &About, short: &dyn Fn(&TaskId) -> String) -> String {
        let words = words(self.lang);
        let problem = |problem| say::problem(problem, self.lang);
        match kind {
            EventKind::Seen(State::Fail) | EventKind::Changed { to: State::Fail, .. } => {
                let card = about.code.as_deref().and_then(|code| errors::card(code, self.lang));
                match (card, &about.code) {
                    (Some(card), _) => card.short.to_owned(),
                    (None, None) if about.message.is_none() => say::state(State::Fail, self.lang).to_owned(),
                    (None, _) => say::join([about.code.as_deref(), about.message.as_deref()], " "),
                }
            }
            EventKind::Seen(state) | EventKind::Changed { to: state, .. } => say::state(*state, self.lang).to_owned(),
            EventKind::CancelSent => words.detail.event_cancel_sent.to_owned(),
            EventKind::CancelTaken => words.detail.event_cancel_taken.to_owned(),
            EventKind::CancelUnclear(why) => (words.detail.event_cancel_unclear)(&problem(why)),
            EventKind::CancelFailed(why) => (words.detail.cancel_failed)(&problem(why)),
            EventKind::FinishedFirst(state) => (words.detail.event_finished_first)(say::state(*state, self.lang)),
            EventKind::Refused(why) => (words.detail.event_refused)(&problem(why)),
            EventKind::Returned => words.detail.event_returned.to_owned(),
            EventKind::RetrySent => words.detail.event_retry_sent.to_owned(),
            EventKind::RetryFailed(why) => (words.detail.event_retry_failed)(&problem(why)),
            EventKind::RetryUnclear(why) => (words.detail.event_retry_unclear)(&problem(why)),
            EventKind::Retried(task) => (words.detail.event_retried)(&short(task)),
        }
    }

    fn with_task(
        &self,
        about: &About,
        id: &TaskId,
        what: &str,
        room: usize,
        short: &dyn Fn(&TaskId) -> String,
    ) -> String {
        let colon = words(self.lang).plain.colon;
        let left = room.saturating_sub(cells(what) + cells(colon));
        format!("{}{colon}{what}", self.task(about, id, left, short))
    }

    /// Operation and path of a task; of one of which nothing is known the id.
    fn task(&self, about: &About, id: &TaskId, room: usize, short: &dyn Fn(&TaskId) -> String) -> String {
        let operation = about.operation.as_ref().map(|operation| words(self.lang).operations.of(operation));
        let label = about.label.as_deref().map(|label| cut(label, 24, self.ellipsis()));
        let Some(path) = about.source.as_ref().or(about.target.as_ref()) else {
            return say::join([label.as_deref(), operation, Some(&short(id))], " ");
        };
        let before = say::join([label.as_deref(), operation], " ");
        let gap = usize::from(!before.is_empty());
        let left = room.saturating_sub(cells(&before) + gap).max(LEAST_PATH);
        say::join([Some(before), Some(cut_path(&path.shown(), left, self.ellipsis()))], " ")
    }

    fn ellipsis(&self) -> Ellipsis {
        if self.ascii { Ellipsis::Ascii } else { Ellipsis::Unicode }
    }
}

/// The state whose sign and colour an entry has, and a sign of its own where it has one.
fn mark(what: &Logged) -> (State, Option<(&'static str, &'static str)>) {
    let warning = Some(("!", "!"));
    match what {
        Logged::Task { kind, .. } => match kind {
            EventKind::Seen(state) | EventKind::Changed { to: state, .. } | EventKind::FinishedFirst(state) => {
                (*state, None)
            }
            EventKind::CancelSent | EventKind::CancelTaken | EventKind::CancelUnclear(_) => (State::Cancelling, None),
            EventKind::CancelFailed(_) | EventKind::Refused(_) | EventKind::RetryFailed(_) => (State::Fail, warning),
            EventKind::RetryUnclear(_) => (State::Stalled, warning),
            EventKind::Returned => (State::Processing, None),
            EventKind::RetrySent | EventKind::Retried(_) => (State::Retried, None),
        },
        Logged::Set { change: SetChange::Forgotten, .. } => (State::Waiting, Some(("−", "-"))),
        Logged::Set { .. } => (State::Waiting, Some(("+", "*"))),
        Logged::Outage { .. } => (State::Stalled, warning),
        Logged::ScreenLeft => (State::Waiting, Some(("·", "."))),
    }
}

/// What came of a set, in one line: `412 done, 3 failed (911501 ×3), 18.4 TiB in 6 h 12 min, mean 0.84 GiB/s`.
pub fn summary(summary: &Summary, lang: Lang, ascii: bool) -> String {
    let (words, comma) = (&words(lang).log, words(lang).plain.comma);
    let (times, more) = if ascii { ("x", "...") } else { ("×", "…") };
    let code = |(code, count): &(Box<str>, usize)| {
        if summary.failed == 1 { code.to_string() } else { format!("{code} {times}{count}") }
    };
    let mut codes: Vec<_> = summary.codes.iter().take(CODES).map(code).collect();
    codes.extend((summary.codes.len() > CODES).then(|| more.to_owned()));
    let bytes = summary.bytes.filter(|bytes| *bytes > 0).map(number::bytes);
    let took = summary.took().map(|took| time::spoken(took, lang));
    let size = match (&bytes, &took) {
        (Some(bytes), Some(took)) => Some((words.moved_in)(bytes, took)),
        (Some(bytes), None) => Some((words.moved)(bytes)),
        (None, Some(took)) => Some((words.took)(took)),
        (None, None) => None,
    };
    let some = |n: usize, say: fn(usize) -> String| (n > 0).then(|| say(n));
    let parts = [
        some(summary.complete, words.done),
        (summary.failed > 0).then(|| (words.failed)(summary.failed, &codes.join(comma))),
        some(summary.cancelled, words.cancelled),
        some(summary.gone, words.gone),
        size,
        summary.mean().filter(|mean| *mean > 0.0).map(|mean| (words.mean)(&number::bytes_rate(mean))),
    ];
    say::join(parts, comma)
}
