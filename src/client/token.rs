//! The token: where it is kept, how it is replaced when it is renewed, and that nobody sees it.

use super::body::Text;
use crate::domain::CallError;
use reqwest::header::{HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
};

/// A token shared by all who send it; replacing it is seen by all of them at their next request.
#[derive(Clone)]
pub struct Token(Arc<RwLock<SecretString>>);

impl Token {
    /// Shares a token.
    pub fn new(token: SecretString) -> Self {
        Self(Arc::new(RwLock::new(token)))
    }

    /// Puts another one in its place.
    pub fn replace(&self, token: SecretString) {
        // A poisoned lock holds a whole token all the same: replacing one cannot stop half-way.
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = token;
    }

    /// The token of now.
    pub(super) fn get(&self) -> SecretString {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(secret)")
    }
}

/// The header that carries a token ("header: token", all documents of the platform).
pub(super) const NAME: HeaderName = HeaderName::from_static("token");

/// The header of a token, marked as one that must not be logged or kept in compression tables.
pub(super) fn header(token: &SecretString) -> Result<HeaderValue, CallError> {
    let text = token.expose_secret().trim();
    if text.is_empty() {
        return Err(CallError::unusable("the token is empty"));
    }
    let mut header = HeaderValue::from_str(text)
        .map_err(|_| CallError::unusable("the token has characters that no HTTP header can hold"))?;
    header.set_sensitive(true);
    Ok(header)
}

/// `body` without the token: a service that echoes its request must not bring the token to the screen.
pub(super) fn redact(body: Text, token: &SecretString) -> Text {
    /// Shorter ones are no tokens, and replacing them could tear an answer apart.
    const SHORTEST: usize = 8;
    let text = token.expose_secret().trim();
    // Each answer is searched: by the widest steps that the processor has.
    let is_echoed = text.len() >= SHORTEST && memchr::memmem::find(body.as_bytes(), text.as_bytes()).is_some();
    if is_echoed { body.replace(text, "[token]").into() } else { body }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_sent_and_never_shown() {
        let token = Token::new(SecretString::from(" open-sesame\n"));
        let sent = header(&token.get()).unwrap();
        assert_eq!(sent.to_str().unwrap(), "open-sesame");
        assert!(!format!("{token:?} {sent:?}").contains("sesame"));
        token.clone().replace(SecretString::from("another-one"));
        assert_eq!(header(&token.get()).unwrap().to_str().unwrap(), "another-one");
    }

    #[test]
    fn one_that_cannot_be_sent_is_an_error_without_it() {
        for wrong in ["", "  ", "sesame\nsesame", "sesame\u{7f}"] {
            let error = header(&SecretString::from(wrong)).unwrap_err();
            assert!(!format!("{error:?}").contains("sesame"), "{error:?}");
        }
    }

    #[test]
    fn an_echo_is_redacted() {
        let token = SecretString::from("open-sesame");
        assert_eq!(&*redact(r#"{"msg":"bad open-sesame"}"#.into(), &token), r#"{"msg":"bad [token]"}"#);
        assert_eq!(&*redact("a cat".into(), &SecretString::from("a")), "a cat");
    }
}
