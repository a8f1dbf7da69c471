//! What stands in the place of the table when no row is shown.

texts! {
    TableWords {
        no_match(key: &str):
            "No task matches the filter. {key} clears it.",
            "没有符合筛选条件的任务，按 {key} 清除筛选。";
    }
}
