//! The manual page: clap's arguments, and what a page needs beyond them. One page for all commands, since one program is looked up.

use super::{Cli, exit};
use crate::{
    messages::Lang,
    settings::Key,
    tui::{self, Keymap, Mode},
};
use clap::{Arg, Command, CommandFactory};
use clap_mangen::{
    Man,
    roff::{self, Inline, Roff, bold, italic, roman},
};
use std::io;

/// The variables that give no setting.
const ENVIRONMENT: &[(&str, &str)] = &[
    ("EFTOP_LOG", "How much --log writes: error, warn, info, debug (the default) or trace."),
    (
        "TERM_PROGRAM, LC_TERMINAL, WT_SESSION, VTE_VERSION, TMUX",
        "Among others: which terminal it is, and so which notifications it takes.",
    ),
    (
        "LC_ALL, LC_MESSAGES, LC_CTYPE, LANG",
        "Language, and whether more than ASCII can be drawn: only where the charset is UTF-8.",
    ),
    ("NO_COLOR, TERM, COLORTERM", "How many colours are used, and whether there can be a screen."),
    ("TZ", "The zone of all times that people read; that of the system where it is not set."),
    ("LINES, COLUMNS", "The size of a terminal that says that it has none."),
    ("XDG_CONFIG_HOME, XDG_STATE_HOME, XDG_CACHE_HOME, HOME", "Where the files below are."),
    (
        "HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY",
        "The proxy to the service, as curl reads them; lower case counts first. A value that cannot be read is an error.",
    ),
];

const FILES: &[(&str, &str)] = &[
    (
        "$XDG_CONFIG_HOME/eftop/config.toml",
        "Settings; ~/.config where the variable is not set. Begin one with: eftop config init. If it holds keys, only its owner may \
         be able to read it.",
    ),
    (
        "$XDG_CACHE_HOME/eftop/tokens.json",
        "Tokens, for their owner only, and only with --token-cache; ~/.cache where the variable is not set.",
    ),
    (
        "$XDG_STATE_HOME/eftop/sets/NAME.json",
        "A watch set; ~/.local/state where the variable is not set. It holds no secret.",
    ),
    ("$XDG_STATE_HOME/eftop/sets/NAME.json.damaged-TIME", "A watch set that could not be read, kept aside."),
];

/// The page, ready for `man -l -`.
///
/// # Errors
/// None but those of memory: it is written to memory.
pub fn page() -> io::Result<Vec<u8>> {
    let mut command = Cli::command();
    command.build();
    let examples = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    // What stands below is not wanted twice.
    let man = Man::new(command.clone().after_help(""));
    // The title by hand: clap_mangen's loses the empty date, and what follows would stand in the wrong corners.
    let title = concat!(".TH EFTOP 1 \"\" \"eftop ", env!("CARGO_PKG_VERSION"), "\" \"User Commands\"\n");
    let mut page = title.as_bytes().to_vec();
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    let mut rest = Roff::new();
    rest.control("SH", ["COMMANDS"]);
    commands(&mut rest, &command, "eftop");
    rest.control("SH", ["EXIT STATUS"]);
    for row in exit::TABLE {
        rest.control("TP", []);
        rest.text([bold(row.codes())]);
        rest.text([roman(row.whole(Lang::En))]);
    }
    rest.control("PP", []);
    rest.text([roman(exit::of(Lang::En, exit::PRECEDENCE))]);
    keys(&mut rest);
    environment(&mut rest);
    list(&mut rest, "FILES", FILES);
    rest.control("SH", ["EXAMPLES"]);
    verbatim(&mut rest, examples.trim_start_matches("Examples:\n"));
    rest.to_writer(&mut page)?;
    Ok(page)
}

/// The keys of the screen with the names of their commands, which `[keys]` of the configuration file takes.
fn keys(page: &mut Roff) {
    let keymap = Keymap::default();
    page.control("SH", ["KEYS"]);
    page.text([roman("Of the live screen; config.toml can change them, by the names in brackets.")]);
    for command in tui::Command::ALL {
        let keys = Mode::ALL.map(|mode| keymap.all_keys(*command, mode));
        let longest = keys.iter().max_by_key(|keys| keys.len()).map_or("", String::as_str);
        page.control("TP", []);
        page.text([bold(longest)]);
        page.text([roman(format!("{} [{}]", command.text(Lang::En).help, command.row().name))]);
    }
}

fn environment(page: &mut Roff) {
    page.control("SH", ["ENVIRONMENT"]);
    for row in Key::ROWS.iter().filter(|row| !row.variables.is_empty()) {
        let option = if row.option.0.is_empty() { String::new() } else { format!(", as {}", row.option.0) };
        entry(page, &row.variables.join(", "), &format!("{}{option}.", row.doc.en));
    }
    for (names, text) in ENVIRONMENT {
        entry(page, names, text);
    }
}

/// A section of terms and what they mean.
fn list(page: &mut Roff, title: &str, entries: &[(&str, &str)]) {
    page.control("SH", [title]);
    for (term, text) in entries {
        entry(page, term, text);
    }
}

fn entry(page: &mut Roff, term: &str, text: &str) {
    page.control("TP", []);
    page.text([bold(term)]);
    page.text([roman(text)]);
}

/// All commands below `command`, those that only group others left out.
fn commands(page: &mut Roff, command: &Command, name: &str) {
    for command in command.get_subcommands().filter(|command| command.get_name() != "help" && !command.is_hide_set()) {
        let name = format!("{name} {}", command.get_name());
        if command.has_subcommands() {
            commands(page, command, &name);
        } else {
            one(page, command, &name);
        }
    }
}

fn one(page: &mut Roff, command: &Command, name: &str) {
    page.control("SS", [name]);
    page.text([roman(command.get_about().map(ToString::to_string).unwrap_or_default())]);
    for arg in command.get_arguments().filter(|arg| !matches!(arg.get_id().as_str(), "help" | "version")) {
        page.control("TP", []);
        page.text(term(arg));
        page.text([roman(arg.get_help().map(ToString::to_string).unwrap_or_default())]);
    }
    if let Some(more) = command.get_after_help() {
        verbatim(page, &more.to_string());
    }
}

/// How an argument is written.
fn term(arg: &Arg) -> Vec<Inline> {
    let mut inlines = Vec::new();
    if let Some(short) = arg.get_short() {
        inlines.extend([bold(format!("-{short}")), roman(", ")]);
    }
    if let Some(long) = arg.get_long() {
        inlines.push(bold(format!("--{long}")));
    }
    if arg.get_action().takes_values() {
        if arg.get_long().is_some() {
            inlines.push(roman(" "));
        }
        let names = arg.get_value_names().unwrap_or_default();
        inlines.push(italic(names.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")));
    }
    inlines
}

/// Text whose lines stay as they are.
fn verbatim(page: &mut Roff, text: &str) {
    page.control("PP", []);
    page.control("nf", []);
    for line in text.lines() {
        page.text([if line.is_empty() { roff::line_break() } else { roman(line) }]);
    }
    page.control("fi", []);
}
