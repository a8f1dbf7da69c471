//! That the documentation is true: its tables are those of the program, its commands can be given, and what it points to is there.
//! `EFTOP_UPDATE=1 cargo test readme` writes the tables anew.

mod generated;
mod markdown;

use clap::{Command, CommandFactory, Parser, error::ErrorKind};
use eftop::internals::{cli::Cli, messages::Lang, settings::sample};
use rstest::rstest;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::Mutex,
};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// All pages, by their paths from the root.
fn pages() -> Vec<PathBuf> {
    let folders = ["", "docs", "assets", "assets/screens", "benches"];
    let entries = folders.into_iter().flat_map(|folder| fs::read_dir(root().join(folder)).unwrap());
    let pages = entries.map(|entry| entry.unwrap().path().strip_prefix(root()).unwrap().to_owned());
    pages.filter(|page| page.extension().is_some_and(|ending| ending == "md")).collect()
}

static WRITING: Mutex<()> = Mutex::new(());

#[rstest]
#[case("README.md", "main keys", Lang::En)]
#[case("README.zh.md", "main keys", Lang::Zh)]
#[case("docs/keys.md", "keys", Lang::En)]
#[case("docs/keys.zh.md", "keys", Lang::Zh)]
#[case("docs/commands.md", "options", Lang::En)]
#[case("docs/commands.zh.md", "options", Lang::Zh)]
#[case("docs/commands.md", "exit codes", Lang::En)]
#[case("docs/commands.zh.md", "exit codes", Lang::Zh)]
#[case("docs/configuration.md", "settings", Lang::En)]
#[case("docs/configuration.zh.md", "settings", Lang::Zh)]
#[case("docs/configuration.md", "profile keys", Lang::En)]
#[case("docs/configuration.zh.md", "profile keys", Lang::Zh)]
fn the_tables_are_those_of_the_program(#[case] file: &str, #[case] part: &str, #[case] lang: Lang) {
    // Several tables stand in one file.
    let _one_at_a_time = WRITING.lock();
    let old = read(file);
    let (begin, end) = (format!("<!-- {part}: generated -->\n"), format!("<!-- end of {part} -->"));
    let (before, rest) = old.split_once(&begin).unwrap_or_else(|| panic!("{file} has no {begin}"));
    let (_, after) = rest.split_once(&end).unwrap_or_else(|| panic!("{file} has no {end}"));
    let new = format!("{before}{begin}\n{}\n{end}{after}", generated::part(part, lang));
    if std::env::var_os("EFTOP_UPDATE").is_some() {
        fs::write(root().join(file), &new).unwrap();
        return;
    }
    let differs = new.lines().zip(old.lines()).find(|(new, old)| new != old);
    assert!(new == old, "{file} is stale: EFTOP_UPDATE=1 cargo test readme\nfirst: {differs:#?}");
}

#[test]
fn the_sample_is_what_config_init_writes() {
    let new = sample::text();
    if std::env::var_os("EFTOP_UPDATE").is_some() {
        fs::write(root().join("assets/config.toml"), &new).unwrap();
    }
    assert!(new == read("assets/config.toml"), "assets/config.toml is stale: EFTOP_UPDATE=1 cargo test readme");
}

#[rstest]
#[case("docs/commands.md")]
#[case("docs/commands.zh.md")]
fn every_command_is_described(#[case] file: &str) {
    let page = read(file);
    let rows: String = page.lines().filter(|line| line.starts_with("| `eftop")).collect();
    for command in Cli::command().get_subcommands().filter(|command| command.get_name() != "watch") {
        let name = command.get_name();
        assert!([format!("`eftop {name}"), format!("`{name}`")].iter().any(|way| rows.contains(way)), "{name}");
    }
}

/// The first cells of the tables name crates, and nothing else does.
#[rstest]
#[case("docs/dependencies.md")]
#[case("docs/dependencies.zh.md")]
fn every_dependency_is_explained(#[case] file: &str) {
    let manifest: toml::Table = toml::from_str(&read("Cargo.toml")).unwrap();
    let tables = ["dependencies", "dev-dependencies"].map(|name| manifest[name].as_table().unwrap());
    let wanted: BTreeSet<_> = tables.iter().flat_map(|table| table.keys()).filter(|name| *name != "eftop").collect();
    let page = read(file);
    let cells = page.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next());
    let named: Vec<_> = cells.flat_map(markdown::code).map(str::to_owned).collect();
    let once: BTreeSet<_> = named.iter().collect();
    assert_eq!(once, wanted);
    assert_eq!(once.len(), named.len(), "a crate is named twice");
}

fn is_word(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_lowercase())
}

#[test]
fn every_command_that_is_shown_can_be_given() {
    let mut seen = 0;
    for page in pages() {
        for words in markdown::commands(&read(&page)) {
            let args = words.strip_prefix(&["eftop".to_owned()][..]);
            let args = args.or_else(|| words.strip_prefix(&["cargo", "run", "--"].map(str::to_owned)[..]));
            let Some(args) = args else { continue };
            seen += 1;
            match Cli::try_parse_from(std::iter::once("eftop").chain(args.iter().map(String::as_str))) {
                // A word alone would be taken for an id, and refused later.
                Ok(cli) => assert!(!cli.watch.ids.iter().any(|id| is_word(id)), "{}: {words:?}", page.display()),
                Err(error) => assert!(error.kind() == ErrorKind::DisplayHelp, "{}: {error}", page.display()),
            }
        }
    }
    assert!(seen > 20, "{seen}");
}

/// The long options of a command and of those below it.
fn options(command: &Command, into: &mut BTreeSet<String>) {
    into.extend(command.get_arguments().filter_map(|arg| Some(format!("--{}", arg.get_long()?))));
    command.get_subcommands().for_each(|command| options(command, into));
}

#[test]
fn every_option_that_is_named_exists() {
    let mut known = BTreeSet::new();
    let mut command = Cli::command();
    command.build();
    options(&command, &mut known);
    for page in pages().into_iter().filter(|page| !page.starts_with("benches")) {
        for code in
            markdown::code(&read(&page)).into_iter().filter(|code| code.starts_with("--") || code.starts_with("eftop "))
        {
            for word in code.split([' ', '`', '|']).filter(|word| word.starts_with("--")) {
                let name = word.trim_end_matches(|c: char| !c.is_ascii_lowercase());
                assert!(known.contains(name), "{}: {code}", page.display());
            }
        }
    }
}

#[test]
fn what_is_pointed_to_is_there() {
    for page in pages() {
        let text = read(&page);
        let folder = page.parent().unwrap();
        for link in markdown::links(&text).into_iter().filter(|link| !link.contains("://")) {
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let path = if path.is_empty() { page.clone() } else { folder.join(path) };
            assert!(root().join(&path).exists(), "{} points to {link}", page.display());
            let is_there = anchor.is_empty() || markdown::anchors(&read(&path)).iter().any(|one| one == anchor);
            assert!(is_there, "{} points to {link}", page.display());
        }
        let folders = [".ci/", "assets/", "benches/", "docs/", "examples/", "fuzz/", "src/", "tests/"];
        for code in
            markdown::code(&text).into_iter().filter(|code| folders.iter().any(|folder| code.starts_with(folder)))
        {
            let path = code.split(' ').next().unwrap();
            assert!(root().join(path).exists(), "{} names {code}", page.display());
        }
    }
}
