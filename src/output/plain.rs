//! Plain lines for logs and for where no terminal is: one line for each change, one now and then to show that we are alive, one for
//! each trouble; and the single line that a waiting command keeps up to date on a terminal.

use super::{RegionTrouble, View, say};
use crate::{
    domain::{
        At, Eta, Moment, State, Task, TaskSet, Totals, Trouble, Unit,
        clean::is_unsafe,
        verdict::{is_archived, judged_state},
    },
    messages::{Ellipsis, Lang, number, time, width, words},
};
use jiff::{Timestamp, tz::TimeZone};

/// The cells of the gauge in [`progress_line`], without its brackets.
const GAUGE: usize = 20;

/// The states of tasks from which nothing more is expected, in the order in which they are reported.
const SETTLED: [State; 4] = [State::Fail, State::Gone, State::Cancel, State::Complete];

/// How plain lines are written.
#[derive(Clone, Debug)]
pub struct Plain {
    pub lang: Lang,
    /// Where the times of day are.
    pub zone: TimeZone,
}

impl Plain {
    /// The line for `task`, one of `tasks`, that went over to another state:
    /// `14:02:07 10b10bf6 processing -> complete  copy /a/b -> /c  12.3 GiB`.
    pub fn change(&self, at: Timestamp, tasks: &TaskSet, task: &Task, from: State, to: State) -> String {
        let report_words = &words(self.lang).plain;
        // From where the archive speaks, the state that is reported is the one that counts.
        let to = if is_archived(task) {
            (report_words.archived)(say::state(judged_state(task), self.lang))
        } else {
            say::word(task, to, self.lang).to_owned()
        };
        let change = format!("{} {} -> {to}", tasks.short(&task.id), say::state(from, self.lang));
        let what = say::join([say::operation(task, self.lang).map(str::to_owned), path(task)], " ");
        let end = match judged_state(task) {
            State::Gone => Some(report_words.not_returned.to_owned()),
            _ => say::full_cause(task, self.lang).or_else(|| say::size(task, self.lang)),
        };
        self.line(at, &say::join([Some(change), Some(what), end], "  "))
    }

    /// The line for the end of a cycle, where it is news after the trouble `before` it: the region (by its name if there are several) cannot
    /// be asked for another reason than before, or it answers again. `next` is when the next cycle begins.
    pub fn cycle_end(
        &self,
        name: Option<&str>,
        at: At,
        before: Option<&Trouble>,
        trouble: Option<&Trouble>,
        next: Option<Moment>,
    ) -> Option<String> {
        let words = words(self.lang);
        let clock = |at: At| time::clock(at.wall, &self.zone);
        let text = match (before, trouble) {
            (before, Some(trouble)) if before.is_none_or(|old| old.problem.kind != trouble.problem.kind) => {
                let what = (words.plain.cannot_ask)(&say::problem(&trouble.problem, self.lang));
                let parts = [
                    Some(say::join([name, Some(&what)], words.plain.colon)),
                    Some((words.plain.failures)(trouble.failures, &clock(trouble.since))),
                    next.map(|next| (words.plain.retry_at)(&clock(at.plus(next.since(at.moment))))),
                ];
                say::join(parts, words.plain.semicolon)
            }
            (Some(before), None) => {
                let outage = time::spoken(at.moment.since(before.since.moment), self.lang);
                say::join([name, Some(&(words.notice.recovered)(&outage))], words.plain.colon)
            }
            _ => return None,
        };
        Some(self.line(at.wall, &text))
    }

    fn line(&self, at: Timestamp, text: &str) -> String {
        // Texts are cleaned where they are decoded; a log line stays one line even if one was not.
        format!("{} {}\n", time::clock(at, &self.zone), text.replace(is_unsafe, ""))
    }
}

/// Where a set stands, for a line without a gauge: `3 live: 62%, 1.2/40.0 GiB, 12.3 MiB/s, ETA 8-14m; 1 complete`.
pub fn heartbeat(view: &View<'_>, lang: Lang) -> String {
    let (words, totals) = (&words(lang).plain, view.tasks.totals());
    let numbers = if totals.live() == 0 { Vec::new() } else { numbers(&totals, view.troubles.is_empty(), lang) };
    let live = say::join([(words.live)(totals.live()), numbers.join(words.comma)].map(Some), words.colon);
    say::join([Some(live), Some(settled(view, lang)), trouble_part(view, lang)], words.semicolon)
}

/// Where a set stands, in one line of at most `width` cells for a terminal: a gauge, then what [`heartbeat`] tells. What does
/// not fit is left out from the right; trouble comes first, since it is why the rest does not move.
pub fn progress_line(view: &View<'_>, width: usize, lang: Lang) -> String {
    let (words, totals) = (&words(lang).plain, view.tasks.totals());
    let mut parts: Vec<String> = trouble_part(view, lang).into_iter().collect();
    if totals.live() > 0 {
        parts.extend(totals.fraction().filter(|_| !totals.is_partial).map(gauge));
        parts.extend(numbers(&totals, view.troubles.is_empty(), lang));
    }
    parts.push((words.live)(totals.live()));
    parts.push(settled(view, lang));
    let mut line = String::new();
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        let gap = if line.is_empty() { "" } else { "  " };
        if !line.is_empty() && width::cells(&line) + gap.len() + width::cells(&part) > width {
            break;
        }
        line.push_str(gap);
        line.push_str(&part);
    }
    width::cut(&line, width, Ellipsis::Ascii)
}

/// The numbers of a set that is not settled. While some total is not known, neither share nor remaining time can be said.
fn numbers(totals: &Totals, is_measured: bool, lang: Lang) -> Vec<String> {
    let unit = totals.unit();
    let mut numbers = Vec::new();
    if !totals.is_partial {
        numbers.extend(totals.fraction().map(|fraction| number::percent(fraction).trim_start().to_owned()));
    }
    let pair = match unit {
        Unit::Bytes => Some(number::bytes_pair(totals.done_bytes, totals.total_bytes)),
        Unit::Files if totals.total_files > 0 => {
            let pair = number::count_pair(totals.done_files, totals.total_files);
            Some((words(lang).units.files)(&pair))
        }
        Unit::Files => None,
    };
    numbers.extend(pair.map(|pair| if totals.is_partial { pair + "+" } else { pair }));
    if !is_measured {
        return numbers;
    }
    let rate = match unit {
        Unit::Bytes => totals.bytes_per_second,
        Unit::Files => totals.files_per_second,
    };
    numbers.extend(rate.map(|rate| say::rate(rate, unit, lang)));
    if let Eta::In { low, high } = totals.eta()
        && !totals.is_partial
    {
        numbers.push((words(lang).plain.eta)(&time::eta_range(low, high)));
    }
    numbers
}

/// How many tasks are in each state from which nothing more is expected.
fn settled(view: &View<'_>, lang: Lang) -> String {
    let words = &words(lang).plain;
    let counts = view.by_state();
    let count = |state| {
        let (n, _) = counts.iter().zip(State::ALL).find(|(n, one)| *one == state && **n > 0)?;
        Some((words.in_state)(*n, say::state(state, lang)))
    };
    say::join(SETTLED.map(count), words.comma)
}

/// Which regions cannot be asked, and why.
fn trouble_part(view: &View<'_>, lang: Lang) -> Option<String> {
    let words = &words(lang).plain;
    let parts = view.troubles.iter().map(|RegionTrouble { name, trouble, .. }| {
        let what = (words.cannot_ask)(&say::problem(&trouble.problem, lang));
        Some(say::join([*name, Some(&what)], words.colon))
    });
    Some(say::join(parts, words.semicolon)).filter(|text| !text.is_empty())
}

/// A gauge that every terminal shows.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a share of 1 times 20: the cast saturates"
)]
fn gauge(fraction: f64) -> String {
    let full = ((fraction * GAUGE as f64) as usize).min(GAUGE);
    format!("[{}{}]", "#".repeat(full), "-".repeat(GAUGE - full))
}

/// `source -> target`, as far as they are known.
fn path(task: &Task) -> Option<String> {
    let report = task.report()?;
    Some(say::join([report.source(), report.target()], " -> "))
}
