//! The word that a row shows for the state of its task: at most 10 cells in English, 8 in Chinese.

use crate::domain::State;

/// States of a task.
#[derive(Clone, Copy, Debug)]
pub struct StateWords {
    /// Not asked yet, or a status that we do not know.
    pub unknown: &'static str,
    /// Queued.
    pub waiting: &'static str,
    /// Being worked on.
    pub processing: &'static str,
    /// Being worked on, but nothing moves.
    pub stalled: &'static str,
    /// A cancel was asked for, and has not been answered by an end.
    pub cancelling: &'static str,
    /// Ended well.
    pub complete: &'static str,
    /// Ended with an error.
    pub fail: &'static str,
    pub cancel: &'static str,
    /// The service does not return it, though it was alive just now.
    pub missing: &'static str,
    /// The service does not return it.
    pub gone: &'static str,
}

impl StateWords {
    /// The word for a state.
    pub fn of(&self, state: State) -> &'static str {
        match state {
            State::Unknown => self.unknown,
            State::Waiting => self.waiting,
            State::Processing => self.processing,
            State::Stalled => self.stalled,
            State::Cancelling => self.cancelling,
            State::Complete => self.complete,
            State::Fail => self.fail,
            State::Cancel => self.cancel,
            State::Missing => self.missing,
            State::Gone => self.gone,
        }
    }
}

pub(super) const EN: StateWords = StateWords {
    unknown: "unknown",
    waiting: "waiting",
    processing: "processing",
    stalled: "stalled",
    cancelling: "cancelling",
    complete: "complete",
    fail: "failed",
    cancel: "cancelled",
    missing: "missing",
    gone: "gone",
};

pub(super) const ZH: StateWords = StateWords {
    unknown: "未知",
    waiting: "等待",
    processing: "进行中",
    stalled: "停滞",
    cancelling: "取消中",
    complete: "完成",
    fail: "失败",
    cancel: "已取消",
    missing: "未返回",
    gone: "无记录",
};
