//! The environment variables that count, behind one door, so that resolving stays a pure function.

use super::secret::{Secret, Wiped};
use std::{ffi::OsString, path::PathBuf};

/// Finds the value of a variable.
type Lookup<'a> = Box<dyn Fn(&str) -> Option<OsString> + 'a>;

/// A view of the environment.
pub struct Environment<'a> {
    lookup: Lookup<'a>,
}

impl std::fmt::Debug for Environment<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Values are not shown: some are secrets.
        f.write_str("Environment")
    }
}

impl Environment<'static> {
    /// The environment of this process.
    pub fn of_process() -> Self {
        Self { lookup: Box::new(|name| std::env::var_os(name)) }
    }
}

impl<'a> Environment<'a> {
    /// An environment of these pairs.
    pub fn of(pairs: &'a [(&'a str, &'a str)]) -> Self {
        Self {
            lookup: Box::new(|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value))),
        }
    }

    /// A variable's text; an empty one counts as not set.
    pub fn text(&self, name: &str) -> Option<String> {
        (self.lookup)(name).map(|value| value.to_string_lossy().into_owned()).filter(|value| !value.is_empty())
    }

    /// A variable's secret; an empty one counts as not set.
    pub fn secret(&self, name: &str) -> Option<Secret> {
        self.text(name).map(|text| Secret::new(&Wiped(text).0)).filter(|secret| !secret.is_blank())
    }

    /// A variable's path; an empty one counts as not set.
    pub fn path(&self, name: &str) -> Option<PathBuf> {
        (self.lookup)(name).filter(|value| !value.is_empty()).map(PathBuf::from)
    }

    /// The locale for a category, as POSIX orders them: `LC_ALL`, the category, `LANG`.
    pub fn locale(&self, category: &str) -> Option<String> {
        self.text("LC_ALL").or_else(|| self.text(category)).or_else(|| self.text("LANG"))
    }
}
