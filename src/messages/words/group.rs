//! Groups of tasks: what they are grouped by, and the names of groups that have no name of their own.

use super::texts::plural;
use crate::domain::GroupBy;

texts! {
    GroupWords {
        /// The title of the column with their names.
        name: "group", "分组";
        by_label: "by label", "按标签";
        by_cause: "by cause", "按失败原因";
        by_region: "by region", "按区域";
        by_target: "by target", "按目标目录";
        no_label: "no label", "无标签";
        not_failed: "not failed", "未失败";
        /// Of failed tasks for which the service gave no code.
        no_code: "failed without a code", "失败，无错误码";
        /// Of deletes, and of tasks that nothing is known of yet.
        no_target: "no target", "无目标目录";
        /// `by` is one of those above.
        grouped(by: &str, n: usize): format!("grouped {by}: {}", plural(n, "group", "groups")), "已{by}分组，共 {n} 组";
        none: "not grouped any more", "已取消分组";
        nothing:
            "nothing to group by: all rows have the same label, cause, region and target",
            "无法分组：各行的标签、失败原因、区域和目标目录都相同";
        tasks(n: usize): plural(n, "task", "tasks"), "{n} 个任务";
        /// Before the number of the row under the cursor: `group 2/6`, `task 12/5000`.
        group_at: "group", "组";
        task_at: "task", "任务";
        one_task_only:
            "This belongs to one task: choose one of the group.",
            "这里显示单个任务的内容，请在组内选择一个任务。";
    }
}

impl GroupWords {
    pub fn by(&self, by: GroupBy) -> &'static str {
        match by {
            GroupBy::Label => self.by_label,
            GroupBy::Cause => self.by_cause,
            GroupBy::Region => self.by_region,
            GroupBy::Target => self.by_target,
        }
    }
}
