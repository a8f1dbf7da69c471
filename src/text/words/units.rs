//! Numbers with their nouns.

use super::plural::plural;

/// Numbers with their nouns.
#[derive(Clone, Copy, Debug)]
pub struct UnitWords {
    /// So many files, the number already written.
    pub files: fn(&str) -> String,
    /// A second, in a rate.
    pub second: &'static str,
    /// So many tasks.
    pub tasks: fn(usize) -> String,
    /// So many task ids.
    pub ids: fn(usize) -> String,
}

pub(super) const EN: UnitWords = UnitWords {
    files: |number| format!("{number} {}", if number == "1" || number.ends_with("/1") { "file" } else { "files" }),
    second: "s",
    tasks: |n| plural(n, "task", "tasks"),
    ids: |n| plural(n, "id", "ids"),
};

pub(super) const ZH: UnitWords = UnitWords {
    files: |number| format!("{number} 个文件"),
    second: "秒",
    tasks: |n| format!("{n} 个任务"),
    ids: |n| format!("{n} 个 ID"),
};
