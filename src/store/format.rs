//! The file of a set, format 1: `{"format":1,"tasks":[{"id":…,"added":…,…},…]}`, compact JSON.
//!
//! Whatever stands in it is checked, cleaned and bounded. Fields that are not known are passed over, so that a later eftop may
//! add some within format 1; a field that changes its meaning needs a new format.

use super::{
    entry::{Entry, LastSeen},
    merge,
    stream::{Outline, Writer},
    window,
};
use crate::domain::{
    Conflict, Extra, Operation, Origin, Report, SentPath, Status, TaskId,
    clean::{clean, cleaned},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::{borrow::Cow, io, sync::Arc};

/// The format that is written, and the newest that is read.
pub const FORMAT: u64 = 1;
/// The largest file that is read, bytes.
pub const MAX_BYTES: u64 = 64 << 20;

/// The longest texts kept, in characters: labels and codes, addresses, paths and messages.
const MAX_NAME: usize = 256;
const MAX_ADDRESS: usize = 2048;
const MAX_TEXT: usize = 4096;

/// What a file holds.
#[derive(Debug)]
pub enum Content {
    /// A set.
    Set {
        /// Its entries, each id once.
        entries: Vec<Entry>,
        /// How many entries could not be read, wholly or in part.
        bad: usize,
    },
    /// A set of a newer format.
    Newer(u64),
    /// No set at all.
    Damaged,
}

/// One entry; `L` is what its last values are read as.
#[derive(Serialize, Deserialize)]
struct Written<'a, L> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none", borrow)]
    label: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none", borrow)]
    region: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none", borrow)]
    base_url: Option<Cow<'a, str>>,
    added: Timestamp,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    gone: bool,
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    last: Option<L>,
}

fn none<L>() -> Option<L> {
    None
}

/// The last values seen.
#[derive(Serialize, Deserialize)]
struct Values<'a> {
    seen: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ended: Option<Timestamp>,
    #[serde(borrow)]
    status: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none", borrow)]
    operation: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none", borrow)]
    source: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none", borrow)]
    target: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none", borrow)]
    conflict: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none", borrow)]
    error_code: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none", borrow)]
    error_message: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    total_bytes: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    done_bytes: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    total_files: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    done_files: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    percent: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    submitted: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    started: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    updated: Option<Timestamp>,
}

/// Reads the bytes of a file.
pub fn decode(bytes: &[u8]) -> Content {
    let (mut entries, mut bad) = (merge::Unique::default(), 0);
    let outline = each(bytes, &mut Common::default(), |entry, whole| {
        if let Some(entry) = entry {
            entries.put(entry);
        }
        bad += usize::from(!whole);
    });
    match outline {
        Ok(Outline::Set) => Content::Set { entries: entries.into_vec(), bad },
        Ok(Outline::Newer(format)) => Content::Newer(format),
        Ok(Outline::Damaged) | Err(_) => Content::Damaged,
    }
}

/// Writes a file.
pub fn encode(entries: &[Entry], writer: &mut impl io::Write) -> io::Result<()> {
    let mut file = Writer::begin(writer)?;
    entries.iter().try_for_each(|entry| file.put(entry))?;
    file.finish()
}

/// Reads a file entry by entry: no more of it is held than one. `take` is told the entry, if it is one, and whether all of it could be
/// read. What the outline says counts for all that was taken.
///
/// # Errors
/// When the reader fails; whatever it reads is no error.
pub(super) fn each(
    reader: impl io::Read,
    common: &mut Common,
    mut take: impl FnMut(Option<Entry>, bool),
) -> io::Result<Outline> {
    window::each(reader, &mut |json| {
        let (entry, whole) = read_entry(json, common);
        take(entry, whole);
    })
}

/// The text of an entry's id, of a file in which all entries are good.
pub(super) fn id_of(json: &str) -> Option<Cow<'_, str>> {
    #[derive(Deserialize)]
    struct OfId<'a> {
        #[serde(borrow)]
        id: Cow<'a, str>,
    }
    // The entry is good, so that its id stands there once: mostly in front, as we write it.
    let first = json.strip_prefix(r#"{"id":""#).and_then(|rest| rest.split_once('"')).map(|(id, _)| id);
    if let Some(id) = first.filter(|id| !id.contains('\\')) {
        return Some(id.into());
    }
    serde_json::from_str::<OfId<'_>>(json).ok().map(|entry| entry.id)
}

/// What entries have in common, as it was met last: a set has few origins and few target folders.
#[derive(Default)]
pub(super) struct Common {
    origin: Option<Arc<Origin>>,
    target: Option<SentPath>,
}

impl Common {
    fn origin(&mut self, origin: Origin) -> Arc<Origin> {
        match &self.origin {
            Some(last) if **last == origin => last.clone(),
            _ => self.origin.insert(Arc::new(origin)).clone(),
        }
    }

    fn target(&mut self, target: &str) -> Option<SentPath> {
        match &self.target {
            Some(last) if last.as_str() == target => {}
            _ => self.target = SentPath::new(target),
        }
        self.target.clone()
    }
}

/// The entry, and whether all of it could be read: an id is kept even when its last values make no sense.
pub(super) fn read_entry(json: &str, common: &mut Common) -> (Option<Entry>, bool) {
    let written = json.starts_with('{').then(|| serde_json::from_str::<Written<'_, &RawValue>>(json).ok()).flatten();
    let Some((written, id)) = written.and_then(|written| TaskId::new(&written.id).ok().map(|id| (written, id))) else {
        return (None, false);
    };
    let last = written.last.map(|last| {
        let values =
            last.get().starts_with('{').then(|| serde_json::from_str::<Values<'_>>(last.get()).ok()).flatten()?;
        Some(Arc::new(values.read(common)))
    });
    let whole = !matches!(last, Some(None));
    let base_url = written.base_url.map(|url| clean(&url, MAX_ADDRESS)).filter(|url| is_address(url));
    let origin = base_url.map(|url| common.origin(Origin { region: short(written.region), base_url: url.into() }));
    let label = short(written.label);
    (Some(Entry { id, label, origin, added: written.added, gone: written.gone, last: last.flatten() }), whole)
}

/// Whether this can be asked at all.
fn is_address(url: &str) -> bool {
    (url.starts_with("https://") || url.starts_with("http://")) && url.bytes().all(|byte| byte.is_ascii_graphic())
}

fn short(text: Option<Cow<'_, str>>) -> Option<Box<str>> {
    text.map(|text| cleaned(&text, MAX_NAME).into())
}

fn long(text: Option<Cow<'_, str>>) -> Option<Box<str>> {
    text.map(|text| cleaned(&text, MAX_TEXT).into())
}

impl Values<'_> {
    fn read(self, common: &mut Common) -> LastSeen {
        let word = |word: &str| cleaned(word, MAX_NAME).into_owned();
        let extra =
            Extra { error_code: short(self.error_code), error_message: long(self.error_message), ..Extra::default() };
        let report = Report {
            operation: self.operation.map(|text| Operation::parse(&word(&text))),
            source: self.source.and_then(|path| SentPath::new(&path)),
            target: self.target.and_then(|target| common.target(&target)),
            conflict: self.conflict.map(|text| Conflict::parse(&word(&text))),
            extra: (extra != Extra::default()).then(|| Box::new(extra)),
            total_bytes: self.total_bytes,
            done_bytes: self.done_bytes,
            total_files: self.total_files,
            done_files: self.done_files,
            // Adding zero makes a plain zero of a negative one.
            percent: self.percent.filter(|percent| percent.is_finite()).map(|percent| percent.clamp(0.0, 100.0) + 0.0),
            submitted: self.submitted.map(Into::into),
            started: self.started.map(Into::into),
            updated: self.updated.map(Into::into),
            ..Report::new(Status::parse(&word(&self.status)))
        };
        LastSeen { seen: self.seen, ended: self.ended, report: report.into() }
    }
}

impl<'a> From<&'a LastSeen> for Values<'a> {
    fn from(last: &'a LastSeen) -> Self {
        let LastSeen { seen, ended, report } = last;
        Self {
            seen: *seen,
            ended: *ended,
            status: report.status.as_str().into(),
            operation: report.operation.as_ref().map(|operation| operation.as_str().into()),
            source: report.source.as_ref().map(|path| path.as_str().into()),
            target: report.target.as_ref().map(|path| path.as_str().into()),
            conflict: report.conflict.as_ref().map(|conflict| conflict.as_str().into()),
            error_code: report.error_code().map(Cow::from),
            error_message: report.error_message().map(Cow::from),
            total_bytes: report.total_bytes,
            done_bytes: report.done_bytes,
            total_files: report.total_files,
            done_files: report.done_files,
            percent: report.percent,
            submitted: report.submitted(),
            started: report.started(),
            updated: report.updated(),
        }
    }
}

impl Serialize for Entry {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let origin = self.origin.as_deref();
        Written {
            id: self.id.as_str().into(),
            label: self.label.as_deref().map(Cow::from),
            region: origin.and_then(|origin| origin.region.as_deref()).map(Cow::from),
            base_url: origin.map(|origin| Cow::from(&*origin.base_url)),
            added: self.added,
            gone: self.gone,
            last: self.last.as_deref().map(Values::from),
        }
        .serialize(serializer)
    }
}
