//! Splits what a terminal sends into keys, pastes and answers. Only known keys come out; every other control sequence is swallowed
//! whole, also when it arrives in pieces.
//!
//! Parsers made for applications give up in the middle of a sequence that they do not know and hand the rest out as characters, which
//! then run as keys. Parsers made for terminals do not say whether they are inside a string, so that a time limit, a size limit and
//! `^C` could not be applied to it.

use super::background;
use crate::tui::{Key, KeyName, PointerKind};
use std::time::Duration;

/// How long a lone ESC waits for the rest of a sequence before it is the Escape key.
const ESCAPE: Duration = Duration::from_millis(50);
/// How long a sequence or a paste waits for its next byte before it counts as ended.
const UNFINISHED: Duration = Duration::from_secs(1);
/// A longer sequence is given up, in bytes.
const LONGEST_SEQUENCE: usize = 64 * 1024;
/// What is kept of parameters and of strings, in bytes: keys and the one answer that is read are shorter.
const KEPT: usize = 64;
/// What is kept of a paste, in bytes: room for 200,000 ids.
const LONGEST_PASTE: usize = 8 << 20;
/// How a bracketed paste ends.
const PASTE_END: &[u8] = b"\x1b[201~";
/// `^C`.
const INTERRUPT: u8 = 0x03;

/// One thing that a terminal sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    Key {
        /// Which.
        key: Key,
        /// Whether it came as a control sequence. A pasted text looks like keys that did not.
        encoded: bool,
    },
    /// A bracketed paste.
    Paste(String),
    /// The mouse, at a column and a row, both counted from 0.
    Pointer(PointerKind, u16, u16),
    /// The terminal's background (answer to OSC 11).
    Background {
        /// Whether dark text can be read on it.
        is_light: bool,
    },
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Ground,
    /// In a character of several bytes.
    Character(Vec<u8>, usize),
    /// Behind ESC.
    Escape,
    /// In ESC with intermediate bytes, such as a character set.
    EscapeIntermediate,
    /// Behind `ESC O`.
    Ss3,
    /// In a control sequence; parameters and intermediates so far.
    Csi(Vec<u8>),
    /// Behind `ESC [ [`, as the Linux console sends F1 to F5.
    LinuxFunction,
    /// The bytes of an old mouse report that are still to come.
    Skip(u8),
    /// In OSC (`true`), DCS, APC, PM or SOS: its beginning, and whether the last byte was ESC.
    Text { is_osc: bool, begin: Vec<u8>, escape: bool },
    /// In a bracketed paste.
    Paste(Vec<u8>),
}

/// Reads bytes in pieces of any size.
#[derive(Debug, Default)]
pub struct Tokenizer {
    state: State,
    /// Bytes of the sequence so far.
    length: usize,
    /// Whether another ESC stands before the sequence: some terminals write Alt so.
    is_alt: bool,
    tokens: Vec<Token>,
}

impl Tokenizer {
    /// Takes the bytes of one read and returns what is complete.
    pub fn read(&mut self, bytes: &[u8]) -> Vec<Token> {
        // Typed by a person while a sequence or a paste does not end.
        if bytes == [INTERRUPT] {
            self.expire();
        }
        for byte in bytes {
            self.take(*byte);
        }
        std::mem::take(&mut self.tokens)
    }

    /// How long after the last byte [`Tokenizer::give_up`] should be called; `None` when nothing is unfinished.
    pub fn timeout(&self) -> Option<Duration> {
        match self.state {
            State::Ground => None,
            State::Escape => Some(ESCAPE),
            _ => Some(UNFINISHED),
        }
    }

    /// Ends what is unfinished: a lone ESC is a key, a paste is what came of it, a sequence is dropped.
    pub fn give_up(&mut self) -> Vec<Token> {
        self.expire();
        std::mem::take(&mut self.tokens)
    }

    fn expire(&mut self) {
        match std::mem::take(&mut self.state) {
            State::Escape => self.tokens.push(Token::Key { key: Key::plain(KeyName::Esc), encoded: true }),
            State::Paste(text) => self.paste(&text),
            _ => {}
        }
    }

    fn take(&mut self, byte: u8) {
        self.length = if matches!(self.state, State::Ground | State::Paste(_)) { 0 } else { self.length + 1 };
        if self.length > LONGEST_SEQUENCE {
            self.state = State::Ground;
        }
        if matches!(self.state, State::Ground) {
            self.is_alt = false;
        }
        self.state = match std::mem::take(&mut self.state) {
            State::Character(mut bytes, length) if byte & 0xc0 == 0x80 => {
                bytes.push(byte);
                if bytes.len() < length {
                    State::Character(bytes, length)
                } else {
                    // An overlong or otherwise wrong one is nothing that anybody typed.
                    if let Some(character) = std::str::from_utf8(&bytes).ok().and_then(|text| text.chars().next()) {
                        self.plain(Key::char(character));
                    }
                    State::Ground
                }
            }
            State::Ground | State::Character(..) => self.ground(byte),
            State::Escape => self.escape(byte),
            State::EscapeIntermediate if matches!(byte, 0x20..=0x2f) => State::EscapeIntermediate,
            State::Ss3 => {
                if let Some(name) = ss3(byte) {
                    self.encoded(Key::plain(name));
                }
                State::Ground
            }
            State::Csi(parameters) => self.csi(parameters, byte),
            State::LinuxFunction => {
                if let b'A'..=b'E' = byte {
                    self.encoded(Key::plain(KeyName::F(byte - b'A' + 1)));
                }
                State::Ground
            }
            State::Skip(left @ 2..) => State::Skip(left - 1),
            State::EscapeIntermediate | State::Skip(_) => State::Ground,
            State::Text { is_osc, begin, escape } => self.text(is_osc, begin, escape, byte),
            State::Paste(mut text) => {
                // The mark of the end must still be seen behind a text that is too long.
                if text.len() >= LONGEST_PASTE {
                    text.remove(LONGEST_PASTE - PASTE_END.len());
                }
                text.push(byte);
                match text.strip_suffix(PASTE_END) {
                    Some(text) => {
                        self.paste(text);
                        State::Ground
                    }
                    None => State::Paste(text),
                }
            }
        };
    }

    fn ground(&mut self, byte: u8) -> State {
        match byte {
            0x1b => return State::Escape,
            0x20..=0x7e => self.plain(Key::char(char::from(byte))),
            0xc2..=0xdf => return State::Character(vec![byte], 2),
            0xe0..=0xef => return State::Character(vec![byte], 3),
            0xf0..=0xf4 => return State::Character(vec![byte], 4),
            0x80.. => {}
            _ => self.plain(control(byte)),
        }
        State::Ground
    }

    fn escape(&mut self, byte: u8) -> State {
        match byte {
            0x1b => {
                self.is_alt = true;
                State::Escape
            }
            b'[' => State::Csi(Vec::new()),
            b'O' => State::Ss3,
            b']' => State::Text { is_osc: true, begin: Vec::new(), escape: false },
            b'P' | b'X' | b'^' | b'_' => State::Text { is_osc: false, begin: Vec::new(), escape: false },
            0x20..=0x2f => State::EscapeIntermediate,
            // The end of a string that was given up.
            b'\\' => State::Ground,
            0x80.. => self.ground(byte),
            _ => {
                let key = if byte < 0x20 || byte == 0x7f { control(byte) } else { Key::char(char::from(byte)) };
                self.encoded(Key { alt: true, ..key });
                State::Ground
            }
        }
    }

    fn csi(&mut self, mut parameters: Vec<u8>, byte: u8) -> State {
        match byte {
            0x1b => State::Escape,
            0x18 | 0x1a => State::Ground,
            0x20..=0x3f => {
                if parameters.len() < KEPT {
                    parameters.push(byte);
                }
                State::Csi(parameters)
            }
            b'[' if parameters.is_empty() => State::LinuxFunction,
            b'M' if parameters.is_empty() => State::Skip(3),
            b'~' if parameters == b"200" => State::Paste(Vec::new()),
            0x40..=0x7e => {
                match sequence(&parameters, byte) {
                    Some(Token::Key { key, .. }) => self.encoded(key),
                    token => self.tokens.extend(token),
                }
                State::Ground
            }
            _ => State::Csi(parameters),
        }
    }

    fn text(&mut self, is_osc: bool, mut begin: Vec<u8>, escape: bool, byte: u8) -> State {
        match byte {
            b'\\' if escape => self.answer(is_osc, &begin),
            0x07 if is_osc => self.answer(is_osc, &begin),
            0x18 | 0x1a => State::Ground,
            0x1b => State::Text { is_osc, begin, escape: true },
            // The string was cut off by another sequence.
            _ if escape => self.escape(byte),
            _ => {
                if begin.len() < KEPT {
                    begin.push(byte);
                }
                State::Text { is_osc, begin, escape: false }
            }
        }
    }

    fn answer(&mut self, is_osc: bool, text: &[u8]) -> State {
        let light = std::str::from_utf8(text).ok().filter(|_| is_osc).and_then(background::is_light);
        self.tokens.extend(light.map(|is_light| Token::Background { is_light }));
        State::Ground
    }

    fn plain(&mut self, key: Key) {
        self.tokens.push(Token::Key { key, encoded: false });
    }

    fn encoded(&mut self, key: Key) {
        self.tokens.push(Token::Key { key: Key { alt: key.alt || self.is_alt, ..key }, encoded: true });
    }

    fn paste(&mut self, text: &[u8]) {
        self.tokens.push(Token::Paste(String::from_utf8_lossy(text).into_owned()));
    }
}

/// The key of a control character.
fn control(byte: u8) -> Key {
    match byte {
        b'\r' => Key::plain(KeyName::Enter),
        b'\t' => Key::plain(KeyName::Tab),
        0x7f => Key::plain(KeyName::Backspace),
        0 => Key::ctrl(' '),
        1..=26 => Key::ctrl(char::from(byte - 1 + b'a')),
        _ => Key::ctrl(char::from(byte.saturating_sub(0x1c) + b'4')),
    }
}

fn ss3(byte: u8) -> Option<KeyName> {
    match byte {
        b'M' => Some(KeyName::Enter),
        b'P'..=b'S' => Some(KeyName::F(byte - b'P' + 1)),
        _ => arrow(byte),
    }
}

fn arrow(byte: u8) -> Option<KeyName> {
    Some(match byte {
        b'A' => KeyName::Up,
        b'B' => KeyName::Down,
        b'C' => KeyName::Right,
        b'D' => KeyName::Left,
        b'F' => KeyName::End,
        b'H' => KeyName::Home,
        b'Z' => KeyName::BackTab,
        _ => return None,
    })
}

/// A complete control sequence, if it is a key or the mouse.
fn sequence(parameters: &[u8], last: u8) -> Option<Token> {
    let text = std::str::from_utf8(parameters).ok()?;
    if let Some(text) = text.strip_prefix('<') {
        return mouse(text, last);
    }
    // Behind a colon stand details of a key that eftop does not ask for; 3 is its release.
    if text.contains(":3") {
        return None;
    }
    let mut numbers = text.split(';');
    let mut number = || {
        let number = numbers.next()?.split(':').next()?;
        if number.is_empty() { Some(1) } else { number.parse::<u32>().ok() }
    };
    let (first, modifiers, third) = (number()?, number().unwrap_or(1), number());
    let name = match (last, first) {
        (b'~', 1 | 7) => KeyName::Home,
        (b'~', 4 | 8) => KeyName::End,
        (b'~', 2) => KeyName::Insert,
        (b'~', 3) => KeyName::Delete,
        (b'~', 5) => KeyName::PageUp,
        (b'~', 6) => KeyName::PageDown,
        (b'~', 11..=15) => KeyName::F(u8::try_from(first - 10).ok()?),
        (b'~', 17..=21) => KeyName::F(u8::try_from(first - 11).ok()?),
        (b'~', 23 | 24) => KeyName::F(u8::try_from(first - 12).ok()?),
        // As xterm (modifyOtherKeys) and kitty write keys, where another program left that switched on.
        (b'~', 27) => typed(third?)?,
        (b'u', _) => typed(first)?,
        // `CSI 1;2R` is F3 and a cursor position alike.
        (b'P' | b'Q' | b'S', 1) => KeyName::F(last - b'P' + 1),
        (_, 1) => arrow(last)?,
        _ => return None,
    };
    let held = modifiers.saturating_sub(1);
    let key = Key { name, ctrl: held & 4 != 0, alt: held & 2 != 0 };
    Some(Token::Key { key, encoded: true })
}

/// The key of a code point.
fn typed(code: u32) -> Option<KeyName> {
    Some(match char::from_u32(code)? {
        '\r' => KeyName::Enter,
        '\t' => KeyName::Tab,
        '\u{1b}' => KeyName::Esc,
        '\u{7f}' => KeyName::Backspace,
        // Kitty's own keys are in the private area.
        character if character.is_control() || ('\u{e000}'..='\u{f8ff}').contains(&character) => return None,
        character => KeyName::Char(character),
    })
}

/// A mouse report (SGR 1006) of a click or the wheel.
fn mouse(text: &str, last: u8) -> Option<Token> {
    let mut numbers = text.split(';').map(|number| number.parse::<u16>().ok());
    let (button, column, row) = (numbers.next()??, numbers.next()??, numbers.next()??);
    let kind = match (button, last) {
        (0, b'M') => PointerKind::Click,
        (64, b'M') => PointerKind::WheelUp,
        (65, b'M') => PointerKind::WheelDown,
        _ => return None,
    };
    Some(Token::Pointer(kind, column.checked_sub(1)?, row.checked_sub(1)?))
}
