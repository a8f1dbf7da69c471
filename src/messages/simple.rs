//! Characters that stand for themselves: each is a grapheme of its own and has a width that its number tells, as long as those beside
//! it are of these, too. Nearly all that is drawn is made of them, and needs no tables of Unicode.

/// The cells of such a character; `None` for all others.
pub const fn cells_of(character: char) -> Option<usize> {
    match character {
        // ASCII that can be seen, lines and blocks, signs of our own.
        ' '..='~'
        | '\u{2500}'..='\u{259f}'
        | '…'
        | '—'
        | '·'
        | '•'
        | '“'
        | '”'
        | '›'
        | '»'
        | '→'
        | '↑'
        | '↓'
        | '≥'
        | '▲'
        | '▼'
        | '▸'
        | '▶'
        | '■'
        | '●'
        | '◦'
        | '⊘'
        | '⊖'
        | '∅'
        | '‖'
        | '✓'
        | '✗' => Some(1),
        // Chinese: punctuation without the marks that join, ideographs, full-width forms.
        '\u{3001}'..='\u{3029}' | '\u{4e00}'..='\u{9fff}' | '\u{ff01}'..='\u{ff5e}' => Some(2),
        _ => None,
    }
}

/// The cells of a text that is made of such characters alone.
pub fn cells(text: &str) -> Option<usize> {
    text.chars().try_fold(0, |sum, character| Some(sum + cells_of(character)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_segmentation::UnicodeSegmentation;
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn each_is_a_grapheme_of_its_own_with_the_width_of_unicode() {
        let simple: Vec<char> = ('\0'..=char::MAX).filter(|character| cells_of(*character).is_some()).collect();
        assert!(simple.len() > 20_000);
        // One of each kind on either side: what joins does so with any of them.
        for character in &simple {
            let text = format!("a{character}…{character}任、{character}Ｂ{character}{character}");
            assert_eq!(text.graphemes(true).count(), text.chars().count(), "{character:?}");
            assert_eq!(cells_of(*character), Some(character.to_string().width()), "{character:?}");
        }
    }

    #[test]
    fn all_others_are_left_to_unicode() {
        for text in ["e\u{301}", "a\u{7f}", "\u{200b}", "👩\u{200d}🔬", "か\u{3099}", "\u{302a}", "한", "\n"] {
            assert_eq!(cells(text), None, "{text:?}");
        }
        assert_eq!(cells("a…任务"), Some(6));
    }
}
