//! Text in lines: at spaces and between wide characters, as Chinese and English are both read.

use super::width::cells;
use unicode_segmentation::UnicodeSegmentation;

/// `text` in lines of at most `width` cells, broken at spaces and between wide characters, and inside of words that are too
/// long. Never empty.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(2);
    let mut lines = Vec::new();
    let (mut line, mut used) = (String::new(), 0);
    // The length of the line up to the last place where it may be broken.
    let mut last_break = None;
    let mut before = "";
    for grapheme in text.graphemes(true) {
        let wide = cells(grapheme);
        if (wide > 1 || cells(before) > 1) && !closes(grapheme) && !opens(before) {
            last_break = Some(line.len());
        }
        before = grapheme;
        if used + wide > width && grapheme == " " {
            lines.push(std::mem::take(&mut line));
            (used, last_break) = (0, None);
            continue;
        }
        if used + wide > width {
            let place = last_break.filter(|at| *at > 0).or_else(|| {
                // A closing sign takes the last glyph with it rather than stand at the head of a line.
                let (at, _) = line.grapheme_indices(true).next_back().filter(|_| closes(grapheme))?;
                (at > 0).then_some(at)
            });
            let rest = place.map_or(String::new(), |at| line.split_off(at));
            lines.push(line.trim_end().to_owned());
            rest.trim_start().clone_into(&mut line);
            (used, last_break) = (cells(&line), None);
            if used + wide > width {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
        }
        if grapheme == " " && used == 0 && !lines.is_empty() {
            continue;
        }
        line.push_str(grapheme);
        used += wide;
        if grapheme == " " {
            last_break = Some(line.len());
        }
    }
    lines.push(line.trim_end().to_owned());
    keep_company(&mut lines, width);
    lines
}

/// Gives a last line of one wide glyph the glyph before it, where a line may be broken there.
fn keep_company(lines: &mut [String], width: usize) {
    let [.., before, last] = lines else { return };
    let mut glyphs = before.grapheme_indices(true).rev();
    if last.graphemes(true).filter(|glyph| !closes(glyph)).count() != 1 || cells(last) < 2 {
        return;
    }
    if let (Some((at, glyph)), Some((_, left))) = (glyphs.next(), glyphs.next())
        && cells(glyph) > 1
        && cells(glyph) + cells(last) <= width
        && !closes(glyph)
        && !opens(left)
    {
        let glyph = before.split_off(at);
        last.insert_str(0, &glyph);
        before.truncate(before.trim_end().len());
    }
}

/// Signs that Chinese does not put at the head of a line.
fn closes(grapheme: &str) -> bool {
    matches!(
        grapheme,
        "，" | "。" | "；" | "：" | "、" | "！" | "？" | "）" | "」" | "』" | "】" | "》" | "〉" | "”" | "…"
    )
}

/// Signs that Chinese does not leave at the end of a line.
fn opens(grapheme: &str) -> bool {
    matches!(grapheme, "（" | "「" | "『" | "【" | "《" | "〈" | "“")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("one two three", 7, &["one two", "three"])]
    #[case("abcdefgh", 3, &["abc", "def", "gh"])]
    #[case("任务已结束。", 10, &["任务已", "结束。"])]
    #[case("重试 3 次后失败", 6, &["重试 3", "次后", "失败"])]
    #[case("上、Down、End", 10, &["上、Down、", "End"])]
    #[case("abcd。", 4, &["abc", "d。"])]
    #[case("任务【重】", 8, &["任务", "【重】"])]
    #[case("任 务。任任，，", 6, &["任", "务。任", "任，，"])]
    #[case("", 5, &[""])]
    fn lines_break_where_a_person_would(#[case] text: &str, #[case] width: usize, #[case] lines: &[&str]) {
        assert_eq!(wrap(text, width), lines);
    }

    proptest::proptest! {
        #[test]
        fn no_line_is_too_wide_and_no_text_is_lost(text in "[a-z任务，。 ]{0,60}", width in 2usize..30) {
            let lines = wrap(&text, width);
            proptest::prop_assert!(lines.iter().all(|line| cells(line) <= width));
            let solid = |text: &str| text.chars().filter(|c| *c != ' ').collect::<String>();
            proptest::prop_assert_eq!(solid(&lines.concat()), solid(&text));
        }
    }
}
