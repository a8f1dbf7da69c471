//! The file of a set as it stands there: opened, told from its other versions, and read entry by entry.

use super::{
    error::{Action, StoreError},
    format::{self, FileKind, Text},
};
use std::{
    fs::{self, File, Metadata},
    io::{self, BufReader, ErrorKind, Read},
    os::unix::fs::MetadataExt,
    path::Path,
};

/// What tells one version of the file from another: each write puts a new file in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Version {
    inode: u64,
    bytes: u64,
    seconds: i64,
    nanoseconds: i64,
}

impl Version {
    /// The size of the file.
    pub(super) fn bytes(self) -> u64 {
        self.bytes
    }

    pub(super) fn of(metadata: &Metadata) -> Self {
        Self {
            inode: metadata.ino(),
            bytes: metadata.size(),
            seconds: metadata.mtime(),
            nanoseconds: metadata.mtime_nsec(),
        }
    }
}

/// Opens the file, if there is one.
pub(super) fn open(path: &Path) -> Result<Option<(File, Version)>, StoreError> {
    let failed = || StoreError::io(Action::Read, path);
    // Asked before it is opened: opening a pipe would wait for its writer.
    match fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed()(error)),
        Ok(metadata) if !metadata.is_file() => return Err(StoreError::NotAFile { path: path.to_owned() }),
        Ok(_) => {}
    }
    let file = File::open(path).map_err(failed())?;
    let version = Version::of(&file.metadata().map_err(failed())?);
    if version.bytes > format::MAX_BYTES {
        return Err(StoreError::TooLarge { path: path.to_owned() });
    }
    Ok(Some((file, version)))
}

/// Takes the text of each entry of a file, from its beginning.
pub(super) fn each(
    path: &Path,
    mut file: &File,
    take: &mut dyn FnMut(Text<'_>) -> io::Result<()>,
) -> Result<FileKind, StoreError> {
    io::Seek::rewind(&mut file).map_err(StoreError::io(Action::Read, path))?;
    // It may grow meanwhile. One byte more than there may be tells that there are too many.
    let mut bounded = BufReader::with_capacity(1 << 16, file.take(format::MAX_BYTES + 1));
    let kind = format::each(&mut bounded, take);
    if bounded.get_ref().limit() == 0 {
        return Err(StoreError::TooLarge { path: path.to_owned() });
    }
    match kind.map_err(StoreError::io(Action::Read, path))? {
        FileKind::Newer(format) => Err(StoreError::Newer { path: path.to_owned(), format }),
        kind => Ok(kind),
    }
}
