//! The body of an answer, while it comes in and as the text that it is. A small one lies on the heap. A large one has a mapping of its
//! own that goes back to the system as a whole: on the heap it would leave a hole, which lasts as long as the program.

use memmap2::MmapMut;
use secrecy::zeroize::Zeroize;
use std::{fmt, io, ops::Deref};

/// A body with more bytes is a large one: four times what a hundred tasks take.
const LARGE: usize = 256 << 10;

/// A body that comes in piece by piece.
pub struct Body {
    most: usize,
    heap: Vec<u8>,
    large: Option<Mapped>,
}

/// The first bytes of a mapping.
struct Mapped {
    map: MmapMut,
    length: usize,
}

impl Mapped {
    fn push(&mut self, piece: &[u8]) {
        if let Some(room) = self.map.get_mut(self.length..self.length + piece.len()) {
            room.copy_from_slice(piece);
            self.length += piece.len();
        }
    }

    fn bytes(&self) -> &[u8] {
        self.map.get(..self.length).unwrap_or_default()
    }
}

impl Body {
    /// No bytes yet, and never more than `most`.
    pub fn new(most: usize) -> Self {
        Self { most, heap: Vec::new(), large: None }
    }

    /// How many bytes have come.
    pub fn len(&self) -> usize {
        self.large.as_ref().map_or(self.heap.len(), |large| large.length)
    }

    /// Takes the next piece; `false` if it is too much.
    ///
    /// # Errors
    /// When the system has no memory for a large one.
    pub fn push(&mut self, piece: &[u8]) -> io::Result<bool> {
        if piece.len() > self.most.saturating_sub(self.len()) {
            return Ok(false);
        }
        if let Some(large) = &mut self.large {
            large.push(piece);
        } else if self.heap.len() + piece.len() <= LARGE {
            self.heap.extend_from_slice(piece);
        } else {
            // Memory is taken for what is written into, not for all of it.
            let mut large = Mapped { map: MmapMut::map_anon(self.most)?, length: 0 };
            large.push(&std::mem::take(&mut self.heap));
            large.push(piece);
            self.large = Some(large);
        }
        Ok(true)
    }

    /// The text. A byte that is no UTF-8 spoils the text that it stands in, and not the whole answer.
    pub fn into_text(self) -> Text {
        let Some(mut large) = self.large else {
            let lossy = |wrong: std::string::FromUtf8Error| String::from_utf8_lossy(wrong.as_bytes()).into_owned();
            return String::from_utf8(self.heap).unwrap_or_else(lossy).into();
        };
        let mut from = 0;
        while let Err(error) = str::from_utf8(large.bytes().get(from..).unwrap_or_default()) {
            let start = from + error.valid_up_to();
            from = error.error_len().map_or(large.length, |wrong| start + wrong);
            // The sign for what is no character takes three bytes, which are not always there.
            large.map.get_mut(start..from).unwrap_or_default().fill(b'?');
        }
        Text(Place::Mapping(large))
    }
}

/// The body of an answer as text.
pub struct Text(Place);

enum Place {
    Heap(String),
    Mapping(Mapped),
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        match &self.0 {
            Place::Heap(text) => text,
            // It was made to be valid.
            Place::Mapping(large) => str::from_utf8(large.bytes()).unwrap_or_default(),
        }
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(Place::Heap(text))
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl Default for Text {
    fn default() -> Self {
        String::new().into()
    }
}

impl Zeroize for Text {
    fn zeroize(&mut self) {
        match &mut self.0 {
            Place::Heap(text) => text.zeroize(),
            Place::Mapping(large) => {
                large.map.get_mut(..large.length).unwrap_or_default().zeroize();
                large.length = 0;
            }
        }
    }
}

impl fmt::Debug for Text {
    /// Without the text: the answer to a sign-in is full of tokens.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Text").field("bytes", &self.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn body(most: usize, pieces: &[&[u8]]) -> Option<Body> {
        let mut body = Body::new(most);
        pieces.iter().all(|piece| body.push(piece).unwrap()).then_some(body)
    }

    #[rstest]
    #[case(LARGE)]
    #[case(LARGE + 1)]
    #[case(3 * LARGE)]
    fn what_came_is_there_whether_it_is_large_or_not(#[case] length: usize) {
        let bytes: Vec<u8> = (0..length).map(|at| b'a' + u8::try_from(at % 26).unwrap()).collect();
        let mut text = body(length, &bytes.chunks(1000).collect::<Vec<_>>()).unwrap().into_text();
        assert_eq!(text.as_bytes(), bytes);
        assert_eq!(matches!(text.0, Place::Mapping(_)), length > LARGE);
        text.zeroize();
        assert!(text.is_empty());
    }

    #[test]
    fn there_is_never_more_than_is_allowed() {
        assert!(body(10, &[b"12345", b"12345"]).is_some());
        assert!(body(10, &[b"12345", b"123456"]).is_none());
        let large = vec![b'x'; LARGE + 1];
        assert!(body(LARGE + 3, &[&large, b"yy"]).is_some());
        assert!(body(LARGE + 3, &[&large, b"yyy"]).is_none());
    }

    #[test]
    fn a_byte_that_is_no_text_spoils_only_its_place() {
        let wrong: &[u8] = b"a\xffb\xe4\xbbc\xf0\x9f";
        assert_eq!(&*body(100, &[wrong]).unwrap().into_text(), "a\u{fffd}b\u{fffd}c\u{fffd}");
        let filler = "任".repeat(LARGE);
        let large = body(4 * LARGE, &[filler.as_bytes(), wrong]).unwrap().into_text();
        assert_eq!(&large[filler.len()..], "a?b??c??");
    }
}
