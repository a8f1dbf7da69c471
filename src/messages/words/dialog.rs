//! Dialogs. The one for a cancel says plainly what a half-done task leaves behind.

use super::texts::plural;

/// Numbers in a row.
fn numbers(numbers: &[usize], comma: &str) -> String {
    numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(comma)
}

texts! {
    DialogWords {
        cancel_title(n: usize):
            match n {
                1 => "Cancel this task on the service?".to_owned(),
                _ => format!("Cancel {n} tasks on the service?"),
            },
            match n {
                1 => "在服务端取消该任务？".to_owned(),
                _ => format!("在服务端取消这 {n} 个任务？"),
            };
        copy_leaves:
            "Copy: what has been copied stays at the target, and the last file may be incomplete there. The source is \
                not touched.",
            "复制：已复制的内容会留在目标目录，最后一个文件可能不完整；源文件不受影响。";
        move_leaves:
            "Move: some files may be at the target already and the others still at the source. Nothing is moved back.",
            "移动：可能一部分文件已在目标目录，其余仍在源目录；不会自动移回。";
        delete_leaves:
            "Delete: what has been deleted stays deleted. Only the rest is kept.",
            "删除：已删除的文件无法恢复，只有尚未删除的会保留。";
        not_known: "nothing known of it yet", "尚无任何信息";
        more(n: usize): "and {n} more", "另有 {n} 个";
        hidden_included(n: usize):
            match n {
                1 => "1 of them is hidden by the filter and will be cancelled, too.".to_owned(),
                _ => format!("{n} of them are hidden by the filter and will be cancelled, too."),
            },
            "其中 {n} 个被筛选隐藏，也会一并取消。";
        hidden_left_out(n: usize):
            match n {
                1 => "1 marked task is hidden by the filter and will be left alone.".to_owned(),
                _ => format!("{n} marked tasks are hidden by the filter and will be left alone."),
            },
            "另有 {n} 个已标记的任务被筛选隐藏，不会取消。";
        ended_left_out(n: usize):
            format!("{} ended already; nothing to cancel there.", plural(n, "marked task has", "marked tasks have")),
            "另有 {n} 个已标记的任务已经结束，无需取消。";
        unreached_left_out(n: usize):
            format!(
                "{} to another EFile URL and cannot be cancelled from here.",
                plural(n, "task belongs", "tasks belong")
            ),
            "另有 {n} 个任务属于另一个 EFile 地址，无法在此取消。";
        add_title: "Watch more tasks", "添加任务";
        add_hint:
            "Type or paste task ids, or any text that has them in it: JSON, a log, a transcript.",
            "输入或粘贴任务 ID，也可以是含有 ID 的任意文本：JSON、日志、终端记录。";
        pasted(ids: usize, twice: usize):
            match (ids, twice) {
                (0, _) => "The pasted text holds no task id.".to_owned(),
                (ids, 0) => format!("The pasted text holds {}.", plural(ids, "task id", "task ids")),
                (ids, twice) => {
                    format!("The pasted text holds {}, {twice} more than once.", plural(ids, "task id", "task ids"))
                }
            },
            match (ids, twice) {
                (0, _) => "粘贴的文本中没有任务 ID。".to_owned(),
                (ids, 0) => format!("粘贴的文本中有 {ids} 个任务 ID。"),
                (ids, twice) => format!("粘贴的文本中有 {ids} 个任务 ID，重复 {twice} 次。"),
            };
        /// `first` are the numbers of the first of them.
        lines_without(lines: usize, first: &[usize]): {
            let said = format!("No task id in {}: {}", plural(lines, "line", "lines"), numbers(first, ", "));
            if lines > first.len() { format!("{said} and {} more", lines - first.len()) } else { said }
        }, {
            let more = if lines > first.len() { "等" } else { "" };
            format!("{lines} 行中没有任务 ID：第 {} 行{more}", numbers(first, "、"))
        };
        sort_title: "Sort by", "排序";
        cancel_yes: "cancel on the service", "取消任务";
        cancel_no: "keep", "保留任务";
        with_hidden(n: usize): "also the {n} hidden", "包括隐藏的 {n} 个";
        without_hidden: "without the hidden", "不含隐藏的任务";
        explain_title(id: &str): "Explained: {id}", "说明：{id}";
        log_title: "Events", "事件记录";
        log_empty: "Nothing has happened yet.", "暂无事件。";
    }
}
