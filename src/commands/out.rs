//! Writing results to standard output when there is no screen, and how long that may hold up the end.

use super::exit::Result;
use color_eyre::eyre::Context;
use std::{
    io::{ErrorKind, Write},
    time::Duration,
};

/// How long who does not read what is printed keeps the program from ending.
pub const LAST_WORDS: Duration = Duration::from_secs(1);

/// Writes all of it. Whoever reads may have seen enough and gone (`| head -1`): that is no error.
///
/// # Errors
/// When it cannot be written for another reason.
pub fn print(bytes: &[u8]) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => Ok(result.context("standard output cannot be written")?),
    }
}
