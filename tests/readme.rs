//! That what README promises is held: by tests that exist.

#![allow(clippy::unwrap_used, reason = "helpers of tests may panic, too")]

use std::{fs, path::Path};

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The text of all files of tests.
fn tests() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.extension().is_some_and(|ending| ending == "rs")).map(read).collect()
}

#[test]
fn each_promise_under_failure_names_a_test_that_exists() {
    let (readme, tests) = (read("README.md"), tests());
    let promises = readme.split("Under failure:").nth(1).unwrap().split("\n## ").next().unwrap();
    let lines: Vec<&str> =
        promises.lines().filter(|line| line.starts_with(|first: char| first.is_ascii_digit())).collect();
    assert_eq!(lines.len(), 5);
    for line in lines {
        let named: Vec<&str> = line.split('`').skip(1).step_by(2).collect();
        assert!(!named.is_empty(), "{line}");
        for name in named {
            assert!(tests.contains(&format!("fn {name}(")), "no test {name}");
        }
    }
}
