//! JSON from outside, gone over once, from its first byte to its last: what most answers of the service are read with.
//!
//! It takes what `serde_json` takes and means the same by it, or less: whatever is unusual (a name with an escape, deep nesting) is
//! left to the careful way, which goes over the text once for each level. Property tests hold the two against each other. Nothing
//! recurses, and nothing is copied.

use super::field::Value;

/// How deep a value may be nested that nobody asked for: one bit of a word for each level.
const DEEPEST: u32 = u64::BITS;

/// A place in a JSON text, between two tokens. Everything answers `None` for what is no JSON, and for what is left to the careful
/// way; the cursor is of no use then.
pub struct Cursor<'a> {
    text: &'a str,
    at: usize,
    spaces: usize,
}

impl<'a> Cursor<'a> {
    /// The beginning of a text.
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0, spaces: 0 }
    }

    /// How many bytes are behind it, and how many of them are white space between tokens.
    pub fn position(&self) -> (usize, usize) {
        (self.at, self.spaces)
    }

    /// The text from an earlier position up to here.
    pub fn since(&self, start: usize) -> Option<&'a str> {
        self.text.get(start..self.at)
    }

    /// The first byte of the next token, which stays where it is.
    pub fn peek(&mut self) -> Option<u8> {
        loop {
            let byte = *self.text.as_bytes().get(self.at)?;
            if !matches!(byte, b' ' | b'\n' | b'\t' | b'\r') {
                return Some(byte);
            }
            self.at += 1;
            self.spaces += 1;
        }
    }

    /// Whether nothing but white space is left.
    pub fn is_at_end(&mut self) -> bool {
        self.peek().is_none()
    }

    /// Goes over an object: lets `name` go over the name of each member, and calls `member` with what that made of it; it has to go over
    /// the value.
    pub fn each_member<N>(
        &mut self,
        mut name: impl FnMut(&mut Self) -> Option<N>,
        mut member: impl FnMut(&mut Self, N) -> Option<()>,
    ) -> Option<()> {
        self.take(b'{')?;
        if self.peek()? == b'}' {
            self.at += 1;
            return Some(());
        }
        loop {
            let name = name(self)?;
            member(self, name)?;
            if !self.goes_on(b'}')? {
                return Some(());
            }
        }
    }

    /// The name of a member, one without escapes.
    pub fn name(&mut self) -> Option<&'a str> {
        let Value::Plain { text: name, .. } = self.quoted()? else { return None };
        self.take(b':')?;
        Some(name)
    }

    /// Goes over the name of a member if it is this one, of plain letters, and nothing is between it and its colon.
    pub fn skips_name(&mut self, name: &str) -> bool {
        self.peek();
        let rest = self.text.as_bytes().get(self.at..).and_then(|rest| rest.strip_prefix(b"\""));
        let rest = rest.and_then(|rest| rest.strip_prefix(name.as_bytes()));
        let is_it = rest.is_some_and(|rest| rest.starts_with(b"\":"));
        if is_it {
            self.at += name.len() + r#""":"#.len();
        }
        is_it
    }

    /// Calls `item` at each item of an array; it has to go over that item.
    pub fn each_item(&mut self, mut item: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.take(b'[')?;
        if self.peek()? == b']' {
            self.at += 1;
            return Some(());
        }
        loop {
            item(self)?;
            if !self.goes_on(b']')? {
                return Some(());
            }
        }
    }

    /// Goes over a value of any kind.
    pub fn value(&mut self) -> Option<Value<'a>> {
        match self.peek()? {
            b'"' => self.quoted(),
            b'[' | b'{' => {
                let start = self.at;
                self.nested()?;
                Some(Value::Json(self.since(start)?))
            }
            _ => self.bare(),
        }
    }

    fn take(&mut self, token: u8) -> Option<()> {
        let is_there = self.peek()? == token;
        self.at += 1;
        is_there.then_some(())
    }

    /// Whether another part follows; otherwise this is the end of what ends with `close`.
    fn goes_on(&mut self, close: u8) -> Option<bool> {
        let token = self.peek()?;
        self.at += 1;
        if token == b',' { Some(true) } else { (token == close).then_some(false) }
    }

    /// A list or an object of which only the end is wanted.
    fn nested(&mut self) -> Option<()> {
        let (mut depth, mut are_objects) = (0, 0_u64);
        loop {
            let open = self.peek()?;
            if matches!(open, b'[' | b'{') {
                if depth == DEEPEST {
                    return None;
                }
                self.at += 1;
                depth += 1;
                are_objects = are_objects << 1 | u64::from(open == b'{');
                // `]` and `}` are two behind `[` and `{`.
                if self.peek()? != open + 2 {
                    self.key_of(are_objects)?;
                    continue;
                }
            } else if open == b'"' {
                self.quoted()?;
            } else {
                self.bare()?;
            }
            // Behind a value, or before the end of what is empty.
            loop {
                let is_object = are_objects & 1 == 1;
                if self.goes_on(if is_object { b'}' } else { b']' })? {
                    self.key_of(are_objects)?;
                    break;
                }
                (depth, are_objects) = (depth - 1, are_objects >> 1);
                if depth == 0 {
                    return Some(());
                }
            }
        }
    }

    /// The name before a value, if the innermost of these is an object.
    fn key_of(&mut self, are_objects: u64) -> Option<()> {
        if are_objects & 1 == 0 {
            return Some(());
        }
        self.peek()?;
        self.quoted()?;
        self.take(b':')
    }

    /// A number, a truth value or null.
    fn bare(&mut self) -> Option<Value<'a>> {
        let start = self.at;
        let rest = self.text.as_bytes().get(start..)?;
        let literal = |word: &[u8]| rest.starts_with(word).then_some(word.len());
        match rest.first()? {
            b't' => self.at += literal(b"true")?,
            b'f' => self.at += literal(b"false")?,
            b'n' => {
                self.at += literal(b"null")?;
                return Some(Value::Json("null"));
            }
            _ => self.at += number(rest)?,
        }
        Some(Value::Plain { text: self.since(start)?, is_ascii: true })
    }

    /// A text, the quote before it still ahead.
    fn quoted(&mut self) -> Option<Value<'a>> {
        self.take(b'"')?;
        let (start, bytes) = (self.at, self.text.as_bytes());
        let (mut has_escape, mut is_ascii) = (false, true);
        loop {
            let (end, was_ascii) = plain_run(bytes, self.at);
            is_ascii &= was_ascii;
            self.at = end + 1;
            match bytes.get(end)? {
                b'"' if has_escape => return Some(Value::Json(self.since(start - 1)?)),
                b'"' => return Some(Value::Plain { text: self.text.get(start..end)?, is_ascii }),
                b'\\' => has_escape = true,
                _ => return None,
            }
            match bytes.get(self.at)? {
                b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => self.at += 1,
                b'u' => {
                    let digits = bytes.get(self.at + 1..self.at + 5)?;
                    if !digits.iter().all(u8::is_ascii_hexdigit) {
                        return None;
                    }
                    self.at += 5;
                }
                _ => return None,
            }
        }
    }
}

/// The length of the number that `bytes` begin with.
fn number(bytes: &[u8]) -> Option<usize> {
    let digits = |from: usize| bytes.iter().skip(from).take_while(|byte| byte.is_ascii_digit()).count();
    let mut at = usize::from(bytes.first() == Some(&b'-'));
    let whole = digits(at);
    if whole == 0 || (whole > 1 && bytes.get(at) == Some(&b'0')) {
        return None;
    }
    at += whole;
    if bytes.get(at) == Some(&b'.') {
        let fraction = digits(at + 1);
        at += 1 + fraction;
        if fraction == 0 {
            return None;
        }
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        at += 1 + usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        let exponent = digits(at);
        at += exponent;
        if exponent == 0 {
            return None;
        }
    }
    Some(at)
}

/// Each byte of a word.
const ONES: u64 = u64::MAX / 255;
const HIGH: u64 = ONES << 7;

/// Where from `at` on the first quote, backslash or control is, and whether all before it is ASCII that can be shown. Eight bytes at a
/// time: half of what there is to do is to find the ends of texts.
fn plain_run(bytes: &[u8], mut at: usize) -> (usize, bool) {
    let mut others = 0;
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let word = u64::from_le_bytes(*chunk);
        // The high bit of each byte that is below `n`. A borrow can reach the bytes behind the first one that is, and no other.
        let below = |word: u64, n: u64| word.wrapping_sub(ONES * n) & !word & HIGH;
        let is = |byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
        let ends = below(word, 0x20) | is(b'"') | is(b'\\');
        // DEL and all that is no ASCII; by the carry sometimes one too many, which costs a second look and nothing else.
        let not_shown = (word | word.wrapping_add(ONES)) & HIGH;
        if ends != 0 {
            let before = ends.trailing_zeros() / 8;
            others |= not_shown & !(u64::MAX << (before * 8));
            return (at + before as usize, others == 0);
        }
        others |= not_shown;
        at += 8;
    }
    while let Some(byte) = bytes.get(at).filter(|byte| !matches!(byte, ..b' ' | b'"' | b'\\')) {
        others |= u64::from(*byte >= 0x7f);
        at += 1;
    }
    (at, others == 0)
}
