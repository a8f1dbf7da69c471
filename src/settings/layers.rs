//! The places that may say a setting, in their order: flag, environment, profile, top of the file. What counts and what is shown
//! as the source are found by the same code.

use super::{
    ConfigError, Environment, FileConfig, Flags, Key, Source,
    table::{Kind, Row},
    theme::RoleColors,
    value::nearest,
    values::{Value, Values},
};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// A value with the place it came from.
#[derive(Clone, Debug)]
pub struct Sourced {
    pub source: Source,
    pub value: Value,
}

/// What one place says.
pub type Place = BTreeMap<Key, Sourced>;

/// All places that may say a setting.
#[derive(Debug)]
pub struct Layers<'a> {
    /// The one that counts first stands first.
    pub(super) places: Vec<Place>,
    environment: &'a Environment<'a>,
}

impl<'a> Layers<'a> {
    /// Puts the places in their order, and chooses the profile.
    ///
    /// # Errors
    /// [`ConfigError::NoProfile`]
    pub fn new(flags: &Flags, environment: &'a Environment<'a>, file: &FileConfig) -> Result<Self, ConfigError> {
        let places = vec![
            place(flags, |key| Source::Flag(key.row().option.0)),
            of_environment(environment),
            place(&file.values, |_| Source::File),
        ];
        let mut layers = Self { places, environment };
        if let Some((source, name)) = layers.text(Key::DefaultProfile) {
            let Some(profile) = file.profiles.get(name) else { return Err(no_profile(source, name, file)) };
            let profile = place(profile, |_| Source::Profile(name.to_owned()));
            layers.places.insert(2, profile);
        }
        Ok(layers)
    }

    fn find(&self, key: Key) -> Option<(usize, &Sourced)> {
        self.places.iter().enumerate().find_map(|(at, place)| Some((at, place.get(&key)?)))
    }

    /// What counts of a setting.
    pub fn given(&self, key: Key) -> Option<&Sourced> {
        let (place, given) = self.find(key)?;
        let counts = match key {
            // One from a lower place than the region is another region's.
            Key::Url => self.find(Key::Region).is_none_or(|(region, _)| region >= place),
            Key::User => given.value.text().is_some_and(|user| !user.trim().is_empty()),
            // A table of colours may name no theme.
            Key::Theme => given.value.text().is_some(),
            _ => true,
        };
        counts.then_some(given)
    }

    /// A text, or a theme's name.
    pub fn text(&self, key: Key) -> Option<(&Source, &str)> {
        let given = self.given(key)?;
        Some((&given.source, given.value.text()?))
    }

    /// A path as it is opened: one of the file may begin with `~/`; what a shell saw is taken as it is.
    pub fn path(&self, key: Key) -> Option<PathBuf> {
        self.given(key).and_then(|given| self.opened(given))
    }

    /// The same of a value that is known.
    pub fn opened(&self, given: &Sourced) -> Option<PathBuf> {
        match (&given.value, &given.source) {
            (Value::Path(path), Source::Profile(_) | Source::File) => Some(home_relative(path, self.environment)),
            (Value::Path(path), _) => Some(path.clone()),
            _ => None,
        }
    }

    /// A switch, or its default.
    pub fn is_on(&self, key: Key) -> bool {
        match self.given(key) {
            Some(Sourced { value: Value::Switch(on), .. }) => *on,
            _ => key.row().default == "true",
        }
    }

    /// The colours of the user's own.
    pub fn role_colors(&self) -> RoleColors {
        let table = self.places.iter().find_map(|place| match &place.get(&Key::Theme)?.value {
            Value::Theme(theme) => Some(theme.colors),
            _ => None,
        });
        table.unwrap_or_default()
    }

    /// The keys of the user's own, by the names of their commands.
    pub fn keys(&self) -> BTreeMap<String, Vec<String>> {
        match self.given(Key::Keys) {
            Some(Sourced { value: Value::Keys(table), .. }) => table.0.clone(),
            _ => BTreeMap::new(),
        }
    }
}

fn place(values: &Values, source: impl Fn(Key) -> Source) -> Place {
    values.0.iter().map(|(key, value)| (*key, Sourced { source: source(*key), value: value.clone() })).collect()
}

/// What the environment says. A variable that is empty is not set.
fn of_environment(environment: &Environment<'_>) -> Place {
    let given = |row: &Row| {
        row.variables.iter().find_map(|name| {
            let value = match row.kind {
                Kind::Secret => Value::Secret(environment.secret(name)?),
                Kind::Path => Value::Path(environment.path(name)?),
                _ => Value::Text(environment.text(name)?),
            };
            Some((row.id, Sourced { source: Source::Variable(name), value }))
        })
    };
    Key::ROWS.iter().filter_map(given).collect()
}

fn home_relative(path: &Path, environment: &Environment<'_>) -> PathBuf {
    match (path.strip_prefix("~"), environment.path("HOME")) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => path.to_owned(),
    }
}

fn no_profile(source: &Source, name: &str, file: &FileConfig) -> ConfigError {
    let names = || file.profiles.keys().map(String::as_str);
    ConfigError::NoProfile {
        place: source.clone(),
        name: name.to_owned(),
        known: names().map(|name| format!("{name:?}")).collect(),
        meant: nearest(name, names()).map(str::to_owned),
    }
}

#[cfg(test)]
mod tests;
