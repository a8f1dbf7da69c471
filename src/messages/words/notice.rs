//! Short messages about what just happened, one line each. Reasons, ids, points in time, spans of time (as `time::spoken` writes
//! them) and the names of keys, which can be bound anew, come in written already, and cleaned.

use super::plural::plural;

/// Short messages about what just happened.
#[derive(Clone, Copy, Debug)]
pub struct NoticeWords {
    /// Ids were given: so many new, so many twice in the text, so many watched already.
    pub added: fn(usize, usize, usize) -> String,
    /// So many characters came faster than they can be typed, and ran no keys.
    pub burst_dropped: fn(usize) -> String,
    /// The key that confirms was pressed before the question could have been read.
    pub too_early: &'static str,
    /// The text had no task id.
    pub no_id_found: &'static str,
    /// So many tasks are not watched any more; the key that undoes it.
    pub removed: fn(usize, &str) -> String,
    /// So many ended tasks were cleared from the list; the key that undoes it.
    pub cleared: fn(usize, &str) -> String,
    pub nothing_to_clear: &'static str,
    /// So many tasks are watched again.
    pub undone: fn(usize) -> String,
    pub nothing_to_undo: &'static str,
    /// The service took a cancel of so many tasks.
    pub cancel_sent: fn(usize) -> String,
    /// Cancels without a clear answer: how many.
    pub cancel_unclear: fn(usize) -> String,
    /// A cancel of so many tasks failed, and why; the key that tries again.
    pub cancel_failed: fn(usize, &str, &str) -> String,
    /// None of the chosen tasks can be cancelled.
    pub nothing_to_cancel: &'static str,
    /// A task, by its id, ended before its cancel took hold.
    pub finished_first: fn(&str) -> String,
    /// Polling now was refused; the time that is left to wait.
    pub poll_refused: fn(&str) -> String,
    pub polling: &'static str,
    /// So many ids went to the clipboard.
    pub copied_ids: fn(usize) -> String,
    /// A report of so many tasks went to the clipboard.
    pub copied_report: fn(usize) -> String,
    pub nothing_to_copy: &'static str,
    /// The watch set could not be saved, and why.
    pub save_failed: fn(&str) -> String,
    /// The log of that path cannot be written, and why.
    pub log_failed: fn(&str, &str) -> String,
    /// Why there is no log on the terminal that has the screen.
    pub log_on_screen: &'static str,
    /// The watch set can be saved again.
    pub save_recovered: &'static str,
    /// So many tasks belong to another EFile URL than the one in use.
    pub foreign: fn(usize) -> String,
    /// The screen stands still; the key that lets it go on.
    pub frozen: fn(&str) -> String,
    /// The theme is now this one, and how to begin with it.
    pub theme: fn(&str) -> String,
    /// The screen follows the data again.
    pub thawed: &'static str,
    /// The mouse is ours: what it does, and how text is selected all the same.
    pub mouse_on: &'static str,
    /// The mouse is the terminal's.
    pub mouse_off: &'static str,
    pub no_failed: &'static str,
    /// The cursor is on this one of so many failed tasks.
    pub failed_at: fn(usize, usize) -> String,
    /// The service can be asked again, after an outage of that length.
    pub recovered: fn(&str) -> String,
    /// Since a point in time: so many complete, failed, cancelled.
    pub since: fn(&str, usize, usize, usize) -> String,
    /// Every task has ended: so many complete, failed, cancelled.
    pub all_ended: fn(usize, usize, usize) -> String,
    /// So many tasks are not known to the service any more; follows another notice.
    pub and_gone: fn(usize) -> String,
    /// So many marked tasks that the filter hides were left as they are; follows another notice.
    pub hidden_kept: fn(usize) -> String,
    /// So many tasks that had been added are not watched any more.
    pub undone_added: fn(usize) -> String,
    /// The task under the cursor has nothing to explain.
    pub nothing_to_explain: &'static str,
    /// A range of marks began; the key that ends it.
    pub range_begun: fn(&str) -> String,
    /// `s:` with a word that names no state.
    pub bad_state: fn(&str) -> String,
    /// `op:` with a word that names no operation.
    pub bad_operation: fn(&str) -> String,
    /// `>` or `<` with something that is no size.
    pub bad_size: fn(&str) -> String,
    /// A notice about one region of several, by its name.
    pub of_region: fn(&str, &str) -> String,
    /// What stands between two sentences of one notice.
    pub then: &'static str,
    /// So many tasks failed, and what the first of them are called: at most so many names.
    pub tasks_failed: fn(usize, &[String]) -> String,
    /// Asking has come to an end that only the user can help, and why, in a word or two.
    pub cannot_ask: fn(&str) -> String,
    /// A text of so many bytes is more than terminals take into their clipboard.
    pub too_long_to_copy: fn(usize) -> String,
    /// The chosen tasks belong to an address that is not asked, so they cannot be cancelled.
    pub cannot_reach: &'static str,
}

pub(super) const EN: NoticeWords = NoticeWords {
    added: |new, twice, watched| {
        let text = format!("added {}", plural(new, "task", "tasks"));
        let twice = (twice > 0).then(|| plural(twice, "duplicate", "duplicates"));
        let watched = (watched > 0).then(|| format!("{watched} already watched"));
        match [twice, watched].into_iter().flatten().collect::<Vec<_>>() {
            rest if rest.is_empty() => text,
            rest => format!("{text} ({})", rest.join(", ")),
        }
    },
    burst_dropped: |n| match n {
        1 => "1 key came among pasted text and was not run. Type keys one by one.".to_owned(),
        _ => format!("{n} characters came at once, like a paste: they were not run as keys."),
    },
    too_early: "Not sent: the question has just come. Read it, then press the key again.",
    no_id_found: "no task id found in the text",
    removed: |n, key| format!("stopped watching {}; {key} undoes it", plural(n, "task", "tasks")),
    cleared: |n, key| format!("cleared {}; {key} undoes it", plural(n, "ended task", "ended tasks")),
    nothing_to_clear: "no ended task to clear",
    undone: |n| format!("watching {} again", plural(n, "task", "tasks")),
    nothing_to_undo: "nothing to undo",
    cancel_unclear: |n| {
        format!("no clear answer to the cancel of {}; asking how they stand", plural(n, "task", "tasks"))
    },
    cancel_sent: |n| format!("cancel sent for {}; waiting for the service to say so", plural(n, "task", "tasks")),
    cancel_failed: |n, why, key| format!("cancel of {} failed: {why}; {key} tries again", plural(n, "task", "tasks")),
    nothing_to_cancel: "nothing to cancel: already ended",
    finished_first: |id| format!("{id} finished before it could be cancelled"),
    poll_refused: |wait| format!("the service is limiting requests; next poll in {wait}"),
    polling: "asking now",
    copied_ids: |n| format!("{} copied to the clipboard", plural(n, "id", "ids")),
    copied_report: |n| format!("report of {} copied to the clipboard", plural(n, "task", "tasks")),
    nothing_to_copy: "nothing to copy",
    save_failed: |why| format!("the watch set cannot be saved: {why}"),
    log_failed: |path, why| format!("log {path}: {why}; it stops here"),
    log_on_screen: "the screen is on that terminal, give a file",
    save_recovered: "the watch set is saved again",
    foreign: |n| format!("{} not asked for: of another EFile URL", plural(n, "task", "tasks")),
    theme: |name| format!("theme {name} for now; theme = \"{name}\" in config.toml keeps it"),
    frozen: |key| format!("frozen: the screen stands still, polling goes on; {key} thaws"),
    thawed: "following again",
    mouse_on: "mouse on: wheel, click, double click opens, a title sorts; most terminals select text with Shift held",
    mouse_off: "mouse off: the terminal selects text",
    no_failed: "no failed task",
    failed_at: |at, of| format!("failed task {at}/{of}"),
    recovered: |outage| format!("the service answers again after {outage}"),
    since: |clock, complete, failed, cancelled| format!("since {clock}: {}", ends_en(complete, failed, cancelled)),
    all_ended: |complete, failed, cancelled| format!("all ended: {}", ends_en(complete, failed, cancelled)),
    and_gone: |n| format!("; {n} gone, how they ended is not known"),
    hidden_kept: |n| format!("; {n} marked but hidden by the filter kept"),
    undone_added: |n| format!("{} added last taken back", plural(n, "task", "tasks")),
    nothing_to_explain: "no error to explain here",
    range_begun: |key| format!("range begun: move, then {key} marks all up to there"),
    bad_state: |word| format!("no state begins with `{word}`"),
    bad_operation: |word| format!("no operation begins with `{word}`"),
    bad_size: |word| format!("`{word}` is no size; write 500M or 1.5G"),
    of_region: |name, text| format!("{name}: {text}"),
    then: "; ",
    tasks_failed: |n, names| {
        let text = format!("{} failed", plural(n, "task", "tasks"));
        match n.saturating_sub(names.len()) {
            _ if names.is_empty() => text,
            0 => format!("{text}: {}", names.join(", ")),
            more => format!("{text}: {} and {more} more", names.join(", ")),
        }
    },
    cannot_ask: |why| format!("the tasks cannot be followed any more: {why}"),
    too_long_to_copy: |n| format!("not copied: {n} bytes are more than terminals take; mark fewer tasks"),
    cannot_reach: "cannot be cancelled from here: of another EFile URL",
};

pub(super) const ZH: NoticeWords = NoticeWords {
    added: |new, twice, watched| {
        let text = format!("已添加 {new} 个任务");
        let twice = (twice > 0).then(|| format!("重复 {twice} 个"));
        let watched = (watched > 0).then(|| format!("{watched} 个已在监视中"));
        match [twice, watched].into_iter().flatten().collect::<Vec<_>>() {
            rest if rest.is_empty() => text,
            rest => format!("{text}（{}）", rest.join("，")),
        }
    },
    burst_dropped: |n| match n {
        1 => "有 1 个按键夹在粘贴的文字中，没有执行。请逐个按键。".to_owned(),
        _ => format!("一次收到 {n} 个字符，像是粘贴的文字，没有当作按键执行。"),
    },
    too_early: "尚未发出：确认框刚刚出现，请看清后再按一次。",
    no_id_found: "文本中没有找到任务 ID",
    removed: |n, key| format!("已停止监视 {n} 个任务，按 {key} 撤销"),
    cleared: |n, key| format!("已清除 {n} 个已结束的任务，按 {key} 撤销"),
    nothing_to_clear: "没有可清除的已结束任务",
    undone: |n| format!("已恢复监视 {n} 个任务"),
    nothing_to_undo: "没有可撤销的操作",
    cancel_unclear: |n| format!("{n} 个任务的取消请求没有得到明确答复，正在查询任务状态"),
    cancel_sent: |n| format!("已发送 {n} 个任务的取消请求，等待服务端确认"),
    cancel_failed: |n, why, key| format!("{n} 个任务取消失败：{why}；按 {key} 重试"),
    nothing_to_cancel: "无需取消：任务已结束",
    finished_first: |id| format!("{id} 在取消生效前已经结束"),
    poll_refused: |wait| format!("服务正在限流，{wait}后再查询"),
    polling: "正在查询",
    copied_ids: |n| format!("已将 {n} 个 ID 复制到剪贴板"),
    copied_report: |n| format!("已将 {n} 个任务的报告复制到剪贴板"),
    nothing_to_copy: "没有可复制的内容",
    save_failed: |why| format!("无法保存监视列表：{why}"),
    log_failed: |path, why| format!("日志 {path} 已停止：{why}"),
    log_on_screen: "该终端正在显示界面，请改用文件",
    save_recovered: "监视列表已恢复保存",
    foreign: |n| format!("{n} 个任务属于另一个 EFile 地址，未查询"),
    theme: |name| format!("主题 {name}，仅本次有效；在 config.toml 中写 theme = \"{name}\" 可保留"),
    frozen: |key| format!("已冻结画面，后台仍在查询；按 {key} 解冻"),
    thawed: "已恢复刷新",
    mouse_on: "鼠标已开：滚轮、单击、双击打开、单击列标题排序；多数终端按住 Shift 可选择文本",
    mouse_off: "鼠标已关：由终端选择文本",
    no_failed: "没有失败的任务",
    failed_at: |at, of| format!("失败任务 {at}/{of}"),
    recovered: |outage| format!("服务已恢复，中断了 {outage}"),
    since: |clock, complete, failed, cancelled| format!("自 {clock} 起：{}", ends_zh(complete, failed, cancelled)),
    all_ended: |complete, failed, cancelled| format!("全部结束：{}", ends_zh(complete, failed, cancelled)),
    and_gone: |n| format!("；{n} 个已无记录，结局不明"),
    hidden_kept: |n| format!("；另有 {n} 个已标记但被筛选隐藏，未改动"),
    undone_added: |n| format!("已撤回刚添加的 {n} 个任务"),
    nothing_to_explain: "当前任务没有可解释的错误",
    range_begun: |key| format!("已设范围起点：移动后再按 {key} 标记到该处"),
    bad_state: |word| format!("没有以“{word}”开头的状态"),
    bad_operation: |word| format!("没有以“{word}”开头的操作"),
    bad_size: |word| format!("“{word}”不是有效的大小，请写成 500M 或 1.5G"),
    of_region: |name, text| format!("{name}：{text}"),
    then: "；",
    tasks_failed: |n, names| {
        let text = format!("{n} 个任务失败");
        match n.saturating_sub(names.len()) {
            _ if names.is_empty() => text,
            0 => format!("{text}：{}", names.join("、")),
            _ => format!("{text}：{} 等", names.join("、")),
        }
    },
    cannot_ask: |why| format!("已无法继续跟踪任务：{why}"),
    too_long_to_copy: |n| format!("未复制：{n} 字节超出终端剪贴板的上限，请少标记一些任务"),
    cannot_reach: "无法在此取消：任务属于另一个 EFile 地址",
};

/// How many tasks ended in which way; ways that no task took are left out, but never all of them.
fn ends(complete: usize, failed: usize, cancelled: usize, comma: &str, words: [fn(usize) -> String; 3]) -> String {
    let nothing = [complete, failed, cancelled] == [0; 3];
    let [complete_words, failed_words, cancelled_words] = words;
    let parts = [
        (complete > 0 || nothing).then(|| complete_words(complete)),
        (failed > 0).then(|| failed_words(failed)),
        (cancelled > 0).then(|| cancelled_words(cancelled)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(comma)
}

/// [`ends`] in English.
fn ends_en(complete: usize, failed: usize, cancelled: usize) -> String {
    let words: [fn(usize) -> String; 3] =
        [|n| format!("{n} complete"), |n| format!("{n} failed"), |n| format!("{n} cancelled")];
    ends(complete, failed, cancelled, ", ", words)
}

/// [`ends`] in Chinese.
fn ends_zh(complete: usize, failed: usize, cancelled: usize) -> String {
    let words: [fn(usize) -> String; 3] = [|n| format!("完成 {n}"), |n| format!("失败 {n}"), |n| format!("取消 {n}")];
    ends(complete, failed, cancelled, "，", words)
}
