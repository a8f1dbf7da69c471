//! The options of the settings, made from their table: each group of commands has a type that clap flattens into its arguments.
//!
//! The environment is not read by clap: it would count an empty variable as given, and show what it holds in help.

use crate::{
    messages::Lang,
    settings::{
        Flags, Key,
        table::{Group, Kind, Row},
        values::{self, Value},
    },
};
use clap::{Arg, ArgAction, ArgGroup, ArgMatches, Args, Command, Error, FromArgMatches, Id, value_parser};
use std::{fmt::Write, path::PathBuf};

/// Makes the types.
macro_rules! setting_args {
    ($($(#[$doc:meta])* $name:ident $group:ident)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default)]
        pub struct $name {
            pub flags: Flags,
        }

        impl Args for $name {
            fn group_id() -> Option<Id> {
                Some(stringify!($name).into())
            }

            fn augment_args(command: Command) -> Command {
                add(command, stringify!($name), Group::$group)
            }

            fn augment_args_for_update(command: Command) -> Command {
                Self::augment_args(command)
            }
        }

        impl FromArgMatches for $name {
            fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
                Ok(Self { flags: given(matches, Group::$group) })
            }

            fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
                self.flags = given(matches, Group::$group);
                Ok(())
            }
        }
    )+};
}

setting_args! {
    ExplainSettings Explain
    AccountSettings Account
    HeadlessSettings Headless
    WaitSettings Wait
    ScreenSettings Screen
    WatchSettings Watch
}

fn rows(group: Group) -> impl Iterator<Item = &'static Row> {
    Key::ROWS.iter().filter(move |row| row.groups.contains(&group))
}

/// The name of the option without its dashes, which is its id, too.
fn long(row: &Row) -> &'static str {
    row.option.0.trim_start_matches('-')
}

fn add(command: Command, name: &'static str, group: Group) -> Command {
    let ids = rows(group).map(long);
    command.args(rows(group).map(arg)).group(ArgGroup::new(name).multiple(true).args(ids))
}

fn arg(row: &'static Row) -> Arg {
    let arg = Arg::new(long(row)).long(long(row)).help(help(row, Lang::En));
    if row.option.1.is_empty() {
        return arg.action(ArgAction::SetTrue);
    }
    let arg = arg.value_name(row.option.1).allow_hyphen_values(row.kind == Kind::Offset);
    match (row.words(), row.kind) {
        (Some(words), _) => arg.value_parser(words.to_vec()).hide_possible_values(true),
        (None, Kind::Path) => arg.value_parser(value_parser!(PathBuf)),
        (None, _) => arg,
    }
}

/// The help of an option, with its defaults and variables as clap writes them.
pub fn help(row: &Row, lang: Lang) -> String {
    let (default, demo, variables) = match lang {
        Lang::En => ("default", ", in the demo ", "env"),
        Lang::Zh => ("默认", "，演示中为 ", "环境变量"),
    };
    let mut help = row.doc.of(lang).to_owned();
    // What switches and words come to without them is in their text.
    if !row.default.is_empty() && !row.option.1.is_empty() && row.words().is_none() {
        _ = write!(help, " [{default}: {}", row.default);
        if !row.demo.is_empty() {
            help += demo;
            help += row.demo;
        }
        help += "]";
    }
    let other = row.other_variable.of(lang);
    if !row.variables.is_empty() || !other.is_empty() {
        _ = write!(help, " [{variables}: {}{other}]", row.variables.join(", "));
    }
    help
}

/// What was given on the command line.
fn given(matches: &ArgMatches, group: Group) -> Flags {
    let value = |row: &Row| {
        let id = long(row);
        if row.option.1.is_empty() {
            let on = if row.kind == Kind::Switch { Value::Switch(true) } else { Value::Text("yes".to_owned()) };
            return matches.get_flag(id).then_some(on);
        }
        match row.kind {
            Kind::Path => matches.get_one::<PathBuf>(id).cloned().map(Value::Path),
            _ => matches.get_one::<String>(id).cloned().map(Value::Text),
        }
    };
    values::Values(rows(group).filter_map(|row| Some((row.id, value(row)?))).collect())
}
