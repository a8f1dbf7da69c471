//! The signature of the token call.

use crate::domain::CallError;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString, zeroize::Zeroizing};
use sha2::Sha256;
use std::fmt::Write as _;

/// Lower-case hex of HMAC-SHA256, with the secret key, over exactly `{"accessKey":"…","timestamp":"…","user":"…"}`: the keys in
/// this order, no spaces, all values texts. Source: the platform's page on tokens.
///
/// Not specified by the API: whether upper-case hex is taken is not documented; all clients send lower case. How a user name beyond ASCII is escaped
/// differs between clients; it is sent as it is here, as most do.
///
/// # Errors
/// None that can happen: HMAC takes keys of any length.
pub fn signature(
    access_key: &SecretString,
    secret_key: &SecretString,
    user: &str,
    timestamp: &str,
) -> Result<SecretString, CallError> {
    let quoted = |text: &str| serde_json::to_string(text).map(Zeroizing::new);
    let impossible = |_| CallError::unusable("the request cannot be signed");
    let (access_key, timestamp, user) = (
        quoted(access_key.expose_secret()).map_err(impossible)?,
        quoted(timestamp).map_err(impossible)?,
        quoted(user).map_err(impossible)?,
    );
    let message = Zeroizing::new(format!(
        r#"{{"accessKey":{},"timestamp":{},"user":{}}}"#,
        access_key.as_str(),
        timestamp.as_str(),
        user.as_str()
    ));
    let mut mac = Hmac::<Sha256>::new_from_slice(secret_key.expose_secret().as_bytes())
        .map_err(|_| CallError::unusable("the secret key cannot sign"))?;
    mac.update(message.as_bytes());
    let mut hex = String::with_capacity(64);
    for byte in mac.finalize().into_bytes() {
        // Writing to a String cannot fail.
        _ = write!(hex, "{byte:02x}");
    }
    Ok(hex.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed with openssl.
    #[test]
    fn the_signature_is_the_one_of_another_program() {
        let (access_key, secret_key) = ("85f96a42b13f4d2c8b760d2775bbcca8".into(), "test-secret-key".into());
        let signed = signature(&access_key, &secret_key, "bob", "1764597591").unwrap();
        assert_eq!(signed.expose_secret(), "955d795a7d1866b85da79cf2763285a5e591eae8fad59bb9f046443bd16df1a1");
    }

    #[test]
    fn quotes_and_backslashes_are_escaped_as_in_json() {
        let plain = signature(&"a".into(), &"k".into(), "bob", "1").unwrap();
        let odd = signature(&"a".into(), &"k".into(), r#"b"o\b"#, "1").unwrap();
        assert_ne!(plain.expose_secret(), odd.expose_secret());
        assert_eq!(odd.expose_secret().len(), 64);
    }
}
