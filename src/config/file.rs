//! The configuration file as it is written: every key optional, unknown keys refused.

use super::ConfigError;
use serde::Deserialize;
use std::{io::Read, path::Path};

/// The largest file read.
const LARGEST: u64 = 1024 * 1024;

/// The keys of `config.toml`. `assets/config.toml` explains them; a test holds that sample equal to the defaults.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FileConfig {
    /// The EFile base URL.
    pub url: Option<String>,
    /// A file that holds the token.
    pub token_file: Option<String>,
    /// Whether plain http to other machines is allowed.
    pub insecure_http: Option<bool>,
    /// Time between polls.
    pub interval: Option<String>,
    /// How long a task may stand still before it counts as stalled.
    pub stall_after: Option<String>,
    /// The offset of the service's times.
    pub service_offset: Option<String>,
    /// The watch set.
    pub set: Option<String>,
    /// `auto`, `en` or `zh`.
    pub lang: Option<String>,
    /// `dark` or `light`.
    pub theme: Option<String>,
    /// `auto`, `full`, `16` or `none`.
    pub colors: Option<String>,
    /// Whether only ASCII is drawn; `auto` by locale and terminal.
    pub ascii: Option<String>,
    /// Whether the mouse is used from the start.
    pub mouse: Option<bool>,
}

impl FileConfig {
    /// Reads a file.
    ///
    /// # Errors
    /// When it cannot be read, is no TOML, or has a key or a type that does not belong there.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let unreadable = |source| ConfigError::Unreadable { path: path.to_owned(), source };
        let file = std::fs::File::open(path).map_err(unreadable)?;
        let mut text = String::new();
        file.take(LARGEST).read_to_string(&mut text).map_err(unreadable)?;
        Self::parse(&text).map_err(|error| ConfigError::BadFile {
            path: path.to_owned(),
            message: error.to_string().trim().to_owned(),
        })
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// What the TOML reader says.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }
}
