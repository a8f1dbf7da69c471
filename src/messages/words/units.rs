//! Numbers with their nouns.

/// Numbers with their nouns.
#[derive(Clone, Copy, Debug)]
pub struct UnitWords {
    /// So many files, the number already written.
    pub files: fn(&str) -> String,
    /// A second, in a rate.
    pub second: &'static str,
}

pub(super) const EN: UnitWords = UnitWords {
    files: |number| format!("{number} {}", if number == "1" || number.ends_with("/1") { "file" } else { "files" }),
    second: "s",
};

pub(super) const ZH: UnitWords = UnitWords { files: |number| format!("{number} 个文件"), second: "秒" };
