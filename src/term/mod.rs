//! The terminal: entering and leaving it cleanly whatever happens, the stream of input, and what is written beside frames.

pub mod clipboard;
pub mod guard;
pub mod input;
pub mod panic;
pub mod screen;
pub mod suspend;

pub use clipboard::{ClipboardError, osc52};
pub use input::Input;
pub use screen::Screen;
