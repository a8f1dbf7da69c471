//! Makes text from outside safe to show: no escape sequences, no turned reading direction, nothing invisible, bounded.
//!
//! The rule: line ends and tabs become one space each; every other character that acts on the terminal or hides in the text
//! becomes `U+FFFD`, and is not dropped, so that a name that holds one never looks like a name that does not. Joiners and
//! variation selectors stay, since emoji and several scripts need them. Needs nothing of this crate.

use std::borrow::Cow;
use unicode_width::UnicodeWidthChar;

/// What stands for a character that must not be shown.
const REPLACEMENT: char = '\u{fffd}';

/// How many characters without a width may follow one that has one. Real text needs four at most, an emoji flag six; more is a
/// pile of accents that paints over the neighbouring rows.
const MAX_MARKS: u32 = 8;

/// What [`clean`] makes of `text`, borrowed where nothing has to change: most of what the service sends is clean and short.
pub fn cleaned(text: &str, max_chars: usize) -> Cow<'_, str> {
    // Never more characters than bytes, so a text of few bytes need not be counted.
    let is_short = text.len() <= max_chars || text.chars().count() <= max_chars;
    if is_short && text.chars().all(is_plain) { Cow::Borrowed(text) } else { Cow::Owned(clean(text, max_chars)) }
}

/// Whether a character is shown as it is, whatever stands around it. Most are recognised by their number alone.
fn is_plain(character: char) -> bool {
    matches!(character, ' '..='~' | '\u{3001}'..='\u{3029}' | '\u{4e00}'..='\u{9fff}' | '\u{ff01}'..='\u{ff5e}')
        || !(is_unsafe(character) || is_line_or_tab(character) || is_mark(character))
}

/// `text` made safe to show on a terminal, of at most `max_chars` characters; a text that was cut ends with `…`.
pub fn clean(text: &str, max_chars: usize) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut cleaned = String::with_capacity(text.len().min(max_chars));
    let (mut kept, mut last_start, mut marks) = (0, 0, 0);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if character == '\r' && characters.peek() == Some(&'\n') {
            continue;
        }
        if is_mark(character) {
            marks += 1;
            if marks > MAX_MARKS {
                continue;
            }
        } else {
            marks = 0;
        }
        if kept == max_chars {
            cleaned.truncate(last_start);
            if max_chars > 0 {
                cleaned.push('…');
            }
            break;
        }
        last_start = cleaned.len();
        cleaned.push(if is_line_or_tab(character) {
            ' '
        } else if is_unsafe(character) {
            REPLACEMENT
        } else {
            character
        });
        kept += 1;
    }
    cleaned
}

/// Lines of a message made safe to show: their ends stay, everything else that acts is replaced. Names of files, and arguments that a
/// script passed on, stand in such messages.
pub fn lines(text: &str) -> String {
    text.split('\n').map(|line| clean(line, usize::MAX)).collect::<Vec<_>>().join("\n")
}

/// A word that we do not know, as it came: trimmed, cleaned, of at most 32 characters. One that was cut ends with `…`, so that what is
/// left of it is never a word that we do know, here or when it is read again from a file.
pub fn word(word: &str) -> Box<str> {
    clean(word.trim(), 32).into()
}

/// Whether a character acts on the terminal or hides in the text: C0 and C1 controls, DEL, line and paragraph separators,
/// controls of the reading direction, and invisible characters that no script needs.
pub fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}' // direction
            | '\u{2028}' | '\u{2029}' // line, paragraph
            | '\u{180e}' | '\u{200b}' | '\u{2060}'..='\u{2065}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0001}')
}

/// Line ends and tabs, which keep words apart.
fn is_line_or_tab(character: char) -> bool {
    matches!(character, '\t'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether a character takes no cell of its own and is no control: an accent, a joiner, a selector.
fn is_mark(character: char) -> bool {
    !is_unsafe(character) && character.width() == Some(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("/home/演示/a b.txt", "/home/演示/a b.txt")]
    #[case("a\u{1b}[31mred\u{7}", "a\u{fffd}[31mred\u{fffd}")]
    #[case("a\u{9b}31m\u{7f}\0", "a\u{fffd}31m\u{fffd}\u{fffd}")]
    #[case("one\r\ntwo\nthree\tfour\rfive", "one two three four five")]
    #[case("a\u{2028}b\u{2029}c\u{85}d", "a b c d")]
    #[case("gpj\u{202e}cod.exe\u{2066}\u{61c}", "gpj\u{fffd}cod.exe\u{fffd}\u{fffd}")]
    #[case("in\u{200b}vis\u{2060}ible\u{feff}", "in\u{fffd}vis\u{fffd}ible\u{fffd}")]
    #[case("\u{feff}a byte order mark", "a byte order mark")]
    #[case("👩\u{200d}🔬 e\u{301} ❤\u{fe0f}", "👩\u{200d}🔬 e\u{301} ❤\u{fe0f}")]
    fn what_acts_or_hides_is_replaced(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(clean(text, 100), expected);
        assert_eq!(cleaned(text, 100), expected);
    }

    #[rstest]
    #[case(0, "")]
    #[case(1, "…")]
    #[case(3, "文件…")]
    #[case(4, "文件数据")]
    #[case(usize::MAX, "文件数据")]
    fn the_length_is_bounded(#[case] max_chars: usize, #[case] expected: &str) {
        assert_eq!(clean("文件数据", max_chars), expected);
        assert_eq!(cleaned("文件数据", max_chars), expected);
    }

    #[test]
    fn lines_keep_their_ends() {
        assert_eq!(lines("a\u{1b}[2J\nb\r\n\u{202e}c\n"), "a\u{fffd}[2J\nb \n\u{fffd}c\n");
    }

    #[test]
    fn piles_of_accents_are_bounded() {
        let pile = format!("a{}b", "\u{301}".repeat(1000));
        assert_eq!(clean(&pile, 100), format!("a{}b", "\u{301}".repeat(8)));
    }

    proptest! {
        #[test]
        fn whatever_comes_is_safe_and_bounded(text in any::<String>(), max_chars in 0..50_usize) {
            let cleaned = clean(&text, max_chars);
            prop_assert!(!cleaned.chars().any(is_unsafe), "{cleaned:?}");
            prop_assert!(cleaned.chars().count() <= max_chars);
            prop_assert_eq!(clean(&cleaned, max_chars), &*cleaned, "cleaning twice changes nothing");
            prop_assert_eq!(super::cleaned(&text, max_chars), cleaned, "the short way leads to the same");
        }
    }
}
