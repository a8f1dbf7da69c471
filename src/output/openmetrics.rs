//! A set as metrics: `OpenMetrics` 1.0, or the older text format of Prometheus. The same numbers as `list --json`, added up by region;
//! never one of a single task, since ids come and go without end.

use super::View;
use crate::domain::{At, Moment, RegionId, State, Totals, verdict::judged_state};
use std::{fmt::Write, time::Duration};

/// How the text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `OpenMetrics` 1.0.0.
    OpenMetrics,
    /// The text format of Prometheus, 0.0.4.
    Text,
}

impl Format {
    /// Its content type in HTTP.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
            Self::Text => "text/plain; version=0.0.4; charset=utf-8",
        }
    }
}

/// How the asking of a region went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegionReport {
    pub id: RegionId,
    /// What people call it.
    pub name: Box<str>,
    /// The id of its region, as far as that is known.
    pub region: Option<Box<str>>,
    /// When the last batch was answered.
    pub last_answer: Option<Moment>,
    /// Cycles of polling that are over.
    pub polls: u64,
    /// Those of them that failed, wholly or in part.
    pub failures: u64,
}

/// The kinds of metrics that there are here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Gauge,
    Counter,
    Info,
}

/// Name without the ending that its kind gives to samples, kind, unit, help.
type Family = (&'static str, Kind, &'static str, &'static str);

const BUILD: Family = ("eftop_build", Kind::Info, "", "The version of eftop.");
const TASKS: Family = ("eftop_tasks", Kind::Gauge, "", "Tasks of the set by state.");
const DONE_BYTES: Family = ("eftop_done_bytes", Kind::Gauge, "bytes", "Bytes of copies and moves that are done.");
const SIZE_BYTES: Family =
    ("eftop_size_bytes", Kind::Gauge, "bytes", "Bytes of copies and moves in all, as far as known.");
const DONE_FILES: Family = ("eftop_done_files", Kind::Gauge, "files", "Files that are done.");
const SIZE_FILES: Family = ("eftop_size_files", Kind::Gauge, "files", "Files in all, as far as known.");
const BYTE_RATE: Family =
    ("eftop_bytes_per_second", Kind::Gauge, "", "Bytes per second of all that runs; absent while not known.");
const FILE_RATE: Family =
    ("eftop_files_per_second", Kind::Gauge, "", "Files per second of all that runs; absent while not known.");
const STALL: Family = (
    "eftop_oldest_stall_seconds",
    Kind::Gauge,
    "seconds",
    "How long the task stands still that has stalled longest; 0 without any.",
);
const UP: Family = ("eftop_up", Kind::Gauge, "", "1 if the place answers, 0 while it cannot be asked.");
const AGE: Family = (
    "eftop_data_age_seconds",
    Kind::Gauge,
    "seconds",
    "Time since the place last answered; absent before it ever did.",
);
const POLLS: Family = ("eftop_polls", Kind::Counter, "", "Cycles of polling that are over.");
const FAILURES: Family =
    ("eftop_poll_failures", Kind::Counter, "", "Cycles of polling that failed, wholly or in part.");

/// The names of all samples, with the endings that their kinds give them.
#[cfg(any(test, feature = "internals"))]
pub fn sample_names() -> Vec<String> {
    let all = [
        BUILD, TASKS, DONE_BYTES, SIZE_BYTES, DONE_FILES, SIZE_FILES, BYTE_RATE, FILE_RATE, STALL, UP, AGE, POLLS,
        FAILURES,
    ];
    all.into_iter().map(sample_name).collect()
}

fn sample_name((name, kind, ..): Family) -> String {
    match kind {
        Kind::Gauge => name.to_owned(),
        Kind::Counter => format!("{name}_total"),
        Kind::Info => format!("{name}_info"),
    }
}

/// The text of a scrape: the tasks of `view` that belong to one of `regions`, with `set` as the name of their set.
pub fn write(view: &View<'_>, regions: &[RegionReport], set: &str, version: &str, format: Format) -> String {
    let mut text = Exposition { text: String::new(), format };
    text.family(BUILD, [(format!("version=\"{}\"", escape(version)), Some(1.0))]);
    let totals = view.tasks.totals_by_region();
    let part =
        |region: &RegionReport| Part::of(view, region, totals.get(&region.id).unwrap_or(&Totals::default()), set);
    let parts: Vec<_> = regions.iter().map(part).collect();
    let families: [(Family, Value); 12] = [
        (TASKS, |_| None),
        (DONE_BYTES, |part| Some(part.done_bytes)),
        (SIZE_BYTES, |part| Some(part.size_bytes)),
        (DONE_FILES, |part| Some(part.done_files)),
        (SIZE_FILES, |part| Some(part.size_files)),
        (BYTE_RATE, |part| part.byte_rate),
        (FILE_RATE, |part| part.file_rate),
        (STALL, |part| Some(part.stall)),
        (UP, |part| part.up),
        (AGE, |part| part.age),
        (POLLS, |part| part.polls),
        (FAILURES, |part| part.failures),
    ];
    for (family, value) in families {
        if family == TASKS {
            let by_state = parts.iter().flat_map(|part| {
                let states = State::ALL.into_iter().zip(part.by_state);
                states.map(|(state, count)| (format!("{},state=\"{}\"", part.labels, state.as_str()), Some(count)))
            });
            text.family(family, by_state);
        } else {
            text.family(family, parts.iter().map(|part| (part.labels.clone(), value(part))));
        }
    }
    if format == Format::OpenMetrics {
        text.text.push_str("# EOF\n");
    }
    text.text
}

/// A number of a region, as far as it is known.
type Value = fn(&Part) -> Option<f64>;

/// The numbers of one region.
struct Part {
    labels: String,
    by_state: [f64; State::ALL.len()],
    done_bytes: f64,
    size_bytes: f64,
    done_files: f64,
    size_files: f64,
    byte_rate: Option<f64>,
    file_rate: Option<f64>,
    stall: f64,
    up: Option<f64>,
    age: Option<f64>,
    polls: Option<f64>,
    failures: Option<f64>,
}

impl Part {
    #[expect(clippy::cast_precision_loss, reason = "the formats have no other numbers than these")]
    fn of(view: &View<'_>, region: &RegionReport, totals: &Totals, set: &str) -> Self {
        let At { moment: now, .. } = view.at;
        let mut by_state = [0.0; State::ALL.len()];
        let mut stall = Duration::ZERO;
        for task in view.tasks.iter().filter(|task| task.region == region.id) {
            let state = judged_state(task);
            if let Some(count) = State::ALL.iter().position(|one| *one == state).and_then(|at| by_state.get_mut(at)) {
                *count += 1.0;
            }
            let unmoved = task.still_for(now).filter(|_| task.state() == State::Stalled);
            stall = stall.max(unmoved.unwrap_or_default());
        }
        let can_ask = view.troubles.iter().all(|trouble| trouble.region != region.id);
        let is_up = can_ask && region.last_answer.is_some();
        // Of tasks that nobody is asked for there is no more than what was last known.
        let is_asked = region.id != RegionId::UNBOUND;
        Self {
            labels: format!(
                "set=\"{}\",region=\"{}\",place=\"{}\"",
                escape(set),
                escape(region.region.as_deref().unwrap_or_default()),
                escape(&region.name)
            ),
            by_state,
            done_bytes: totals.done_bytes as f64,
            size_bytes: totals.total_bytes as f64,
            done_files: totals.done_files as f64,
            size_files: totals.total_files as f64,
            byte_rate: totals.bytes_per_second.filter(|_| can_ask),
            file_rate: totals.files_per_second.filter(|_| can_ask),
            // What is reported in whole seconds elsewhere is reported so here.
            stall: stall.as_secs() as f64,
            up: is_asked.then_some(f64::from(u8::from(is_up))),
            age: region.last_answer.map(|answer| now.since(answer).as_secs_f64()),
            polls: is_asked.then_some(region.polls as f64),
            failures: is_asked.then_some(region.failures as f64),
        }
    }
}

struct Exposition {
    text: String,
    format: Format,
}

impl Exposition {
    /// Writes a family; one without any sample is left out.
    fn family(&mut self, family: Family, samples: impl IntoIterator<Item = (String, Option<f64>)>) {
        let mut samples = samples.into_iter().filter_map(|(labels, value)| Some((labels, value?))).peekable();
        if samples.peek().is_none() {
            return;
        }
        let (name, kind, unit, help) = family;
        let sample = sample_name(family);
        // The older format knows no families: there, what is described is the sample.
        let (described, word) = match (self.format, kind) {
            (Format::OpenMetrics, Kind::Gauge) => (name, "gauge"),
            (Format::OpenMetrics, Kind::Counter) => (name, "counter"),
            (Format::OpenMetrics, Kind::Info) => (name, "info"),
            (Format::Text, Kind::Counter) => (sample.as_str(), "counter"),
            (Format::Text, Kind::Gauge | Kind::Info) => (sample.as_str(), "gauge"),
        };
        // Writing to memory does not fail.
        _ = writeln!(self.text, "# TYPE {described} {word}");
        if !unit.is_empty() && self.format == Format::OpenMetrics {
            _ = writeln!(self.text, "# UNIT {described} {unit}");
        }
        _ = writeln!(self.text, "# HELP {described} {help}");
        for (labels, value) in samples {
            _ = writeln!(self.text, "{sample}{{{labels}}} {value}");
        }
    }
}

/// The value of a label as both formats write it.
fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
