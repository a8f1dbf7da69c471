//! The configuration file as it is written: every key optional, unknown keys refused, secrets only in a file of its owner's.

use super::{ConfigError, keys::KeyTable, mistake::Mistake, secret::Secret, theme::FileTheme, wiped::Wiped};
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    io::Read,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

/// The largest file read.
const LARGEST: u64 = 1024 * 1024;

/// The keys of `config.toml`. `assets/config.toml` explains them; a test holds that sample equal to the defaults.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(PartialEq))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FileConfig {
    /// The profile that counts where none is named.
    pub default_profile: Option<String>,
    /// The profiles by their names.
    #[serde(default)]
    pub profile: BTreeMap<String, Profile>,
    /// The user's name on the platform.
    pub user: Option<String>,
    /// AK.
    pub access_key: Option<Secret>,
    /// SK.
    pub secret_key: Option<Secret>,
    pub token_file: Option<PathBuf>,
    /// The region: its id, its name, or a part of its name.
    pub region: Option<String>,
    /// The EFile base URL.
    pub url: Option<String>,
    /// The address of the token call.
    pub token_url: Option<String>,
    /// The address of the center call.
    pub center_url: Option<String>,
    /// Whether tokens are kept between runs.
    pub token_cache: Option<bool>,
    /// Certificates that are trusted beside the system's.
    pub ca_file: Option<PathBuf>,
    /// Whether plain http to other machines is allowed.
    pub insecure_http: Option<bool>,
    /// Time between polls.
    pub interval: Option<String>,
    /// How long a task may stand still before it counts as stalled.
    pub stall_after: Option<String>,
    /// How long a task that was alive is absent from all answers before it counts as gone.
    pub gone_after: Option<String>,
    pub service_offset: Option<String>,
    pub set: Option<String>,
    /// `auto`, `en` or `zh`.
    pub lang: Option<String>,
    /// `auto` or a palette's name, or a table of colours by role.
    pub theme: Option<FileTheme>,
    /// `auto`, `full`, `16` or `none`.
    pub colors: Option<String>,
    /// Whether only ASCII is drawn; `auto` by locale and terminal.
    pub ascii: Option<String>,
    /// Whether the mouse is used from the start.
    pub mouse: Option<bool>,
    /// `auto`, `bell`, `osc` or `off`.
    pub notify: Option<String>,
    /// Whether the window's title is ours.
    pub title: Option<bool>,
    /// The keys of commands, by the commands' names.
    pub keys: Option<KeyTable>,
}

/// The keys of a table `[profile.NAME]`: what belongs to one account or one region. They count before those of the same name at the
/// top of the file.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(PartialEq))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", expecting = "a table of settings")]
pub struct Profile {
    /// The user's name on the platform.
    pub user: Option<String>,
    /// AK.
    pub access_key: Option<Secret>,
    /// SK.
    pub secret_key: Option<Secret>,
    pub token_file: Option<PathBuf>,
    /// The region: its id, its name, or a part of its name.
    pub region: Option<String>,
    /// The EFile base URL.
    pub url: Option<String>,
    /// The address of the token call.
    pub token_url: Option<String>,
    /// The address of the center call.
    pub center_url: Option<String>,
    /// Whether tokens are kept between runs.
    pub token_cache: Option<bool>,
    /// Certificates that are trusted beside the system's.
    pub ca_file: Option<PathBuf>,
    /// Whether plain http to other machines is allowed.
    pub insecure_http: Option<bool>,
    /// Time between polls.
    pub interval: Option<String>,
    pub service_offset: Option<String>,
    pub set: Option<String>,
}

impl From<Profile> for FileConfig {
    /// A file that holds only this profile's keys, so that both layers are read by the same code.
    fn from(profile: Profile) -> Self {
        let Profile {
            user,
            access_key,
            secret_key,
            token_file,
            region,
            url,
            token_url,
            center_url,
            token_cache,
            ca_file,
            insecure_http,
            interval,
            service_offset,
            set,
        } = profile;
        Self {
            user,
            access_key,
            secret_key,
            token_file,
            region,
            url,
            token_url,
            center_url,
            token_cache,
            ca_file,
            insecure_http,
            interval,
            service_offset,
            set,
            ..Self::default()
        }
    }
}

impl FileConfig {
    /// Reads a file. Its text, which may hold secrets, is overwritten before this returns. (Where it is no TOML the reader's error
    /// has a copy that is only dropped; the program ends with that.)
    ///
    /// # Errors
    /// When it cannot be read, is no TOML, has a key or a type that does not belong there, or holds a secret that others can read.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let unreadable = |source| ConfigError::Unreadable { path: path.to_owned(), source };
        let file = std::fs::File::open(path).map_err(unreadable)?;
        let metadata = file.metadata().map_err(unreadable)?;
        // Room for all from the start: a text that grows leaves copies behind that nobody overwrites.
        let room = usize::try_from(metadata.len().min(LARGEST)).unwrap_or_default() + 64;
        let mut text = Wiped(String::with_capacity(room));
        file.take(LARGEST).read_to_string(&mut text.0).map_err(unreadable)?;
        let read = Self::parse(&text.0)
            .map_err(|mistake| ConfigError::BadFile { path: path.to_owned(), message: mistake.to_string() })?;
        // A pipe or a process substitution has no readers to protect from.
        if read.holds_a_secret() && metadata.is_file() && metadata.permissions().mode() & 0o077 != 0 {
            return Err(ConfigError::OpenSecret(path.display().to_string()));
        }
        Ok(read)
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// What is wrong, and where; never what stands there.
    pub fn parse(text: &str) -> Result<Self, Mistake> {
        toml::from_str(text).map_err(|error| Mistake::of(&error, text))
    }

    fn holds_a_secret(&self) -> bool {
        let own = [&self.access_key, &self.secret_key];
        let profiles = self.profile.values().flat_map(|profile| [&profile.access_key, &profile.secret_key]);
        own.into_iter().chain(profiles).flatten().any(|secret| !secret.is_blank())
    }
}

#[cfg(test)]
mod tests;
