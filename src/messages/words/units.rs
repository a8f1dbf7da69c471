//! Numbers with their nouns.

texts! {
    UnitWords {
        files(number: &str):
            format!("{number} {}", if number == "1" || number.ends_with("/1") { "file" } else { "files" }),
            "{number} 个文件";
        /// In a rate.
        second: "s", "秒";
    }
}
