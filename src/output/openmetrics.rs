//! A set as metrics: `OpenMetrics` 1.0, or the older text format of Prometheus. The same numbers as `list --json`, added up by region;
//! never one of a single task, since ids come and go without end.

use super::View;
use crate::domain::{At, GroupBy, GroupKey, Moment, RegionId, State, Task, Totals};
use std::{collections::HashMap, fmt::Write, time::Duration};

/// How many groups have a name of their own: whoever stores numbers pays for each.
const GROUPS: usize = 50;
/// The name of the groups beyond.
const OTHER: &str = "other";
/// The name of the group of failures for which the service gave no code.
const NO_CODE: &str = "no code";

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

/// Whose numbers these are.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// The name of the set.
    pub set: &'a str,
    /// What the numbers of tasks are split by.
    pub group_by: Option<GroupBy>,
}

/// The text of a scrape: the tasks of `view` that belong to one of `regions`.
pub fn write(view: &View<'_>, regions: &[RegionReport], scope: Scope<'_>, version: &str, format: Format) -> String {
    let mut text = Exposition { text: String::new(), format };
    text.family(BUILD, [(format!("version=\"{}\"", escape(version)), Some(1.0))]);
    let all = view.in_order();
    // The first that came into the set have a name of their own, so that no name comes and goes with the numbers.
    let split = scope.group_by.map(|by| by.split(all.iter().copied()).into_iter().map(|(key, _)| key).take(GROUPS));
    let own: Vec<_> = split.into_iter().flatten().collect();
    let (mut wholes, mut parts) = (Vec::new(), Vec::new());
    for region in regions {
        let tasks: Vec<_> = all.iter().copied().filter(|task| task.region == region.id).collect();
        if let Some(by) = scope.group_by {
            let mut named = by_name(by, &tasks, &own);
            if named.is_empty() {
                // No tasks are a number, too.
                named.push(Default::default());
            }
            let part = |(name, tasks): &(String, Vec<_>)| Part::of(view, region, tasks, scope.set, Some(name));
            parts.extend(named.iter().map(part));
        }
        wholes.push(Part::of(view, region, &tasks, scope.set, None));
    }
    let parts = if scope.group_by.is_some() { &parts } else { &wholes };
    let of_tasks: [(Family, Value); 8] = [
        (TASKS, |_| None),
        (DONE_BYTES, |part| Some(part.done_bytes)),
        (SIZE_BYTES, |part| Some(part.size_bytes)),
        (DONE_FILES, |part| Some(part.done_files)),
        (SIZE_FILES, |part| Some(part.size_files)),
        (BYTE_RATE, |part| part.byte_rate),
        (FILE_RATE, |part| part.file_rate),
        (STALL, |part| Some(part.stall)),
    ];
    let of_regions: [(Family, Value); 4] =
        [(UP, |part| part.up), (AGE, |part| part.age), (POLLS, |part| part.polls), (FAILURES, |part| part.failures)];
    for (family, value) in of_tasks {
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
    for (family, value) in of_regions {
        text.family(family, wholes.iter().map(|part| (part.labels.clone(), value(part))));
    }
    if format == Format::OpenMetrics {
        text.text.push_str("# EOF\n");
    }
    text.text
}

/// The tasks of each group, by the name that it has here; what belongs to none has an empty one.
fn by_name<'a>(by: GroupBy, tasks: &[&'a Task], own: &[GroupKey<'_>]) -> Vec<(String, Vec<&'a Task>)> {
    let (mut named, mut places) = (Vec::<(String, Vec<&Task>)>::new(), HashMap::<String, usize>::new());
    for (key, tasks) in by.split(tasks.iter().copied()) {
        let name = match &key {
            GroupKey::Cause(Some(code)) if code.is_empty() => NO_CODE.to_owned(),
            key if !own.contains(key) => OTHER.to_owned(),
            GroupKey::Label(text) | GroupKey::Cause(text) | GroupKey::Target(text) => {
                text.as_deref().unwrap_or_default().to_owned()
            }
            GroupKey::Region(_) => String::new(),
        };
        let place = *places.entry(name.clone()).or_insert(named.len());
        match named.get_mut(place) {
            Some((_, all)) => all.extend(tasks),
            None => named.push((name, tasks)),
        }
    }
    named
}

/// A number of a region, as far as it is known.
type Value = fn(&Part) -> Option<f64>;

/// The numbers of one region, or of one of its groups.
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
    fn of(view: &View<'_>, region: &RegionReport, tasks: &[&Task], set: &str, group: Option<&str>) -> Self {
        let At { moment: now, .. } = view.at;
        let by_state = super::by_state(tasks.iter().copied()).map(|count| count as f64);
        let totals: Totals = tasks.iter().copied().collect();
        let stalled = tasks.iter().filter(|task| task.state() == State::Stalled);
        let stall = stalled.filter_map(|task| task.still_for(now)).max().unwrap_or(Duration::ZERO);
        let group = group.map_or(String::new(), |group| format!(",group=\"{}\"", escape(group)));
        let can_ask = view.troubles.iter().all(|trouble| trouble.region != region.id);
        let is_up = can_ask && region.last_answer.is_some();
        // Of tasks that nobody is asked for there is no more than what was last known.
        let is_asked = region.id != RegionId::UNBOUND;
        Self {
            labels: format!(
                "set=\"{}\",region=\"{}\",place=\"{}\"{group}",
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
