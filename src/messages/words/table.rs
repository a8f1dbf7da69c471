//! What stands in the place of the table when no row is shown.

/// The table.
#[derive(Clone, Copy, Debug)]
pub struct TableWords {
    /// The filter shows no row; the key that clears it.
    pub no_match: fn(&str) -> String,
}

pub(super) const EN: TableWords =
    TableWords { no_match: |key| format!("No task matches the filter. {key} clears it.") };

pub(super) const ZH: TableWords =
    TableWords { no_match: |key| format!("没有符合筛选条件的任务，按 {key} 清除筛选。") };
