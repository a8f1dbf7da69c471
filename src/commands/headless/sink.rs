//! What is written to standard output, by the wish of the user: lines, JSON lines, one document, a table, or nothing.

use super::console;
use crate::{
    cli::OutputArgs,
    domain::{At, Moment, State, Task, TaskSet, Trouble, Verdict},
    messages::Ellipsis,
    output::{
        View,
        groups::{self, Grouping},
        json::{self, Document},
        jsonl::{self, Meta},
        plain::Plain,
        table::{self, Layout, Style},
    },
    settings::{Colors, Config},
};
use std::io::{self, IsTerminal, Write};

/// What is written of a run.
#[derive(Debug)]
pub enum Sink {
    Quiet,
    /// One line per change.
    Lines(Plain),
    /// A table at the end.
    Table(Layout),
    /// One document at the end.
    Json,
    /// One object per line.
    JsonLines,
}

/// How it ended.
#[derive(Clone, Copy, Debug)]
pub struct Ending<'a> {
    /// Where the tasks stand.
    pub view: View<'a>,
    /// The name of the set.
    pub set: &'a str,
    /// The base URL of home, as far as it is known.
    pub base_url: Option<&'a str>,
    /// How the set came out.
    pub verdict: Verdict,
    /// What is grouped by, if that was asked for.
    pub grouping: Option<Grouping<'a>>,
    /// The exit code.
    pub exit_code: u8,
}

impl Sink {
    /// What the flags ask for; `otherwise` without any.
    pub fn choose(output: OutputArgs, quiet: bool, otherwise: Self) -> Self {
        if output.json {
            Self::Json
        } else if output.jsonl {
            Self::JsonLines
        } else if quiet {
            Self::Quiet
        } else {
            otherwise
        }
    }

    /// It begins.
    ///
    /// # Errors
    /// Any write error, here and below.
    pub fn begin(&self, out: &mut dyn Write, meta: &Meta<'_>) -> io::Result<()> {
        if matches!(self, Self::JsonLines) { jsonl::meta(out, meta) } else { Ok(()) }
    }

    /// A task of this set went over to another state.
    pub fn change(
        &self,
        out: &mut dyn Write,
        at: At,
        tasks: &TaskSet,
        task: &Task,
        from: State,
        to: State,
    ) -> io::Result<()> {
        match self {
            Self::Lines(plain) => {
                out.write_all(plain.change(at.wall, tasks, task, from, to).as_bytes())?;
                out.flush()
            }
            Self::JsonLines => jsonl::transition(out, at, task, from, to),
            Self::Quiet | Self::Table(_) | Self::Json => Ok(()),
        }
    }

    /// Now and then: where all tasks stand.
    pub fn standing(&self, out: &mut dyn Write, view: &View<'_>) -> io::Result<()> {
        if matches!(self, Self::JsonLines) { jsonl::snapshot(out, view) } else { Ok(()) }
    }

    /// A cycle of polling failed, in the region of this id if that is known, and when the `next` one begins.
    pub fn trouble(
        &self,
        out: &mut dyn Write,
        at: At,
        region: Option<&str>,
        trouble: &Trouble,
        next: Option<Moment>,
    ) -> io::Result<()> {
        if matches!(self, Self::JsonLines) { jsonl::poll_error(out, at, region, trouble, next) } else { Ok(()) }
    }

    /// It is over.
    pub fn end(&self, out: &mut dyn Write, ending: &Ending<'_>) -> io::Result<()> {
        let Ending { view, set, base_url, verdict, grouping, exit_code } = *ending;
        match (self, grouping) {
            (Self::Table(layout), Some(grouping)) => groups::write(out, &view, grouping, layout),
            (Self::Table(layout), None) => table::write(out, &view, layout),
            (Self::Json, _) => {
                json::write(out, &Document { view, set: Some(set), base_url, verdict, grouping, exit_code })
            }
            (Self::JsonLines, _) => {
                jsonl::snapshot(out, &view)?;
                jsonl::summary(out, &view, verdict, exit_code)
            }
            (Self::Quiet | Self::Lines(_), _) => Ok(()),
        }
    }
}

/// What a table looks like here.
pub fn layout(config: &Config) -> Layout {
    let is_terminal = io::stdout().is_terminal();
    Layout {
        lang: config.lang,
        width: console::output_width(),
        style: if is_terminal && config.colors != Colors::None { Style::Ansi } else { Style::Plain },
        ellipsis: if config.ascii { Ellipsis::Ascii } else { Ellipsis::Unicode },
    }
}
