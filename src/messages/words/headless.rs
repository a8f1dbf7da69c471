//! The commands without a screen: what they ask, and what they tell on standard error.

use super::plural::plural;

/// The commands without a screen.
#[derive(Clone, Copy, Debug)]
pub struct HeadlessWords {
    /// Asks for the yes to a cancel; the cursor stays behind it.
    pub confirm: &'static str,
    /// The cancel was not confirmed.
    pub not_cancelled: &'static str,
    /// A task needs no cancel, since it is in this state.
    pub already_ended: fn(&str, &str) -> String,
    /// The cancel of a task did not get through: why.
    pub cancel_failed: fn(&str, &str) -> String,
    /// An id whose cancel is waited for is absent from the answers.
    pub not_returned: fn(&str) -> String,
    /// So many elements of the service's answers could not be read.
    pub unreadable: fn(u64) -> String,
    /// Tasks that nobody can be asked for: how many, and their ids.
    pub unreached: fn(usize, &str) -> String,
    /// A cancel got no answer: the id, and why.
    pub cancel_unclear: fn(&str, &str) -> String,
    /// The service refuses an id: why.
    pub refused: fn(&str, &str) -> String,
    /// What is printed was last seen at that time; `None` when nothing ever was.
    pub stale: fn(Option<&str>) -> String,
    /// So many tasks were taken out of the set.
    pub forgotten: fn(usize) -> String,
    /// So many ids are not in the set.
    pub not_in_set: fn(usize) -> String,
    /// The time that was given has passed, and so many tasks go on.
    pub timed_out: fn(usize) -> String,
    /// The service could not be asked for this long.
    pub gave_up: fn(&str) -> String,
    /// Only the user can help the region of that name, as said; the others go on.
    pub region_lost: fn(&str, &str) -> String,
    /// A signal ended the waiting.
    pub interrupted: fn(usize) -> String,
    /// The command of a hook did not end well: which hook, and how.
    pub hook_failed: fn(&str, &str) -> String,
    /// The screen was left, and so many hooks have not ended yet.
    pub hooks_open: fn(usize) -> String,
    /// So many hooks were not waited for.
    pub hooks_left: fn(usize) -> String,
    /// The screen was left, and so many cancels are not answered yet.
    pub cancels_open: fn(usize) -> String,
    /// The cancels of so many tasks were never answered, or failed; their ids.
    pub cancels_unanswered: fn(usize, &str) -> String,
    /// Metrics are served at this address.
    pub export_at: fn(&str) -> String,
    /// Metrics are served at an address that others can reach.
    pub export_open: fn(&str) -> String,
    /// Nobody reads standard output.
    pub output_unread: &'static str,
    /// So many texts were left out, and the last maybe not read to its end.
    pub output_left_out: fn(usize) -> String,
    /// The set cannot be read or written, and the answer does not need it: why.
    pub not_kept: fn(&str) -> String,
    /// Standard output takes no more: why.
    pub output_failed: fn(&str) -> String,
    /// Lines are written instead of the screen: `TERM` is this, or not set.
    pub no_screen: fn(&str) -> String,
}

pub(super) const EN: HeadlessWords = HeadlessWords {
    confirm: "Cancel? [y/N] ",
    not_cancelled: "nothing was cancelled",
    already_ended: |id, state| format!("{id} needs no cancel: {state}"),
    not_returned: |id| format!("{id} is not returned by the service"),
    unreadable: |n| {
        let elements = if n == 1 { "element" } else { "elements" };
        format!("{n} {elements} of the service's answers could not be read, and may be of these tasks")
    },
    unreached: |n, ids| format!("{} not asked for, of another EFile URL or region: {ids}", plural(n, "task", "tasks")),
    cancel_unclear: |id, why| {
        format!("{id}: the cancel got no answer and may have arrived, asking how it stands: {why}")
    },
    cancel_failed: |id, why| format!("{id} was not cancelled: {why}"),
    refused: |id, why| format!("{id} is refused by the service: {why}"),
    stale: |seen| match seen {
        Some(time) => format!("what is printed was last seen at {time}"),
        None => "none of these tasks was ever seen".to_owned(),
    },
    forgotten: |n| format!("took {} out of the set", plural(n, "task", "tasks")),
    not_in_set: |n| format!("{} not in the set", plural(n, "id is", "ids are")),
    timed_out: |n| format!("the time is up; {}", going_on(n)),
    gave_up: |time| format!("the service could not be asked for {time}; giving up, the tasks go on"),
    region_lost: |region, advice| format!("{region}: {advice} The tasks of the other regions are followed on."),
    interrupted: |n| format!("interrupted; {}", going_on(n)),
    hook_failed: |hook, how| format!("{hook}: {how}"),
    hooks_open: |n| format!("waiting for {} to end (^C: do not wait)", plural(n, "hook", "hooks")),
    hooks_left: |n| {
        format!("not waited for {}: one that runs goes on, others were not run", plural(n, "hook", "hooks"))
    },
    cancels_open: |n| {
        format!("waiting for the service to answer the cancel of {} (^C: do not wait)", plural(n, "task", "tasks"))
    },
    cancels_unanswered: |n, ids| {
        format!(
            "the cancel of {} may not have arrived; to see, and to cancel again: eftop cancel {ids}",
            plural(n, "task", "tasks")
        )
    },
    export_at: |url| format!("metrics at {url}"),
    export_open: |address| {
        format!(
            "{address} can be reached from other machines: whoever reaches it can read the numbers, without a password"
        )
    },
    output_unread: "standard output is not read: lines are left out until it is; the waiting goes on",
    output_left_out: |n| match n {
        0 => "standard output was not read to its end".to_owned(),
        n => format!(
            "standard output is not complete: {} left out, since it was not read",
            plural(n, "line was", "lines were")
        ),
    },
    not_kept: |why| format!("what is seen is not kept in the watch set: {why}"),
    output_failed: |why| format!("standard output cannot be written: {why}"),
    no_screen: |term| match term {
        "" => "TERM is not set, so the screen cannot be drawn; lines instead".to_owned(),
        _ => format!("TERM={term}: the screen cannot be drawn; lines instead"),
    },
};

fn going_on(n: usize) -> String {
    match n {
        0 => "no task goes on".to_owned(),
        1 => "1 task goes on".to_owned(),
        _ => format!("{n} tasks go on"),
    }
}

pub(super) const ZH: HeadlessWords = HeadlessWords {
    confirm: "确认取消？[y/N] ",
    not_cancelled: "没有取消任何任务",
    already_ended: |id, state| format!("{id} 无需取消：{state}"),
    not_returned: |id| format!("服务端没有返回任务 {id}"),
    unreadable: |n| format!("服务端答复中有 {n} 条无法解析，可能属于这些任务"),
    unreached: |n, ids| format!("{n} 个任务属于另一个 EFile 地址或区域，未查询：{ids}"),
    cancel_unclear: |id, why| format!("{id}：取消请求没有得到答复，可能已到达，正在查询任务状态：{why}"),
    cancel_failed: |id, why| format!("{id} 未能取消：{why}"),
    refused: |id, why| format!("服务端拒绝查询 {id}：{why}"),
    stale: |seen| match seen {
        Some(time) => format!("以下为 {time} 最后查到的状态"),
        None => "这些任务从未查到过".to_owned(),
    },
    forgotten: |n| format!("已从监视列表移除 {n} 个任务"),
    not_in_set: |n| format!("{n} 个 ID 不在监视列表中"),
    timed_out: |n| format!("等待超时，{n} 个任务仍在继续"),
    gave_up: |time| format!("已有{time}无法查询服务，放弃等待；任务不受影响"),
    region_lost: |region, advice| format!("{region}：{advice}其他区域的任务继续等待。"),
    interrupted: |n| format!("已中断等待，{n} 个任务仍在继续"),
    hook_failed: |hook, how| format!("{hook}：{how}"),
    hooks_open: |n| format!("正在等待 {n} 个钩子命令结束（^C 不再等待）"),
    hooks_left: |n| format!("未等到 {n} 个钩子命令结束：正在执行的会继续，其余未执行"),
    cancels_open: |n| format!("正在等待服务端答复 {n} 个任务的取消请求（^C 不再等待）"),
    cancels_unanswered: |n, ids| format!("{n} 个任务的取消请求可能未送达；查看或再次取消：eftop cancel {ids}"),
    export_at: |url| format!("指标地址：{url}"),
    export_open: |address| format!("其他机器也能访问 {address}：能连上的人无需密码即可读取这些数字"),
    output_unread: "标准输出无人读取：暂不输出后续各行，等待照常进行",
    output_left_out: |n| match n {
        0 => "标准输出未被读完".to_owned(),
        n => format!("标准输出不完整：因无人读取，略去了 {n} 行"),
    },
    not_kept: |why| format!("查到的状态未能存入监视列表：{why}"),
    output_failed: |why| format!("无法写标准输出：{why}"),
    no_screen: |term| match term {
        "" => "未设置 TERM，无法显示界面，改为逐行输出".to_owned(),
        _ => format!("TERM={term}：无法显示界面，改为逐行输出"),
    },
};
