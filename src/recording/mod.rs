//! Recordings: the stream of [`Event`](crate::watch::Event)s as JSON lines, behind a header. Replaying one feeds the same events to a
//! [`Watch`](crate::watch::Watch), which gives the same screen. Reads no clock.
//!
//! `line` has the lines, `delta` what one says of a report, `recorder` makes them, `mask` takes names out of them, `writer` brings them to
//! the file, `player` reads them.

mod delta;
mod line;
mod mask;
mod player;
mod recorder;
pub mod writer;

pub use player::{BadRecording, Player};
pub use recorder::{Beginning, Recorder};

/// The largest recording, bytes: recording stops there, and more is not read.
pub const MAX_BYTES: usize = 256 << 20;
