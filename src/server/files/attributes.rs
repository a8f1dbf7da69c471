//! Owner, mode, times and extended attributes of a copy.

use rustix::{
    fd::{AsFd, BorrowedFd},
    fs::{
        AtFlags, Gid, Mode, Stat, Timespec, Timestamps, Uid, XattrFlags, chownat, fchmod, fchown, fgetxattr,
        flistxattr, fsetxattr, futimens, utimensat,
    },
    io::Errno,
    process::{getegid, geteuid},
};
use std::ffi::CStr;

/// The kernel's limit, of the list of names and of a value.
const LARGEST: usize = 65536;
const SETS_ID: u32 = 0o6000;

/// Whose files this process creates.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Creator {
    user: u32,
    group: u32,
}

impl Creator {
    pub(crate) fn of_process() -> Self {
        Self { user: geteuid().as_raw(), group: getegid().as_raw() }
    }

    /// Gives an open copy the attributes of its source. Returns whether it has all of them now.
    ///
    /// Times come last, they change with the others. Bits that let a program run as its owner are kept only with that owner. Nobody
    /// but root can give files away: that a copy belongs to who made it is no loss to report then.
    pub(crate) fn give(self, from: BorrowedFd<'_>, stat: &Stat, to: BorrowedFd<'_>, inherits_group: bool) -> bool {
        let mut mode = stat.st_mode & 0o7777;
        let mut whole = true;
        if stat.st_uid != self.user || stat.st_gid != self.group || inherits_group || mode & SETS_ID != 0 {
            let (owner, group) = ids(stat);
            if fchown(to, Some(owner), Some(group)).is_err() {
                let _ = fchown(to, None, Some(group));
                mode &= !SETS_ID;
                whole = self.user != 0;
            }
        }
        whole &= fchmod(to, Mode::from_raw_mode(mode)).is_ok();
        whole &= extended(from, to).is_ok();
        whole & futimens(to, &times(stat)).is_ok()
    }

    /// The same for a symbolic link, which has no mode.
    pub(crate) fn give_link(self, stat: &Stat, dir: BorrowedFd<'_>, name: &CStr) -> bool {
        let mut whole = true;
        if stat.st_uid != self.user || stat.st_gid != self.group {
            let (owner, group) = ids(stat);
            whole = chownat(dir, name, Some(owner), Some(group), AtFlags::SYMLINK_NOFOLLOW).is_ok() || self.user != 0;
        }
        whole & utimensat(dir, name, &times(stat), AtFlags::SYMLINK_NOFOLLOW).is_ok()
    }
}

fn ids(stat: &Stat) -> (Uid, Gid) {
    (Uid::from_raw(stat.st_uid), Gid::from_raw(stat.st_gid))
}

fn times(stat: &Stat) -> Timestamps {
    let nanoseconds = |value: u64| i64::try_from(value).unwrap_or(0);
    Timestamps {
        last_access: Timespec { tv_sec: stat.st_atime, tv_nsec: nanoseconds(stat.st_atime_nsec) },
        last_modification: Timespec { tv_sec: stat.st_mtime, tv_nsec: nanoseconds(stat.st_mtime_nsec) },
    }
}

/// Copies extended attributes, access lists among them. Those of the security modules are set by the system itself, and
/// `trusted.` ones are only seen by root, so that failing to set one of these is no loss to report.
fn extended(from: BorrowedFd<'_>, to: BorrowedFd<'_>) -> Result<(), Errno> {
    let mut short = [0; 1024];
    match flistxattr(from, &mut short) {
        Ok(0) | Err(Errno::OPNOTSUPP) => Ok(()),
        Ok(length) => each(short.get(..length).unwrap_or_default(), from, to),
        Err(Errno::RANGE) => {
            let mut long = vec![0; LARGEST];
            let length = flistxattr(from, &mut long)?;
            each(long.get(..length).unwrap_or_default(), from, to)
        }
        Err(errno) => Err(errno),
    }
}

fn each(names: &[u8], from: BorrowedFd<'_>, to: BorrowedFd<'_>) -> Result<(), Errno> {
    let mut result = Ok(());
    let mut value = vec![0; LARGEST];
    for name in names.split_inclusive(|byte| *byte == 0) {
        let Ok(name) = CStr::from_bytes_with_nul(name) else { continue };
        let copied = fgetxattr(from.as_fd(), name, &mut value)
            .and_then(|length| fsetxattr(to, name, value.get(..length).unwrap_or_default(), XattrFlags::empty()));
        let bytes = name.to_bytes();
        if copied.is_err() && !bytes.starts_with(b"security.") && !bytes.starts_with(b"trusted.") {
            result = copied;
        }
    }
    result
}
