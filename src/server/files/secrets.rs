//! The token and the keys of a data folder: made once and kept, so that clients go on after a restart.

use super::random;
use rustix::io::Errno;
use serde::{Deserialize, Serialize};
use std::{fmt, fs, io, io::Write, os::unix::fs::DirBuilderExt, path::Path};
use tempfile::NamedTempFile;

/// The file in the data folder.
const NAME: &str = "secrets.json";

/// What opens a server.
#[derive(Clone, Serialize, Deserialize)]
pub struct Secrets {
    pub token: String,
    pub access_key: String,
    pub secret_key: String,
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secrets").finish_non_exhaustive()
    }
}

impl Secrets {
    /// Those of a data folder; they are made when there are none.
    ///
    /// # Errors
    /// When the folder cannot be used, or holds what is none of ours: that is left as it is.
    pub fn of(folder: &Path) -> io::Result<Self> {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        let path = folder.join(NAME);
        if let Some(kept) = Self::read(&path)? {
            return Ok(kept);
        }
        let made = Self::new()?;
        match private(&path, &serde_json::to_vec(&made)?)?.persist_noclobber(&path) {
            Ok(_) => Ok(made),
            // Another server has made them meanwhile.
            Err(refused) => Self::read(&path)?.ok_or(refused.error),
        }
    }

    fn read(path: &Path) -> io::Result<Option<Self>> {
        let text = match fs::read(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            text => text?,
        };
        let foreign = |_| io::Error::new(io::ErrorKind::InvalidData, "it does not hold a token and keys");
        serde_json::from_slice(&text).map(Some).map_err(foreign)
    }

    fn new() -> Result<Self, Errno> {
        let text = || Ok::<_, Errno>(format!("{:032x}{:032x}", random()?, random()?));
        Ok(Self { token: text()?, access_key: format!("{:032x}", random()?), secret_key: text()? })
    }
}

/// Writes a file that its owner alone can read: as a whole, or not at all.
///
/// # Errors
/// What the system says.
pub fn write_private(path: &Path, text: &[u8]) -> io::Result<()> {
    private(path, text)?.persist(path)?;
    Ok(())
}

/// A file of this text that its owner alone can read, under a name of its own beside `path`.
fn private(path: &Path, text: &[u8]) -> io::Result<NamedTempFile> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut file = tempfile::Builder::new().prefix(".eftop-").tempfile_in(folder)?;
    file.write_all(text)?;
    file.as_file().sync_all()?;
    Ok(file)
}
