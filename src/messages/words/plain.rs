//! Lines for logs. Numbers, points in time and spans of time come in written already; reasons come in cleaned.

/// Lines for logs.
#[derive(Clone, Copy, Debug)]
pub struct PlainWords {
    /// Behind a state that is known from the watch set only.
    pub archived: fn(&str) -> String,
    /// So many tasks are neither ended nor gone.
    pub live: fn(usize) -> String,
    /// So many tasks are in the state of that name.
    pub in_state: fn(usize, &str) -> String,
    /// The remaining time.
    pub eta: fn(&str) -> String,
    /// Between a thing and what is said of it.
    pub colon: &'static str,
    /// Between parts of an enumeration.
    pub comma: &'static str,
    /// Between greater parts of a line.
    pub semicolon: &'static str,
    /// The service does not return the task.
    pub not_returned: &'static str,
    /// What stands in place of a cause for a task that these credentials do not reach.
    pub not_asked: &'static str,
    /// The service cannot be asked: why.
    pub cannot_ask: fn(&str) -> String,
    /// So many failed attempts, since that point in time.
    pub failures: fn(u32, &str) -> String,
    /// When the next attempt is made.
    pub retry_at: fn(&str) -> String,
}

pub(super) const EN: PlainWords = PlainWords {
    archived: |state| format!("{state} (archived)"),
    live: |n| format!("{n} live"),
    in_state: |n, state| format!("{n} {state}"),
    eta: |time| format!("ETA {time}"),
    colon: ": ",
    comma: ", ",
    semicolon: "; ",
    not_returned: "not returned by the service",
    not_asked: "not asked",
    cannot_ask: |why| format!("cannot ask the service: {why}"),
    failures: |n, clock| format!("{n} {} since {clock}", if n == 1 { "failure" } else { "failures" }),
    retry_at: |clock| format!("next attempt at {clock}"),
};

pub(super) const ZH: PlainWords = PlainWords {
    archived: |state| format!("{state}（存档）"),
    live: |n| format!("{n} 个未结束"),
    in_state: |n, state| format!("{state} {n}"),
    eta: |time| format!("剩余 {time}"),
    colon: "：",
    comma: "，",
    semicolon: "；",
    not_returned: "服务端没有返回该任务",
    not_asked: "未查询",
    cannot_ask: |why| format!("无法查询服务：{why}"),
    failures: |n, clock| format!("自 {clock} 起失败 {n} 次"),
    retry_at: |clock| format!("{clock} 重试"),
};
