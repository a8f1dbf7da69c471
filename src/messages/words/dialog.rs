//! Dialogs. The one for a cancel says plainly what a half-done task leaves behind.

use super::plural::plural;

/// Dialogs.
#[derive(Clone, Copy, Debug)]
pub struct DialogWords {
    /// Title of the question whether to cancel so many tasks.
    pub cancel_title: fn(usize) -> String,
    /// What a half-done copy leaves behind.
    pub copy_leaves: &'static str,
    /// What a half-done move leaves behind.
    pub move_leaves: &'static str,
    /// What a half-done delete leaves behind.
    pub delete_leaves: &'static str,
    /// Nothing was answered about a task in the list.
    pub not_known: &'static str,
    /// So many tasks more than the list shows.
    pub more: fn(usize) -> String,
    /// So many marked tasks are hidden by the filter, and will be cancelled.
    pub hidden_included: fn(usize) -> String,
    /// So many marked tasks are hidden by the filter, and will be left alone.
    pub hidden_left_out: fn(usize) -> String,
    /// So many marked tasks have ended and need no cancel.
    pub ended_left_out: fn(usize) -> String,
    /// So many marked tasks belong to an address that is not asked.
    pub unreached_left_out: fn(usize) -> String,
    /// Title of the dialog that takes ids.
    pub add_title: &'static str,
    /// What may be typed or pasted there.
    pub add_hint: &'static str,
    /// So many ids are in what was pasted, and so many of them twice.
    pub pasted: fn(usize, usize) -> String,
    pub sort_title: &'static str,
    /// What confirming a cancel does.
    pub cancel_yes: &'static str,
    /// What declining a cancel does.
    pub cancel_no: &'static str,
    /// What the key does that takes the hidden marks in.
    pub with_hidden: fn(usize) -> String,
    /// What the key does that leaves the hidden marks out again.
    pub without_hidden: &'static str,
    /// Title of the error card, with the short id of the task.
    pub explain_title: fn(&str) -> String,
    pub log_title: &'static str,
    pub log_empty: &'static str,
}

pub(super) const EN: DialogWords = DialogWords {
    cancel_title: |n| match n {
        1 => "Cancel this task on the service?".to_owned(),
        _ => format!("Cancel {n} tasks on the service?"),
    },
    copy_leaves: "Copy: what has been copied stays at the target, and the last file may be incomplete there. The source is not touched.",
    move_leaves: "Move: some files may be at the target already and the others still at the source. Nothing is moved back.",
    delete_leaves: "Delete: what has been deleted stays deleted. Only the rest is kept.",
    not_known: "nothing known of it yet",
    more: |n| format!("and {n} more"),
    hidden_included: |n| match n {
        1 => "1 of them is hidden by the filter and will be cancelled, too.".to_owned(),
        _ => format!("{n} of them are hidden by the filter and will be cancelled, too."),
    },
    hidden_left_out: |n| match n {
        1 => "1 marked task is hidden by the filter and will be left alone.".to_owned(),
        _ => format!("{n} marked tasks are hidden by the filter and will be left alone."),
    },
    ended_left_out: |n| {
        format!("{} ended already; nothing to cancel there.", plural(n, "marked task has", "marked tasks have"))
    },
    unreached_left_out: |n| {
        format!("{} to another EFile URL and cannot be cancelled from here.", plural(n, "task belongs", "tasks belong"))
    },
    add_title: "Watch more tasks",
    add_hint: "Type or paste task ids, or any text that has them in it: JSON, a log, a transcript.",
    pasted: |ids, twice| match (ids, twice) {
        (0, _) => "The pasted text holds no task id.".to_owned(),
        (ids, 0) => format!("The pasted text holds {}.", plural(ids, "task id", "task ids")),
        (ids, twice) => {
            format!("The pasted text holds {}, {twice} more than once.", plural(ids, "task id", "task ids"))
        }
    },
    sort_title: "Sort by",
    cancel_yes: "cancel on the service",
    cancel_no: "keep",
    with_hidden: |n| format!("also the {n} hidden"),
    without_hidden: "without the hidden",
    explain_title: |id| format!("Explained: {id}"),
    log_title: "Events",
    log_empty: "Nothing has happened yet.",
};

pub(super) const ZH: DialogWords = DialogWords {
    cancel_title: |n| match n {
        1 => "在服务端取消该任务？".to_owned(),
        _ => format!("在服务端取消这 {n} 个任务？"),
    },
    copy_leaves: "复制：已复制的内容会留在目标目录，最后一个文件可能不完整；源文件不受影响。",
    move_leaves: "移动：可能一部分文件已在目标目录，其余仍在源目录；不会自动移回。",
    delete_leaves: "删除：已删除的文件无法恢复，只有尚未删除的会保留。",
    not_known: "尚无任何信息",
    more: |n| format!("另有 {n} 个"),
    hidden_included: |n| format!("其中 {n} 个被筛选隐藏，也会一并取消。"),
    hidden_left_out: |n| format!("另有 {n} 个已标记的任务被筛选隐藏，不会取消。"),
    ended_left_out: |n| format!("另有 {n} 个已标记的任务已经结束，无需取消。"),
    unreached_left_out: |n| format!("另有 {n} 个任务属于另一个 EFile 地址，无法在此取消。"),
    add_title: "添加任务",
    add_hint: "输入或粘贴任务 ID，也可以是含有 ID 的任意文本：JSON、日志、终端记录。",
    pasted: |ids, twice| match (ids, twice) {
        (0, _) => "粘贴的文本中没有任务 ID。".to_owned(),
        (ids, 0) => format!("粘贴的文本中有 {ids} 个任务 ID。"),
        (ids, twice) => format!("粘贴的文本中有 {ids} 个任务 ID，重复 {twice} 次。"),
    },
    sort_title: "排序",
    cancel_yes: "取消任务",
    cancel_no: "保留任务",
    with_hidden: |n| format!("包括隐藏的 {n} 个"),
    without_hidden: "不含隐藏的任务",
    explain_title: |id| format!("说明：{id}"),
    log_title: "事件记录",
    log_empty: "暂无事件。",
};
