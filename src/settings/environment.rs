//! The environment variables that count, behind one door, so that resolving stays a pure function.

use super::{secret::Secret, wiped::Wiped};
use crate::messages::Lang;
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

#[cfg(any(test, feature = "internals"))]
impl<'a> Environment<'a> {
    /// An environment of these pairs.
    pub fn of(pairs: &'a [(&'a str, &'a str)]) -> Self {
        Self {
            lookup: Box::new(|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value))),
        }
    }
}

impl Environment<'_> {
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

    /// Whether texts are read as UTF-8. A locale that names no charset has another one: `zh_CN` means GB2312, `C` means ASCII.
    pub fn is_utf8(&self) -> bool {
        let locale = self.locale("LC_CTYPE").unwrap_or_default();
        // `zh_CN.UTF-8`, `zh_CN.utf8@pinyin`, or the charset alone, as macOS has it.
        let charset = locale.split('@').next().and_then(|name| name.rsplit('.').next()).unwrap_or_default();
        charset.eq_ignore_ascii_case("utf-8") || charset.eq_ignore_ascii_case("utf8")
    }

    /// The language of the locale. Chinese can be read only where its charset is the one that we write.
    pub fn lang(&self) -> Lang {
        let lang = Lang::from_locale(&self.locale("LC_MESSAGES").unwrap_or_default());
        if self.is_utf8() { lang } else { Lang::En }
    }

    /// What `TERM` says of the terminal when that is that it knows no sequences: nothing, or `dumb`.
    pub fn dumb_terminal(&self) -> Option<&'static str> {
        match self.text("TERM").as_deref() {
            None => Some(""),
            Some("dumb") => Some("dumb"),
            Some(_) => None,
        }
    }
}
