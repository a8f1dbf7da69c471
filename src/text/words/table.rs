//! The table: its column titles, and what stands in its place when no row is shown.

/// The table.
#[derive(Clone, Copy, Debug)]
pub struct TableWords {
    pub state: &'static str,
    pub operation: &'static str,
    /// Column: gauge and percentage.
    pub progress: &'static str,
    /// Column: how much is done, of how much.
    pub done_total: &'static str,
    pub rate: &'static str,
    /// Column: the remaining time.
    pub eta: &'static str,
    /// Column: how many files are done, of how many.
    pub files: &'static str,
    /// Column: source and target.
    pub path: &'static str,
    pub region: &'static str,
    pub age: &'static str,
    /// The filter shows no row; the key that clears it.
    pub no_match: fn(&str) -> String,
}

pub(super) const EN: TableWords = TableWords {
    state: "state",
    operation: "op",
    progress: "progress",
    done_total: "done/total",
    rate: "rate",
    eta: "ETA",
    files: "files",
    path: "path",
    region: "region",
    age: "age",
    no_match: |key| format!("No task matches the filter. {key} clears it."),
};

pub(super) const ZH: TableWords = TableWords {
    state: "状态",
    operation: "操作",
    progress: "进度",
    done_total: "完成/总量",
    rate: "速率",
    eta: "剩余",
    files: "文件",
    path: "路径",
    region: "区域",
    age: "距今",
    no_match: |key| format!("没有符合筛选条件的任务，按 {key} 清除筛选。"),
};
