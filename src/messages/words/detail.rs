//! The detail pane: its tabs, and the labels of everything that is known of a task.

use super::plural::plural;
use crate::domain::State;

/// The detail pane.
#[derive(Clone, Copy, Debug)]
pub struct DetailWords {
    /// Tab: every field.
    pub tab_info: &'static str,
    /// Tab: the error card.
    pub tab_error: &'static str,
    /// Tab: what happened, and when.
    pub tab_events: &'static str,
    /// Tab: the rate over time.
    pub tab_graph: &'static str,
    pub task_id: &'static str,
    pub operation: &'static str,
    pub status: &'static str,
    /// Field: the phase, our own finding.
    pub phase: &'static str,
    pub source: &'static str,
    pub target: &'static str,
    pub conflict: &'static str,
    /// What `cover` means.
    pub conflict_cover: &'static str,
    /// What `both` means.
    pub conflict_both: &'static str,
    /// Field: `processedSize` and `totalSize`.
    pub size: &'static str,
    /// Field: `processedNum` and `totalNum`.
    pub files: &'static str,
    pub progress: &'static str,
    /// Field: the rate, our own measure.
    pub rate: &'static str,
    /// Field: the remaining time, our own estimate.
    pub eta: &'static str,
    pub synchronous: &'static str,
    pub user_name: &'static str,
    pub user_id: &'static str,
    pub cluster_user: &'static str,
    pub cluster_name: &'static str,
    pub cluster_id: &'static str,
    pub submitted: &'static str,
    pub started: &'static str,
    pub updated: &'static str,
    pub error_code: &'static str,
    pub error_message: &'static str,
    /// Field: the element of the answer as it came.
    pub raw: &'static str,
    /// Field: when eftop first heard of it.
    pub first_seen: &'static str,
    /// Field: when the service last returned it.
    pub last_seen: &'static str,
    /// Field: the base URL that is asked for it.
    pub base_url: &'static str,
    /// Field: the region that is asked for it.
    pub region: &'static str,
    /// Field: the user's own name for it.
    pub label: &'static str,
    pub yes: &'static str,
    pub no: &'static str,
    /// Error card: what the code says.
    pub meaning: &'static str,
    /// Error card: what is probably behind it.
    pub cause: &'static str,
    /// Error card: what to do now.
    pub next: &'static str,
    /// Error card: whether trying again makes sense.
    pub retry: &'static str,
    pub no_error: &'static str,
    pub no_card: fn(&str) -> String,
    /// What the state `missing` means.
    pub missing: &'static str,
    /// What the state `gone` means.
    pub gone: &'static str,
    /// Nothing has happened since eftop watches.
    pub no_events: &'static str,
    /// Too few samples for a graph.
    pub no_graph: &'static str,
    /// Field: how far a cancel is.
    pub cancel: &'static str,
    /// A cancel was sent at this time, and not answered yet.
    pub cancel_sent: fn(&str) -> String,
    /// A cancel of which it is not known whether it arrived: when, and why.
    pub cancel_unclear: fn(&str, &str) -> String,
    /// The service took the cancel at this time.
    pub cancel_taken: fn(&str) -> String,
    /// The cancel did not get through, and why.
    pub cancel_failed: fn(&str) -> String,
    /// What a cancel that did not get through means.
    pub cancel_failed_meaning: &'static str,
    /// What it means that the service refuses an id.
    pub refused_meaning: &'static str,
    /// The values are of an earlier run, of this time.
    pub earlier_run: fn(&str) -> String,
    /// The service cannot be asked since this time.
    pub asking_fails: fn(&str) -> String,
    /// Nothing was answered about the task yet.
    pub never_seen: &'static str,
    /// The task belongs to an address that these credentials do not reach.
    pub not_reached: &'static str,
    /// The status is a word that we do not know.
    pub unknown_status: &'static str,
    /// Field: the service's or the system's own words about a problem.
    pub own_words: &'static str,
    /// Field: when we first saw that it had ended.
    pub ended: &'static str,
    /// Event: the first answer of this run, and the state.
    pub event_seen: fn(&str) -> String,
    /// Event: the state before, an arrow, and the state after.
    pub event_changed: fn(&str, &str, &str) -> String,
    pub event_cancel_sent: &'static str,
    /// Event: the service took a cancel.
    pub event_cancel_taken: &'static str,
    /// It got no answer: why.
    pub event_cancel_unclear: fn(&str) -> String,
    /// Event: it ended like this before the cancel took hold.
    pub event_finished_first: fn(&str) -> String,
    /// Event: the service refuses the id, and why.
    pub event_refused: fn(&str) -> String,
    /// Event: the service returns it again.
    pub event_returned: &'static str,
    /// Graph: the rate now.
    pub graph_now: &'static str,
    /// Graph: so many samples are shown.
    pub graph_samples: fn(usize) -> String,
    /// Graph: the mean of what is shown.
    pub graph_mean: &'static str,
    /// Graph: the greatest of what is shown.
    pub graph_peak: &'static str,
}

impl DetailWords {
    /// What it means that the service does not return a task, where that is its state.
    pub fn of_absence(&self, state: State) -> Option<&'static str> {
        match state {
            State::Missing => Some(self.missing),
            State::Gone => Some(self.gone),
            _ => None,
        }
    }
}

pub(super) const EN: DetailWords = DetailWords {
    tab_info: "info",
    tab_error: "error",
    tab_events: "events",
    tab_graph: "graph",
    task_id: "task id",
    operation: "operation",
    status: "status",
    phase: "phase",
    source: "source",
    target: "target",
    conflict: "same name",
    conflict_cover: "overwrite",
    conflict_both: "keep both",
    size: "size",
    files: "files",
    progress: "progress",
    rate: "rate",
    eta: "ETA",
    synchronous: "synchronous",
    user_name: "user",
    user_id: "user id",
    cluster_user: "cluster user",
    cluster_name: "cluster",
    cluster_id: "cluster id",
    submitted: "submitted",
    started: "started",
    updated: "updated",
    error_code: "error code",
    error_message: "error message",
    raw: "raw answer",
    first_seen: "first seen",
    last_seen: "last seen",
    base_url: "base URL",
    region: "region",
    label: "label",
    yes: "yes",
    no: "no",
    meaning: "meaning",
    cause: "likely cause",
    next: "next step",
    retry: "try again?",
    no_error: "The service reports no error for this task.",
    no_card: |code| format!("No card explains code {code}. The service's own words stand below."),
    missing: "The service does not return this task, though it was alive a short time ago and cannot have been forgotten yet. It may come back: eftop goes on asking. The values are the last ones seen; when it stays away for long enough, it counts as gone.",
    gone: "The service does not return this task. It forgets a task 24 h after its end, and never knew a mistyped id or one of another region. How it ended is not known; the values are the last ones seen.",
    no_events: "Nothing has changed since eftop watches this task.",
    no_graph: "Not enough samples for a graph yet.",
    cancel: "cancel",
    cancel_unclear: |clock, why| format!("{clock}: it is not known whether it arrived: {why}"),
    cancel_sent: |clock| format!("sent at {clock}, no answer yet"),
    cancel_taken: |clock| format!("taken by the service at {clock}; only the status says how it ends"),
    cancel_failed: |why| format!("cancel failed: {why}"),
    cancel_failed_meaning: "The cancel did not get through. The task goes on, and the cancel can be sent again.",
    refused_meaning: "The service refuses this id. It may be mistyped, or belong to another region or another user.",
    earlier_run: |time| format!("values of an earlier run, seen at {time}"),
    asking_fails: |clock| format!("The service cannot be asked since {clock}; nothing newer is known of this task."),
    never_seen: "The service has not been asked about this task yet.",
    not_reached: "Not asked for: this task belongs to another EFile URL, which the credentials in use do not reach.",
    unknown_status: "a status that eftop does not know; never taken for an end",
    own_words: "own words",
    ended: "end seen",
    event_seen: |state| format!("first answer: {state}"),
    event_changed: |from, arrow, to| format!("{from} {arrow} {to}"),
    event_cancel_sent: "cancel sent",
    event_cancel_taken: "cancel taken by the service",
    event_cancel_unclear: |why| format!("the cancel got no answer, it may have arrived: {why}"),
    event_finished_first: |state| format!("{state} before the cancel took hold"),
    event_refused: |why| format!("the service refuses it: {why}"),
    event_returned: "returned by the service again",
    graph_now: "now",
    graph_samples: |n| plural(n, "sample", "samples"),
    graph_mean: "mean",
    graph_peak: "peak",
};

pub(super) const ZH: DetailWords = DetailWords {
    tab_info: "信息",
    tab_error: "错误",
    tab_events: "事件",
    tab_graph: "曲线",
    task_id: "任务 ID",
    operation: "操作",
    status: "状态",
    phase: "阶段",
    source: "源路径",
    target: "目标目录",
    conflict: "重名处理",
    conflict_cover: "覆盖",
    conflict_both: "保留二者",
    size: "大小",
    files: "文件数",
    progress: "进度",
    rate: "速率",
    eta: "剩余时间",
    synchronous: "同步执行",
    user_name: "用户名",
    user_id: "用户 ID",
    cluster_user: "集群用户",
    cluster_name: "集群",
    cluster_id: "集群 ID",
    submitted: "提交时间",
    started: "开始时间",
    updated: "更新时间",
    error_code: "错误码",
    error_message: "错误消息",
    raw: "原始应答",
    first_seen: "首次看到",
    last_seen: "最近看到",
    base_url: "基础地址",
    region: "区域",
    label: "标签",
    yes: "是",
    no: "否",
    meaning: "含义",
    cause: "可能原因",
    next: "下一步",
    retry: "能否重试",
    no_error: "服务端没有报告该任务出错。",
    no_card: |code| format!("暂无错误码 {code} 的说明，服务端的原始消息见下方。"),
    missing: "服务端没有返回该任务，但不久前还查到过，按理不会这么快清除记录。eftop 会继续查询，它可能重新出现；以下是最后一次看到的数据，长时间查不到时视为“无记录”。",
    gone: "服务端没有返回该任务。任务结束 24 小时后服务端会清除记录，ID 有误或属于其他区域时也查不到。任务结果不明，以下是最后一次看到的数据。",
    no_events: "开始监视以来，该任务没有变化。",
    no_graph: "采样不足，暂无曲线。",
    cancel: "取消",
    cancel_unclear: |clock, why| format!("{clock} 不清楚是否已到达服务端：{why}"),
    cancel_sent: |clock| format!("{clock} 已发出，尚无应答"),
    cancel_taken: |clock| format!("{clock} 服务端已受理，最终结果以任务状态为准"),
    cancel_failed: |why| format!("取消失败：{why}"),
    cancel_failed_meaning: "取消请求没有成功，任务仍在继续，可以再次取消。",
    refused_meaning: "服务端拒绝查询该 ID：可能输入有误，或属于其他区域、其他用户。",
    earlier_run: |time| format!("上次运行时的数据，时间 {time}"),
    asking_fails: |clock| format!("自 {clock} 起无法查询服务端，没有该任务的最新信息。"),
    never_seen: "尚未向服务端查询该任务。",
    not_reached: "未查询：该任务属于另一个 EFile 地址，当前凭据无法访问。",
    unknown_status: "eftop 不认识的状态，不会当作已结束",
    own_words: "原始消息",
    ended: "发现结束",
    event_seen: |state| format!("首次应答：{state}"),
    event_changed: |from, arrow, to| format!("{from} {arrow} {to}"),
    event_cancel_sent: "已发出取消请求",
    event_cancel_taken: "服务端已受理取消",
    event_cancel_unclear: |why| format!("取消请求没有得到答复，可能已到达：{why}"),
    event_finished_first: |state| format!("取消生效前任务已结束：{state}"),
    event_refused: |why| format!("服务端拒绝查询：{why}"),
    event_returned: "服务端重新返回该任务",
    graph_now: "当前",
    graph_samples: |n| format!("{n} 次采样"),
    graph_mean: "平均",
    graph_peak: "峰值",
};
