//! The bytes of one file: a reflink, else copied by the kernel, else read and written. Holes stay holes.

use super::{cause::Cause, progress::Control};
use rustix::{
    fd::{AsFd, BorrowedFd},
    fs::{SeekFrom, Stat, copy_file_range, fstat, ftruncate, ioctl_ficlone, seek},
    io::{Errno, pread, pwrite},
};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// Bytes between two looks at whether to stop: a slow disk of 8 MB/s takes half a second.
const PIECE: u64 = 4 << 20;
/// Bytes that are read at once. Smaller files are read and written: for them that costs less than asking the kernel.
const BUFFER: usize = 128 << 10;

/// What turned out not to work between the file systems of a task is not tried again for each file.
#[derive(Debug, Default)]
pub(crate) struct Means {
    no_reflink: AtomicBool,
    no_ranges: AtomicBool,
}

/// A copy on its way.
struct Copying<'a> {
    from: BorrowedFd<'a>,
    to: BorrowedFd<'a>,
    means: &'a Means,
    control: &'a Control,
    buffer: &'a mut Vec<u8>,
}

impl Means {
    /// Copies the content into an empty file. A source that is shorter than `stat` says gives a shorter copy. Returns whether the
    /// source is as `stat` says: else the copy may be mixed of several versions.
    pub(crate) fn copy(
        &self,
        from: impl AsFd,
        stat: &Stat,
        to: impl AsFd,
        control: &Control,
        buffer: &mut Vec<u8>,
    ) -> Result<bool, Cause> {
        let size = u64::try_from(stat.st_size).unwrap_or(0);
        let (from, to) = (from.as_fd(), to.as_fd());
        if size > 0 && !self.no_reflink.load(Relaxed) {
            match ioctl_ficlone(to, from) {
                Ok(()) => {
                    control.bytes(size);
                    return Ok(true);
                }
                Err(error @ (Errno::NOSPC | Errno::DQUOT | Errno::IO)) => return Err(error.into()),
                Err(_) => self.no_reflink.store(true, Relaxed),
            }
        }
        let mut copying = Copying { from, to, means: self, control, buffer };
        let sparse = u64::try_from(stat.st_blocks).unwrap_or(0).saturating_mul(512) < size;
        match () {
            () if sparse => copying.data(size)?,
            () if size < BUFFER as u64 => return copying.at_once(size),
            () => copying.range(0, size)?,
        }
        let now = fstat(from)?;
        Ok((now.st_size, now.st_mtime, now.st_mtime_nsec) == (stat.st_size, stat.st_mtime, stat.st_mtime_nsec))
    }
}

impl Copying<'_> {
    /// Copies a small file, which is read at one moment and so never mixed.
    fn at_once(&mut self, size: u64) -> Result<bool, Cause> {
        self.buffer.resize(BUFFER, 0);
        let mut length = 0;
        loop {
            let rest = self.buffer.get_mut(length..).unwrap_or_default();
            let more = again(|| pread(self.from, &mut *rest, length as u64))?;
            length += more;
            if more == 0 || length as u64 >= size {
                break;
            }
        }
        if size == 0 && length > 0 {
            // It grew, or its file system gives no sizes: a copy would lack its content.
            return Err(Cause::Changed);
        }
        self.write(length, 0)?;
        Ok(length as u64 == size)
    }

    /// Copies what is data of a file with holes.
    fn data(&mut self, size: u64) -> Result<(), Cause> {
        ftruncate(self.to, size)?;
        let mut at = 0;
        while at < size {
            let data = match seek(self.from, SeekFrom::Data(at)) {
                Ok(data) if data < size => data,
                Ok(_) | Err(Errno::NXIO) => size,
                // This file system does not say where its holes are.
                Err(Errno::INVAL | Errno::OPNOTSUPP) => return self.range(at, size),
                Err(errno) => return Err(errno.into()),
            };
            self.control.bytes(data - at);
            if data == size {
                break;
            }
            let end = seek(self.from, SeekFrom::Hole(data))?.min(size);
            self.range(data, end)?;
            at = end.max(data + 1);
        }
        Ok(())
    }

    fn range(&mut self, from: u64, to: u64) -> Result<(), Cause> {
        let mut at = from;
        while to - at > BUFFER as u64 && !self.means.no_ranges.load(Relaxed) {
            if self.control.is_interrupted() {
                return Err(Cause::Interrupted);
            }
            let (mut source, mut target) = (at, at);
            let piece = usize::try_from(PIECE.min(to - at)).unwrap_or(BUFFER);
            match copy_file_range(self.from, Some(&mut source), self.to, Some(&mut target), piece) {
                // The end, or a file system that cannot: reading will say.
                Ok(0) => break,
                Ok(copied) => {
                    at += copied as u64;
                    self.control.bytes(copied as u64);
                }
                Err(Errno::INTR | Errno::AGAIN) => {}
                Err(errno @ (Errno::NOSPC | Errno::DQUOT | Errno::IO | Errno::FBIG)) => return Err(errno.into()),
                Err(_) => self.means.no_ranges.store(true, Relaxed),
            }
        }
        self.read_and_write(at, to)
    }

    fn read_and_write(&mut self, mut at: u64, to: u64) -> Result<(), Cause> {
        self.buffer.resize(BUFFER, 0);
        while at < to {
            if self.control.is_interrupted() {
                return Err(Cause::Interrupted);
            }
            let wanted = usize::try_from(to - at).unwrap_or(BUFFER).min(BUFFER);
            let buffer = self.buffer.get_mut(..wanted).unwrap_or_default();
            let length = again(|| pread(self.from, &mut *buffer, at))?;
            self.write(length, at)?;
            at += length as u64;
            if length == 0 {
                break;
            }
        }
        Ok(())
    }

    /// Writes what was read.
    fn write(&self, length: usize, at: u64) -> Result<(), Cause> {
        let mut written = 0;
        while let Some(part) = self.buffer.get(written..length).filter(|part| !part.is_empty()) {
            match again(|| pwrite(self.to, part, at + written as u64))? {
                0 => return Err(Errno::IO.into()),
                more => written += more,
            }
        }
        self.control.bytes(length as u64);
        Ok(())
    }
}

fn again<T>(mut call: impl FnMut() -> Result<T, Errno>) -> Result<T, Errno> {
    loop {
        match call() {
            Err(Errno::INTR | Errno::AGAIN) => {}
            other => return other,
        }
    }
}
