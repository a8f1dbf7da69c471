//! Reads the command line: options may stand before the command, too, and what is wrong is named as it was typed.

use super::{Cli, help_zh, ids};
use crate::{
    messages::{InLang, Lang},
    settings::Environment,
};
use clap::{
    Error, FromArgMatches,
    error::{ContextKind, ContextValue, ErrorKind},
};
use std::ffi::OsString;

/// The language of help and of errors, before any file is read: that of `--lang`, of `EFTOP_LANG`, or of the locale.
pub fn lang(line: &[OsString], environment: &Environment<'_>) -> Lang {
    let mut words = line.iter().map_while(|word| word.to_str().filter(|word| *word != "--"));
    let mut flag = None;
    while let Some(word) = words.next() {
        match word.strip_prefix("--lang") {
            Some("") => flag = words.next(),
            Some(rest) => flag = rest.strip_prefix('=').or(flag),
            None => {}
        }
    }
    let name = flag.map(str::to_owned).or_else(|| environment.text("EFTOP_LANG"));
    name.and_then(|name| name.parse().ok()).unwrap_or_else(|| environment.lang())
}

/// Reads the words of a command line; the first is the program's own name.
///
/// # Errors
/// What clap prints: help, the version, or what is wrong.
pub fn read(line: impl IntoIterator<Item = OsString>, lang: Lang) -> Result<Cli, Error> {
    let mut command = help_zh::command(lang);
    command.build();
    if lang == Lang::Zh {
        // Clap adds this one when it builds.
        command = command.mut_subcommand("help", |help| help.about("显示帮助"));
    }
    let mut line: Vec<OsString> = line.into_iter().collect();
    put_command_first(&mut command, &mut line)?;
    let matches = match command.try_get_matches_from_mut(&line) {
        Err(error) if error.kind() == ErrorKind::InvalidUtf8 => return Err(not_utf8(&mut command, &line)),
        matches => matches?,
    };
    Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}

/// Puts the words of the command before the options that were typed before it: there clap takes them for those of watching, and the
/// command for an id. What is neither command nor id nor file is reported at once: what follows would be judged by the wrong command.
fn put_command_first(root: &mut clap::Command, line: &mut [OsString]) -> Result<(), Error> {
    let (mut command, mut found, mut at) = (&*root, 0, 1);
    while let Some(word) = line.get(at).and_then(|word| word.to_str()) {
        if matches!(word, "-" | "--" | "-V" | "--version") {
            break;
        }
        if word.starts_with('-') {
            at += if word.strip_prefix("--").is_some_and(|long| takes_value(root, long)) { 2 } else { 1 };
            continue;
        }
        let Some(next) = command.find_subcommand(word) else { break };
        if let Some(typed) = line.get_mut(found + 1..=at) {
            typed.rotate_right(1);
        }
        (command, found, at) = (next, found + 1, at + 1);
    }
    let word = line.get(at).and_then(|word| word.to_str()).filter(|word| found == 0 && !word.starts_with('-'));
    match word.map(ids::could_be) {
        Some(Err(why)) => Err(error(root, ErrorKind::InvalidSubcommand, &why.text(Lang::En), why.text(Lang::Zh))),
        _ => Ok(()),
    }
}

/// Whether the word behind this option is its value; an option is the same wherever it is one.
fn takes_value(command: &clap::Command, long: &str) -> bool {
    let own = command.get_arguments().find(|arg| arg.get_long() == Some(long));
    own.is_some_and(|arg| arg.get_action().takes_values())
        || command.get_subcommands().any(|command| takes_value(command, long))
}

/// The argument that has to be UTF-8 and is not, by name: of those that are not, some may be paths, which need not be.
fn not_utf8(command: &mut clap::Command, line: &[OsString]) -> Error {
    let lossy = |word: &OsString| word.to_string_lossy().into_owned();
    let mut is_it = |at: &usize| {
        let words =
            line.iter().enumerate().map(|(place, word)| if place == *at { word.clone() } else { lossy(word).into() });
        let read = command.try_get_matches_from_mut(words);
        read.is_err_and(|error| error.kind() == ErrorKind::InvalidUtf8)
    };
    let at = (1..line.len()).find(&mut is_it).unwrap_or_default();
    let word = line.get(at).map(lossy).unwrap_or_default();
    let (en, zh) = (format!("argument '{word}' is not UTF-8"), format!("参数 '{word}' 不是 UTF-8"));
    error(command, ErrorKind::InvalidUtf8, &en, zh)
}

/// An error that clap does not know, with its Chinese text where `errors_zh` looks for it.
fn error(command: &mut clap::Command, kind: ErrorKind, en: &str, zh: String) -> Error {
    let mut error = command.error(kind, en);
    error.insert(ContextKind::Custom, ContextValue::String(zh));
    error
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{cli::Command, settings::Key};
    use clap::CommandFactory;
    use std::collections::BTreeMap;

    #[test]
    fn the_language_is_that_of_the_flag_before_the_variable_before_the_locale() {
        let of = |line: &str, pairs: &[(&str, &str)]| {
            lang(&line.split(' ').map(OsString::from).collect::<Vec<_>>(), &Environment::of(pairs))
        };
        let (variable, locale) = (("EFTOP_LANG", "zh"), ("LC_ALL", "zh_CN.UTF-8"));
        assert_eq!(of("list", &[]), Lang::En);
        assert_eq!(of("list --lang zh", &[]), Lang::Zh);
        assert_eq!(of("list --lang=en", &[variable, locale]), Lang::En);
        assert_eq!(of("list -- --lang=en", &[variable]), Lang::Zh);
        assert_eq!(of("list --lang auto", &[locale]), Lang::Zh);
    }

    fn parsed(line: &str) -> Result<Cli, ErrorKind> {
        read(format!("eftop {line}").split(' ').map(OsString::from), Lang::En).map_err(|error| error.kind())
    }

    #[test]
    fn options_may_stand_before_the_command() {
        let Some(Command::List(list)) = parsed("--interval 2s --json list a1 --set night").unwrap().command else {
            panic!()
        };
        assert_eq!(
            (list.settings.flags.text(Key::Interval), list.output.json, list.ids),
            (Some("2s"), true, vec!["a1".to_owned()])
        );
        assert!(matches!(parsed("--lang zh config --set night show").unwrap().command, Some(Command::Config(_))));
        assert_eq!(parsed("--ascii list").unwrap_err(), ErrorKind::UnknownArgument);
        // Values, and what follows an id, are no commands.
        assert_eq!(parsed("--set list --interval=2s a1").unwrap().watch.ids, ["a1"]);
        assert_eq!(parsed("- list").unwrap().watch.ids, ["-", "list"]);
        assert_eq!(parsed("-- list").unwrap().watch.ids, ["list"]);
        assert_eq!(parsed("--version list").unwrap_err(), ErrorKind::DisplayVersion);
        assert_eq!(parsed("--json lisst").unwrap_err(), ErrorKind::InvalidSubcommand);
    }

    #[test]
    fn an_option_takes_a_value_with_every_command_or_with_none() {
        let (mut root, mut known) = (Cli::command(), BTreeMap::new());
        root.build();
        let mut commands = vec![&root];
        while let Some(command) = commands.pop() {
            commands.extend(command.get_subcommands());
            for arg in command.get_arguments() {
                assert!(
                    arg.get_short().is_none() || !arg.get_action().takes_values(),
                    "{arg}: a short option with a value"
                );
                let takes = arg.get_action().takes_values();
                let Some(long) = arg.get_long() else { continue };
                assert_eq!(*known.entry(long).or_insert(takes), takes, "--{long}");
            }
        }
    }
}
