//! The pictures of `assets/screens`, taken of the real program in a pseudo-terminal, in both languages. `assets/screens/make` draws
//! them anew; without it only their list is held.

use crate::support::terminal;
mod svg;

use std::{collections::BTreeSet, fs, path::PathBuf};
use svg::Ground;
use terminal::{Terminal, environment};

/// One picture.
struct Shot {
    name: &'static str,
    size: (u16, u16),
    theme: &'static str,
    scenario: &'static str,
    /// What is typed, and a text that is seen then: in English, in Chinese.
    steps: &'static [(&'static str, [&'static str; 2])],
}

/// The demo runs: a copy moves.
const RUNS: (&str, [&str; 2]) = ("", ["GiB/s", "GiB/s"]);
/// The detail pane is open at the tab of errors.
const CARD: (&str, [&str; 2]) = ("\r", ["meaning", "含义"]);

const SHOTS: &[Shot] = &[
    Shot { name: "list-dark", size: (110, 24), theme: "dark", scenario: "first-look", steps: &[RUNS] },
    Shot { name: "list-light", size: (110, 24), theme: "light", scenario: "first-look", steps: &[RUNS] },
    Shot { name: "list-contrast", size: (110, 24), theme: "contrast-dark", scenario: "first-look", steps: &[RUNS] },
    Shot { name: "list-colorblind", size: (110, 24), theme: "colorblind-dark", scenario: "first-look", steps: &[RUNS] },
    Shot { name: "small", size: (80, 24), theme: "dark", scenario: "first-look", steps: &[RUNS] },
    Shot { name: "failed", size: (110, 32), theme: "dark", scenario: "first-look", steps: &[RUNS, CARD] },
    Shot { name: "failed-light", size: (80, 24), theme: "light", scenario: "first-look", steps: &[RUNS, CARD] },
    Shot {
        name: "watch",
        size: (130, 36),
        theme: "dark",
        scenario: "first-look",
        // To one that runs for long, and on until there is something to see of its rate: 50 GiB take some 20 s.
        steps: &[
            RUNS,
            ("jjjj", ["1.01/3.62", "1.01/3.62"]),
            ("", ["1.06/3.62", "1.06/3.62"]),
            ("", ["1.11/3.62", "1.11/3.62"]),
        ],
    },
    Shot {
        name: "cancel",
        size: (110, 24),
        theme: "dark",
        scenario: "first-look",
        steps: &[RUNS, ("jjjjj  c", ["n keep", "n 保留"])],
    },
    Shot {
        name: "help",
        size: (110, 40),
        theme: "dark",
        scenario: "first-look",
        steps: &[RUNS, ("?", ["Esc close", "Esc 关闭"])],
    },
    Shot {
        name: "regions",
        size: (110, 24),
        theme: "dark",
        scenario: "first-look",
        steps: &[RUNS, ("R", ["Esc close", "Esc 关闭"])],
    },
    Shot { name: "crowd", size: (160, 40), theme: "dark", scenario: "crowd", steps: &[RUNS] },
];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/screens")
}

fn ground(theme: &str) -> Ground {
    if theme.contains("light") { svg::LIGHT } else { svg::DARK }
}

fn take(shot: &Shot, language: usize) -> String {
    let home = tempfile::tempdir().unwrap();
    let mut environment = environment(home.path());
    environment.push(("TZ".to_owned(), "Asia/Shanghai".to_owned()));
    let lang = ["en", "zh"][language];
    let args = ["demo", "--scenario", shot.scenario, "--lang", lang, "--theme", shot.theme];
    let mut terminal = Terminal::eftop(&args, &environment, shot.size);
    for (keys, seen) in shot.steps {
        terminal.keys(keys);
        terminal.until_text(seen[language]);
    }
    // A frame comes in pieces. Nothing says where it ends but that nothing follows.
    let mut written = 0;
    while std::mem::replace(&mut written, terminal.bytes().len()) != written {
        std::thread::sleep(std::time::Duration::from_millis(60));
    }
    let picture = terminal.screen(|screen| svg::picture(screen, ground(shot.theme)));
    // The last key may have opened something that takes `q`.
    terminal.send("\x03");
    assert_eq!(terminal.exit_code(), 0);
    picture
}

#[test]
#[ignore = "writes pictures: assets/screens/make"]
fn the_pictures_are_taken() {
    for shot in SHOTS {
        for (language, lang) in ["en", "zh"].into_iter().enumerate() {
            fs::write(folder().join(format!("{}-{lang}.svg", shot.name)), take(shot, language)).unwrap();
        }
    }
}

#[test]
fn each_picture_is_there_and_is_shown() {
    let readme = fs::read_to_string(folder().join("README.md")).unwrap();
    let expected: BTreeSet<String> =
        SHOTS.iter().flat_map(|shot| ["en", "zh"].map(|lang| format!("{}-{lang}.svg", shot.name))).collect();
    let files = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let found: BTreeSet<String> = files.filter(|name| name.contains(".svg")).collect();
    assert_eq!(found, expected);
    for name in &expected {
        assert!(readme.contains(&format!("({name})")), "{name} is not shown in assets/screens/README.md");
    }
}
