//! Copying through the terminal (OSC 52): works over SSH and in tmux, since the terminal itself owns the clipboard.

/// The longest text that terminals are known to take: 74,994 bytes of base64.
const LONGEST: usize = 74_994 / 4 * 3;

/// A text that is too long to be copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{length} bytes are too many for the terminal's clipboard ({LONGEST} at most)")]
pub struct ClipboardError {
    /// Bytes of the text.
    pub length: usize,
}

/// The sequence that puts `text` into the clipboard; wrapped for tmux when `in_tmux`, which else drops it unless its own
/// `set-clipboard` is on.
///
/// # Errors
/// When the text is longer than terminals take: a cut copy would be worse than none.
pub fn osc52(text: &str, in_tmux: bool) -> Result<String, ClipboardError> {
    if text.len() > LONGEST {
        return Err(ClipboardError { length: text.len() });
    }
    let sequence = format!("\x1b]52;c;{}\x07", base64(text.as_bytes()));
    // tmux takes OSC 52 itself when `set-clipboard` is on, and passes the wrapped one when `allow-passthrough` is: send both.
    Ok(if in_tmux { format!("{sequence}\x1bPtmux;\x1b{sequence}\x1b\\") } else { sequence })
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
        assert_eq!(osc52("任务 1", false).unwrap(), "\x1b]52;c;5Lu75YqhIDE=\x07");
        assert_eq!(osc52("a", true).unwrap(), "\x1b]52;c;YQ==\x07\x1bPtmux;\x1b\x1b]52;c;YQ==\x07\x1b\\");
        assert!(osc52(&"x".repeat(60_000), false).is_err());
    }
}
