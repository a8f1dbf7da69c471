//! Short messages about what just happened, one line each. Reasons, ids, points in time, spans of time (as
//! `time::spoken` writes them) and the names of keys, which can be bound anew, come in written already, and cleaned.

use super::texts::plural;

texts! {
    NoticeWords {
        added(new: usize, twice: usize, watched: usize): {
            let text = format!("added {}", plural(new, "task", "tasks"));
            let twice = (twice > 0).then(|| plural(twice, "duplicate", "duplicates"));
            let watched = (watched > 0).then(|| format!("{watched} already watched"));
            match [twice, watched].into_iter().flatten().collect::<Vec<_>>() {
                rest if rest.is_empty() => text,
                rest => format!("{text} ({})", rest.join(", ")),
            }
        }, {
            let text = format!("已添加 {new} 个任务");
            let twice = (twice > 0).then(|| format!("重复 {twice} 个"));
            let watched = (watched > 0).then(|| format!("{watched} 个已在监视中"));
            match [twice, watched].into_iter().flatten().collect::<Vec<_>>() {
                rest if rest.is_empty() => text,
                rest => format!("{text}（{}）", rest.join("，")),
            }
        };
        burst_dropped(n: usize):
            match n {
                1 => "1 key came among pasted text and was not run. Type keys one by one.".to_owned(),
                _ => format!("{n} characters came at once, like a paste: they were not run as keys."),
            },
            match n {
                1 => "有 1 个按键夹在粘贴的文字中，没有执行。请逐个按键。".to_owned(),
                _ => format!("一次收到 {n} 个字符，像是粘贴的文字，没有当作按键执行。"),
            };
        too_early:
            "Not sent: the question has just come. Read it, then press the key again.",
            "尚未发出：确认框刚刚出现，请看清后再按一次。";
        no_id_found: "no task id found in the text", "文本中没有找到任务 ID";
        removed(n: usize, key: &str):
            format!("stopped watching {}; {key} undoes it", plural(n, "task", "tasks")),
            "已停止监视 {n} 个任务，按 {key} 撤销";
        cleared(n: usize, key: &str):
            format!("cleared {}; {key} undoes it", plural(n, "ended task", "ended tasks")),
            "已清除 {n} 个已结束的任务，按 {key} 撤销";
        nothing_to_clear: "no ended task to clear", "没有可清除的已结束任务";
        undone(n: usize): format!("watching {} again", plural(n, "task", "tasks")), "已恢复监视 {n} 个任务";
        nothing_to_undo: "nothing to undo", "没有可撤销的操作";
        cancel_sent(n: usize):
            format!("cancel sent for {}; waiting for the service to say so", plural(n, "task", "tasks")),
            "已发送 {n} 个任务的取消请求，等待服务端确认";
        cancel_unclear(n: usize):
            format!("no clear answer to the cancel of {}; asking how they stand", plural(n, "task", "tasks")),
            "{n} 个任务的取消请求没有得到明确答复，正在查询任务状态";
        cancel_failed(n: usize, why: &str, key: &str):
            format!("cancel of {} failed: {why}; {key} tries again", plural(n, "task", "tasks")),
            "{n} 个任务取消失败：{why}；按 {key} 重试";
        nothing_to_cancel: "nothing to cancel: already ended", "无需取消：任务已结束";
        nothing_to_retry:
            "nothing to submit again: only tasks that failed, were cancelled or are gone",
            "没有可重新提交的任务：只限失败、已取消或无记录的任务";
        bad_path: "not sent: a path has to begin with / and to have no control character", "尚未提交：路径须以 / 开头，且不含控制字符";
        no_rule: "a deletion has no names at a target", "删除任务没有重名问题";
        one_only: "paths can be edited where it is one task", "只有一个任务时才能修改路径";
        retry_sent(n: usize): format!("submitting {} again", plural(n, "task", "tasks")), "正在重新提交 {n} 个任务";
        retried(n: usize): format!("{} submitted again", plural(n, "task", "tasks")), "已重新提交 {n} 个任务";
        retry_failed(n: usize, why: &str):
            format!("{} not submitted again: {why}", plural(n, "task", "tasks")),
            "{n} 个任务未能重新提交：{why}";
        retry_unclear(n: usize):
            format!("no clear answer for {}: they may have been submitted again", plural(n, "task", "tasks")),
            "{n} 个任务没有明确答复：可能已重新提交";
        retry_unkept: "the watch set cannot be written", "监视列表无法写入";
        finished_first(id: &str): "{id} finished before it could be cancelled", "{id} 在取消生效前已经结束";
        poll_refused(wait: &str):
            "the service is limiting requests; next poll in {wait}",
            "服务正在限流，{wait}后再查询";
        polling: "asking now", "正在查询";
        copied_ids(n: usize):
            format!("{} copied to the clipboard", plural(n, "id", "ids")),
            "已将 {n} 个 ID 复制到剪贴板";
        copied_report(n: usize):
            format!("report of {} copied to the clipboard", plural(n, "task", "tasks")),
            "已将 {n} 个任务的报告复制到剪贴板";
        nothing_to_copy: "nothing to copy", "没有可复制的内容";
        save_failed(why: &str): "the watch set cannot be saved: {why}", "无法保存监视列表：{why}";
        log_failed(path: &str, why: &str): "log {path}: {why}; it stops here", "日志 {path} 已停止：{why}";
        log_on_screen: "the screen is on that terminal, give a file", "该终端正在显示界面，请改用文件";
        save_recovered: "the watch set is saved again", "监视列表已恢复保存";
        foreign(n: usize):
            format!("{} not asked for: of another EFile URL", plural(n, "task", "tasks")),
            "{n} 个任务属于另一个 EFile 地址，未查询";
        frozen(key: &str):
            "frozen: the display is paused, polling continues; {key} thaws",
            "已冻结画面，后台仍在查询；按 {key} 解冻";
        theme(name: &str):
            "theme {name} for now; theme = \"{name}\" in config.toml keeps it",
            "主题 {name}，仅本次有效；在 config.toml 中写 theme = \"{name}\" 可保留";
        thawed: "following again", "已恢复刷新";
        mouse_on:
            "mouse on: wheel, click, double click opens, a title sorts; most terminals select text with Shift held",
            "鼠标已开：滚轮、单击、双击打开、单击列标题排序；多数终端按住 Shift 可选择文本";
        mouse_off: "mouse off: the terminal selects text", "鼠标已关：由终端选择文本";
        same_paths: "full paths: nothing changes for the rows in view", "完整路径：当前可见的行没有变化";
        same_columns: "all columns: nothing changes at this width", "全部列：当前宽度下没有变化";
        /// The total of the set shrinks.
        minus(size: &str, state: &str): "minus {size} of a {state} task", "总量减去 {size}（1 个任务{state}）";
        minus_many(size: &str, n: usize): "minus {size} of {n} tasks that will not be done", "总量减去 {size}（{n} 个任务未能完成）";
        no_task_graph:
            "no rate is drawn now: the summary of a running task has it",
            "当前没有速率图：执行中任务的概况页才有";
        no_graph: "the graph needs a window of 100 x 30", "窗口至少 100 列、30 行才有曲线";
        no_failed: "no failed task", "没有失败的任务";
        failed_at(at: usize, of: usize): "failed task {at}/{of}", "失败任务 {at}/{of}";
        recovered(outage: &str): "the service answers again after {outage}", "服务已恢复，中断了 {outage}";
        since(clock: &str, complete: usize, failed: usize, cancelled: usize):
            format!("since {clock}: {}", ends_en(complete, failed, cancelled)),
            format!("自 {clock} 起：{}", ends_zh(complete, failed, cancelled));
        all_ended(summary: &str): "all ended: {summary}", "全部结束：{summary}";
        /// Follows another notice.
        and_gone(n: usize): "; {n} gone, how they ended is not known", "；{n} 个已无记录，结局不明";
        /// Follows another notice.
        hidden_kept(n: usize): "; {n} marked but hidden by the filter kept", "；另有 {n} 个已标记但被筛选隐藏，未改动";
        undone_added(n: usize):
            format!("{} added last taken back", plural(n, "task", "tasks")),
            "已撤回刚添加的 {n} 个任务";
        no_task: "no task here", "这里没有任务";
        is_open: "the details are open already", "详情已打开";
        open_first: "open the details first", "请先打开详情";
        nothing_to_close: "nothing to close or clear", "没有可关闭或清除的内容";
        nothing_marked: "nothing is marked", "没有标记的任务";
        nothing_hidden: "no marked task is hidden", "没有被隐藏的已标记任务";
        all_shown: "all states are shown already", "已显示全部状态";
        copied_commands(commands: &[String]):
            format!("copied to the clipboard: {}", commands.join("; ")), format!("已复制到剪贴板：{}", commands.join("; "));
        no_commands: "no command helps here", "此处没有可用的命令";
        range_begun(key: &str):
            "range begun: move, then {key} marks all up to there",
            "已设范围起点：移动后再按 {key} 标记到该处";
        bad_state(word: &str): "no state begins with `{word}`", "没有以“{word}”开头的状态";
        bad_operation(word: &str): "no operation begins with `{word}`", "没有以“{word}”开头的操作";
        bad_size(word: &str): "`{word}` is no size; write 500M or 1.5G", "“{word}”不是有效的大小，请写成 500M 或 1.5G";
        /// A notice about one region of several.
        of_region(name: &str, text: &str): "{name}: {text}", "{name}：{text}";
        /// Between two sentences of one notice.
        then: "; ", "；";
        /// `names` are those of the first tasks.
        tasks_failed(n: usize, names: &[String]): {
            let text = format!("{} failed", plural(n, "task", "tasks"));
            match n.saturating_sub(names.len()) {
                _ if names.is_empty() => text,
                0 => format!("{text}: {}", names.join(", ")),
                more => format!("{text}: {} and {more} more", names.join(", ")),
            }
        }, {
            let text = format!("{n} 个任务失败");
            match n.saturating_sub(names.len()) {
                _ if names.is_empty() => text,
                0 => format!("{text}：{}", names.join("、")),
                _ => format!("{text}：{} 等", names.join("、")),
            }
        };
        cannot_ask(why: &str): "the tasks cannot be followed any more: {why}", "已无法继续跟踪任务：{why}";
        too_long_to_copy(n: usize):
            "not copied: {n} bytes are more than terminals take; mark fewer tasks",
            "未复制：{n} 字节超出终端剪贴板的上限，请少标记一些任务";
        cannot_reach: "cannot be cancelled from here: of another EFile URL", "无法在此取消：任务属于另一个 EFile 地址";
    }
}

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
        [|n| format!("{n} done"), |n| format!("{n} failed"), |n| format!("{n} cancelled")];
    ends(complete, failed, cancelled, ", ", words)
}

/// [`ends`] in Chinese.
fn ends_zh(complete: usize, failed: usize, cancelled: usize) -> String {
    let words: [fn(usize) -> String; 3] = [|n| format!("完成 {n}"), |n| format!("失败 {n}"), |n| format!("取消 {n}")];
    ends(complete, failed, cancelled, "，", words)
}
