//! Paths of a request: absolute inside the root, as text of the wire.

use super::cause::Cause;
use std::ffi::{CStr, CString};

/// The most bytes of a path, as the kernel has it.
const LONGEST_PATH: usize = 4096;
/// The most bytes of a name in Linux's file systems.
pub(crate) const LONGEST_NAME: usize = 255;

/// A path, taken apart. Both parts are relative to the root.
#[derive(Debug)]
pub(crate) struct Place {
    /// The directory that holds the entry; `.` for the root.
    pub(crate) folder: CString,
    /// The entry's name; nothing when the path is the root itself.
    pub(crate) name: Option<CString>,
}

impl Place {
    /// Checks a path of a request. `//` and `.` in it mean nothing; `..` is refused, whatever it would lead to.
    pub(crate) fn parse(path: &str) -> Result<Self, Cause> {
        if !path.starts_with('/') || path.len() > LONGEST_PATH || path.contains('\0') {
            return Err(Cause::Path);
        }
        if path.contains(char::is_control) {
            return Err(Cause::Characters);
        }
        let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
        if parts.contains(&"..") {
            return Err(Cause::Path);
        }
        if parts.iter().any(|part| part.len() > LONGEST_NAME) {
            return Err(Cause::Name);
        }
        let name = parts.pop().map(text).transpose()?;
        let folder = if parts.is_empty() { c".".to_owned() } else { text(&parts.join("/"))? };
        Ok(Self { folder, name })
    }

    /// The whole path relative to the root.
    pub(crate) fn whole(&self) -> Result<CString, Cause> {
        let Some(name) = &self.name else { return Ok(self.folder.clone()) };
        CString::new([self.folder.as_bytes(), b"/", name.as_bytes()].concat()).map_err(|_| Cause::Path)
    }
}

fn text(part: &str) -> Result<CString, Cause> {
    CString::new(part).map_err(|_| Cause::Path)
}

/// The names `both` tries after `name` itself: `name (1).ext`, `name (2).ext`… A folder's name has no extension. Names stay
/// within the file system's limit, so a long one loses bytes before the number.
pub(crate) fn numbered(name: &CStr, folder: bool) -> impl Iterator<Item = CString> {
    let bytes = name.to_bytes();
    let dot = bytes.iter().rposition(|byte| *byte == b'.').filter(|at| *at > 0 && !folder).unwrap_or(bytes.len());
    let (stem, extension) = bytes.split_at(dot);
    (1..10_000_u32).filter_map(move |number| {
        let tail = [format!(" ({number})").as_bytes(), extension].concat();
        let mut room = LONGEST_NAME.checked_sub(tail.len())?.min(stem.len());
        // Not within a character of UTF-8.
        while room < stem.len() && stem.get(room).is_some_and(|byte| byte & 0xC0 == 0x80) {
            room = room.checked_sub(1)?;
        }
        CString::new([stem.get(..room)?, &tail].concat()).ok()
    })
}
