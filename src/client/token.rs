//! How a token is sent, and that nobody sees it.

use crate::domain::CallError;
use reqwest::header::{HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

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
pub(super) fn redact(body: String, token: &SecretString) -> String {
    /// Shorter ones are no tokens, and replacing them could tear an answer apart.
    const SHORTEST: usize = 8;
    let text = token.expose_secret().trim();
    // Each answer is searched: by the widest steps that the processor has.
    let is_echoed = text.len() >= SHORTEST && memchr::memmem::find(body.as_bytes(), text.as_bytes()).is_some();
    if is_echoed { body.replace(text, "[token]") } else { body }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_sent_and_never_shown() {
        let sent = header(&SecretString::from(" open-sesame\n")).unwrap();
        assert_eq!(sent.to_str().unwrap(), "open-sesame");
        assert!(!format!("{sent:?}").contains("sesame"));
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
        assert_eq!(redact(r#"{"msg":"bad open-sesame"}"#.into(), &token), r#"{"msg":"bad [token]"}"#);
        assert_eq!(redact("a cat".into(), &SecretString::from("a")), "a cat");
    }
}
