//! The sample that `config init` writes: each setting of the file with its default, as comments.

use super::table::{InFile, Key, Kind, Row};
use std::fmt::Write;

const HEAD: &str = r##"# eftop's configuration: $XDG_CONFIG_HOME/eftop/config.toml (~/.config/eftop/config.toml).
# A flag counts before an environment variable, that before the profile, that before the top of this file, and that before the
# defaults. Lines that begin with "#= " are the defaults; take the "#= " away to change one.
"##;

const TAIL: &str = r##"# [profile.kunshan]
# region = "昆山"
# set = "kunshan"

# Colours of your own, by role, instead of theme = "NAME" above: a table at the end of this file. A colour is "#rrggbb", one of
# 256 by its number, or one of the terminal's 16 by its name, such as "red" or "bright-blue". They go with the theme that the screen
# begins with. The roles: text, strong, dim, faint, accent, moving, good, warn, bad, track; cursor is a background.
# [theme]
# name = "dark"
# bad = "#ff8700"
# cursor = 237

# Keys of your own: a table at the end of this file, one line for each command; help (?) shows the keys, and eftop man the commands'
# names. A key is a character, ^x with Control, M-x with Alt, F1 to F12, or one of Space, Enter, Esc, Tab, BackTab, Up, Down, Left,
# Right, Home, End, PgUp, PgDn, Del, Ins, Backspace; [] takes a command's keys away. They take the place of all keys of that command
# but F1, F10, ^c, and Esc where text is typed. A key that would do two things in one place is refused at the start.
# [keys]
# cancel = ["x", "F9"]
# down = ["j", "Down", "^n"]
"##;

/// The longest line of a comment.
const WIDTH: usize = 120;

/// The text of the sample.
pub fn text() -> String {
    let in_file = Key::ROWS.iter().filter(|row| row.in_file != InFile::Never && row.kind != Kind::Keys);
    let mut text = HEAD.to_owned();
    for row in in_file.clone() {
        comment(&mut text, &about(row));
        let (sign, value) = if row.default.is_empty() { ("# ", row.example) } else { ("#= ", row.default) };
        let quote = if row.kind == Kind::Switch { "" } else { "\"" };
        _ = writeln!(text, "{sign}{} = {quote}{value}{quote}", row.key);
    }
    let keys: Vec<_> = in_file.filter(|row| row.in_file == InFile::TopOrProfile).map(|row| row.key).collect();
    let profile = "A profile is a table at the end of this file, chosen by --profile kunshan. It may hold";
    comment(&mut text, &format!("{profile} {}.", keys.join(", ")));
    text + TAIL
}

fn about(row: &Row) -> String {
    let mut about = format!("{}.", row.doc.en);
    if !row.more.is_empty() {
        _ = write!(about, " {}", row.more);
    }
    if !row.variables.is_empty() {
        _ = write!(about, " Environment: {}.", row.variables.join(", then "));
    }
    if !row.other_variable.en.is_empty() {
        _ = write!(about, " Environment: {}.", row.other_variable.en);
    }
    about
}

/// Writes a paragraph, with an empty line before it.
fn comment(text: &mut String, about: &str) {
    let mut column = usize::MAX;
    for word in about.split(' ') {
        if column.saturating_add(word.len()) >= WIDTH {
            *text += "\n#";
            column = 1;
        }
        _ = write!(text, " {word}");
        column += word.len() + 1;
    }
    *text += "\n";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Environment, FileConfig, Flags, resolve};

    #[test]
    fn the_sample_is_the_defaults() {
        let as_shipped = FileConfig::parse(&text()).unwrap();
        assert_eq!(as_shipped, FileConfig::default(), "it changes nothing as long as it is all comments");
        let switched_on: String =
            text().lines().flat_map(|line| [line.strip_prefix("#= ").unwrap_or(line), "\n"]).collect();
        let file = FileConfig::parse(&switched_on).unwrap();
        let with_default = Key::ROWS.iter().filter(|row| !row.default.is_empty());
        assert!(with_default.map(|row| row.id).eq(file.values.0.keys().copied()));
        let resolved = |file: &FileConfig| resolve(&Flags::default(), &Environment::of(&[]), file).unwrap();
        assert_eq!(resolved(&file), resolved(&FileConfig::default()));
    }
}
