//! English nouns after numbers.

/// A number with its English noun: `1 task`, `3 tasks`.
pub(super) fn plural(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
