//! Recordings: what the places told, as JSON lines, and the way back to it. A recording is the stream of `--jsonl` with lines of its own
//! in it, which hold every answer; replaying them gives the same screen. Pure: reads no clock, touches no file.
//!
//! `line` has the lines, `values` what one says of a task, `recorder` writes them, `mask` takes names out of them, `player` reads them.

mod line;
mod mask;
mod player;
mod recorder;
mod values;
pub mod writer;

pub use player::{BadTape, Header, Player};
pub use recorder::{Beginning, Recorder};

/// The largest recording, bytes: recording stops there, and more is not read.
pub const MAX_BYTES: usize = 256 << 20;
