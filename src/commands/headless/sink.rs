//! What is written to standard output, by the wish of the user: lines, JSON lines, one document, a table, or nothing.

use super::console;
use crate::{
    cli::OutputArgs,
    domain::{At, Moment, State, Task, TaskSet, Trouble, Verdict},
    messages::Ellipsis,
    output::{
        View,
        json::{self, Document},
        jsonl::{self, Meta},
        plain::Plain,
        table::{self, Layout, Style},
    },
    settings::{Colors, Config},
};
use std::io::{self, IsTerminal, Write};

/// A reader of what happens to a set. What it does not care about it leaves to the default: nothing.
pub trait Sink: Send {
    /// It begins.
    ///
    /// # Errors
    /// When the stream does not take it, here and below.
    fn begin(&mut self, _out: &mut dyn Write, _meta: &Meta<'_>) -> io::Result<()> {
        Ok(())
    }

    /// A task of this set went over to another state.
    fn change(
        &mut self,
        _out: &mut dyn Write,
        _at: At,
        _tasks: &TaskSet,
        _task: &Task,
        _from: State,
        _to: State,
    ) -> io::Result<()> {
        Ok(())
    }

    /// Now and then: where all tasks stand.
    fn standing(&mut self, _out: &mut dyn Write, _view: &View<'_>) -> io::Result<()> {
        Ok(())
    }

    /// A cycle of polling failed, in the region of this id if that is known, and when the `next` one begins.
    fn trouble(
        &mut self,
        _out: &mut dyn Write,
        _at: At,
        _region: Option<&str>,
        _trouble: &Trouble,
        _next: Option<Moment>,
    ) -> io::Result<()> {
        Ok(())
    }

    /// It is over.
    fn end(&mut self, _out: &mut dyn Write, _ending: &Ending<'_>) -> io::Result<()> {
        Ok(())
    }
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
    /// The exit code.
    pub exit_code: u8,
}

/// Nothing.
#[derive(Debug)]
pub struct Quiet;

impl Sink for Quiet {}

/// One line per change.
#[derive(Debug)]
pub struct Lines(pub Plain);

impl Sink for Lines {
    fn change(
        &mut self,
        out: &mut dyn Write,
        at: At,
        tasks: &TaskSet,
        task: &Task,
        from: State,
        to: State,
    ) -> io::Result<()> {
        self.0.change(out, at.wall, tasks, task, from, to)
    }
}

/// A table at the end.
#[derive(Debug)]
pub struct Table(pub Layout);

impl Sink for Table {
    fn end(&mut self, out: &mut dyn Write, ending: &Ending<'_>) -> io::Result<()> {
        table::write(out, &ending.view, &self.0)
    }
}

/// One document at the end.
#[derive(Debug)]
pub struct Json;

impl Sink for Json {
    fn end(&mut self, out: &mut dyn Write, ending: &Ending<'_>) -> io::Result<()> {
        let Ending { view, set, base_url, verdict, exit_code } = *ending;
        json::write(out, &Document { view, set: Some(set), base_url, verdict, exit_code })
    }
}

/// One object per line.
#[derive(Debug)]
pub struct JsonLines;

impl Sink for JsonLines {
    fn begin(&mut self, out: &mut dyn Write, meta: &Meta<'_>) -> io::Result<()> {
        jsonl::meta(out, meta)
    }

    fn change(
        &mut self,
        out: &mut dyn Write,
        at: At,
        _tasks: &TaskSet,
        task: &Task,
        from: State,
        to: State,
    ) -> io::Result<()> {
        jsonl::transition(out, at, task, from, to)
    }

    fn standing(&mut self, out: &mut dyn Write, view: &View<'_>) -> io::Result<()> {
        jsonl::snapshot(out, view)
    }

    fn trouble(
        &mut self,
        out: &mut dyn Write,
        at: At,
        region: Option<&str>,
        trouble: &Trouble,
        next: Option<Moment>,
    ) -> io::Result<()> {
        jsonl::poll_error(out, at, region, trouble, next)
    }

    fn end(&mut self, out: &mut dyn Write, ending: &Ending<'_>) -> io::Result<()> {
        jsonl::snapshot(out, &ending.view)?;
        jsonl::summary(out, &ending.view, ending.verdict, ending.exit_code)
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

/// The sink that the flags ask for; `otherwise` without any.
pub fn choose(output: OutputArgs, quiet: bool, otherwise: Box<dyn Sink>) -> Box<dyn Sink> {
    if output.json {
        Box::new(Json)
    } else if output.jsonl {
        Box::new(JsonLines)
    } else if quiet {
        Box::new(Quiet)
    } else {
        otherwise
    }
}
