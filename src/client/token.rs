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

/// What stands for a token.
const REDACTED: &str = "[token]";
/// The most backslashes before one character: those of JSON within two texts.
const MOST_SLASHES: usize = 7;

/// `body` without the token: a service that echoes its request must not bring the token to the screen, however JSON spells it.
pub(super) fn redact(body: String, token: &SecretString) -> String {
    /// Shorter ones are no tokens, and replacing them could tear an answer apart.
    const SHORTEST: usize = 8;
    let text = token.expose_secret().trim();
    if text.len() < SHORTEST {
        return body;
    }
    // Each answer is searched: by the widest steps that the processor has.
    let is_echoed = memchr::memmem::find(body.as_bytes(), text.as_bytes()).is_some();
    let body = if is_echoed { body.replace(text, REDACTED) } else { body };
    let has_escapes = memchr::memchr(b'\\', body.as_bytes()).is_some();
    if has_escapes { redact_escaped(body, text.as_bytes()) } else { body }
}

/// The same where characters of the token may be escaped: `=` as `\u003d`, `/` as `\/`.
fn redact_escaped(body: String, token: &[u8]) -> String {
    let Some(&first) = token.first() else { return body };
    let (bytes, mut kept, mut from, mut at) = (body.as_bytes(), String::new(), 0, 0);
    while let Some(step) = bytes.get(at..).and_then(|rest| memchr::memchr2(first, b'\\', rest)) {
        let start = at + step;
        at = start + 1;
        if let Some(end) = end_of_escaped(bytes, start, token) {
            kept.push_str(body.get(from..start).unwrap_or_default());
            kept.push_str(REDACTED);
            (from, at) = (end, end);
        }
    }
    if from == 0 {
        return body;
    }
    kept.push_str(body.get(from..).unwrap_or_default());
    kept
}

/// Where the token ends that begins at `start`, if it does.
fn end_of_escaped(bytes: &[u8], start: usize, token: &[u8]) -> Option<usize> {
    let mut at = start;
    for wanted in token {
        let rest = bytes.get(at..)?;
        let slashes = rest.iter().take(MOST_SLASHES).take_while(|byte| **byte == b'\\').count();
        at += match rest.get(slashes..)? {
            [b'u', hex @ ..] if slashes > 0 && is_code_of(hex, *wanted) => slashes + 5,
            [byte, ..] if byte == wanted => slashes + 1,
            _ if slashes > 0 && *wanted == b'\\' => slashes,
            _ => return None,
        };
    }
    Some(at)
}

/// Whether the next four hexadecimal digits are those of this character.
fn is_code_of(hex: &[u8], wanted: u8) -> bool {
    let digits = hex.get(..4).and_then(|digits| str::from_utf8(digits).ok());
    digits.is_some_and(|digits| u32::from_str_radix(digits, 16) == Ok(u32::from(wanted)))
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
        for escaped in
            ["op/en=sesame+", r"op\/en\u003dsesame\u002B", r"\u006fp/en=sesam\u0065+", r"op\\\/en\\u003Dsesame+"]
        {
            let token = SecretString::from("op/en=sesame+");
            let body = format!(r#"{{"msg":"\"bad\" {escaped}","n":"{escaped}\u4efb"}}"#);
            let redacted = r#"{"msg":"\"bad\" [token]","n":"[token]\u4efb"}"#;
            assert_eq!(redact(body, &token), redacted, "{escaped}");
        }
        let near = r"op\/en\u003esesame\u002B op\/en op\";
        assert_eq!(redact(near.into(), &SecretString::from("op/en=sesame+")), near);
        assert_eq!(redact("a cat".into(), &SecretString::from("a")), "a cat");
    }
}
