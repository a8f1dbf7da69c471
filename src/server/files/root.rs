//! Confinement: everything is opened relative to a directory that is held open, and nothing outside it can be named.
//!
//! The path of a request may lead through symbolic links that stay inside the root; the kernel resolves it in one step, so that a
//! racing change cannot lead out. Where it has no `openat2` (before 5.6, or forbidden by a sandbox), no link is followed at all.
//! Below the entry that a request names, each step is one name in an open directory, never a link, and never another mount.

use super::cause::Cause;
use rustix::{
    fd::{AsFd, BorrowedFd, OwnedFd},
    fs::{
        AtFlags, FileType, Mode, OFlags, ResolveFlags, Stat, StatxAttributes, StatxFlags, fstat, open, openat, openat2,
        statat, statx,
    },
    io::Errno,
};
use std::{ffi::CStr, path::Path};

/// How often the kernel may answer that the tree changed while it looked.
const TRIES: usize = 100;
/// The most directories between the root and one that a request names: a path has at most 4096 bytes.
const DEEPEST: usize = 4096;

/// Device and inode: one directory or file, under whatever name.
pub(crate) type Identity = (u64, u64);

pub(crate) fn identity(stat: &Stat) -> Identity {
    (stat.st_dev, stat.st_ino)
}

/// The directory that is served.
#[derive(Debug)]
pub(crate) struct Root {
    fd: OwnedFd,
    identity: Identity,
    openat2: bool,
    cross_mounts: bool,
    /// The service's own state and, if it lies inside the root, the directories that lead to it.
    state: Vec<Identity>,
}

impl Root {
    /// Opens the root. `state` is the folder of the service's own data, which no task may touch; it cannot be the root itself.
    pub(crate) fn open(path: &Path, state: &Path, cross_mounts: bool, may_openat2: bool) -> Result<Self, Errno> {
        let folder = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let fd = open(path, folder, Mode::empty())?;
        let identity = identity(&fstat(&fd)?);
        let probe = openat2(&fd, c".", folder, Mode::empty(), ResolveFlags::BENEATH);
        let mut root = Self { fd, identity, openat2: may_openat2 && probe.is_ok(), cross_mounts, state: Vec::new() };
        root.state = root.ancestors(open(state, folder, Mode::empty())?.as_fd())?;
        if root.state == [identity] {
            return Err(Errno::INVAL);
        }
        if root.state.last() == Some(&identity) {
            root.state.pop();
        } else {
            root.state.truncate(1);
        }
        Ok(root)
    }

    pub(crate) fn openat2(&self) -> bool {
        self.openat2
    }

    /// Opens a directory by its path relative to the root.
    pub(crate) fn folder(&self, path: &CStr) -> Result<OwnedFd, Cause> {
        let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
        if self.openat2 {
            let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_MAGICLINKS;
            return retry(|| openat2(&self.fd, path, flags, Mode::empty(), resolve)).map_err(|errno| match errno {
                Errno::XDEV | Errno::LOOP => Cause::Link,
                other => other.into(),
            });
        }
        let mut at = retry(|| openat(&self.fd, c".", flags, Mode::empty()))?;
        for part in path.to_bytes().split(|byte| *byte == b'/').filter(|part| !part.is_empty() && *part != b".") {
            at = retry(|| openat(&at, part, flags | OFlags::NOFOLLOW, Mode::empty())).map_err(|errno| {
                let is_link =
                    statat(&at, part, AtFlags::SYMLINK_NOFOLLOW).is_ok_and(|stat| kind(&stat) == FileType::Symlink);
                if is_link { Cause::Link } else { errno.into() }
            })?;
        }
        Ok(at)
    }

    /// Opens the entry `name` of an open directory: no link, and nothing mounted there unless mounts are crossed, by all tasks or
    /// here, where the request named it.
    pub(crate) fn child(&self, dir: impl AsFd, name: &CStr, flags: OFlags, is_named: bool) -> Result<OwnedFd, Cause> {
        let crosses = self.cross_mounts || is_named;
        let flags = flags | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        if self.openat2 {
            let mut resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS;
            resolve.set(ResolveFlags::NO_XDEV, !crosses);
            return retry(|| openat2(&dir, name, flags, Mode::empty(), resolve)).map_err(|errno| match errno {
                Errno::XDEV => Cause::Mount,
                other => other.into(),
            });
        }
        let child = retry(|| openat(&dir, name, flags, Mode::empty()))?;
        if !crosses && is_mount(dir.as_fd(), child.as_fd())? {
            return Err(Cause::Mount);
        }
        Ok(child)
    }

    /// An open directory and those above it up to the root, or up to the system's.
    pub(crate) fn ancestors(&self, dir: BorrowedFd<'_>) -> Result<Vec<Identity>, Errno> {
        let mut chain = vec![identity(&fstat(dir)?)];
        let mut above: Option<OwnedFd> = None;
        while chain.last() != Some(&self.identity) && chain.len() < DEEPEST {
            let at = above.as_ref().map_or(dir, OwnedFd::as_fd);
            let next = openat(at, c"..", OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?;
            let id = identity(&fstat(&next)?);
            if chain.last() == Some(&id) {
                break;
            }
            chain.push(id);
            above = Some(next);
        }
        Ok(chain)
    }

    /// Whether walks go on into what is mounted inside the root.
    pub(crate) fn crosses_mounts(&self) -> bool {
        self.cross_mounts
    }

    /// Whether this is the service's own state or, with `above`, a directory that holds it.
    pub(crate) fn is_state(&self, id: Identity, above: bool) -> bool {
        if above { self.state.contains(&id) } else { self.state.first() == Some(&id) }
    }
}

/// Whether a child was reached over a mount. Kernels before 5.8 cannot say it of a bind mount of the same device.
fn is_mount(dir: BorrowedFd<'_>, child: BorrowedFd<'_>) -> Result<bool, Errno> {
    if let Ok(of) = statx(child, c"", AtFlags::EMPTY_PATH, StatxFlags::TYPE)
        && of.stx_attributes_mask.contains(StatxAttributes::MOUNT_ROOT)
    {
        return Ok(of.stx_attributes.contains(StatxAttributes::MOUNT_ROOT));
    }
    Ok(fstat(dir)?.st_dev != fstat(child)?.st_dev)
}

/// The kind of an entry.
pub(crate) fn kind(stat: &Stat) -> FileType {
    FileType::from_raw_mode(stat.st_mode)
}

/// Interrupted calls are made again, and so are those that met a changing tree, for a while.
pub(crate) fn retry<T>(mut call: impl FnMut() -> Result<T, Errno>) -> Result<T, Errno> {
    let mut tries = 0;
    loop {
        match call() {
            Err(Errno::INTR | Errno::AGAIN) if tries < TRIES => tries += 1,
            other => return other,
        }
    }
}
