//! What can happen to the screen, and what it asks `commands` to do.

use super::{Control, Key, Pointer, Replay};
use crate::{
    domain::TaskId,
    watch::{Change, Event, submission::Batch},
};

/// Something happened.
#[derive(Clone, Debug)]
pub enum Msg {
    /// A second went by.
    Tick,
    Key(Key),
    /// Text was pasted; it never runs keys.
    Paste(String),
    /// Characters that came too fast to be typed: text, most likely pasted without paste marks. It never runs keys.
    Burst(String),
    /// The mouse did something.
    Pointer(Pointer),
    /// The terminal has a new size: columns, rows.
    Resize(u16, u16),
    /// The program is back from being suspended.
    Resumed,
    /// The terminal said what its background is.
    Background {
        /// Whether dark text can be read on it.
        is_light: bool,
    },
    /// The watch set or its regions have changed.
    Changes(Vec<Change>),
    /// Something went wrong beside the screen, in words.
    Warn(String),
    /// Where the recording stands that is shown.
    Replay(Replay),
    /// Something to tell that happened before or outside of the screen.
    Tell(String),
    /// Nothing but the time has changed, and the screen with it.
    Redraw,
}

/// What the screen asks for, by who carries it out.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Only of a screen over the service.
    Service(ServiceEffect),
    /// Only of a screen over a recording.
    Replay(Control),
    Terminal(TerminalEffect),
}

/// What is asked of the watch set, and of what is behind it.
#[derive(Clone, Debug, PartialEq)]
pub enum ServiceEffect {
    /// Change the watch set, and do what belongs to it: ask for what was added, send the cancels.
    Apply(Event),
    /// Submit the work of ended tasks again.
    Retry(Vec<Batch>),
    PollNow,
    /// These tasks were seen to fail.
    Failed(Vec<TaskId>),
    /// Nothing more is expected of the set: every task has ended or is gone.
    SetEnded,
}

/// What is asked of the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TerminalEffect {
    /// Tell this to a person who may look elsewhere: one line, cleaned.
    Notify(String),
    /// Put this text into the clipboard (OSC 52).
    Copy(String),
    /// Take or give back the mouse.
    Mouse(bool),
    /// Draw everything anew.
    Redraw,
    /// Leave the terminal and stop, until the shell wakes us.
    Suspend,
    /// End the program.
    Quit,
}
