//! What one place says of the settings: the command line, a profile, or the top of the file.

use super::{
    keys::KeyTable,
    secret::Secret,
    table::{InFile, Key, Kind},
    theme::FileTheme,
};
use serde::{
    Deserialize, Deserializer,
    de::{self, DeserializeSeed},
};
use std::{
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
    sync::LazyLock,
};

/// A value as it was written.
#[derive(Clone, Debug)]
#[cfg_attr(test, derive(PartialEq))]
pub enum Value {
    Text(String),
    Path(PathBuf),
    Switch(bool),
    Secret(Secret),
    Theme(FileTheme),
    Keys(KeyTable),
}

impl Value {
    /// The text, or a theme's name.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Theme(theme) => theme.name.as_deref(),
            _ => None,
        }
    }
}

/// The values of one place.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(PartialEq))]
pub struct Values(pub BTreeMap<Key, Value>);

impl Values {
    pub fn text(&self, key: Key) -> Option<&str> {
        self.0.get(&key).and_then(Value::text)
    }

    pub fn path(&self, key: Key) -> Option<&Path> {
        match self.0.get(&key) {
            Some(Value::Path(path)) => Some(path),
            _ => None,
        }
    }

    /// Takes the demo's defaults where nothing was said.
    #[cfg(feature = "server")]
    #[must_use]
    pub fn or_of_demo(mut self) -> Self {
        for row in Key::ROWS.iter().filter(|row| !row.demo.is_empty()) {
            self.0.entry(row.id).or_insert_with(|| Value::Text(row.demo.to_owned()));
        }
        self
    }

    #[cfg(test)]
    pub fn of(key: Key, value: &str) -> Self {
        let value = match key.row().kind {
            Kind::Path => Value::Path(value.into()),
            Kind::Switch => Value::Switch(value == "true"),
            _ => Value::Text(value.to_owned()),
        };
        Self([(key, value)].into())
    }

    /// Reads the value of a key of the file. A blank secret counts as not set.
    pub(super) fn read<'de, A: de::MapAccess<'de>>(&mut self, key: Key, map: &mut A) -> Result<(), A::Error> {
        let value = match key.row().kind {
            Kind::Text | Kind::Offset | Kind::Url | Kind::Words(_) => Value::Text(map.next_value()?),
            Kind::Path => Value::Path(map.next_value()?),
            Kind::Switch => Value::Switch(map.next_value()?),
            Kind::Secret => match map.next_value::<Secret>()? {
                secret if secret.is_blank() => return Ok(()),
                secret => Value::Secret(secret),
            },
            Kind::Theme(_) => Value::Theme(map.next_value()?),
            Kind::Keys => Value::Keys(map.next_value()?),
        };
        self.0.insert(key, value);
        Ok(())
    }
}

/// The name of the table that holds the profiles.
const PROFILES: &str = "profile";

static TOP_KEYS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let keys = Key::ROWS.iter().filter(|row| row.in_file != InFile::Never).map(|row| row.key);
    keys.chain([PROFILES]).collect()
});

static PROFILE_KEYS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| Key::ROWS.iter().filter(|row| row.in_file == InFile::TopOrProfile).map(|row| row.key).collect());

/// Reads a key of the file; `None` is that of the profiles.
pub(super) struct KeyOf {
    pub in_profile: bool,
}

impl<'de> DeserializeSeed<'de> for KeyOf {
    type Value = Option<Key>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Option<Key>, D::Error> {
        let key = String::deserialize(from)?;
        let known: &'static [&'static str] = if self.in_profile { &PROFILE_KEYS } else { &TOP_KEYS };
        if !known.contains(&key.as_str()) {
            return Err(de::Error::unknown_field(&key, known));
        }
        Ok(Key::ROWS.iter().find(|row| row.key == key).map(|row| row.id))
    }
}

/// Reads a profile.
impl<'de> Deserialize<'de> for Values {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Values;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table of settings")
            }

            fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Values, A::Error> {
                let mut values = Values::default();
                while let Some(key) = map.next_key_seed(KeyOf { in_profile: true })? {
                    // A profile holds no profiles, so each of its keys is one of the table.
                    if let Some(key) = key {
                        values.read(key, &mut map)?;
                    }
                }
                Ok(values)
            }
        }
        from.deserialize_map(Visitor)
    }
}
