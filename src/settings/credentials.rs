//! Chooses what signs in: the highest place with complete credentials, and there keys before a token, since keys can be renewed.

use super::{
    ConfigError, Token,
    layers::{Layers, Source},
    secret::Secret,
};
use std::path::PathBuf;

/// What signs in.
#[derive(Clone, Debug)]
pub enum Credentials {
    /// The token of one region.
    Token(Token),
    /// The keys of a user, which give a token for each region.
    Keys {
        /// The user's name on the platform.
        user: String,
        /// AK.
        access_key: Token,
        /// SK.
        secret_key: Token,
    },
}

/// Which of the credentials count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Keys,
    Token,
}

/// A token that nobody has looked at yet.
#[derive(Clone, Debug)]
enum Written {
    Here(Secret),
    InFile(PathBuf),
}

/// What one place holds, each with its source.
#[derive(Clone, Debug, Default)]
pub(super) struct Held {
    pub access_key: Option<(Source, Secret)>,
    pub secret_key: Option<(Source, Secret)>,
    token: Option<(Source, Written)>,
}

impl Held {
    fn has_pair(&self) -> bool {
        self.access_key.is_some() && self.secret_key.is_some()
    }

    /// Where the token is said, if it is.
    pub fn token_source(&self) -> Option<&Source> {
        self.token.as_ref().map(|(source, _)| source)
    }
}

/// What the places hold, the one that counts first.
pub(super) fn held(layers: &Layers<'_>) -> Vec<Held> {
    let flag = layers.flags.token_file.as_ref();
    let flags = Held {
        token: flag.map(|path| (Source::Flag("--token-file"), Written::InFile(path.clone()))),
        ..Held::default()
    };
    let variable = |name| Some((Source::Variable(name), layers.environment.secret(name)?));
    let environment = Held {
        access_key: variable("SCNET_ACCESS_KEY"),
        secret_key: variable("SCNET_SECRET_KEY"),
        token: variable("SCNET_TOKEN").map(|(source, token)| (source, Written::Here(token))),
    };
    let tables = layers.tables.iter().map(|(source, file)| {
        let key = |key: &Option<Secret>| Some((source.clone(), key.clone().filter(|key| !key.is_blank())?));
        Held {
            access_key: key(&file.access_key),
            secret_key: key(&file.secret_key),
            token: file.token_file.as_ref().map(|path| (source.clone(), Written::InFile(path.clone()))),
        }
    });
    [flags, environment].into_iter().chain(tables).collect()
}

/// The place whose credentials count, and which of them.
pub(super) fn counting<'a>(layers: &Layers<'_>, held: &'a [Held]) -> Option<(&'a Held, Kind)> {
    let has_user = layers.user().is_some();
    held.iter().find_map(|held| match held {
        held if held.has_pair() && has_user => Some((held, Kind::Keys)),
        held if held.token.is_some() => Some((held, Kind::Token)),
        _ => None,
    })
}

/// Resolves what signs in. The token's file is read, and nothing is sent.
///
/// # Errors
/// When there is nothing complete, or what counts cannot be used.
pub(super) fn resolve(layers: &Layers<'_>) -> Result<Credentials, ConfigError> {
    let all = held(layers);
    let Some((held, kind)) = counting(layers, &all) else { return Err(incomplete(layers, &all)) };
    match (kind, layers.user(), held) {
        (
            Kind::Keys,
            Some(user),
            Held { access_key: Some((access_from, access)), secret_key: Some((secret_from, secret)), .. },
        ) => Ok(Credentials::Keys {
            user: Some(user.value.trim().to_owned())
                .filter(|user| !user.is_empty() && user.bytes().all(|byte| byte.is_ascii_graphic()))
                .ok_or_else(|| unsendable(&user.source, "user"))?,
            access_key: access.token().ok_or_else(|| unsendable(access_from, "access-key"))?,
            secret_key: secret.token().ok_or_else(|| unsendable(secret_from, "secret-key"))?,
        }),
        (Kind::Token, _, Held { token: Some((source, token)), .. }) => match token {
            Written::Here(token) => token.token().ok_or_else(|| unsendable(source, "token")),
            Written::InFile(path) => Token::from_file(&layers.opened(source, path)),
        }
        .map(Credentials::Token),
        _ => Err(ConfigError::NoCredentials),
    }
}

fn unsendable(source: &Source, key: &'static str) -> ConfigError {
    ConfigError::Unsendable { place: source.place(), key }
}

/// What is missing, and where it may be set.
fn incomplete(layers: &Layers<'_>, all: &[Held]) -> ConfigError {
    // The place that lacks least is the one that was meant.
    let begun = |held: &&Held| held.access_key.is_some() || held.secret_key.is_some();
    let meant = all.iter().find(|held| held.has_pair()).or_else(|| all.iter().find(begun));
    let user = layers.user();
    let (access, secret) = match meant {
        None if user.is_none() => return ConfigError::NoCredentials,
        None => (None, None),
        Some(held) => (held.access_key.as_ref(), held.secret_key.as_ref()),
    };
    let key = |words: &str, key: &str, variable: &str, beside: Option<&(Source, Secret)>| match beside {
        None => format!("{words} (set {variable}, or {key} in config.toml)"),
        Some((Source::Variable(other), _)) => format!("{words} (set {variable}, beside {other})"),
        Some((other, _)) => format!("{words} (set {key} in {}, beside the other key)", other.place()),
    };
    let missing = [
        user.is_none().then(|| "the user (set SCNET_USER, or user in config.toml)".to_owned()),
        access.is_none().then(|| key("the access key", "access-key", "SCNET_ACCESS_KEY", secret)),
        secret.is_none().then(|| key("the secret key", "secret-key", "SCNET_SECRET_KEY", access)),
    ];
    ConfigError::IncompleteKeys(missing.into_iter().flatten().collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests;
