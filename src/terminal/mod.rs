//! The terminal: entering and leaving it cleanly whatever happens, the stream of input, and what is written beside frames.

mod backend;
pub mod background;
pub mod clipboard;
pub mod emulator;
pub mod guard;
pub mod input;
pub mod notify;
pub mod panic;
pub mod screen;
pub mod suspend;
pub mod tokens;
pub mod typing;
pub mod writer;

pub use clipboard::osc52;
pub use emulator::Surroundings;
pub use input::Input;
pub use notify::{Means, notification};
pub use screen::Screen;
pub use writer::Stderr;
