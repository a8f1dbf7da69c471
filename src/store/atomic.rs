//! Files that are replaced whole or not at all, and files that are put aside under a name of their own.

use jiff::Timestamp;
use rustix::io::Errno;
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Seek},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};
use tempfile::NamedTempFile;

/// How many names are tried for a file that is put aside.
const NAMES: u32 = 1000;

/// How many symbolic links may follow each other: as many as the system takes.
const LINKS: usize = 40;

/// What `path` leads to over symbolic links, whether it is there or not: to replace that leaves the links as they are.
///
/// # Errors
/// When the links go round in a circle.
pub fn behind_links(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..=LINKS {
        // What is no link, is not there, or cannot be looked at is for whoever opens it to tell.
        let Ok(to) = fs::read_link(&path) else { return Ok(path) };
        path = path.parent().unwrap_or(Path::new("")).join(to);
    }
    Err(Errno::LOOP.into())
}

/// A file that will be put in the place of another one: after a crash at any point there is the old file or the new one, whole. It can be
/// read and written by its owner only, and is removed when it is dropped.
#[derive(Debug)]
pub struct Replacement<'p> {
    path: &'p Path,
    new: NamedTempFile,
}

impl<'p> Replacement<'p> {
    /// An empty file beside `path`, which it will replace.
    ///
    /// # Errors
    /// What the system says.
    pub fn begin(path: &'p Path) -> io::Result<Self> {
        // Created with mode 0600.
        let new = tempfile::Builder::new().prefix(".eftop-").suffix(".tmp").tempfile_in(folder(path))?;
        Ok(Self { path, new })
    }

    /// Where to write.
    pub fn file(&self) -> &File {
        self.new.as_file()
    }

    /// Puts it in place.
    ///
    /// # Errors
    /// [`io::ErrorKind::FileTooLarge`] when it has more than `most` bytes, and what the system says.
    pub fn commit(self, most: u64) -> io::Result<()> {
        if self.file().metadata()?.len() > most {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.file().sync_all()?;
        self.new.persist(self.path).map_err(|refused| refused.error)?;
        sync_folder(folder(self.path))
    }
}

fn folder(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new("."))
}

/// Makes the change of a name last. Some filesystems cannot, and then there is nothing to be done.
fn sync_folder(folder: &Path) -> io::Result<()> {
    match File::open(folder)?.sync_all() {
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        other => other,
    }
}

/// Renames `path` to a name of its own beside it, and tells that.
pub fn move_aside(path: &Path, now: Timestamp) -> io::Result<PathBuf> {
    let (_, aside) = claim(path, now)?;
    fs::rename(path, &aside)?;
    Ok(aside)
}

/// Keeps the content of the file `from`, that of `path`, under a name of its own beside it, and tells that.
pub fn copy_aside(path: &Path, mut from: File, now: Timestamp) -> io::Result<PathBuf> {
    from.rewind()?;
    let (mut file, aside) = claim(path, now)?;
    io::copy(&mut from, &mut file)?;
    file.sync_all()?;
    Ok(aside)
}

/// Creates an empty file `PATH.damaged-YYYYMMDDTHHMMSS` (UTC), with a count behind it when there is one already.
fn claim(path: &Path, now: Timestamp) -> io::Result<(File, PathBuf)> {
    let mut name = path.as_os_str().to_owned();
    name.push(now.strftime(".damaged-%Y%m%dT%H%M%S").to_string());
    for count in 1..=NAMES {
        let mut aside = name.clone();
        if count > 1 {
            aside.push(format!("-{count}"));
        }
        match OpenOptions::new().create_new(true).write(true).mode(0o600).open(&aside) {
            Ok(file) => return Ok((file, aside.into())),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}
