//! Picks task ids out of any text: answers of the service, logs, URLs, a shell transcript, a file with an id on each line.
//!
//! An id is taken where the text leaves little doubt that it is one:
//! - a text with a digit (so no placeholder such as `"string"`) behind the key `taskId` or `taskIds`, also in escaped JSON
//!   and in Python's spelling with single quotes;
//! - a run of exactly 32 hexadecimal digits (the form of all examples of the service) that is no part of a longer word;
//! - a UUID with dashes;
//! - a line that holds nothing but one word of 8 to 128 characters with a letter and a digit, if it is no date, number with a
//!   unit, file name, host name, version or long checksum.
//!
//! `#` opens a comment at the start of a line and behind white space. What follows a word such as `token` or `secret`, and
//! JSON web tokens, are never taken: a secret must not end up in a watch set.

use super::{InvalidTaskId, TaskId};
use std::{collections::HashSet, ops::Range};

/// What was found in a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picked {
    /// Each id once, in the order of its first occurrence.
    pub ids: Vec<TaskId>,
    /// How often an id was met again.
    pub duplicates: usize,
    /// The lines that say something and hold no id, counted from 1; blank ones, brackets and comments say nothing.
    pub lines_without: Vec<usize>,
}

/// Why an argument of the command line is not taken for a task id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnId {
    /// It cannot be an id at all.
    #[error(transparent)]
    Invalid(#[from] InvalidTaskId),
    /// It has a character that an id of the service never has; most likely it is a path, a URL or a pattern.
    #[error("a task id is made of letters, digits, `.`, `_` and `-`; a file with ids is named by its path")]
    Unlikely,
    /// No digit in it: most likely a mistyped command.
    #[error("a task id has at least one digit")]
    NoDigit,
}

/// Takes one argument of the command line as an id.
///
/// More is taken than [`pick_ids`] would take (short words, numbers), since whoever types an argument means it. Still it must
/// start with a letter or a digit, hold only these and `.`, `_`, `-`, and have a digit, so that a mistyped command or a
/// missing file is reported and not watched without end.
///
/// # Errors
/// When it cannot be an id, or does not look like one.
pub fn from_argument(argument: &str) -> Result<TaskId, NotAnId> {
    let id = TaskId::new(argument)?;
    let text = id.as_str();
    if !text.starts_with(|first: char| first.is_ascii_alphanumeric()) || !text.bytes().all(is_token) {
        return Err(NotAnId::Unlikely);
    }
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return Err(NotAnId::NoDigit);
    }
    Ok(id)
}

/// Picks the ids out of `text`. Takes time linear in its length, whatever it holds.
pub fn pick_ids(text: &str) -> Picked {
    let text = without_comments(text);
    let mut found = Vec::new();
    find_keyed(&text, &mut found);
    find_hexadecimal(text.as_bytes(), &mut found);
    find_lines(&text, &mut found);
    // Two rules may find the same place, or one a part of what the other found: the longer one that starts first counts.
    found.sort_unstable_by(|a, b| a.start.cmp(&b.start).then(b.end.cmp(&a.end)));
    let (mut picked, mut known, mut end) = (Picked::default(), HashSet::new(), 0);
    let mut starts = Vec::with_capacity(found.len());
    for range in found {
        if range.start < end {
            continue;
        }
        end = range.end;
        let start = range.start;
        let Some(id) = text.get(range).and_then(|id| TaskId::new(id).ok()) else { continue };
        starts.push(start);
        if known.insert(id.clone()) {
            picked.ids.push(id);
        } else {
            picked.duplicates += 1;
        }
    }
    picked.lines_without = lines_without(&text, starts);
    picked
}

/// The lines that hold no id and are more than brackets. `starts` are where ids begin, in order.
fn lines_without(text: &str, starts: Vec<usize>) -> Vec<usize> {
    let (mut starts, mut without) = (starts.into_iter().peekable(), Vec::new());
    let (mut number, mut end, mut ends_in_return) = (0, 0, false);
    for line in text.split_inclusive(['\n', '\r']) {
        end += line.len();
        // `\r\n` is one end of a line.
        number += usize::from(line != "\n" || !ends_in_return);
        ends_in_return = line.ends_with('\r');
        let mut has_id = false;
        while starts.next_if(|start| *start < end).is_some() {
            has_id = true;
        }
        if !has_id && line.chars().any(char::is_alphanumeric) {
            without.push(number);
        }
    }
    without
}

/// The texts behind the keys `taskId` and `taskIds` that have a digit, in any text.
pub fn keyed_ids(text: &str) -> impl Iterator<Item = TaskId> {
    let mut found = Vec::new();
    find_keyed(text, &mut found);
    found.into_iter().filter_map(|range| TaskId::new(text.get(range)?).ok())
}

fn without_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for line in text.split_inclusive(['\n', '\r']) {
        let mut before = ' ';
        let comment = line.char_indices().find_map(|(at, character)| {
            let opens = character == '#' && before.is_whitespace();
            before = character;
            opens.then_some(at)
        });
        let (text, comment) = line.split_at(comment.unwrap_or(line.len()));
        kept.push_str(text);
        kept.extend(comment.chars().next_back().filter(|last| matches!(last, '\n' | '\r')));
    }
    kept
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn is_token(byte: u8) -> bool {
    is_word(byte) || matches!(byte, b'.' | b'-')
}

/// A place in a text, moved on byte by byte; never goes back, so that whatever is built on it takes linear time.
struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip(&mut self, unwanted: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(&unwanted) {
            self.at += 1;
        }
    }

    /// A quote, with the backslashes that escape it in a text within a text.
    fn quote(&mut self) -> Option<u8> {
        self.skip(|byte| byte == b'\\');
        let quote = self.peek().filter(|byte| matches!(byte, b'"' | b'\''))?;
        self.at += 1;
        Some(quote)
    }

    /// A quoted text that may be an id.
    fn quoted(&mut self) -> Option<Range<usize>> {
        let quote = self.quote()?;
        let start = self.at;
        self.skip(|byte| byte != quote && byte != b'\\' && !byte.is_ascii_control());
        let end = self.at;
        (self.quote()? == quote).then_some(start..end)
    }

    fn has_digit(&self, range: &Range<usize>) -> bool {
        self.bytes.get(range.clone()).is_some_and(|part| part.iter().any(u8::is_ascii_digit))
    }
}

/// Ids behind the keys `taskId` and `taskIds`.
fn find_keyed(text: &str, found: &mut Vec<Range<usize>>) {
    const KEY: &str = "taskId";
    let bytes = text.as_bytes();
    let mut next = 0;
    while let Some(at) = text.get(next..).and_then(|rest| rest.find(KEY)) {
        let start = next + at;
        let mut cursor = Cursor { bytes, at: start + KEY.len() };
        if start > 0 && matches!(bytes[start - 1], b'"' | b'\'') {
            read_keyed(&mut cursor, found);
        }
        // Every byte that ends a reading is ASCII or the end, or stands before a character that was not passed.
        next = cursor.at;
        while !text.is_char_boundary(next) {
            next += 1;
        }
    }
}

/// Reads on behind a key; stops at whatever is not expected.
fn read_keyed(cursor: &mut Cursor<'_>, found: &mut Vec<Range<usize>>) -> Option<()> {
    if cursor.peek() == Some(b's') {
        cursor.at += 1;
    }
    cursor.quote()?;
    cursor.skip(|byte| byte.is_ascii_whitespace());
    cursor.peek().filter(|byte| *byte == b':')?;
    cursor.at += 1;
    cursor.skip(|byte| byte.is_ascii_whitespace());
    if cursor.peek() != Some(b'[') {
        let value = cursor.quoted()?;
        found.extend(Some(value).filter(|value| cursor.has_digit(value)));
        return Some(());
    }
    cursor.at += 1;
    loop {
        cursor.skip(|byte| byte.is_ascii_whitespace() || byte == b',');
        let value = cursor.quoted()?;
        found.extend(Some(value).filter(|value| cursor.has_digit(value)));
    }
}

/// Runs of exactly 32 hexadecimal digits, and UUIDs.
fn find_hexadecimal(bytes: &[u8], found: &mut Vec<Range<usize>>) {
    let mut cursor = Cursor { bytes, at: 0 };
    while cursor.at < bytes.len() {
        cursor.skip(|byte| !is_token(byte));
        let start = cursor.at;
        cursor.skip(is_token);
        let word = start..cursor.at;
        if !bytes[word.clone()].starts_with(b"eyJ") && !follows_secret(bytes, start) {
            find_in_word(bytes, word, found);
        }
    }
}

fn find_in_word(bytes: &[u8], word: Range<usize>, found: &mut Vec<Range<usize>>) {
    const UUID: [usize; 5] = [8, 4, 4, 4, 12];
    let mut cursor = Cursor { bytes: &bytes[..word.end], at: word.start };
    // How many groups of a UUID were met, one behind the other, and where the first one starts.
    let (mut groups, mut first) = (0, word.start);
    while cursor.at < word.end {
        let start = cursor.at;
        cursor.skip(is_word);
        let run = &bytes[start..cursor.at];
        let hexadecimal = run.iter().all(u8::is_ascii_hexdigit);
        if hexadecimal && run.len() == 32 {
            found.push(start..cursor.at);
        }
        if !hexadecimal || run.len() != UUID[groups] {
            groups = 0;
        }
        if hexadecimal && run.len() == UUID[groups] {
            first = if groups == 0 { start } else { first };
            groups += 1;
        }
        if groups == UUID.len() {
            found.push(first..cursor.at);
            groups = 0;
        }
        if cursor.peek() != Some(b'-') {
            groups = 0;
        }
        cursor.at += 1;
    }
}

/// Whether what starts at `at` is given as the value of something that is secret: `"token": "…"`, `SCNET_ACCESS_KEY=…`,
/// `Bearer …`.
fn follows_secret(bytes: &[u8], at: usize) -> bool {
    /// The longest name looked at, and the longest run of signs between name and value.
    const REACH: usize = 64;
    const SECRETS: [&[u8]; 6] = [b"token", b"secret", b"key", b"password", b"signature", b"bearer"];
    let before = &bytes[at.saturating_sub(REACH)..at];
    let end = before.iter().rposition(|byte| is_word(*byte)).map_or(0, |last| last + 1);
    let between = &before[end..];
    if !between.iter().all(|byte| matches!(byte, b' ' | b'\t' | b':' | b'=' | b'"' | b'\'' | b'\\')) {
        return false;
    }
    let start = before[..end].iter().rposition(|byte| !is_token(*byte)).map_or(0, |last| last + 1);
    let name = before[start..end].to_ascii_lowercase();
    SECRETS.iter().any(|secret| name.windows(secret.len()).any(|part| part == *secret))
}

/// Lines that hold one word and nothing else.
fn find_lines(text: &str, found: &mut Vec<Range<usize>>) {
    let mut offset = 0;
    for line in text.split_inclusive(['\n', '\r']) {
        let left = line.trim_start();
        let start = offset + line.len() - left.len();
        offset += line.len();
        let item = left.trim_end().trim_end_matches(',').trim_end();
        let token = item.trim_start_matches(['"', '\'']);
        let start = start + item.len() - token.len();
        let token = token.trim_end_matches(['"', '\'']);
        if looks_like_an_id(token) {
            found.push(start..start + token.len());
        }
    }
}

fn looks_like_an_id(token: &str) -> bool {
    let bytes = token.as_bytes();
    if !(8..=TaskId::MAX_LEN).contains(&bytes.len())
        || !bytes[0].is_ascii_alphanumeric()
        || !token.bytes().all(is_token)
    {
        return false;
    }
    let has_digit = |part: &str| part.bytes().any(|byte| byte.is_ascii_digit());
    let web_token = token.starts_with("eyJ");
    let long_checksum = bytes.len() > 32 && bytes.iter().all(u8::is_ascii_hexdigit);
    let dotted = token.contains('.');
    let name_or_version = dotted && !token.split('.').all(|part| part.len() >= 4 && has_digit(part));
    has_digit(token)
        && token.bytes().any(|byte| byte.is_ascii_alphabetic())
        && !(web_token || long_checksum || name_or_version || is_date(bytes) || is_measure(token))
}

/// `2026-01-31…` or `20260131T…`.
fn is_date(bytes: &[u8]) -> bool {
    let follows = |form: &[u8]| {
        bytes.len() >= form.len()
            && bytes
                .iter()
                .zip(form)
                .all(|(byte, form)| if *form == b'0' { byte.is_ascii_digit() } else { byte == form })
    };
    follows(b"0000-00-00") || follows(b"00000000T0000")
}

/// Digits and at most three letters behind them: `10485760KB`, `3600000ms`.
fn is_measure(token: &str) -> bool {
    let unit = token.trim_start_matches(|character: char| character.is_ascii_digit() || matches!(character, '_' | '-'));
    unit.len() <= 3 && unit.bytes().all(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests;
