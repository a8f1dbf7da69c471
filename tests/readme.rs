//! That the READMEs are true: what they promise is held by tests that exist, what they list is what the program has, and what they
//! point to is there. `EFTOP_UPDATE=1 cargo test --test readme` writes the lists anew.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests may panic, too")]
#![cfg(feature = "demo")]

mod readme {
    pub mod chinese;
    pub mod generated;
}

use clap::CommandFactory;
use eftop::internals::{cli::Cli, text::Lang};
use readme::{chinese, generated};
use rstest::rstest;
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

#[rstest]
#[case("README.md", "Under failure:")]
#[case("README.zh.md", "出现故障时：")]
fn each_promise_under_failure_names_a_test_that_exists(#[case] file: &str, #[case] title: &str) {
    let (readme, tests) = (read(file), tests());
    let promises = readme.split(title).nth(1).unwrap().split("\n## ").next().unwrap();
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

#[rstest]
#[case("README.md", Lang::En)]
#[case("README.zh.md", Lang::Zh)]
fn the_lists_are_those_of_the_program(#[case] file: &str, #[case] lang: Lang) {
    let old = read(file);
    let mut new = old.clone();
    for part in generated::PARTS {
        let (begin, end) = (format!("<!-- {part}: generated -->\n"), format!("<!-- end of {part} -->"));
        let from = new.find(&begin).unwrap_or_else(|| panic!("{file} has no {begin}")) + begin.len();
        let to = from + new[from..].find(&end).unwrap_or_else(|| panic!("{file} has no {end}"));
        new.replace_range(from..to, &format!("\n{}\n", generated::part(part, lang)));
    }
    if std::env::var_os("EFTOP_UPDATE").is_some() {
        fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join(file), &new).unwrap();
        return;
    }
    let differs = new.lines().zip(old.lines()).find(|(new, old)| new != old);
    assert!(new == old, "{file} is stale: EFTOP_UPDATE=1 cargo test --test readme\nfirst: {differs:#?}");
}

#[test]
fn no_chinese_text_is_left_over() {
    let shown = generated::part("options", Lang::Zh) + &generated::part("settings", Lang::Zh);
    let texts = chinese::OPTIONS.iter().map(|option| option.2).chain(chinese::SETTINGS.iter().map(|setting| setting.1));
    let left: Vec<_> = texts.filter(|text| !shown.contains(text)).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[rstest]
#[case("README.md")]
#[case("README.zh.md")]
fn every_command_is_told_of(#[case] file: &str) {
    let readme = read(file);
    let rows: String = readme.lines().filter(|line| line.starts_with("| `eftop")).collect();
    for command in Cli::command().get_subcommands().filter(|command| command.get_name() != "watch") {
        let name = command.get_name();
        assert!([format!("`eftop {name}"), format!("`{name}`")].iter().any(|way| rows.contains(way)), "{name}");
    }
}

#[rstest]
#[case("README.md")]
#[case("README.zh.md")]
#[case("CONTRIBUTING.md")]
#[case("assets/screens/README.md")]
fn what_is_pointed_to_is_there(#[case] file: &str) {
    let text = read(file);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join(file).parent().unwrap().to_owned();
    let links: Vec<&str> = text.split("](").skip(1).map(|rest| rest.split([')', '#']).next().unwrap()).collect();
    assert!(!links.is_empty());
    for link in links.into_iter().filter(|link| !link.is_empty() && !link.contains("://")) {
        assert!(folder.join(link).exists(), "{file} points to {link}");
    }
}
