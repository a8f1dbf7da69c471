//! What is measured of a task from answer to answer: rates, how long it has not moved, and in which phase it is.

use super::{Moment, Phase, RateMeter, Report, Status, progress};

/// The measurements of one task.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct ProgressTracker {
    /// Made at the first sample: of many tasks most wait, or have ended before they were seen.
    pub(super) meter: Option<Box<RateMeter>>,
    /// When size or count last changed, as seen by us.
    pub(super) moved: Option<Moment>,
    /// Good polls since.
    pub(super) still_polls: u32,
    /// The total changed at the last change of numbers, and the poll count since.
    grew_polls: Option<u8>,
}

/// The numbers of an answer that are compared with those of the next.
#[derive(PartialEq)]
pub(super) struct Numbers {
    done: (Option<u64>, Option<u64>),
    totals: (Option<u64>, Option<u64>),
    status: Status,
}

impl Numbers {
    pub(super) fn of(report: &Report) -> Self {
        Self {
            done: (report.done_bytes, report.done_files),
            totals: (report.total_bytes, report.total_files),
            status: report.status.clone(),
        }
    }
}

impl ProgressTracker {
    /// Measures what changed from `before`, the last answer of this run, to `report`; tells the phase. Across a sleep of the computer
    /// (`slept`) no rate is measured.
    pub(super) fn track(&mut self, before: Option<Numbers>, report: &Report, moment: Moment, slept: bool) -> Phase {
        let now = Numbers::of(report);
        if now.status == Status::Processing {
            let meter = self.meter.get_or_insert_default();
            if slept {
                meter.skip(moment, report.done_bytes, report.done_files);
            } else {
                meter.sample(moment, report.done_bytes, report.done_files, progress::unit(report));
            }
        }
        let later = |polls: Option<u8>| polls.map(|polls| polls.saturating_add(1));
        match before {
            Some(before) if before == now => {
                self.still_polls = self.still_polls.saturating_add(1);
                self.grew_polls = later(self.grew_polls);
            }
            Some(before) => {
                (self.moved, self.still_polls) = (Some(moment), 0);
                let grew = before.status == Status::Processing && before.totals != now.totals;
                self.grew_polls = if grew { Some(0) } else { later(self.grew_polls) };
            }
            None => (self.moved, self.still_polls) = (Some(moment), 0),
        }
        // One poll without growth may be the pace of the service's own updates; two are taken as the end of listing.
        phase_of(report, self.grew_polls.is_some_and(|polls| polls < 2))
    }
}

/// What a processing task is doing, as far as its numbers tell; `growing` is whether its total grows.
pub(super) fn phase_of(report: &Report, growing: bool) -> Phase {
    let total = report.total_bytes.unwrap_or(0).max(report.total_files.unwrap_or(0));
    let fraction = progress::fraction(report).unwrap_or(0.0);
    if growing || (total == 0 && fraction == 0.0) {
        Phase::Listing
    } else if fraction >= 1.0 {
        Phase::Finishing
    } else {
        Phase::Moving
    }
}
