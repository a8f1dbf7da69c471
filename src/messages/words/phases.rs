//! What a task that is being worked on is busy with.

/// Phases of a task that is being worked on.
#[derive(Clone, Copy, Debug)]
pub struct PhaseWords {
    /// The service still counts what there is to do.
    pub listing: &'static str,
    /// Data is on its way.
    pub moving: &'static str,
    /// Everything is processed, but the service has not said that it is complete.
    pub finishing: &'static str,
}

pub(super) const EN: PhaseWords = PhaseWords { listing: "listing", moving: "working", finishing: "finishing" };

pub(super) const ZH: PhaseWords = PhaseWords { listing: "统计中", moving: "处理中", finishing: "收尾中" };
