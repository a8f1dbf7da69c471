//! The word that a row shows for the state of its task: at most 10 cells in English, 8 in Chinese.

use crate::domain::State;

texts! {
    StateWords {
        /// Not asked yet, or a status that eftop does not know.
        unknown: "unknown", "未知";
        waiting: "waiting", "等待";
        processing: "processing", "进行中";
        stalled: "stalled", "停滞";
        cancelling: "cancelling", "取消中";
        complete: "complete", "完成";
        fail: "failed", "失败";
        cancel: "cancelled", "已取消";
        /// The service does not return it, though it was alive just now.
        missing: "missing", "未返回";
        /// The service does not return it.
        gone: "gone", "无记录";
        /// Its work was submitted again as another task.
        retried: "retried", "已重试";
    }
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
            State::Retried => self.retried,
        }
    }
}
