//! Submitting copies, moves and removals: the question before a removal, and what became of the items.

use super::plural::plural;

/// Submitting.
#[derive(Clone, Copy, Debug)]
pub struct SubmitWords {
    /// The question before so many paths, listed above it, are deleted.
    pub remove_question: fn(usize) -> String,
    /// The question was not answered with yes.
    pub declined: &'static str,
    /// So many paths would be deleted, and nobody can be asked.
    pub needs_yes: fn(usize) -> String,
    /// An item was refused: its source, and why.
    pub item_refused: fn(&str, &str) -> String,
    /// So many items were refused together, and why.
    pub batch_refused: fn(usize, &str) -> String,
    /// A request failed, and why; nothing of it was taken.
    pub failed: fn(&str) -> String,
    /// So many items, from this source to that one, may or may not have been taken, and why.
    pub lost: fn(usize, &str, &str, &str) -> String,
    /// How to find out what became of those.
    pub find_out: &'static str,
    /// The answer names no task for so many items; its beginning.
    pub unnamed: fn(usize, &str) -> String,
    /// An answer is none of the API's, and why, but names so many tasks.
    pub salvaged: fn(usize, &str) -> String,
    /// The answer names so many tasks for so many items.
    pub surplus: fn(usize, usize) -> String,
    /// An answer was kept in this file.
    pub answer_kept: fn(&str) -> String,
    /// An answer could not be kept, and why.
    pub answer_not_kept: fn(&str) -> String,
    /// So many items were not submitted, the last ones, from this source on.
    pub not_sent: fn(usize, &str) -> String,
    /// So many tasks were submitted, into this set.
    pub submitted: fn(usize, &str) -> String,
    /// The ids could not be kept, and why.
    pub not_kept: fn(&str) -> String,
    /// A signal came while a request is under way.
    pub waiting_for_answer: &'static str,
    pub not_waited: &'static str,
}

pub(super) const EN: SubmitWords = SubmitWords {
    remove_question: |n| {
        let these = plural(n, "path", "paths");
        format!("Delete {these}, with everything below, on the service? Nothing brings them back. [y/N] ")
    },
    declined: "nothing was deleted",
    needs_yes: |n| {
        let these = plural(n, "path", "paths");
        format!(
            "remove would delete {these}, and there is no terminal to ask on; add --yes to delete without a question"
        )
    },
    item_refused: |source, why| format!("refused: {source}: {why}"),
    batch_refused: |n, why| format!("the service refused {}: {why}", plural(n, "item", "items")),
    failed: |why| format!("the request failed: {why}"),
    lost: |n, first, last, why| {
        let items = plural(n, "item", "items");
        format!("not known whether the service took {items}, {first} to {last}: {why}")
    },
    find_out: "They are not sent again, since that could do the work twice. Look at the paths, or at the tasks on the service's web page, \
               and submit again what was not taken.",
    unnamed: |n, raw| format!("the answer names no task for {}: {raw}", plural(n, "item", "items")),
    salvaged: |n, why| {
        format!(
            "the answer is not as it should be; {} found in it all the same: {why}",
            plural(n, "task was", "tasks were")
        )
    },
    surplus: |ids, items| {
        let (tasks, items) = (plural(ids, "task", "tasks"), plural(items, "item", "items"));
        format!("the answer names {tasks} for {items}; all of them are watched, though some may be other tasks")
    },
    answer_kept: |path| format!("the whole answer is in {path}"),
    answer_not_kept: |why| format!("the whole answer could not be kept in a file: {why}"),
    not_sent: |n, first| {
        let items = plural(n, "item", "items");
        format!("not submitted: the last {items}, from {first} on")
    },
    submitted: |n, set| format!("submitted {} into the set {set}", plural(n, "task", "tasks")),
    not_kept: |why| format!("the ids above could not be kept in the watch set, write them down: {why}"),
    waiting_for_answer: "a request is under way; waiting for its answer, so that no id is lost (^c again leaves at once)",
    not_waited: "its answer was not waited for",
};

pub(super) const ZH: SubmitWords = SubmitWords {
    remove_question: |n| format!("确定在服务端删除这 {n} 个路径及其下全部内容？删除后无法恢复。[y/N] "),
    declined: "未删除任何内容",
    needs_yes: |n| format!("remove 将删除 {n} 个路径，但没有终端可供确认；加上 --yes 则不再询问"),
    item_refused: |source, why| format!("被拒绝：{source}：{why}"),
    batch_refused: |n, why| format!("服务端拒绝了 {n} 项：{why}"),
    failed: |why| format!("请求失败：{why}"),
    lost: |n, first, last, why| format!("无法确定服务端是否已受理这 {n} 项（{first} 至 {last}）：{why}"),
    find_out: "为避免重复执行，不会自动重发。请检查相关路径，或在服务的网页上查看任务，再提交未被受理的部分。",
    unnamed: |n, raw| format!("应答中有 {n} 项没有任务 ID：{raw}"),
    salvaged: |n, why| format!("应答不正常，仍从中找到 {n} 个任务 ID：{why}"),
    surplus: |ids, items| format!("应答为 {items} 项给出了 {ids} 个任务 ID；已全部加入关注，其中可能有无关的任务"),
    answer_kept: |path| format!("完整应答保存在 {path}"),
    answer_not_kept: |why| format!("完整应答未能保存到文件：{why}"),
    not_sent: |n, first| format!("未提交：最后 {n} 项（从 {first} 起）"),
    submitted: |n, set| format!("已提交 {n} 个任务，已加入任务集 {set}"),
    not_kept: |why| format!("以上任务 ID 未能写入任务集，请自行记下：{why}"),
    waiting_for_answer: "请求正在途中，等待应答以免丢失任务 ID（再按一次 ^c 立即退出）",
    not_waited: "未等到应答",
};
