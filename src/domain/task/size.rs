//! How much a task is in all, and how long the rest of it takes.

use super::Task;
use crate::domain::{Eta, EtaUnknown, Moment, Operation, Phase, RateMeter, State, Unit, progress};
use std::time::Duration;

impl Task {
    /// The bytes of a copy or a move in all, as far as they are known.
    pub fn bytes(&self) -> Option<u64> {
        let report = self.report().filter(|report| report.operation != Some(Operation::Delete))?;
        report.total_bytes.filter(|total| *total > 0)
    }

    /// When it will be done, counted from the last poll that saw it.
    pub fn eta(&self) -> Eta {
        let Some(report) = self.report().filter(|_| self.is_running()) else {
            return Eta::Unknown(EtaUnknown::NotRunning);
        };
        match self.phase {
            Phase::Listing => return Eta::Unknown(EtaUnknown::Growing),
            Phase::Finishing => return Eta::Unknown(EtaUnknown::Finishing),
            Phase::Moving if self.state == State::Stalled => return Eta::Unknown(EtaUnknown::NoRate),
            Phase::Moving => {}
        }
        let left =
            |done: Option<u64>, total: Option<u64>| Some(total.filter(|total| *total > 0)?.saturating_sub(done?));
        let bytes = left(report.done_bytes, report.total_bytes).filter(|_| progress::unit(report) == Unit::Bytes);
        // A single file is counted only when it is whole: its count says nothing about the time left.
        let files = left(report.done_files, report.total_files).filter(|left| bytes.is_none() || *left > 1);
        self.meter().map_or_else(|| RateMeter::default().eta(bytes, files), |meter| meter.eta(bytes, files))
    }

    /// The time that is left at `now`, as people are told it.
    pub fn left(&self, now: Moment) -> Option<Duration> {
        self.eta().likely().and(self.meter()?.ends.left(now))
    }
}
