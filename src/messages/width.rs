//! Text measured and cut in terminal cells, as ratatui draws it: grapheme by grapheme, control characters not at all.
//!
//! Everything made here is free of control characters and of what turns the reading direction or hides ([`is_unsafe`]), so a
//! text that nobody cleaned does no harm either. Widths above [`MAX_WIDTH`] count as that; no terminal is wider.

use super::simple;
use crate::domain::clean::is_unsafe;
use std::borrow::Cow;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The greatest width that is fitted to, in cells.
pub const MAX_WIDTH: usize = u16::MAX as usize;

/// The longest ending of a file name, with its dot, that a cut keeps whole, in cells; `.safetensors` is one.
const MAX_ENDING: usize = 12;

/// What stands for the part that was cut out. One cell wide.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Ellipsis {
    /// `…`
    #[default]
    Unicode,
    /// `~`, where the terminal or the locale is poor.
    Ascii,
}

impl Ellipsis {
    /// The sign itself.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unicode => "…",
            Self::Ascii => "~",
        }
    }

    /// The sign of directories that are left out, before a slash: `~/` would be taken for the home directory.
    pub fn of_directories(self) -> &'static str {
        match self {
            Self::Unicode => "…",
            Self::Ascii => "...",
        }
    }
}

/// The cells that `text` takes when ratatui draws it.
///
/// ratatui measures each grapheme for itself and leaves out those with control characters, so the sum can differ from
/// `unicode-width`'s measure of the whole text, which knows ligatures.
pub fn cells(text: &str) -> usize {
    simple::cells(text).unwrap_or_else(|| {
        text.graphemes(true).filter(|grapheme| !grapheme.contains(char::is_control)).map(grapheme_cells).sum()
    })
}

/// `text` in exactly `width` cells: spaces on the right, or cut at the end.
pub fn fit(text: &str, width: usize, ellipsis: Ellipsis) -> String {
    let mut fitted = cut(text, width, ellipsis);
    fitted.push_str(&padding(&fitted, width));
    fitted
}

/// `text` in exactly `width` cells: spaces on the left, or cut at the end.
pub fn fit_right(text: &str, width: usize, ellipsis: Ellipsis) -> String {
    let text = cut(text, width, ellipsis);
    padding(&text, width) + &text
}

/// `text` in at most `width` cells, cut at the end.
pub fn cut(text: &str, width: usize, ellipsis: Ellipsis) -> String {
    if simple::cells(text).is_some_and(|cells| cells <= width) {
        return text.to_owned();
    }
    let text = drawable(text);
    shorten(&text, width, ellipsis, |_| 0)
}

/// `text` in at most `width` cells, cut in the middle; the tail gets the greater part.
pub fn cut_middle(text: &str, width: usize, ellipsis: Ellipsis) -> String {
    let text = drawable(text);
    shorten(&text, width, ellipsis, greater_part)
}

/// A path in at most `width` cells, cut at a slash: the end of it that fits, behind the sign of what was cut out. Only a last
/// component that does not fit by itself is cut, in its middle, its ending kept.
pub fn cut_path(path: &str, width: usize, ellipsis: Ellipsis) -> String {
    if simple::cells(path).is_some_and(|cells| cells <= width) {
        return path.to_owned();
    }
    let path = drawable(path);
    let width = width.min(MAX_WIDTH);
    if cells(&path) <= width {
        return path.into_owned();
    }
    let sign = ellipsis.of_directories();
    let room = width.saturating_sub(cells(sign));
    // From the end, and no further than it fits: a path may be very long.
    let ends = || path.trim_end_matches('/').rmatch_indices('/').filter_map(|(slash, _)| path.get(slash..));
    if let Some(end) = ends().take_while(|end| cells(end) <= room).last() {
        return [sign, end].concat();
    }
    let name = ends().next().map_or(&*path, |end| &end[1..]);
    let ending = ending_cells(name);
    shorten(name, width, ellipsis, |room| greater_part(room).max(ending.min(room.saturating_sub(1))))
}

/// The fewest cells in which [`cut_path`] leaves the last component whole.
pub fn name_cells(path: &str, ellipsis: Ellipsis) -> usize {
    let name = path.trim_end_matches('/').rfind('/').and_then(|slash| path.get(slash..)).unwrap_or(path);
    cells(path).min(cells(name) + cells(ellipsis.of_directories()))
}

/// The part of `room` that the tail gets when the middle is cut out: three fifths, rounded up.
fn greater_part(room: usize) -> usize {
    (room * 3).div_ceil(5)
}

/// The cells of a file name's ending with its dot (`.dat`, `.tar.gz`); 0 when it has none or a long one.
fn ending_cells(name: &str) -> usize {
    let stem = |text: &str| text.rfind('.').filter(|dot| *dot > 0);
    let Some(last) = stem(name) else { return 0 };
    let double = stem(&name[..last]).filter(|dot| name[*dot..last] == *".tar");
    let width = cells(&name[double.unwrap_or(last)..]);
    if width <= MAX_ENDING { width } else { 0 }
}

/// The one cutter: `text` as it is when it fits, else a head, the ellipsis, and a tail of at most `tail_cells(room)` cells, where
/// `room` is what the ellipsis leaves.
fn shorten(text: &str, width: usize, ellipsis: Ellipsis, tail_cells: impl Fn(usize) -> usize) -> String {
    let width = width.min(MAX_WIDTH);
    if cells(text) <= width {
        return text.to_owned();
    }
    let sign = ellipsis.as_str();
    let Some(room) = width.checked_sub(cells(sign)) else { return String::new() };
    let (tail_start, tail_used) = take(graphemes(text).rev(), tail_cells(room));
    let tail = tail_start.map_or("", |(start, _)| &text[start..]);
    let (head_end, _) = take(graphemes(text), room - tail_used);
    let head = head_end.map_or("", |(start, grapheme)| &text[..start + grapheme.len()]);
    [head, sign, tail].concat()
}

/// The graphemes of a text and where they begin, from both ends; those of a simple text are its characters.
fn graphemes(text: &str) -> impl DoubleEndedIterator<Item = (usize, &str)> {
    let is_simple = simple::cells(text).is_some();
    let characters = if is_simple { text } else { "" };
    let others = if is_simple { "" } else { text };
    let of_character = |(start, character): (usize, char)| (start, &characters[start..start + character.len_utf8()]);
    characters.char_indices().map(of_character).chain(others.grapheme_indices(true))
}

/// How far one gets over `graphemes` within `room` cells: the last one taken, and the cells used.
fn take<'a>(graphemes: impl Iterator<Item = (usize, &'a str)>, room: usize) -> (Option<(usize, &'a str)>, usize) {
    let (mut last, mut used) = (None, 0);
    for (start, grapheme) in graphemes {
        let after = used + grapheme_cells(grapheme);
        if after > room {
            break;
        }
        (last, used) = (Some((start, grapheme)), after);
    }
    (last, used)
}

/// The spaces that `text` lacks to `width` cells.
fn padding(text: &str, width: usize) -> String {
    " ".repeat(width.min(MAX_WIDTH).saturating_sub(cells(text)))
}

/// `text` without what must not reach a terminal. This comes before the segmentation, since taking a character out can join its
/// neighbours to one grapheme.
fn drawable(text: &str) -> Cow<'_, str> {
    if text.contains(is_unsafe) { text.replace(is_unsafe, "").into() } else { text.into() }
}

/// The cells of one grapheme without control characters, as ratatui 0.30 has it: `unicode-width`'s, and one more for each
/// halfwidth sound mark of Japanese. (`tests/text_width.rs` tells when ratatui changes its mind.)
fn grapheme_cells(grapheme: &str) -> usize {
    if let Some(cells) = simple::cells(grapheme) {
        return cells;
    }
    let sound_marks = grapheme.chars().filter(|c| matches!(c, '\u{ff9e}' | '\u{ff9f}')).count();
    grapheme.width() + sound_marks
}

#[cfg(test)]
mod tests;
