//! The report of a task that is copied as plain text: what its events are called.

/// What happened to a task, as a line of the report.
#[derive(Clone, Copy, Debug)]
pub struct ReportWords {
    pub events: &'static str,
    /// The service answered for the first time: the state.
    pub seen: fn(&str) -> String,
    /// From one state to another.
    pub changed: fn(&str, &str) -> String,
    pub cancel_sent: &'static str,
    /// The service took the cancel.
    pub cancel_taken: &'static str,
    /// The cancel did not get through, and why.
    pub cancel_failed: fn(&str) -> String,
    /// A cancel got no answer: why.
    pub cancel_unclear: fn(&str) -> String,
    /// It ended, in this state, before the cancel arrived.
    pub finished_first: fn(&str) -> String,
    /// The service refuses the id, and why.
    pub refused: fn(&str) -> String,
    /// The service returns it again.
    pub returned: &'static str,
}

pub(super) const EN: ReportWords = ReportWords {
    events: "events",
    seen: |state| format!("seen: {state}"),
    changed: |from, to| format!("{from} -> {to}"),
    cancel_sent: "cancel sent",
    cancel_taken: "cancel taken by the service",
    cancel_failed: |why| format!("cancel failed: {why}"),
    cancel_unclear: |why| format!("no answer to the cancel, it may have arrived: {why}"),
    finished_first: |state| format!("ended before the cancel arrived: {state}"),
    refused: |why| format!("refused by the service: {why}"),
    returned: "returned by the service again",
};

pub(super) const ZH: ReportWords = ReportWords {
    events: "事件",
    seen: |state| format!("首次查到：{state}"),
    changed: |from, to| format!("{from} → {to}"),
    cancel_sent: "已发送取消请求",
    cancel_taken: "服务端已受理取消",
    cancel_failed: |why| format!("取消失败：{why}"),
    cancel_unclear: |why| format!("取消请求没有得到答复，可能已到达：{why}"),
    finished_first: |state| format!("取消生效前已结束：{state}"),
    refused: |why| format!("服务端拒绝：{why}"),
    returned: "服务端重新返回该任务",
};
