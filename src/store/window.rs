//! The entries of a file as eftop writes it, found in a window that moves over the file: by slices, and not byte by byte as `serde_json`
//! reads what it does not have whole. Everything that is not written so is left to the careful way in `stream`.

use super::stream::{self, Outline};
use serde_json::value::RawValue;
use std::io::{self, Read as _};

/// What stands before the first entry.
const HEAD: &[u8] = br#"{"format":1,"tasks":["#;
/// How much of a file is looked at at once, bytes; more where an entry is larger.
const WINDOW: usize = 64 << 10;

/// [`stream::careful`], faster where the file begins as we begin it.
pub fn each(reader: impl io::Read, take: &mut dyn FnMut(&str)) -> io::Result<Outline> {
    Window::new(reader, WINDOW).each(take)
}

struct Window<R> {
    reader: R,
    /// Only what is before `filled` was read.
    bytes: Vec<u8>,
    at: usize,
    filled: usize,
    is_over: bool,
}

/// What there is at a place of the file.
enum Next {
    /// An entry, up to there.
    Entry(usize),
    /// The end of the list, or something else than an entry.
    Other,
    /// No JSON.
    Wrong,
}

impl<R: io::Read> Window<R> {
    fn new(reader: R, size: usize) -> Self {
        Self { reader, bytes: vec![0; size.max(1)], at: 0, filled: 0, is_over: false }
    }

    fn each(mut self, take: &mut dyn FnMut(&str)) -> io::Result<Outline> {
        while self.ahead().len() < HEAD.len() && !self.is_over {
            self.fill()?;
        }
        if !self.ahead().starts_with(HEAD) {
            return stream::careful(self.rest(&[]), take);
        }
        self.at += HEAD.len();
        loop {
            match self.next(take)? {
                Next::Entry(end) => self.at = end,
                Next::Wrong => return Ok(Outline::Damaged),
                // A list without what was taken already, and all that follows.
                Next::Other => return stream::careful(self.rest(HEAD), take),
            }
            // A comma is passed over only before another entry: what else follows it is for the careful way to judge.
            while self.ahead().len() < 2 && !self.is_over {
                self.fill()?;
            }
            match self.ahead() {
                [b',', b'{', ..] => self.at += 1,
                [b']', ..] => {}
                // What follows an entry is judged behind one that stands for it.
                _ => {
                    let mut is_stand_in = true;
                    return stream::careful(self.rest(br#"{"format":1,"tasks":[0"#), &mut |entry| {
                        if !std::mem::take(&mut is_stand_in) {
                            take(entry);
                        }
                    });
                }
            }
        }
    }

    /// Takes the entry that begins here.
    fn next(&mut self, take: &mut dyn FnMut(&str)) -> io::Result<Next> {
        loop {
            if self.ahead().first().is_some_and(|first| *first != b'{') {
                return Ok(Next::Other);
            }
            let mut entries = serde_json::Deserializer::from_slice(self.ahead()).into_iter::<&RawValue>();
            match entries.next() {
                Some(Ok(entry)) => {
                    take(entry.get());
                    return Ok(Next::Entry(self.at + entries.byte_offset()));
                }
                _ if self.is_over => return Ok(Next::Wrong),
                Some(Err(error)) if !error.is_eof() && !is_at_end(&error, self.ahead()) => return Ok(Next::Wrong),
                _ => {}
            }
            self.fill()?;
        }
    }

    fn ahead(&self) -> &[u8] {
        self.bytes.get(self.at..self.filled).unwrap_or_default()
    }

    /// Reads on, and makes room for that.
    fn fill(&mut self) -> io::Result<()> {
        self.bytes.copy_within(self.at..self.filled, 0);
        (self.at, self.filled) = (0, self.filled - self.at);
        if self.filled == self.bytes.len() {
            self.bytes.resize(self.bytes.len() * 2, 0);
        }
        let room = self.bytes.get_mut(self.filled..).unwrap_or_default();
        match self.reader.read(room) {
            Ok(0) => self.is_over = true,
            Ok(read) => self.filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// All that was not passed over, behind `before`.
    fn rest(&mut self, before: &'static [u8]) -> impl io::Read {
        let ahead = self.bytes.get(self.at..self.filled).unwrap_or_default();
        io::BufReader::new(before.chain(ahead).chain(&mut self.reader))
    }
}

/// Whether what is wrong may be that `text` ends there: half a number is no number.
fn is_at_end(error: &serde_json::Error, text: &[u8]) -> bool {
    let line: usize =
        text.split_inclusive(|byte| *byte == b'\n').take(error.line().saturating_sub(1)).map(<[u8]>::len).sum();
    line + error.column() >= text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Gives a few bytes at a time.
    struct Slow<'a>(&'a [u8], usize);

    impl io::Read for Slow<'_> {
        fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
            let most = self.1.min(to.len());
            self.0.read(&mut to[..most])
        }
    }

    fn seen(each: impl FnOnce(&mut dyn FnMut(&str)) -> io::Result<Outline>) -> (Outline, Vec<String>) {
        let mut entries = Vec::new();
        let outline = each(&mut |entry| entries.push(entry.to_owned())).unwrap();
        // Of what is no set nothing counts.
        if outline == Outline::Set { (outline, entries) } else { (outline, Vec::new()) }
    }

    fn check(file: &[u8], step: usize, size: usize) -> (Outline, Vec<String>) {
        let ours = seen(|take| Window::new(Slow(file, step), size).each(take));
        assert_eq!(ours, seen(|take| stream::careful(file, take)), "{}", String::from_utf8_lossy(file));
        ours
    }

    #[test]
    fn a_file_of_our_own_is_read_whatever_comes_at_once() {
        let file = br#"{"format":1,"tasks":[{"id":"a","last":{"status":"x]}\"{"}},{"id":"b"}]}"#;
        for (step, size) in [(1, 1), (3, 2), (1000, 5), (1000, 1000)] {
            let (outline, entries) = check(file, step, size);
            assert_eq!((outline, entries.len()), (Outline::Set, 2));
        }
        assert_eq!(check(br#"{"format":1,"tasks":[]}"#, 4, 4), (Outline::Set, Vec::new()));
        // A window may end within a number or a word, which is no JSON then.
        for step in 1..50 {
            check(br#"{"format":1,"tasks":[{"a":-1.5e+3,"b":true,"c":null}]}"#, step, 1);
        }
    }

    #[test]
    fn what_is_not_written_so_is_read_the_careful_way() {
        for (file, outline, count) in [
            (&br#"{"format":1,"tasks":[{"id":"a"}, {"id":"b"}]}"#[..], Outline::Set, 2),
            (br#"{"format":1,"tasks":[{"id":"a"},3,{"id":"b"}]}"#, Outline::Set, 3),
            (br#" {"tasks":[{"id":"a"}],"format":1}"#, Outline::Set, 1),
            (br#"{"format":1,"tasks":[{"id":"a"}],"more":[1]}"#, Outline::Set, 1),
            (br#"{"format":1,"tasks":[{"id":"a"}],"tasks":[]}"#, Outline::Damaged, 0),
            (br#"{"format":1,"tasks":[{"id":"a"},]}"#, Outline::Damaged, 0),
            (br#"{"format":1,"tasks":[{"id":"a"}{"id":"b"}]}"#, Outline::Damaged, 0),
            (br#"{"format":1,"tasks":[{"id":"a"}]}x"#, Outline::Damaged, 0),
            (br#"{"format":1,"tasks":[{"id":"a"}"#, Outline::Damaged, 0),
            (br#"{"format":2,"tasks":[{"id":"a"}]}"#, Outline::Newer(2), 0),
            (b"", Outline::Damaged, 0),
        ] {
            for (step, size) in [(1, 1), (1000, 1000)] {
                let (found, entries) = check(file, step, size);
                assert_eq!((found, entries.len()), (outline, count), "{}", String::from_utf8_lossy(file));
            }
        }
    }

    proptest! {
        #[test]
        fn both_ways_are_the_same(
            parts in proptest::collection::vec(prop_oneof![
                Just("{\"id\":\"a\"}"), Just("{\"id\":\"任\\\"務\",\"x\":[{}]}"), Just(","), Just("]"), Just("}"), Just(" "), Just("1"),
                Just(",\"tasks\":[]"), Just("\n"), Just("null"), Just("{"), Just("\""),
            ], 0..8),
            step in 1..20_usize,
            size in 1..40_usize,
        ) {
            check(format!("{{\"format\":1,\"tasks\":[{}]}}\n", parts.concat()).as_bytes(), step, size);
            check(format!("{{\"format\":1,\"tasks\":[{}]}}\n", parts.join(",")).as_bytes(), step, size);
        }

        #[test]
        fn broken_bytes_are_the_same_for_both(at in 0..70_usize, byte: u8, step in 1..20_usize) {
            let mut file = "{\"format\":1,\"tasks\":[{\"id\":\"任务\",\"x\":1.5e3},{\"id\":\"b\"}],\"y\":0}\n".as_bytes().to_vec();
            let place = at % file.len();
            file[place] = byte;
            check(&file, step, 16);
        }
    }
}
