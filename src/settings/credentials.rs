//! Chooses what signs in: the highest place with complete credentials, and there keys before a token, since keys can be renewed.

use super::{
    ConfigError, Key, Source, Token,
    error::Missing,
    layers::{Layers, Place, Sourced},
    values::Value,
};

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

/// The place whose credentials count, and which of them.
pub(super) fn counting<'a>(layers: &'a Layers<'_>) -> Option<(&'a Place, Kind)> {
    let has_user = layers.given(Key::User).is_some();
    layers.places.iter().find_map(|place| match place {
        place if pair(place).is_some() && has_user => Some((place, Kind::Keys)),
        place if token(place).is_some() => Some((place, Kind::Token)),
        _ => None,
    })
}

fn pair(place: &Place) -> Option<(&Sourced, &Sourced)> {
    Some((place.get(&Key::AccessKey)?, place.get(&Key::SecretKey)?))
}

/// The token of a place, or the file that holds it.
pub(super) fn token(place: &Place) -> Option<&Sourced> {
    place.get(&Key::Token).or_else(|| place.get(&Key::TokenFile))
}

/// What is shown of a secret: that which counts, else the first, so that a lonely key can be found.
pub(super) fn shown<'a>(layers: &'a Layers<'_>, key: Key) -> Option<&'a Sourced> {
    let first =
        || layers.places.iter().find_map(|place| if key == Key::Token { token(place) } else { place.get(&key) });
    match counting(layers) {
        Some((place, Kind::Keys)) if key != Key::Token => place.get(&key),
        _ => first(),
    }
}

/// Resolves what signs in. The token's file is read, and nothing is sent.
///
/// # Errors
/// When there is nothing complete, or what counts cannot be used.
pub(super) fn resolve(layers: &Layers<'_>) -> Result<Credentials, ConfigError> {
    let Some((place, kind)) = counting(layers) else { return Err(incomplete(layers)) };
    match (kind, layers.text(Key::User), pair(place), token(place)) {
        (Kind::Keys, Some((user_from, user)), Some((access_key, secret_key)), _) => Ok(Credentials::Keys {
            user: Some(user.trim().to_owned())
                .filter(|user| user.bytes().all(|byte| byte.is_ascii_graphic()))
                .ok_or_else(|| unsendable(user_from, Key::User))?,
            access_key: sendable(access_key, Key::AccessKey)?,
            secret_key: sendable(secret_key, Key::SecretKey)?,
        }),
        (Kind::Token, _, _, Some(token)) => match layers.opened(token) {
            Some(path) => Token::from_file(&path),
            None => sendable(token, Key::Token),
        }
        .map(Credentials::Token),
        _ => Err(ConfigError::NoCredentials),
    }
}

/// A secret in the form that is sent.
fn sendable(given: &Sourced, key: Key) -> Result<Token, ConfigError> {
    let token = match &given.value {
        Value::Secret(secret) => secret.token(),
        _ => None,
    };
    token.ok_or_else(|| unsendable(&given.source, key))
}

fn unsendable(source: &Source, key: Key) -> ConfigError {
    ConfigError::Unsendable { place: source.clone(), key: key.row().key }
}

/// What is missing, and where it may be set.
fn incomplete(layers: &Layers<'_>) -> ConfigError {
    // The place that lacks least is the one that was meant.
    let begun = |place: &&Place| place.contains_key(&Key::AccessKey) || place.contains_key(&Key::SecretKey);
    let places = &layers.places;
    let meant = places.iter().find(|place| pair(place).is_some()).or_else(|| places.iter().find(begun));
    let has_user = layers.given(Key::User).is_some();
    if meant.is_none() && !has_user {
        return ConfigError::NoCredentials;
    }
    let source = |key| meant.and_then(|place| place.get(&key)).map(|given| given.source.clone());
    let (access, secret) = (source(Key::AccessKey), source(Key::SecretKey));
    let lacks = |is_there: bool, key, beside| (!is_there).then_some(Missing { key, beside });
    let missing = [
        lacks(has_user, Key::User, None),
        lacks(access.is_some(), Key::AccessKey, secret.clone()),
        lacks(secret.is_some(), Key::SecretKey, access),
    ];
    ConfigError::IncompleteKeys(missing.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests;
