//! The log of a set, and what came of the set in one line. Numbers and times come in written already.

use super::texts::plural;

texts! {
    LogWords {
        /// Behind a task.
        added: "added to the set", "加入监视列表";
        submitted: "submitted", "已提交";
        forgotten: "taken out of the set", "移出监视列表";
        /// Of several tasks; `first` is the first of them.
        added_all(n: usize, first: &str):
            "{n} tasks added to the set, the first: {first}", "{n} 个任务加入监视列表，第一个：{first}";
        submitted_all(n: usize, first: &str): "{n} tasks submitted, the first: {first}", "提交了 {n} 个任务，第一个：{first}";
        forgotten_all(n: usize, first: &str):
            "{n} tasks taken out of the set, the first: {first}", "{n} 个任务移出监视列表，第一个：{first}";
        first_sights(n: usize):
            format!("{} seen for the first time", plural(n, "task", "tasks")), "首次查到 {n} 个任务";
        /// Behind the number of tasks, where all of them are in one state.
        all_in(text: &str, state: &str): "{text}: {state}", "{text}：{state}";
        outage(from: &str, to: &str, long: &str, why: &str):
            "could not ask from {from} to {to} ({long}): {why}", "{from} 至 {to} 无法查询（{long}）：{why}";
        screen_left: "screen closed", "界面关闭";
        nothing(set: &str): "the log of the set {set:?} has nothing", "监视列表 {set:?} 没有日志记录";
        nothing_since(set: &str): "the log of the set {set:?} has nothing of that time", "监视列表 {set:?} 在这段时间内没有日志记录";
        bad_lines(n: usize):
            format!("{} of the log could not be read: damaged, or of a newer eftop", plural(n, "line", "lines")),
            "日志中有 {n} 行无法读取：已损坏，或由更新的 eftop 写入";
        not_here: "this task is not in the set any more", "该任务已不在监视列表中";
        filtered: "the filter hides this task", "该任务被筛选隐藏";
        no_task: "this line is about no single task", "这一行不涉及某个任务";
        /// What came of a set.
        done(n: usize): "{n} done", "完成 {n}";
        failed(n: usize, codes: &str):
            if codes.is_empty() { format!("{n} failed") } else { format!("{n} failed ({codes})") },
            if codes.is_empty() { format!("失败 {n}") } else { format!("失败 {n}（{codes}）") };
        cancelled(n: usize): "{n} cancelled", "取消 {n}";
        gone(n: usize): "{n} gone, how they ended is not known", "无记录 {n}（结果不明）";
        moved(bytes: &str): "{bytes}", "共 {bytes}";
        moved_in(bytes: &str, time: &str): "{bytes} in {time}", "共 {bytes}，用时 {time}";
        took(time: &str): "in {time}", "用时 {time}";
        mean(rate: &str): "mean {rate}", "平均 {rate}";
    }
}
