//! What shall be submitted: paths of the command line or of a file, all checked before anything is sent, and the question before a
//! removal.

use crate::{
    cli::pairs::{self, BadLine, Column, Pair},
    commands::exit::CausesExit,
    domain::clean::clean,
    messages::{Lang, words},
};
use std::{
    fs::File,
    io::{self, BufRead, IsTerminal, Read, Write},
    path::Path,
};

/// The most that is read of a file: room for a million pairs.
const LARGEST: u64 = 256 * 1024 * 1024;
/// How many paths the question names.
const SHOWN: usize = 10;

/// Why nothing was sent.
#[derive(Debug, thiserror::Error)]
pub enum Unsubmittable {
    /// Arguments or lines that are wrong, one per line.
    #[error("{0}")]
    Wrong(String),
    /// Something about waiting, without waiting.
    #[error("--timeout, --max-outage and --quiet are about waiting: add --wait")]
    NotWaiting,
    /// A directory without a source.
    #[error("one path is too few: name one or more sources, and behind them the directory that they go to")]
    NoTarget,
    /// The file cannot be read.
    #[error("{name:?} cannot be read: {source}")]
    Unreadable {
        /// The file, or `standard input`.
        name: String,
        source: io::Error,
    },
    /// It is too large to be a list of paths.
    #[error("{0:?} is larger than 256 MiB: that is no list of paths")]
    TooLarge(String),
    /// It has comments and empty lines at most.
    #[error("no path in {0:?}: one item per line is expected")]
    Empty(String),
    /// Nobody to ask, in words.
    #[error("{0}")]
    NotAsked(String),
}

impl CausesExit for Unsubmittable {}

/// What the arguments or the file say.
///
/// # Errors
/// Everything that is wrong with them.
pub fn pairs(paths: &[String], from: Option<&Path>, needs_target: bool) -> Result<Vec<Pair>, Unsubmittable> {
    match from {
        Some(from) => of_file(from, needs_target),
        None => of_arguments(paths, needs_target),
    }
}

fn of_arguments(paths: &[String], needs_target: bool) -> Result<Vec<Pair>, Unsubmittable> {
    let (sources, target) = match paths.split_last() {
        Some((_, [])) if needs_target => return Err(Unsubmittable::NoTarget),
        Some((target, sources)) if needs_target => (sources, Some(target)),
        _ => (paths, None),
    };
    let columns = sources.iter().map(|source| (source, Column::Source));
    let wrong: Vec<String> = columns
        .chain(target.map(|target| (target, Column::Target)))
        .filter_map(|(path, column)| Some(told(path, pairs::path(path, column).err()?)))
        .collect();
    if !wrong.is_empty() {
        return Err(Unsubmittable::Wrong(wrong.join("\n")));
    }
    Ok(sources.iter().map(|source| Pair { source: source.clone(), target: target.cloned() }).collect())
}

/// What is wrong with an argument, in words for the command line.
fn told(path: &str, wrong: BadLine) -> String {
    match wrong {
        BadLine::Empty(column) => format!("an empty {column} path"),
        BadLine::Relative(_) => {
            format!("{path:?} is not an absolute path: the service knows no current directory, so it must begin with /")
        }
        BadLine::Control(_) => format!("{path:?} has a control character in it"),
        other => format!("{:?} {other}", clean(path, 40)),
    }
}

fn of_file(from: &Path, needs_target: bool) -> Result<Vec<Pair>, Unsubmittable> {
    let is_stdin = from == Path::new("-");
    let name = if is_stdin { "standard input".to_owned() } else { from.display().to_string() };
    let mut bytes = Vec::new();
    let read = if is_stdin {
        io::stdin().lock().take(LARGEST + 1).read_to_end(&mut bytes)
    } else {
        File::open(from).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes))
    };
    if let Err(source) = read {
        return Err(Unsubmittable::Unreadable { name, source });
    }
    if bytes.len() as u64 > LARGEST {
        return Err(Unsubmittable::TooLarge(name));
    }
    match pairs::parse(&bytes, needs_target) {
        Ok(pairs) if pairs.is_empty() => Err(Unsubmittable::Empty(name)),
        Ok(pairs) => Ok(pairs),
        Err(errors) => Err(Unsubmittable::Wrong(errors.of_file(&name).to_string())),
    }
}

/// Asks on the terminal whether these may be deleted, naming them; only a `y` says yes.
///
/// # Errors
/// [`Unsubmittable::NotAsked`] when there is no terminal, or when the answer was no.
pub fn confirm_removal(pairs: &[Pair], lang: Lang) -> Result<(), Unsubmittable> {
    let text = &words(lang).submit;
    let mut err = io::stderr().lock();
    if !io::stdin().is_terminal() || !err.is_terminal() {
        return Err(Unsubmittable::NotAsked((text.needs_yes)(pairs.len())));
    }
    for pair in pairs.iter().take(SHOWN) {
        _ = writeln!(err, "  {}", clean(&pair.source, 4096));
    }
    if let Some(more @ 1..) = pairs.len().checked_sub(SHOWN) {
        _ = writeln!(err, "  {}", (words(lang).dialog.more)(more));
    }
    _ = write!(err, "{}", (text.remove_question)(pairs.len())).and_then(|()| err.flush());
    let mut answer = String::new();
    let heard = io::stdin().lock().take(64).read_line(&mut answer);
    let answer = answer.trim();
    if heard.is_ok() && (answer.eq_ignore_ascii_case("y") || answer.eq_ignore_ascii_case("yes")) {
        Ok(())
    } else {
        Err(Unsubmittable::NotAsked(text.declined.to_owned()))
    }
}
