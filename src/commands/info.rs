//! The commands that need no service: `explain`, `config`, `completions` and `man`.

use super::{
    exit::{CausesExit, Result},
    out,
    start::Settings,
};
use crate::{
    cli::{
        Exit,
        args_info::{CompletionsArgs, ConfigCommand, ExplainArgs},
        completions, man,
    },
    client::BaseUrl,
    domain::clean::clean,
    messages::{
        InLang, Lang,
        errors::{self, Card},
        width::{self, Ellipsis},
        words,
        words::ConfigWords,
    },
    settings::{Environment, Setting, Source, paths, sample, settings, table::Kind},
};
use color_eyre::eyre::Context;
use serde::Serialize;
use std::{fmt::Write as _, io::ErrorKind, io::Write as _, os::unix::fs::DirBuilderExt, path::Path};

/// A question or a wish that cannot be fulfilled as it was put.
#[derive(Debug)]
pub struct Unfulfilled(String);

impl InLang for Unfulfilled {
    /// It was put into words where the language is known that the file sets, too.
    fn text(&self, _: Lang) -> String {
        self.0.clone()
    }
}

impl CausesExit for Unfulfilled {}

/// A card as `explain --json` prints it.
#[derive(Serialize)]
struct CardJson {
    code: &'static str,
    lang: &'static str,
    short: &'static str,
    meaning: &'static str,
    cause: &'static str,
    next: &'static str,
    retry: &'static str,
    commands: Vec<String>,
}

/// Prints one card, or what there are cards of.
pub fn explain(args: &ExplainArgs) -> Result<Exit> {
    let lang = Settings::read(args.settings.flags.clone())?.config.lang;
    let Some(word) = &args.code else {
        let cards = errors::all(lang);
        let cards_json = |cards| Iterator::map(cards, |card| card_json(&card, lang)).collect::<Vec<_>>();
        let text = if args.json { json(&cards_json(cards))? } else { names(cards, lang) };
        return out::print(text.as_bytes()).map(|()| Exit::Good);
    };
    let shown = clean(word, 64);
    let card = errors::find(word, lang).ok_or_else(|| Unfulfilled((words(lang).config.no_card)(&shown)))?;
    let text = if args.json { json(&card_json(&card, lang))? } else { whole(&card, lang) };
    out::print(text.as_bytes()).map(|()| Exit::Good)
}

fn json(value: &impl Serialize) -> Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}

fn card_json(card: &Card, lang: Lang) -> CardJson {
    let Card { code, short, meaning, cause, next, retry, .. } = *card;
    let (lang, retry, commands) = (lang.as_str(), retry.as_str(), card.named_commands());
    CardJson { code, lang, short, meaning, cause, next, retry, commands }
}

/// A line per state and code.
fn names(cards: impl Iterator<Item = Card>, lang: Lang) -> String {
    cards.fold(String::new(), |mut text, card| {
        _ = writeln!(text, "{} {}", width::fit(card.name(lang), 10, Ellipsis::Ascii), card.short);
        text
    })
}

/// The whole card. Lines are left to the terminal to break: it knows its width, and a pipe has none.
fn whole(card: &Card, lang: Lang) -> String {
    let labels = &words(lang).detail;
    let commands = card.named_commands();
    let mut rows = vec![
        (labels.meaning, card.meaning),
        (labels.cause, card.cause),
        (labels.next, card.next),
        (labels.retry, card.retry.words(lang)),
    ];
    let command_labels = std::iter::once(labels.commands).chain(std::iter::repeat(""));
    rows.extend(command_labels.zip(commands.iter().map(String::as_str)));
    let wide = rows.iter().map(|(label, _)| width::cells(label)).max().unwrap_or(0);
    let mut text = format!("{}  {}\n", card.name(lang), card.short);
    for (label, sentence) in rows {
        _ = writeln!(text, "{}  {sentence}", width::fit(label, wide, Ellipsis::Ascii));
    }
    text
}

/// Carries out a command about the configuration.
pub fn config(command: &ConfigCommand) -> Result<Exit> {
    let environment = Environment::of_process();
    match command {
        ConfigCommand::Path => out::print(format!("{}\n", paths::config_file(&environment)?.display()).as_bytes())?,
        ConfigCommand::Init => init(&environment)?,
        ConfigCommand::Show(args) => show(&Settings::read(args.flags.clone())?)?,
    }
    Ok(Exit::Good)
}

/// Writes the sample, whole or not at all, and never over something that is there.
fn init(environment: &Environment<'_>) -> Result<()> {
    let path = paths::config_file(environment)?;
    let texts = &words(environment.lang()).config;
    let failed = || format!("{} cannot be written", path.display());
    let folder = path.parent().unwrap_or(Path::new("/"));
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).with_context(failed)?;
    // Its mode is 0600 from the start.
    let mut file = tempfile::NamedTempFile::new_in(folder).with_context(failed)?;
    file.write_all(sample::text().as_bytes()).and_then(|()| file.as_file().sync_all()).with_context(failed)?;
    match file.persist_noclobber(&path) {
        Ok(_) => out::print(format!("{}\n", (texts.written)(&path.display().to_string())).as_bytes()),
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => {
            Err(Unfulfilled((texts.exists)(&path.display().to_string())).into())
        }
        Err(error) => Ok(Err(error.error).with_context(failed)?),
    }
}

fn show(given: &Settings) -> Result<()> {
    let Settings { config, flags, environment, file } = given;
    let texts = &words(config.lang).config;
    let place = given.file_place();
    let rows: Vec<_> = settings(config, flags, environment, file)?
        .into_iter()
        .map(|setting| {
            let from = origin(&setting.source, &place, texts);
            (setting.key, value(setting, config.lang), from)
        })
        .collect();
    let wide = rows.iter().map(|(_, value, _)| width::cells(value)).max().unwrap_or(0);
    let text = rows.into_iter().fold(String::new(), |mut text, (key, value, from)| {
        _ = writeln!(text, "{key:<15}  {}  {from}", width::fit(&value, wide, Ellipsis::Ascii));
        text
    });
    out::print(text.as_bytes())
}

/// Where a setting came from, in words; `place` is the configuration file.
pub fn origin(source: &Source, place: &str, texts: &ConfigWords) -> String {
    match source {
        Source::Flag(name) => (texts.from_flag)(name),
        Source::Variable(name) => (texts.from_variable)(name),
        Source::Profile(name) => (texts.from_file)(&format!("{place} [profile.{}]", clean(name, 64))),
        Source::File => (texts.from_file)(place),
        Source::Default => texts.from_default.to_owned(),
    }
}

/// The value of a setting as it can be shown.
fn value(setting: Setting, lang: Lang) -> String {
    let texts = &words(lang).config;
    let Some(value) = setting.value else { return texts.not_set.to_owned() };
    if setting.kind == Kind::Secret {
        return texts.set.to_owned();
    }
    if setting.kind == Kind::Url {
        // One that cannot be used may hold a password or a token: it is not repeated.
        if let Err(error) = BaseUrl::parse(&value, true) {
            return (texts.unusable)(&error.text(lang));
        }
    }
    let value = clean(&value, 4096);
    setting.resolved.map_or_else(|| value.clone(), |resolved| format!("{value} ({resolved})"))
}

/// Prints the completions of a shell.
pub fn completions(args: &CompletionsArgs) -> Result<Exit> {
    out::print(completions::script(args.shell).as_bytes()).map(|()| Exit::Good)
}

/// Prints the manual page.
pub fn manual() -> Result<Exit> {
    out::print(&man::page()?).map(|()| Exit::Good)
}
