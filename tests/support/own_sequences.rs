//! The grammar of what this program writes to a terminal. Whatever is not in it came from somebody else.

use crate::checks::acts;

/// Reads recorded bytes and keeps what is not ours.
#[derive(Debug, Default)]
pub struct Foreign {
    /// Each thing that this program never writes, in words.
    pub found: Vec<String>,
}

/// What is not ours in these bytes.
pub fn foreign(bytes: &[u8]) -> Vec<String> {
    let mut foreign = Foreign::default();
    // A terminal of 8 bits would take these for controls; within UTF-8 they must stand inside of a character.
    if let Err(wrong) = str::from_utf8(bytes) {
        foreign.found.push(format!("no UTF-8 at byte {}", wrong.valid_up_to()));
    }
    vte::Parser::new().advance(&mut foreign, bytes);
    foreign.found
}

/// The modes that are switched: alternate screen, bracketed paste, cursor, mouse.
const MODES: [u16; 5] = [1049, 2004, 25, 1000, 1006];

/// Whether this is a title of ours: none, or our name and totals, with nothing of a task in it.
pub fn is_title(title: &[u8]) -> bool {
    let Ok(title) = str::from_utf8(title) else { return false };
    title.is_empty() || (title.starts_with("eftop: ") && !title.contains("evil") && !title.contains(acts))
}

impl vte::Perform for Foreign {
    fn print(&mut self, character: char) {
        if acts(character) {
            self.found.push(format!("print {character:?}"));
        }
    }

    fn execute(&mut self, byte: u8) {
        // Line ends stand behind the last frame, when the screen was left.
        if !matches!(byte, b'\r' | b'\n') {
            self.found.push(format!("control {byte:#x}"));
        }
    }

    fn csi_dispatch(&mut self, params: &vte::Params, intermediates: &[u8], ignored: bool, action: char) {
        let numbers: Vec<u16> = params.iter().flatten().copied().collect();
        let is_ours = !ignored
            && match (intermediates, action) {
                // Position, colours and attributes, clearing.
                ([], 'H') => numbers.len() <= 2,
                ([], 'm') => true,
                ([], 'J') => numbers == [2] || numbers == [0],
                ([], 'K') => numbers == [0],
                // The title that was there before, put aside and taken back.
                ([], 't') => numbers == [22, 2] || numbers == [23, 2],
                ([b'?'], 'h' | 'l') => numbers.iter().all(|mode| MODES.contains(mode)),
                _ => false,
            };
        if !is_ours {
            self.found.push(format!("CSI {intermediates:?} {numbers:?} {action:?}"));
        }
    }

    fn osc_dispatch(&mut self, params: &[&[u8]], _bell: bool) {
        let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
        let is_ours = match params {
            // What a person copies, as base64.
            [b"52", b"c", text] => text.iter().all(plain),
            [b"2", title] => is_title(title),
            // The question for the background.
            [b"11", b"?"] => true,
            _ => false,
        };
        if !is_ours {
            self.found.push(format!(
                "OSC {:?}",
                params.iter().map(|text| text.escape_ascii().to_string()).collect::<Vec<_>>()
            ));
        }
    }

    fn hook(&mut self, _: &vte::Params, intermediates: &[u8], _: bool, action: char) {
        self.found.push(format!("DCS {intermediates:?} {action:?}"));
    }

    fn esc_dispatch(&mut self, intermediates: &[u8], _: bool, byte: u8) {
        // The `\` that ends a string.
        if !(intermediates.is_empty() && byte == b'\\') {
            self.found.push(format!("ESC {intermediates:?} {:?}", char::from(byte)));
        }
    }
}
