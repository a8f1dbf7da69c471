//! The file of a set, format 2: one JSON document, written with one entry per line.
//!
//! ```text
//! {"format":2,"tasks":[
//! {"id":…,"added":…,…},
//! {"id":…,"added":…,…}
//! ]}
//! ```
//!
//! So it is read and written as a stream, a bad line costs only itself, and any JSON tool reads it. A document that is laid out otherwise, or
//! is of format 1, is read as a whole. An eftop that knows format 1 only says that the file is newer, and leaves it.
//!
//! Whatever stands in it is checked, cleaned and bounded. Unknown fields are passed over, so that a later eftop may add some within format 2;
//! a field that changes its meaning needs a new format.

use super::{
    entry::{Common, Entry},
    format_1,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;
use std::io::{self, BufRead, Read};

/// The format that is written, and the newest that is read.
pub const FORMAT: u64 = 2;
/// The largest file that is read, bytes.
pub const MAX_BYTES: u64 = 64 << 20;
/// The longest line that is read, bytes: several times the longest entry.
const MAX_LINE: u64 = 1 << 20;
/// The first and the last line.
const HEAD: &str = r#"{"format":2,"tasks":["#;
const END: &str = "]}";

/// What a file turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    Set,
    /// A set of a newer format.
    Newer(u64),
    /// No set at all.
    Damaged,
}

/// The text of one entry.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    pub json: &'a str,
    /// The format that it is written in.
    pub format: u64,
    /// Whether it is one line of the present format, which may be written again as it is.
    pub is_line: bool,
}

/// Calls `take` with the text of each entry; a line that cannot be an entry is an empty text. What kind of file it is is known before the
/// first of them.
///
/// # Errors
/// When the reader fails, and what `take` returns; whatever is read is no error.
pub fn each(mut reader: impl BufRead, take: &mut dyn FnMut(Text<'_>) -> io::Result<()>) -> io::Result<FileKind> {
    let mut first = Vec::new();
    reader.by_ref().take(MAX_LINE).read_until(b'\n', &mut first)?;
    if first.trim_ascii() == HEAD.as_bytes() {
        lines(reader, take)?;
        return Ok(FileKind::Set);
    }
    reader.read_to_end(&mut first)?;
    document(&first, take)
}

/// The entries of a file that begins as ours do.
fn lines(mut reader: impl BufRead, take: &mut dyn FnMut(Text<'_>) -> io::Result<()>) -> io::Result<()> {
    let mut take = |json: &str| take(Text { json, format: FORMAT, is_line: true });
    let mut line = Vec::new();
    loop {
        line.clear();
        reader.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)?;
        let (is_whole, text) = (line.ends_with(b"\n"), line.trim_ascii());
        if text == END.as_bytes() {
            break;
        }
        if !text.is_empty() || !is_whole {
            // A text that is no UTF-8 is no entry, and neither is the end of a file that was cut off.
            take(str::from_utf8(text.strip_suffix(b",").unwrap_or(text)).unwrap_or_default())?;
        }
        if !is_whole && reader.skip_until(b'\n')? == 0 {
            return Ok(());
        }
    }
    line.clear();
    reader.take(MAX_LINE).read_to_end(&mut line)?;
    if line.trim_ascii().is_empty() { Ok(()) } else { take("") }
}

/// The entries of a file that is laid out otherwise.
fn document(text: &[u8], take: &mut dyn FnMut(Text<'_>) -> io::Result<()>) -> io::Result<FileKind> {
    #[derive(Deserialize)]
    struct Document<'a> {
        format: u64,
        #[serde(borrow)]
        tasks: Option<&'a RawValue>,
    }
    // A derived reader takes an array for a struct, too; an object is what is written.
    let is_object = text.trim_ascii_start().starts_with(b"{");
    let document = is_object.then(|| serde_json::from_slice::<Document<'_>>(text).ok()).flatten();
    let Some(Document { format, tasks }) = document else { return Ok(FileKind::Damaged) };
    if format > FORMAT {
        return Ok(FileKind::Newer(format));
    }
    let tasks = tasks.and_then(|tasks| serde_json::from_str::<Vec<&RawValue>>(tasks.get()).ok());
    let Some(tasks) = tasks.filter(|_| format > 0) else { return Ok(FileKind::Damaged) };
    tasks.into_iter().try_for_each(|json| take(Text { json: json.get(), format, is_line: false }))?;
    Ok(FileKind::Set)
}

impl<'a> Text<'a> {
    /// The entry, and whether all of it could be read: an id is kept even when what was seen of it makes no sense.
    pub fn read(self, common: &mut Common) -> (Option<Entry>, bool) {
        let (entry, is_whole) = if self.format == FORMAT {
            lenient::<Entry>(self.json)
        } else {
            let (entry, is_whole) = lenient::<format_1::Entry>(self.json);
            (entry.map(Into::into), is_whole)
        };
        (entry.map(|entry| entry.checked(common)), is_whole)
    }

    /// The text of the id, where it stands in front, as we write it.
    pub fn id(self) -> Option<&'a str> {
        let (id, _) = self.json.strip_prefix(r#"{"id":""#)?.split_once('"')?;
        Some(id).filter(|_| self.is_line)
    }
}

/// Reads an entry, without the fields that make no sense but can be missed.
fn lenient<E: DeserializeOwned>(json: &str) -> (Option<E>, bool) {
    if !json.starts_with('{') {
        return (None, false);
    }
    if let Ok(entry) = serde_json::from_str(json) {
        return (Some(entry), true);
    }
    let Ok(serde_json::Value::Object(mut fields)) = serde_json::from_str(json) else { return (None, false) };
    fields.retain(|name, _| ["id", "added", "label", "region", "base_url", "origin"].contains(&name.as_str()));
    (serde_json::from_value(fields.into()).ok(), false)
}

/// Writes a file, entry by entry.
#[derive(Debug)]
pub struct Writer<W> {
    to: W,
    /// What stands before the next entry.
    separator: &'static str,
}

impl<W: io::Write> Writer<W> {
    /// Writes what stands before the entries.
    pub fn begin(mut to: W) -> io::Result<Self> {
        to.write_all(HEAD.as_bytes())?;
        Ok(Self { to, separator: "\n" })
    }

    /// Writes an entry.
    pub fn put(&mut self, entry: &impl Serialize) -> io::Result<()> {
        self.separate()?;
        Ok(serde_json::to_writer(&mut self.to, entry)?)
    }

    /// Writes an entry as it was read from a line.
    pub fn put_text(&mut self, line: &str) -> io::Result<()> {
        self.separate()?;
        self.to.write_all(line.as_bytes())
    }

    /// Writes what stands behind the entries.
    pub fn finish(mut self) -> io::Result<()> {
        writeln!(self.to, "\n{END}")?;
        self.to.flush()
    }

    fn separate(&mut self) -> io::Result<()> {
        self.to.write_all(std::mem::replace(&mut self.separator, ",\n").as_bytes())
    }
}

/// The bytes of a file, read at once: its entries, and how many could not be read, wholly or in part. `None` when it is no set
/// that can be read.
#[cfg(any(test, feature = "internals"))]
pub fn decode(bytes: &[u8]) -> Option<(Vec<Entry>, usize)> {
    let (mut entries, mut bad, mut common) = (Vec::new(), 0, Common::default());
    let kind = each(bytes, &mut |text| {
        let (entry, is_whole) = text.read(&mut common);
        entries.extend(entry);
        bad += usize::from(!is_whole);
        Ok(())
    });
    matches!(kind, Ok(FileKind::Set)).then(|| (entries, bad))
}

/// The bytes of a file with these entries.
///
/// # Errors
/// When an entry cannot be written.
#[cfg(any(test, feature = "internals"))]
pub fn encode(entries: &[Entry]) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut writer = Writer::begin(&mut bytes)?;
    entries.iter().try_for_each(|entry| writer.put(entry))?;
    writer.finish()?;
    Ok(bytes)
}
