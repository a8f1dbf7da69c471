//! The file that a token came from: whoever renews the token by other means writes it there.

use crate::settings;
use secrecy::{ExposeSecret, SecretString};
use std::{
    os::unix::fs::MetadataExt,
    path::PathBuf,
    sync::{Mutex, PoisonError},
};
use tracing::warn;

/// What tells that a file has changed: when, its size, and which file it is.
type Stamp = (i64, i64, u64, u64);

/// A token file.
#[derive(Debug)]
pub struct TokenFile {
    path: PathBuf,
    /// The token that was read last, and the stamp of the file then; none before the first look.
    last: Mutex<(SecretString, Option<Stamp>)>,
}

impl TokenFile {
    /// The file that `token` was read from.
    pub fn new(path: PathBuf, token: SecretString) -> Self {
        Self { path, last: Mutex::new((token, None)) }
    }

    /// The token in the file if it is another than the last one. Unless `in_any_case`, the file is read only when it has changed.
    pub async fn read(&self, in_any_case: bool) -> Option<SecretString> {
        let (path, before) = (self.path.clone(), self.last.lock().unwrap_or_else(PoisonError::into_inner).1);
        let reading = tokio::task::spawn_blocking(move || {
            let stamp =
                std::fs::metadata(&path).ok().map(|file| (file.mtime(), file.mtime_nsec(), file.size(), file.ino()));
            let is_due = in_any_case || (stamp.is_some() && stamp != before);
            (stamp, is_due.then(|| settings::Token::from_file(&path)))
        });
        let (stamp, token) = reading.await.ok()?;
        let token = match token? {
            Ok(token) => token.into_secret(),
            Err(error) => {
                // It may be half written. A later look finds it changed, or the token is refused.
                warn!(%error, "the token file was not read again");
                return None;
            }
        };
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let is_other = last.0.expose_secret() != token.expose_secret();
        *last = (token.clone(), stamp);
        is_other.then_some(token)
    }
}
