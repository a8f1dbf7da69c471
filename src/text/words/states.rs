//! The word that a row shows for the state of its task: at most 10 cells in English, 8 in Chinese.

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
    /// Cancelled.
    pub cancel: &'static str,
    /// The service does not return it.
    pub gone: &'static str,
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
    gone: "无记录",
};
