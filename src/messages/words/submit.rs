//! Submitting copies, moves and removals: the question before a removal, and what became of the items.

use super::texts::plural;

texts! {
    SubmitWords {
        remove_question(n: usize):
            format!(
                "Delete {}, with everything below, on the service? Nothing brings them back. [y/N] ",
                plural(n, "path", "paths")
            ),
            "确定在服务端删除这 {n} 个路径及其下全部内容？删除后无法恢复。[y/N] ";
        declined: "nothing was deleted", "未删除任何内容";
        needs_yes(n: usize):
            format!(
                "remove would delete {}, and there is no terminal to ask on; add --yes to delete without a question",
                plural(n, "path", "paths")
            ),
            "remove 将删除 {n} 个路径，但没有终端可供确认；加上 --yes 则不再询问";
        item_refused(source: &str, why: &str): "refused: {source}: {why}", "被拒绝：{source}：{why}";
        batch_refused(n: usize, why: &str):
            format!("the service refused {}: {why}", plural(n, "item", "items")),
            "服务端拒绝了 {n} 项：{why}";
        failed(why: &str): "the request failed: {why}", "请求失败：{why}";
        /// Of the items from source `first` to `last` it is not known whether they were taken.
        lost(n: usize, first: &str, last: &str, why: &str):
            format!("not known whether the service took {}, {first} to {last}: {why}", plural(n, "item", "items")),
            "无法确定服务端是否已受理这 {n} 项（{first} 至 {last}）：{why}";
        find_out:
            "They are not sent again, since that could do the work twice. Look at the paths, or at the tasks on the \
                service's web page, and submit again what was not taken.",
            "为避免重复执行，不会自动重发。请检查相关路径，或在服务的网页上查看任务，再提交未被受理的部分。";
        /// `raw` is the beginning of the answer.
        unnamed(n: usize, raw: &str):
            format!("the answer names no task for {}: {raw}", plural(n, "item", "items")),
            "应答中有 {n} 项没有任务 ID：{raw}";
        salvaged(n: usize, why: &str):
            format!(
                "the answer is not as it should be; {} found in it all the same: {why}",
                plural(n, "task was", "tasks were")
            ),
            "应答不正常，仍从中找到 {n} 个任务 ID：{why}";
        surplus(ids: usize, items: usize):
            format!(
                "the answer names {} for {}; all of them are watched, though some may be other tasks",
                plural(ids, "task", "tasks"),
                plural(items, "item", "items")
            ),
            "应答为 {items} 项给出了 {ids} 个任务 ID；已全部加入关注，其中可能有无关的任务";
        answer_kept(path: &str): "the whole answer is in {path}", "完整应答保存在 {path}";
        answer_not_kept(why: &str):
            "the whole answer could not be kept in a file: {why}",
            "完整应答未能保存到文件：{why}";
        not_sent(n: usize, first: &str):
            format!("not submitted: the last {}, from {first} on", plural(n, "item", "items")),
            "未提交：最后 {n} 项（从 {first} 起）";
        submitted(n: usize, set: &str):
            format!("submitted {} into the set {set}", plural(n, "task", "tasks")),
            "已提交 {n} 个任务，已加入监视列表 {set}";
        not_kept(why: &str):
            "the ids above could not be kept in the watch set, write them down: {why}",
            "以上任务 ID 未能写入监视列表，请自行记下：{why}";
        waiting_for_answer:
            "a request is under way; waiting for its answer, so that no id is lost (^c again leaves at once)",
            "请求正在途中，等待应答以免丢失任务 ID（再按一次 ^c 立即退出）";
        not_waited: "its answer was not waited for", "未等到应答";
    }
}
