//! What shall be submitted: paths of the command line or of a file, all checked before anything is sent, and the question before a
//! removal.

use crate::{
    cli::pairs::{self, BadLine, Column, Pair, PairErrors},
    commands::exit::CausesExit,
    domain::{BadPath, clean::clean},
    messages::{InLang, Lang, words},
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
#[derive(Debug)]
pub enum Unsubmittable {
    /// Arguments that are wrong.
    Arguments(Vec<(String, BadLine)>),
    /// Lines that are wrong.
    Lines {
        /// The file; `None` is standard input, here and below.
        name: Option<String>,
        errors: PairErrors,
    },
    /// Something about waiting, without waiting.
    NotWaiting,
    /// A directory without a source.
    NoTarget,
    /// The file cannot be read.
    Unreadable { name: Option<String>, source: io::Error },
    /// It is too large to be a list of paths.
    TooLarge(Option<String>),
    /// It has comments and empty lines at most.
    Empty(Option<String>),
    /// So many paths to remove, and nobody to ask.
    NeedsYes(usize),
    /// The answer was no.
    Declined,
}

impl InLang for Unsubmittable {
    fn text(&self, lang: Lang) -> String {
        let (words, submit) = (&words(lang).input, &words(lang).submit);
        match self {
            Self::Arguments(wrong) => {
                let told = wrong.iter().map(|(path, wrong)| of_argument(path, *wrong, lang));
                told.collect::<Vec<_>>().join("\n")
            }
            Self::Lines { name, errors } => errors.text(words.name(name.as_deref()), lang),
            Self::NotWaiting => words.not_waiting.to_owned(),
            Self::NoTarget => words.one_path.to_owned(),
            Self::Unreadable { name, source } => (words.unreadable)(words.name(name.as_deref()), source),
            Self::TooLarge(name) => (words.paths_too_large)(words.name(name.as_deref())),
            Self::Empty(name) => (words.no_paths)(words.name(name.as_deref())),
            Self::NeedsYes(paths) => (submit.needs_yes)(*paths),
            Self::Declined => submit.declined.to_owned(),
        }
    }
}

/// What is wrong with an argument, in words for the command line.
fn of_argument(path: &str, wrong: BadLine, lang: Lang) -> String {
    let words = &words(lang).input;
    match wrong {
        BadLine::Path(column, BadPath::Empty) => (words.empty_argument)(column.word(words)),
        BadLine::Path(_, BadPath::Relative) => (words.relative_argument)(path),
        BadLine::Path(_, BadPath::Control) => (words.control_argument)(path),
        other => (words.argument)(&clean(path, 40), &other.text(lang)),
    }
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
    let wrong: Vec<_> = columns
        .chain(target.map(|target| (target, Column::Target)))
        .filter_map(|(path, column)| Some((path.clone(), pairs::path(path, column).err()?)))
        .collect();
    if !wrong.is_empty() {
        return Err(Unsubmittable::Arguments(wrong));
    }
    Ok(sources.iter().map(|source| Pair { source: source.clone(), target: target.cloned() }).collect())
}

fn of_file(from: &Path, needs_target: bool) -> Result<Vec<Pair>, Unsubmittable> {
    let is_stdin = from == Path::new("-");
    let name = (!is_stdin).then(|| from.display().to_string());
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
        Err(errors) => Err(Unsubmittable::Lines { name, errors }),
    }
}

/// Asks on the terminal whether these may be deleted, naming them; only a `y` says yes.
///
/// # Errors
/// [`Unsubmittable::NeedsYes`] when there is no terminal, [`Unsubmittable::Declined`] when the answer was no.
pub fn confirm_removal(pairs: &[Pair], lang: Lang) -> Result<(), Unsubmittable> {
    let text = &words(lang).submit;
    let mut err = io::stderr().lock();
    if !io::stdin().is_terminal() || !err.is_terminal() {
        return Err(Unsubmittable::NeedsYes(pairs.len()));
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
        Err(Unsubmittable::Declined)
    }
}
