//! Copying through the terminal (OSC 52): works over SSH and in tmux, since the terminal itself owns the clipboard.

use super::{emulator::Multiplexer, notify::passed_on};

/// The longest text that terminals are known to take: 74,994 bytes of base64.
const LONGEST: usize = 74_994 / 4 * 3;

/// How many bytes GNU screen passes on at once, without what is around them.
const PIECE: usize = 760;

/// A text that is too long to be copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{length} bytes are too many for the terminal's clipboard ({LONGEST} at most)")]
pub struct ClipboardError {
    /// Bytes of the text.
    pub length: usize,
}

/// The sequence that puts `text` into the clipboard, as it has to be written for the terminal to get it.
///
/// # Errors
/// When the text is longer than terminals take: a cut copy would be worse than none.
pub fn osc52(text: &str, multiplexer: Multiplexer) -> Result<String, ClipboardError> {
    if text.len() > LONGEST {
        return Err(ClipboardError { length: text.len() });
    }
    let sequence = format!("\x1b]52;c;{}\x07", base64(text.as_bytes()));
    Ok(match multiplexer {
        // tmux takes it itself when `set-clipboard` is on, and passes on the wrapped one when `allow-passthrough` is: send both.
        Multiplexer::Tmux => format!("{sequence}{}", passed_on(&sequence, multiplexer)),
        Multiplexer::Screen => pieces(&sequence),
        Multiplexer::None => sequence,
    })
}

/// GNU screen passes on no more than 768 bytes at once; the terminal puts the pieces together.
fn pieces(sequence: &str) -> String {
    let pieces =
        sequence.as_bytes().chunks(PIECE).map(|piece| format!("\x1bP{}\x1b\\", String::from_utf8_lossy(piece)));
    pieces.collect()
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_wrapped_for_the_terminal_and_for_tmux() {
        assert_eq!(osc52("任务 1", Multiplexer::None).unwrap(), "\x1b]52;c;5Lu75YqhIDE=\x07");
        assert_eq!(osc52("a", Multiplexer::Tmux).unwrap(), "\x1b]52;c;YQ==\x07\x1bPtmux;\x1b\x1b]52;c;YQ==\x07\x1b\\");
        let long = osc52(&"x".repeat(3000), Multiplexer::Screen).unwrap();
        assert!(long.split("\x1b\\").all(|piece| piece.len() <= 768), "{long:?}");
        assert_eq!(
            long.replace("\x1b\\\x1bP", ""),
            passed_on(&osc52(&"x".repeat(3000), Multiplexer::None).unwrap(), Multiplexer::Screen)
        );
        assert!(osc52(&"x".repeat(60_000), Multiplexer::None).is_err());
    }
}
