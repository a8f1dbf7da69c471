//! A secret of the configuration file as it was written: it cannot be formatted and is overwritten when dropped.

use super::{Token, wiped::Wiped};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, de};
use std::fmt;

/// A secret that is not looked at yet.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Takes a text as it is.
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// Whether there is nothing in it but white space: then it counts as not set.
    pub fn is_blank(&self) -> bool {
        self.0.expose_secret().trim().is_empty()
    }

    /// The secret in the form that is sent; `None` where no HTTP header could hold it.
    pub fn token(&self) -> Option<Token> {
        Token::new(self.0.expose_secret())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// For tests alone: secrets are not compared in a program that others can time.
#[cfg(test)]
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.0.expose_secret() == other.0.expose_secret()
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Secret;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text in quotes")
            }

            fn visit_str<E>(self, text: &str) -> Result<Secret, E> {
                Ok(Secret::new(text))
            }

            fn visit_string<E>(self, text: String) -> Result<Secret, E> {
                let text = Wiped(text);
                Ok(Secret::new(&text.0))
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_formatted() {
        let secret = Secret::new(" 0f1e2d3c4b5a \n");
        assert_eq!(format!("{secret:?} {:?}", secret.token()), "Secret Some(Token)");
        assert!(!secret.is_blank() && Secret::new(" \t").is_blank());
        assert!(secret == Secret::new(" 0f1e2d3c4b5a \n") && secret != Secret::new("0f1e2d3c4b5a"));
    }
}
