//! The tables of the documentation that are made from the program: its keys, its options, and the keys of the sample configuration.

use clap::{Arg, Command, CommandFactory};
use eftop::internals::{
    cli::{Cli, exit, help_zh},
    messages::{Lang, words},
    settings::{
        Key,
        table::{InFile, Kind},
    },
    tui::{self, Group, Keymap, Mode},
};
use std::fmt::Write;

/// The part between the markers of this name, in a language.
pub fn part(name: &str, lang: Lang) -> String {
    match name {
        "main keys" => main_keys(lang),
        "keys" => keys(lang),
        "options" => options(lang),
        "settings" => settings(lang),
        "profile keys" => profile_keys(lang),
        "exit codes" => exit_codes(lang),
        _ => panic!("no part is called {name}"),
    }
}

fn of<'a>(lang: Lang, en: &'a str, zh: &'a str) -> &'a str {
    match lang {
        Lang::En => en,
        Lang::Zh => zh,
    }
}

/// The table of exit codes, and which of several counts.
fn exit_codes(lang: Lang) -> String {
    let mut text = of(lang, "| code | meaning |\n|---|---|\n", "| 退出码 | 含义 |\n|---|---|\n").to_owned();
    for row in exit::TABLE {
        writeln!(text, "| {} | {} |", row.codes(), row.whole(lang)).unwrap();
    }
    text + "\n" + exit::of(lang, exit::PRECEDENCE)
}

/// Text for a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;").replace('\n', " ")
}

/// The commands whose keys both READMEs show.
const MAIN: [&str; 14] = [
    "open",
    "back",
    "mark",
    "cancel",
    "retry",
    "forget",
    "add",
    "filter",
    "group",
    "sort-menu",
    "explain",
    "copy-ids",
    "help",
    "quit",
];

fn main_keys(lang: Lang) -> String {
    let mut text = of(lang, "| key | does |\n|---|---|\n", "| 按键 | 作用 |\n|---|---|\n").to_owned();
    for name in MAIN {
        let command = tui::Command::ALL.iter().find(|command| command.row().name == name).unwrap();
        writeln!(text, "{}", key_cells(*command, lang)).unwrap();
    }
    text
}

/// The table of keys, by the groups of help.
fn keys(lang: Lang) -> String {
    let mut text =
        of(lang, "| key | does | name |\n|---|---|---|\n", "| 按键 | 作用 | 命令名 |\n|---|---|---|\n").to_owned();
    // Those of a replay are wanted seldom.
    let groups = Group::ALL.into_iter().filter(|group| *group != Group::Replay).chain([Group::Replay]);
    for group in groups {
        writeln!(text, "| | **{}** | |", group.title(&words(lang).help)).unwrap();
        for command in tui::Command::ALL.iter().filter(|command| command.row().group == group) {
            writeln!(text, "{} `{}` |", key_cells(*command, lang), command.row().name).unwrap();
        }
    }
    text
}

/// The keys of a command in the mode that has most of them, and what it does.
fn key_cells(command: tui::Command, lang: Lang) -> String {
    let keys = Mode::ALL.map(|mode| Keymap::default().all_keys(command, mode));
    let longest = keys.iter().max_by_key(|keys| keys.len()).unwrap();
    let keys: Vec<_> = longest.split(' ').map(|key| format!("`{key}`")).collect();
    format!("| {} | {} |", keys.join(" "), cell(command.text(lang).help))
}

/// One option, and the commands that have it.
struct Offer {
    name: String,
    help: String,
    variables: Vec<String>,
    commands: Vec<String>,
}

/// The options, those with the same commands together; those of most commands first.
fn options(lang: Lang) -> String {
    let command = match lang {
        Lang::En => Cli::command(),
        Lang::Zh => help_zh::translated(Cli::command()),
    };
    let mut offers = Vec::new();
    collect(&command, "", &mut offers);
    let mut groups: Vec<Vec<Offer>> = Vec::new();
    for offer in offers {
        match groups.iter_mut().find(|group| group[0].commands == offer.commands) {
            Some(group) => group.push(offer),
            None => groups.push(vec![offer]),
        }
    }
    groups.sort_by_key(|group| std::cmp::Reverse(group[0].commands.len()));
    let mut text = String::new();
    for group in groups {
        let commands: Vec<_> = group[0].commands.iter().map(|name| format!("`{name}`")).collect();
        writeln!(text, "{}\n", commands.join(of(lang, ", ", "、"))).unwrap();
        text += of(lang, "| option | does | environment |\n", "| 选项 | 作用 | 环境变量 |\n");
        text += "|---|---|---|\n";
        for offer in group {
            let variables: Vec<_> = offer.variables.iter().map(|name| format!("`{name}`")).collect();
            writeln!(text, "| `{}` | {} | {} |", offer.name, cell(&offer.help), variables.join(" ")).unwrap();
        }
        text.push('\n');
    }
    text.trim_end().to_owned() + "\n"
}

fn collect(command: &Command, name: &str, into: &mut Vec<Offer>) {
    for arg in command.get_arguments().filter(|arg| !matches!(arg.get_id().as_str(), "help" | "version")) {
        let Some(offer) = offer(arg) else { continue };
        let name = if name.is_empty() { "eftop" } else { name };
        // What is only said of defaults may differ.
        let same = |other: &&mut Offer| other.name == offer.name && bare(&other.help) == bare(&offer.help);
        match into.iter_mut().find(same) {
            Some(other) => other.commands.push(name.to_owned()),
            None => into.push(Offer { commands: vec![name.to_owned()], ..offer }),
        }
    }
    // `watch` is what `eftop` alone does.
    let below = command.get_subcommands().filter(|command| !matches!(command.get_name(), "help" | "watch"));
    for command in below {
        collect(command, format!("{name} {}", command.get_name()).trim_start(), into);
    }
}

fn bare(help: &str) -> &str {
    help.split(" [").next().unwrap()
}

fn offer(arg: &Arg) -> Option<Offer> {
    let long = arg.get_long()?;
    let short = arg.get_short().map(|short| format!("-{short}, ")).unwrap_or_default();
    let value = match arg.get_value_names() {
        Some(names) if arg.get_action().takes_values() => format!(" {}", names[0]),
        _ => String::new(),
    };
    let whole = arg.get_help().unwrap().to_string();
    let variables = [" [env: ", " [环境变量: "].into_iter().find_map(|begin| whole.split_once(begin));
    let (help, variables) = variables.map_or((whole.as_str(), Vec::new()), |(help, rest)| (help, variables_in(rest)));
    let help = help.to_owned();
    Some(Offer { name: format!("{short}--{long}{value}"), help, variables, commands: Vec::new() })
}

/// The names of environment variables in a text.
fn variables_in(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    words.filter(|word| word.starts_with("SCNET_") || word.starts_with("EFTOP_")).map(str::to_owned).collect()
}

/// The keys of the configuration with their defaults.
fn settings(lang: Lang) -> String {
    let mut text =
        of(lang, "| key | default | does | environment |\n", "| 配置项 | 默认值 | 作用 | 环境变量 |\n").to_owned();
    text += "|---|---|---|---|\n";
    for row in Key::ROWS.iter().filter(|row| row.in_file != InFile::Never && row.kind != Kind::Keys) {
        let default = match row.kind {
            _ if row.default.is_empty() => String::new(),
            Kind::Switch => format!("`{}`", row.default),
            _ => format!("`\"{}\"`", row.default),
        };
        let variables: Vec<_> = row.variables.iter().map(|name| format!("`{name}`")).collect();
        writeln!(text, "| `{}` | {default} | {} | {} |", row.key, cell(row.doc.of(lang)), variables.join(" ")).unwrap();
    }
    text
}

/// The keys that a profile may hold.
fn profile_keys(lang: Lang) -> String {
    let keys = Key::ROWS.iter().filter(|row| row.in_file == InFile::TopOrProfile).map(|row| format!("`{}`", row.key));
    keys.collect::<Vec<_>>().join(of(lang, ", ", "、")) + "\n"
}
