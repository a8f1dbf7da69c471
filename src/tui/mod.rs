//! The state of the screen and the one function that changes it: `update(&mut Model, Msg, At) -> Vec<Effect>`. No I/O, no clock.

mod available;
pub mod columns;
pub mod command;
mod detail;
mod dialog;
pub mod draw;
mod explained;
pub mod geometry;
pub mod headline;
pub mod input;
pub mod keymap;
mod mode;
pub mod model;
pub mod msg;
pub mod notifications;
mod order;
mod path;
mod question;
pub mod replay;
mod report_text;
mod update;
pub mod view;

pub use crate::domain::Moment;
pub use crate::output::columns::Column;
#[cfg(any(test, feature = "internals"))]
pub use crate::settings::theme::indexed_rgb;
pub use crate::settings::{Role, RoleColors, Theme};
pub use crate::watch::{Feed, RegionState, Span};
pub use command::{Care, Command, Group};
pub use detail::{Detail, Tab};
pub use dialog::Dialog;
pub use headline::{Progress, progress, title};
pub use input::{Key, KeyName, Pointer, PointerKind};
pub use keymap::{BadKeys, HelpGroup, Keymap};
pub use mode::Mode;
pub use model::{ColorDepth, Frozen, Look, Model, ModelSetup, Notice, NoticeTone, UndoStep};
pub use msg::{Effect, Msg, ServiceEffect, TerminalEffect};
pub use question::{Ask, Question};
pub use replay::{Control, Replay};
pub use update::{apply, update};
pub use view::{GroupRow, Row, RowId, Sort, StateGroup, View};
