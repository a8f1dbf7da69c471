//! What can be wrong with what a user set: where it stands, what it is, and what is allowed.

use super::{
    Source,
    mistake::Mistake,
    table::{Doc, Key},
};
use crate::messages::{InLang, Lang, words};
use std::path::PathBuf;

/// Where keys are made, by the service's own page on its token call.
const KEYS_PAGE: &str = "https://www.scnet.cn/ui/console/index.html#/personal/auth-manage";

/// What may be given.
#[derive(Clone, Copy, Debug)]
pub enum Allowed {
    Words(&'static [&'static str]),
    Form(Doc),
}

/// A key that signing in lacks.
#[derive(Clone, Debug)]
pub struct Missing {
    pub key: Key,
    /// Where the other key of the pair is.
    pub beside: Option<Source>,
}

/// A setting that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.text(Lang::En))]
pub enum ConfigError {
    /// A value is not allowed.
    BadValue { place: Source, key: &'static str, value: String, allowed: Allowed },
    /// The file is no TOML, or has a key that does not exist, or a value of a wrong type.
    BadFile { path: PathBuf, mistake: Mistake },
    /// A token file without a token.
    NoToken(PathBuf),
    /// A file cannot be read.
    Unreadable { path: PathBuf, source: std::io::Error },
    /// A file with a secret can be read by others.
    OpenSecret(PathBuf),
    /// There is nothing to sign in with.
    NoCredentials,
    /// There are keys, but not all three, and no token.
    IncompleteKeys(Vec<Missing>),
    /// A value that no HTTP header can hold. It is not repeated: it may be a secret, or a part of one.
    Unsendable { place: Source, key: &'static str },
    /// A profile that does not exist.
    NoProfile {
        place: Source,
        name: String,
        /// Those that there are.
        known: Vec<String>,
        /// The one that was probably meant.
        meant: Option<String>,
    },
    /// No place for state or configuration can be derived.
    NoHome(&'static str),
}

impl ConfigError {
    /// Whether it is about signing in, which has an exit code of its own.
    pub fn is_about_signing_in(&self) -> bool {
        matches!(self, Self::NoCredentials | Self::IncompleteKeys(_) | Self::Unsendable { .. } | Self::OpenSecret(_))
    }
}

impl InLang for ConfigError {
    fn text(&self, lang: Lang) -> String {
        let words = &words(lang).config;
        match self {
            Self::BadValue { place, key, value, allowed } => {
                (words.bad_value)(&place.place(lang), key, value, &allowed.text(lang))
            }
            Self::BadFile { path, mistake } => (words.bad_file)(path.display(), &mistake.text(lang)),
            Self::NoToken(path) => (words.no_token)(path.display()),
            Self::Unreadable { path, source } => (words.unreadable)(path.display(), source),
            Self::OpenSecret(path) => (words.open_secret)(path.display()),
            Self::NoCredentials => (words.no_credentials)(KEYS_PAGE),
            Self::IncompleteKeys(missing) => {
                (words.incomplete_keys)(&missing.iter().map(|missing| missing.text(lang)).collect::<Vec<_>>())
            }
            Self::Unsendable { place, key } => (words.unsendable)(&place.place(lang), key),
            Self::NoProfile { place, name, known, meant } => {
                let all = known.join(", ");
                let others = match meant {
                    _ if known.is_empty() => words.no_profiles.to_owned(),
                    Some(near) => (words.near_profile)(near, &all),
                    None => (words.profiles)(&all),
                };
                (words.no_profile)(&place.place(lang), name, &others)
            }
            Self::NoHome(variable) => (words.no_home)(variable),
        }
    }
}

impl InLang for Allowed {
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::Words(all) => (words(lang).config.one_of)(all),
            Self::Form(doc) => doc.of(lang).to_owned(),
        }
    }
}

impl InLang for Missing {
    fn text(&self, lang: Lang) -> String {
        let (words, row, variable) = (&words(lang).config, self.key.row(), self.key.row().variables.join(", "));
        let what = match self.key {
            Key::AccessKey => words.access_key,
            Key::SecretKey => words.secret_key,
            _ => words.user,
        };
        match &self.beside {
            None => (words.missing)(what, &variable, row.key),
            Some(Source::Variable(other)) => (words.missing_variable)(what, &variable, other),
            Some(other) => (words.missing_key)(what, row.key, &other.place(lang)),
        }
    }
}
