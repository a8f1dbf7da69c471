//! What can happen to the screen, and what it asks `run` to do.

use super::{Control, Key, Pointer, Recorded, Replay, Theme};
use crate::domain::{CallError, PollEvent, Region, RegionId, Task, TaskId};

/// Something happened.
#[derive(Clone, Debug)]
pub enum Msg {
    /// A second went by.
    Tick,
    /// A key was pressed.
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
    /// The poll loop of a place speaks.
    Poll(RegionId, PollEvent),
    /// A place is asked from now on, or its name or address was found. Tasks of this place that have no origin get its origin.
    Region(Region),
    /// Two places turned out to be the same: the tasks of the first belong to the second now, and the first is no more.
    PlacesMerged {
        /// The one that is no more.
        from: RegionId,
        /// The one that stays.
        into: RegionId,
    },
    /// A cancel was answered: `Ok` with what was refused one by one, or why it did not get through at all.
    CancelDone {
        /// The ids that were sent.
        ids: Vec<TaskId>,
        /// What came back.
        result: Result<Vec<(TaskId, CallError)>, CallError>,
    },
    /// The set was written: ids that another eftop added, and ids that it removed.
    Saved {
        /// Tasks that appeared.
        appeared: Vec<Task>,
        /// Ids that vanished.
        vanished: Vec<TaskId>,
    },
    /// The set could not be written; it is tried again.
    SaveFailed(String),
    /// Something went wrong beside the screen, in words.
    Warn(String),
    /// What is seen is not recorded any more: why, in words.
    RecordingStopped(String),
    /// Where the recording stands that is shown.
    Replay(Replay),
    /// What the recording tells beside polls.
    Recorded(Recorded),
    /// Something to tell that happened before or outside of the screen.
    Tell(String),
    /// Nothing but the time has changed, and the screen with it.
    Redraw,
}

/// Something that `run` shall do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ask the service for these from now on.
    Watch(Vec<TaskId>),
    /// Do not ask for these any more.
    Forget(Vec<TaskId>),
    /// Begin a poll now.
    PollNow,
    /// Send a cancel for exactly these.
    Cancel(Vec<TaskId>),
    /// The set changed: these tasks are new or have news, these were removed.
    Save {
        /// New or changed, and whether new.
        put: Vec<(TaskId, bool)>,
        /// Removed by the user.
        removed: Vec<TaskId>,
    },
    /// These tasks were seen to fail.
    Failed(Vec<TaskId>),
    /// Nothing more is expected of the set: every task has ended or is gone.
    SetEnded,
    /// Tell this to a person who may look elsewhere: one line, cleaned.
    Notify(String),
    /// Do this with the time of the recording.
    Replay(Control),
    /// Put this text into the terminal's clipboard (OSC 52).
    Copy(String),
    /// Take or give back the mouse.
    Mouse(bool),
    /// Begin with this palette from the next run on.
    Remember(Theme),
    /// Draw everything anew.
    Redraw,
    /// Leave the terminal and stop, until the shell wakes us.
    Suspend,
    /// End the program.
    Quit {
        /// Leave the last screen in the scrollback.
        keep_screen: bool,
    },
}
