//! What the file system of a directory can do, tried on two files of its own.

use super::root::retry;
use rustix::{
    fs::{
        AtFlags, CWD, Mode, OFlags, ResolveFlags, SeekFrom, XattrFlags, copy_file_range, fsetxattr, fstat, ftruncate,
        ioctl_ficlone, openat, openat2, seek, unlinkat,
    },
    io::{Errno, pwrite},
    process::getpid,
};
use std::{io, path::Path};

/// What was tried and worked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "five independent findings")]
pub struct Abilities {
    /// A file is copied by sharing its blocks.
    pub reflink: bool,
    /// The kernel copies without the bytes passing through this process.
    pub copy_file_range: bool,
    /// Holes are kept, and found again.
    pub holes: bool,
    /// Extended attributes of users.
    pub xattr: bool,
    /// Paths are resolved beneath the root by the kernel.
    pub openat2: bool,
}

/// Tries each ability in a directory. Returns an error when no file can be made there; the files are removed.
pub fn check(root: &Path) -> io::Result<Abilities> {
    let dir = openat(CWD, root, OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?;
    let names = ["a", "b"].map(|which| format!(".eftop-check-{}-{which}", getpid()));
    let flags = OFlags::CREATE | OFlags::EXCL | OFlags::RDWR | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let make = |name: &String| openat(&dir, name.as_str(), flags, Mode::RUSR | Mode::WUSR);
    let one = make(&names[0])?;
    let other = make(&names[1]);
    for name in &names {
        let _ = unlinkat(&dir, name.as_str(), AtFlags::empty());
    }
    let other = other?;
    // A block of data and a hole of 1 MiB.
    pwrite(&one, &[1; 4096], 0)?;
    ftruncate(&one, 1 << 20)?;
    let holes =
        || -> Result<bool, Errno> { Ok(seek(&one, SeekFrom::Hole(0))? < 1 << 20 && fstat(&one)?.st_blocks < 2048) };
    let ranges = || copy_file_range(&one, Some(&mut 0), &other, Some(&mut 0), 4096);
    Ok(Abilities {
        holes: holes().unwrap_or(false),
        copy_file_range: retry(ranges).is_ok_and(|copied| copied > 0),
        reflink: ioctl_ficlone(&other, &one).is_ok(),
        xattr: fsetxattr(&one, c"user.eftop", b"1", XattrFlags::empty()).is_ok(),
        openat2: openat2(&dir, c".", OFlags::PATH | OFlags::CLOEXEC, Mode::empty(), ResolveFlags::BENEATH).is_ok(),
    })
}
