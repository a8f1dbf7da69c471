//! Submitting tasks again: what is skipped and why, and the question before it.

use super::texts::plural;

texts! {
    RetryWords {
        title(n: usize):
            format!("Submit {} again?", plural(n, "task", "tasks")),
            "重新提交 {n} 个任务？";
        /// `next` is what the card of the code says.
        cause(code: &str, short: &str, n: usize, next: &str):
            match n {
                1 => format!("{code} {short}: {next}"),
                _ => format!("{code} {short} x{n}: {next}"),
            },
            match n {
                1 => format!("{code} {short}：{next}"),
                _ => format!("{code} {short} ×{n}：{next}"),
            };
        same(code: &str):
            "{code}: it fails the same way as long as nothing changed",
            "{code}：情况不变时会以同样的原因失败";
        /// `how`: an option or a key.
        other_rule(how: &str):
            "; {how} sets another rule for names that exist",
            "；可用 {how} 换一种重名处理方式";
        move_leaves:
            "A move that ended early may have moved a part: what is at the target already is met again there.",
            "中途结束的移动可能已移走一部分：目标处已有的内容会再次遇到重名。";
        delete_leaves:
            "A deletion also deletes what was put at its path since then.",
            "再次删除时，此后放到该路径的新内容也会被删除。";
        gone_leaves:
            "How a gone task ended is not known: it may have done its work.",
            "“无记录”的任务结果不明：它可能已经完成。";
        unclear_leaves:
            "One was submitted again before without a known answer: it may run already.",
            "其中有任务上次重新提交后没有明确应答：可能已在执行。";
        /// For a row of the list.
        no_answer: "submitted again, no answer", "已重新提交，尚无应答";
        /// Of tasks that were chosen and are not submitted.
        left_out(n: usize, why: &str):
            format!("{why}: {} left out", plural(n, "task is", "tasks are")),
            "{why}：不包括 {n} 个任务";
        hidden_included(n: usize):
            format!("{n} of them {} hidden by the filter and will be submitted, too.", if n == 1 { "is" } else { "are" }),
            "其中 {n} 个被筛选隐藏，也会一并提交。";
        hidden_left_out(n: usize):
            format!("{} hidden by the filter and will be left alone.", plural(n, "marked task is", "marked tasks are")),
            "另有 {n} 个已标记的任务被筛选隐藏，不会提交。";
        as_before: "as it was submitted", "与原任务相同";
        each_as_before: "each as it was submitted", "各与原任务相同";
        yes: "submit again", "重新提交";
        no: "leave", "不提交";
        confirm: "Submit? [y/N] ", "确认提交？[y/N] ";
        declined: "nothing was submitted", "未提交任何任务";
        needs_yes(n: usize):
            format!("retry would submit {}, and there is no terminal to ask on; add --yes", plural(n, "task", "tasks")),
            "retry 将提交 {n} 个任务，但没有终端可供确认；请加上 --yes";
        nothing: "nothing to submit again", "没有可重新提交的任务";
        skipped(id: &str, why: &str): "{id} is skipped: {why}", "跳过 {id}：{why}";
        is_live: "it has not ended", "尚未结束";
        is_complete: "it is complete", "已经完成";
        is_retried: "it was submitted again already", "已经重新提交过";
        is_retried_as(id: &str): "it was submitted again as {id}", "已重新提交，新任务 {id}";
        is_unclear:
            "it was submitted again before without a known answer, and may run already",
            "上次重新提交没有明确应答，可能已在执行";
        is_unclear_so:
            "it was submitted again before without a known answer, and may run already; name its id to do it once more",
            "上次重新提交没有明确应答，可能已在执行；确需再次提交时请给出它的 ID";
        is_gone: "how it ended is not known; submit it by itself", "结果不明，请单独重新提交";
        is_unknown: "its operation and its paths are not known", "操作和路径未知";
        is_synchronous: "it was a synchronous call, which is no task of the service", "它是同步调用，不是服务端的任务";
        is_damaged: "its path was damaged before it reached eftop", "路径在到达 eftop 之前已损坏";
        is_elsewhere:
            "it belongs to another EFile URL, which these credentials do not reach",
            "它属于另一个 EFile 地址，当前凭据无法访问";
    }
}
