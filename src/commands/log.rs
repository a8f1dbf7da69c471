//! `eftop log`: what happened to a set, from the log that is kept with it. Asks nobody.

use super::{
    exit::Result,
    headless::{self, CommandContext},
    out, start,
};
use crate::{
    cli::{Exit, LogArgs, Since},
    domain::{LogEntry, TaskId, TaskSet},
    messages::words,
    output::log::{self, LogStyle},
    store::Store,
};
use jiff::{Timestamp, tz::TimeZone};

/// How wide a line is where no terminal says it: paths are whole.
const WIDE: usize = 10_000;

/// Prints the log, oldest first.
///
/// # Errors
/// When the set or its log cannot be read.
pub fn log(args: &LogArgs) -> Result<Exit> {
    let mut context = CommandContext::prepare(args.settings.flags.clone())?;
    context.need_set()?;
    let (config, zone) = (context.settings.config, start::zone());
    let (now, words) = (context.clock.now().wall, &words(config.lang).log);
    let read = context.store.as_mut().map(Store::read_log).transpose()?.unwrap_or_default();
    if read.bad > 0 {
        headless::warn(&(words.bad_lines)(read.bad));
    }
    let from = args.since.map(|since| begin(since, now, &zone));
    let mut entries = read.entries;
    entries.retain(|entry| from.is_none_or(|from| entry.at >= from));
    // Two eftops write in turn what each has gathered.
    entries.sort_by_key(|entry| entry.at);
    if entries.is_empty() {
        let nothing = if from.is_some() { words.nothing_since } else { words.nothing };
        headless::tell(&nothing(&config.set));
        return Ok(Exit::Good);
    }
    let mut text = String::new();
    if args.jsonl {
        entries.iter().filter_map(|entry: &LogEntry| serde_json::to_string(entry).ok()).for_each(|line| {
            text.push_str(&line);
            text.push('\n');
        });
    } else {
        let mut tasks = TaskSet::default();
        context.loaded.into_iter().for_each(|task| _ = tasks.add(task));
        let width = headless::output_width().unwrap_or(WIDE);
        let rows = log::rows(entries.iter());
        let style =
            LogStyle { lang: config.lang, now, zone: &zone, ascii: config.ascii, width, clock: 0 }.for_rows(&rows);
        let short = |id: &TaskId| tasks.short(id).to_owned();
        for row in &rows {
            text.push_str(&style.line(row, &short));
            text.push('\n');
        }
    }
    out::print(text.as_bytes()).map(|()| Exit::Good)
}

/// The first time of which something is printed.
fn begin(since: Since, now: Timestamp, zone: &TimeZone) -> Timestamp {
    match since {
        Since::Ago(span) => now.checked_sub(span).unwrap_or(Timestamp::MIN),
        Since::At(at) => at,
        Since::Local(time) => zone.to_ambiguous_timestamp(time).compatible().unwrap_or(now),
    }
}
