//! Turns the arguments of a command into task ids: an id, a file with ids in it, or `-` for standard input.

use super::Cli;
use crate::{
    domain::{
        TaskId,
        pick::{self, NotAnId, Picked},
    },
    messages::{InLang, Lang, words},
    settings::value,
};
use clap::CommandFactory;
use std::{
    collections::HashSet,
    io::{self, Read},
    path::Path,
};

/// The most that is read of a file or of standard input: room for a million ids.
const LARGEST: u64 = 64 * 1024 * 1024;

/// An argument that gives no ids.
#[derive(Debug)]
pub enum BadIds {
    /// Neither an id nor a file.
    NotAnId {
        /// What was typed.
        argument: String,
        /// Why it is no id.
        why: NotAnId,
    },
    /// A folder.
    Directory(String),
    /// It cannot be read.
    Unreadable {
        /// The file; `None` is standard input, here and below.
        name: Option<String>,
        source: io::Error,
    },
    /// It is too large to be a list of ids.
    TooLarge(Option<String>),
    /// There is no id in it.
    NoId(Option<String>),
}

impl InLang for BadIds {
    fn text(&self, lang: Lang) -> String {
        let words = &words(lang).input;
        match self {
            Self::NotAnId { argument, why } => {
                let meant = meant(argument).map(|name| (words.meant)(&name)).unwrap_or_default();
                (words.not_an_id)(argument, *why, &meant)
            }
            Self::Directory(name) => (words.directory)(name),
            Self::Unreadable { name, source } => (words.unreadable)(words.name(name.as_deref()), source),
            Self::TooLarge(name) => (words.ids_too_large)(words.name(name.as_deref())),
            Self::NoId(name) => (words.no_ids)(words.name(name.as_deref())),
        }
    }
}

/// The command that was probably meant by a word that is no id.
fn meant(argument: &str) -> Option<String> {
    let cli = Cli::command();
    value::nearest(argument, cli.get_subcommands().map(clap::Command::get_name)).map(str::to_owned)
}

/// Whether ids can come of this argument, as far as that is seen without reading anything.
///
/// # Errors
/// Why none can.
pub fn could_be(argument: &str) -> Result<(), BadIds> {
    if argument == "-" || Path::new(argument).exists() { Ok(()) } else { one(argument).map(drop) }
}

/// The ids of all arguments, each once, and how many came twice.
///
/// # Errors
/// The first argument that gives none.
pub fn of_arguments(arguments: &[String], stdin: &mut dyn Read) -> Result<Picked, BadIds> {
    let (mut seen, mut all) = (HashSet::new(), Picked::default());
    for argument in arguments {
        let picked = of_argument(argument, stdin)?;
        all.duplicates += picked.duplicates;
        for id in picked.ids {
            if seen.insert(id.clone()) {
                all.ids.push(id);
            } else {
                all.duplicates += 1;
            }
        }
    }
    Ok(all)
}

fn of_argument(argument: &str, stdin: &mut dyn Read) -> Result<Picked, BadIds> {
    if argument == "-" {
        return of_reader(None, stdin);
    }
    let path = Path::new(argument);
    if path.is_dir() {
        return Err(BadIds::Directory(argument.to_owned()));
    }
    // A file is meant where one exists, even if its name could be an id.
    if path.exists() {
        let name = Some(argument.to_owned());
        return match std::fs::File::open(path) {
            Ok(mut file) => of_reader(name, &mut file),
            Err(source) => Err(BadIds::Unreadable { name, source }),
        };
    }
    one(argument)
}

fn one(argument: &str) -> Result<Picked, BadIds> {
    let id: TaskId =
        pick::from_argument(argument).map_err(|why| BadIds::NotAnId { argument: argument.to_owned(), why })?;
    Ok(Picked { ids: vec![id], ..Picked::default() })
}

fn of_reader(name: Option<String>, reader: &mut dyn Read) -> Result<Picked, BadIds> {
    let mut bytes = Vec::new();
    if let Err(source) = reader.take(LARGEST + 1).read_to_end(&mut bytes) {
        return Err(BadIds::Unreadable { name, source });
    }
    if bytes.len() as u64 > LARGEST {
        return Err(BadIds::TooLarge(name));
    }
    let picked = pick::pick_ids(&String::from_utf8_lossy(&bytes));
    if picked.ids.is_empty() { Err(BadIds::NoId(name)) } else { Ok(picked) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "10b10bf643814ebfb1fbf0d7e910e8d1";

    fn read(arguments: &[&str], stdin: &str) -> Result<Picked, BadIds> {
        let arguments: Vec<_> = arguments.iter().map(ToString::to_string).collect();
        of_arguments(&arguments, &mut stdin.as_bytes())
    }

    #[test]
    fn ids_come_from_arguments_files_and_standard_input() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ids.txt");
        std::fs::write(&file, format!("# night run\n{ID}\n254653d8816b4407ba27a9d004342c0e\n")).unwrap();
        let picked = read(&[ID, file.to_str().unwrap(), "-"], &format!("{{\"taskId\": \"{ID}\"}}")).unwrap();
        assert_eq!((picked.ids.len(), picked.duplicates), (2, 2));
    }

    #[test]
    fn what_gives_no_id_is_told_in_words() {
        assert!(matches!(read(&["wacth"], ""), Err(BadIds::NotAnId { .. })));
        assert!(matches!(read(&["/"], ""), Err(BadIds::Directory(_))));
        assert!(matches!(read(&["-"], "nothing here"), Err(BadIds::NoId(_))));
        let told = read(&["./no-such-file.txt"], "").unwrap_err().text(Lang::En);
        assert!(told.contains("neither a task id nor a file"));
    }
}
