//! Trees of files, to be compared.

use std::{
    collections::{BTreeMap, HashMap},
    ffi::OsString,
    fmt, fs,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// A folder in memory where there is such a place: each task waits for the disk twice.
pub fn in_memory() -> TempDir {
    TempDir::new_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

pub fn names(path: &Path) -> Vec<OsString> {
    let mut names: Vec<_> = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    names
}

/// An entry as far as a copy has to keep it.
#[derive(Clone, PartialEq, Eq)]
pub struct Seen {
    pub mode: u32,
    /// Seconds and nanoseconds.
    pub modified: (i64, i64),
    pub content: Vec<u8>,
    pub link: Option<PathBuf>,
    pub blocks: u64,
    /// The first path of the same file.
    pub same_as: Option<PathBuf>,
}

impl fmt::Debug for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { mode, modified, content, link, blocks, same_as } = self;
        write!(f, "{mode:o} {modified:?} {} bytes {blocks} blocks {link:?} {same_as:?}", content.len())
    }
}

/// A tree, by paths relative to it.
pub fn tree(top: &Path) -> BTreeMap<PathBuf, Seen> {
    let (mut seen, mut first) = (BTreeMap::new(), HashMap::new());
    let mut paths = vec![PathBuf::new()];
    while let Some(path) = paths.pop() {
        let at = if path.as_os_str().is_empty() { top.to_owned() } else { top.join(&path) };
        let meta = fs::symlink_metadata(&at).unwrap();
        if meta.is_dir() {
            let mut inside: Vec<_> = names(&at).iter().map(|name| path.join(name)).collect();
            inside.reverse();
            paths.append(&mut inside);
        }
        let entry = Seen {
            mode: meta.mode(),
            modified: (meta.mtime(), meta.mtime_nsec()),
            content: if meta.is_file() { fs::read(&at).unwrap() } else { Vec::new() },
            link: meta.is_symlink().then(|| fs::read_link(&at).unwrap()),
            blocks: if meta.is_file() { meta.blocks() } else { 0 },
            same_as: (meta.is_file() && meta.nlink() > 1)
                .then(|| first.entry(meta.ino()).or_insert(path.clone()).clone()),
        };
        seen.insert(path, entry);
    }
    seen
}
