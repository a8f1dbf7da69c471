//! Asks the terminal what its background is (OSC 11), without waiting for it: the answer comes among the keys, since the terminal
//! library knows no such answer and makes Alt-`]`, characters and Alt-`\` of it. They are taken out here, and nothing else is.

use crate::app::{Key, KeyName};

/// The question.
pub const ASK: &str = "\x1b]11;?\x1b\\";

/// How the answer begins, behind `ESC ]`.
const BEGIN: &str = "11;rgb";
/// No answer is longer.
const LONGEST: usize = 48;

/// Looks for the one answer among the keys.
#[derive(Debug, Default)]
pub struct Listener {
    held: Vec<Key>,
    is_done: bool,
}

/// What became of a key.
#[derive(Debug, PartialEq, Eq)]
pub enum Heard {
    /// These keys were pressed, in this order: there was no answer in them. None while one may have begun.
    Keys(Vec<Key>),
    /// The answer.
    Background {
        /// Whether dark text can be read on it.
        is_light: bool,
    },
}

impl Listener {
    /// One that waits for nothing.
    pub fn deaf() -> Self {
        Self { is_done: true, ..Self::default() }
    }

    /// Takes a key.
    pub fn take(&mut self, key: Key) -> Heard {
        if self.is_done {
            return Heard::Keys(vec![key]);
        }
        let begins = key == (Key { alt: true, ..Key::char(']') });
        if begins {
            // What was held before was no answer.
            return Heard::Keys(std::mem::replace(&mut self.held, vec![key]));
        }
        if self.held.is_empty() {
            return Heard::Keys(vec![key]);
        }
        self.held.push(key);
        // ESC \ or BEL ends it.
        if key == (Key { alt: true, ..Key::char('\\') }) || key == Key::ctrl('g') {
            let text: String = self.held.iter().skip(1).filter_map(|key| typed(*key)).collect();
            if let Some(is_light) = is_light(&text) {
                self.is_done = true;
                self.held.clear();
                return Heard::Background { is_light };
            }
            return self.release();
        }
        let at = self.held.len() - 2;
        let fits = typed(key).is_some_and(|character| match BEGIN.as_bytes().get(at) {
            Some(expected) => character == char::from(*expected),
            None => character.is_ascii_hexdigit() || matches!(character, ':' | '/' | 'a'),
        });
        if fits && self.held.len() < LONGEST { Heard::Keys(Vec::new()) } else { self.release() }
    }

    fn release(&mut self) -> Heard {
        Heard::Keys(std::mem::take(&mut self.held))
    }
}

fn typed(key: Key) -> Option<char> {
    match key {
        Key { name: KeyName::Char(character), ctrl: false, alt: false } => Some(character),
        _ => None,
    }
}

/// Whether a colour such as `11;rgb:ffff/ffff/ffff` is light; `None` where it is no colour. The parts have 1 to 4 digits each.
fn is_light(answer: &str) -> Option<bool> {
    let parts = answer.strip_prefix(BEGIN)?.trim_start_matches('a').strip_prefix(':')?;
    let mut parts = parts.split('/').map(|part| {
        let most = f64::from(16_u32.checked_pow(u32::try_from(part.len()).ok()?)? - 1);
        let value = u16::from_str_radix(part, 16).ok()?;
        (1..=4).contains(&part.len()).then(|| f64::from(value) / most)
    });
    let (red, green, blue) = (parts.next()??, parts.next()??, parts.next()??);
    // As bright as the eye takes it (ITU-R BT.601).
    Some(0.299 * red + 0.587 * green + 0.114 * blue > 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    /// The keys that the terminal library makes of these bytes, ESC and the next one being Alt.
    fn keys(bytes: &str) -> Vec<Key> {
        let mut alt = false;
        let mut keys = Vec::new();
        for character in bytes.chars() {
            match character {
                '\x1b' => {
                    alt = true;
                    continue;
                }
                '\x07' => keys.push(Key::ctrl('g')),
                _ => keys.push(Key { alt, ..Key::char(character) }),
            }
            alt = false;
        }
        keys
    }

    fn heard(bytes: &str) -> (Vec<Key>, Option<bool>) {
        let (mut listener, mut passed, mut answer) = (Listener::default(), Vec::new(), None);
        for key in keys(bytes) {
            match listener.take(key) {
                Heard::Keys(keys) => passed.extend(keys),
                Heard::Background { is_light } => answer = Some(is_light),
            }
        }
        (passed, answer)
    }

    #[rstest]
    #[case::white("\x1b]11;rgb:ffff/ffff/ffff\x1b\\", Some(true))]
    #[case::black("\x1b]11;rgb:0000/0000/0000\x07", Some(false))]
    #[case::solarized_light("\x1b]11;rgb:fdf6/e3e3/e3e3\x1b\\", Some(true))]
    #[case::two_digits("\x1b]11;rgb:1e/1e/2E\x1b\\", Some(false))]
    #[case::with_alpha("\x1b]11;rgba:ffff/ffff/ffff/8000\x1b\\", Some(true))]
    fn an_answer_is_taken_out(#[case] bytes: &str, #[case] answer: Option<bool>) {
        assert_eq!(heard(bytes), (vec![], answer));
        let around = heard(&format!("jk{bytes}q"));
        assert_eq!(around, (keys("jkq"), answer));
    }

    #[rstest]
    #[case::a_key_of_a_user("\x1b]jq")]
    #[case::twice("\x1b]\x1b]j")]
    #[case::another_answer("\x1b]10;rgb:ffff/ffff/ffff\x1b\\")]
    #[case::no_colour("\x1b]11;rgb:ffff/ffff\x1b\\")]
    #[case::too_long("\x1b]11;rgb:ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff/1\x1b\\")]
    #[case::plain("j]11;rgb:")]
    fn nothing_else_is(#[case] bytes: &str) {
        assert_eq!(heard(bytes), (keys(bytes), None));
    }

    #[test]
    fn after_the_answer_all_keys_are_keys() {
        let white = "\x1b]11;rgb:ffff/ffff/ffff\x1b\\";
        assert_eq!(heard(&format!("{white}{white}")), (keys(white), Some(true)));
    }
}
