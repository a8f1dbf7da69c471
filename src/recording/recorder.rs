//! What happens to a watch set, as lines: its events, and of a report only what is other than in the one before it.

use super::{
    delta,
    line::{Changed, FORMAT, Header, Line},
    mask::Mask,
};
use crate::{
    domain::{At, PollEvent, Report, TaskId},
    watch::{Event, Watch},
};
use serde::Serialize;

/// How many tasks a line has at most at the beginning.
const TASKS_PER_LINE: usize = 1000;

/// How a recording begins.
#[derive(Clone, Copy, Debug)]
pub struct Beginning<'a> {
    /// Now.
    pub at: At,
    /// The version of the program.
    pub version: &'a str,
    /// The name of the watch set; `None` where none is used.
    pub set: Option<&'a str>,
    /// The tasks and regions that there are.
    pub watch: &'a Watch,
}

/// Writes lines to memory; [`Recorder::take`] hands them out.
#[derive(Debug)]
pub struct Recorder {
    out: Vec<u8>,
    mask: Option<Mask>,
}

impl Recorder {
    /// A recording that begins now; with `anonymous`, names are replaced.
    pub fn new(beginning: &Beginning<'_>, anonymous: bool) -> Self {
        let Beginning { at, version, set, watch } = *beginning;
        let mut recorder = Self { out: Vec::new(), mask: anonymous.then(Mask::default) };
        let set = set.map(|set| recorder.mask.as_mut().map_or_else(|| set.into(), |mask| mask.set(set)));
        recorder.put(&Header {
            format: FORMAT,
            version: Some(version.into()),
            elapsed_us: at.moment,
            at: at.wall,
            set,
            anonymous,
            stall: watch.stall,
        });
        for state in watch.regions.iter() {
            recorder.event(watch, &Event::Region(state.region.clone()), at);
        }
        let mut all: Vec<_> = watch.tasks.iter().collect();
        all.sort_by_key(|task| task.order);
        for tasks in all.chunks(TASKS_PER_LINE) {
            let tasks = tasks.iter().copied().cloned().collect();
            recorder.event(watch, &Event::Added { tasks, back: true }, at);
        }
        let cancels: Vec<_> = all.iter().filter(|task| task.cancel.is_open()).map(|task| task.id.clone()).collect();
        if !cancels.is_empty() {
            recorder.event(watch, &Event::CancelSent(cancels), at);
        }
        recorder
    }

    /// The lines since the last time.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.out)
    }

    fn put(&mut self, line: &impl Serialize) {
        let before = self.out.len();
        // Writing to memory does not fail; a value that JSON does not have would.
        if serde_json::to_writer(&mut self.out, line).is_ok() {
            self.out.push(b'\n');
        } else {
            self.out.truncate(before);
        }
    }

    /// An event, before it is applied to this set.
    pub fn event(&mut self, watch: &Watch, event: &Event, now: At) {
        let mut event = event.clone();
        let (mut at, mut reports) = (now, Vec::new());
        if let Event::Poll(_, event) = &mut event {
            at = event.at_mut().map_or(now, |at| *at);
            if let PollEvent::Batch(snapshot) = event {
                reports = std::mem::take(&mut snapshot.reports);
            }
        }
        if let Some(mask) = &mut self.mask {
            mask.event(&mut event);
        }
        let (changed, same) = self.differences(watch, reports);
        self.put(&Line { elapsed_us: at.moment, at: at.wall, event, changed, same });
    }

    /// Reports as differences to the last ones of their tasks, and the tasks where there is none. Answers about tasks that are not in the
    /// set change nothing.
    fn differences(&mut self, watch: &Watch, reports: Vec<(TaskId, Report)>) -> (Vec<Changed>, Vec<(u32, u32)>) {
        let (mut changed, mut same) = (Vec::new(), Vec::new());
        for (id, report) in reports {
            let Some(task) = watch.tasks.get(&id) else { continue };
            let before = task.report().map(|report| self.recorded(report.clone()));
            let report = self.recorded(report);
            if before.as_ref() == Some(&report) {
                same.push(task.order);
            } else {
                let id = self.mask.as_mut().map_or(id.clone(), |mask| mask.id(&id));
                changed.push((id, delta::between(before.as_ref(), &report)));
            }
        }
        (changed, ranges(same))
    }

    /// A report as it is recorded: without the element as it came, which would be most of a recording.
    fn recorded(&mut self, mut report: Report) -> Report {
        report.drop_raw();
        if let Some(mask) = &mut self.mask {
            mask.report(&mut report);
        }
        report
    }
}

/// Numbers as ranges, both ends included.
fn ranges(mut numbers: Vec<u32>) -> Vec<(u32, u32)> {
    numbers.sort_unstable();
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some((_, last)) if number <= last.saturating_add(1) => *last = number,
            _ => ranges.push((number, number)),
        }
    }
    ranges
}
