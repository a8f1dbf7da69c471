//! The state of the screen and the one function that changes it: `update(&mut Model, Msg, At) -> Vec<Effect>`. No I/O, no clock.

pub mod geometry;
pub mod input;
pub mod model;
pub mod msg;

pub use input::{Key, KeyName, Pointer, PointerKind};
pub use model::{
    ColorDepth, Detail, Dialog, Feed, Frozen, Look, Model, Notice, NoticeTone, Question, Sort, SortKey, StateGroup,
    Tab, Theme, UndoStep, View,
};
pub use msg::{Effect, Msg};
