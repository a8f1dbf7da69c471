//! Holds the table of `src/lib.rs`: which part may import which, and which crate is known to which part only.

mod graph;

use graph::{Graph, circles};
use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

/// Part, and the parts of this crate that it may import. `main.rs`, `commands` and `cli` put everything together.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("messages", &["domain"]),
    ("settings", &["domain", "messages"]),
    ("client", &["domain", "settings"]),
    ("watch", &["domain", "client", "store", "recording"]),
    ("store", &["domain"]),
    ("tui", &["domain", "messages", "settings", "watch", "output"]),
    ("draw", &["domain", "messages", "tui", "output"]),
    ("terminal", &["tui"]),
    ("output", &["domain", "messages", "watch"]),
    ("recording", &["domain", "messages", "watch"]),
    ("server", &[]),
];

/// Crate, and the only parts that may name it.
const ONLY_IN: &[(&str, &[&str])] = &[
    // Others name its plain values alone: colours and rectangles.
    ("ratatui", &["draw", "terminal", "tui", "settings"]),
    ("Buffer", &["draw", "terminal"]),
    ("Frame", &["draw", "terminal"]),
    ("reqwest", &["client"]),
    ("axum", &["server"]),
    ("Instant::now", &["commands", "watch", "terminal", "server"]),
    ("SystemTime::now", &["commands", "watch", "terminal", "server"]),
    ("Timestamp::now", &["commands", "watch", "terminal", "server"]),
    ("Zoned::now", &["commands", "watch", "terminal", "server"]),
];

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            into.push(path);
        }
    }
}

/// The part of the architecture that a file belongs to: the folder, or the file's own name, below `src`; drawing is one of its own.
fn part(path: &Path) -> String {
    let below = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    if below.starts_with("tui/draw") {
        return "draw".to_owned();
    }
    let first = below.components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

/// A file's code without comments, text literals left in: enough to find names.
fn code(path: &Path) -> String {
    fs::read_to_string(path)
        .unwrap()
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Whether `name` stands in `code` as a word of its own.
fn names(code: &str, name: &str) -> bool {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(name).any(|(at, _)| !code[..at].ends_with(word) && !code[at + name.len()..].starts_with(word))
}

/// The first path segments behind `crate::` (and behind `eftop::`), single or in braces.
fn imports(code: &str) -> Vec<String> {
    let ident = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut found = Vec::new();
    for (at, prefix) in code.match_indices("crate::") {
        let rest = &code[at + prefix.len()..];
        if let Some(list) = rest.strip_prefix('{') {
            let (mut depth, mut start) = (0, true);
            for (i, c) in list.char_indices() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => start = true,
                    c if start && !c.is_whitespace() => {
                        found.push(ident(&list[i..]));
                        start = false;
                    }
                    _ => {}
                }
            }
        } else {
            found.push(ident(rest));
        }
    }
    found
}

#[test]
fn every_part_imports_only_what_the_table_allows() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    assert!(files.len() > 10, "the sources were not found");
    let mut wrong = Vec::new();
    for path in &files {
        let (part, code) = (part(path), code(path));
        if let Some((_, allowed)) = MAY_IMPORT.iter().find(|(name, _)| *name == part) {
            for import in imports(&code) {
                if import != part && !allowed.contains(&import.as_str()) {
                    wrong.push(format!("{}: `{part}` may not import `{import}`", path.display()));
                }
            }
        }
        for (name, parts) in ONLY_IN {
            if names(&code, name) && !parts.contains(&part.as_str()) {
                wrong.push(format!("{}: `{name}` is for {parts:?} only", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "wrong imports:\n{}", wrong.join("\n"));
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let graph = Graph::read(&root);
    let needs = graph.needs();
    assert!(needs.len() > 100, "the sources were not found");
    let mut wrong = String::new();
    for circle in &circles(&needs) {
        wrong.push_str("circle:\n");
        for file in circle {
            let name = |file: &Path| file.strip_prefix(&root).unwrap().display().to_string();
            for (other, names) in needs[file].iter().filter(|(other, _)| circle.contains(*other)) {
                writeln!(wrong, "  {} needs {} for {names:?}", name(file), name(other)).unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "files that need each other:\n{wrong}");
}

#[test]
fn every_file_says_what_it_is_for() {
    let mut files = Vec::new();
    for folder in ["src", "tests", "benches", "examples"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        if folder.exists() {
            sources(&folder, &mut files);
        }
    }
    let silent: Vec<_> = files.iter().filter(|path| !fs::read_to_string(path).unwrap().starts_with("//!")).collect();
    assert!(silent.is_empty(), "files that do not open with `//!`: {silent:?}");
}

#[test]
fn the_import_reader_sees_every_form() {
    let code = "use crate::tui::draw;\nuse crate::{client::{http, wire}, watch,\n    store::Set};\nlet x = crate::messages::fit();";
    assert_eq!(imports(code), ["tui", "client", "watch", "store", "messages"]);
    assert!(names("let t = Instant::now();", "Instant::now"));
    assert!(!names("use my_ratatui_like::x;", "ratatui"));
}
