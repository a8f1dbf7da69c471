//! The file of an answer that names fewer or more tasks than were submitted: ids may be in it that this program does not see, and no call of
//! the service lists them.

use crate::{
    domain::clean::is_unsafe,
    messages::{InLang, Lang},
    settings::{Environment, paths},
};
use jiff::Timestamp;
use std::{
    fmt::Write as _,
    fs::{DirBuilder, Permissions},
    io::Write as _,
    os::unix::fs::{DirBuilderExt as _, PermissionsExt as _},
    path::PathBuf,
};

/// Writes an answer into a new file of the state folder that only its owner can read.
///
/// # Errors
/// Why that was not possible, in words.
pub fn keep(answer: &str, now: Timestamp, lang: Lang) -> Result<PathBuf, String> {
    let folder = paths::answers(&Environment::of_process()).map_err(|error| error.text(lang))?;
    let write = || {
        DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
        let name = now.strftime("submit-%Y%m%dT%H%M%SZ-").to_string();
        let mut file = tempfile::Builder::new()
            .prefix(&name)
            .suffix(".json")
            .permissions(Permissions::from_mode(0o600))
            .tempfile_in(&folder)?;
        file.write_all(escaped(answer).as_bytes())?;
        Ok(file.keep()?.1)
    };
    write().map_err(|error: std::io::Error| format!("{}: {error}", folder.display()))
}

/// The same JSON without characters that act on a terminal: a file is looked at with `cat`.
fn escaped(answer: &str) -> String {
    answer.chars().fold(String::with_capacity(answer.len()), |mut text, character| {
        if is_unsafe(character) && !matches!(character, '\n' | '\r' | '\t') {
            let mut units = [0; 2];
            // Writing to a String cannot fail.
            character.encode_utf16(&mut units).iter().for_each(|unit| _ = write!(text, "\\u{unit:04x}"));
        } else {
            text.push(character);
        }
        text
    })
}
