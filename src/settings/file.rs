//! The configuration file as it is written: every key optional, unknown keys refused, secrets only in a file of its owner's.

use super::{
    ConfigError,
    mistake::Mistake,
    values::{KeyOf, Value, Values},
    wiped::Wiped,
};
use serde::{Deserialize, Deserializer, de};
use std::{collections::BTreeMap, fmt, io::Read, os::unix::fs::PermissionsExt, path::Path};

/// The largest file read.
const LARGEST: u64 = 1024 * 1024;

/// `config.toml` as it was written.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(PartialEq))]
pub struct FileConfig {
    /// What stands at its top.
    pub values: Values,
    /// The tables `[profile.NAME]`: what belongs to one account or one region.
    pub profiles: BTreeMap<String, Values>,
}

impl<'de> Deserialize<'de> for FileConfig {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = FileConfig;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table of settings")
            }

            fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<FileConfig, A::Error> {
                let mut file = FileConfig::default();
                while let Some(key) = map.next_key_seed(KeyOf { in_profile: false })? {
                    match key {
                        Some(key) => file.values.read(key, &mut map)?,
                        None => file.profiles = map.next_value()?,
                    }
                }
                Ok(file)
            }
        }
        from.deserialize_map(Visitor)
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
        let read = Self::parse(&text.0).map_err(|mistake| ConfigError::BadFile { path: path.to_owned(), mistake })?;
        // A pipe or a process substitution has no readers to protect from.
        if read.holds_a_secret() && metadata.is_file() && metadata.permissions().mode() & 0o077 != 0 {
            return Err(ConfigError::OpenSecret(path.to_owned()));
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
        let tables = std::iter::once(&self.values).chain(self.profiles.values());
        tables.flat_map(|table| table.0.values()).any(|value| matches!(value, Value::Secret(_)))
    }
}

#[cfg(test)]
mod tests;
