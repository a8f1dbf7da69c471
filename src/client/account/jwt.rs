//! What a token says of itself. It is not checked, only read: the service alone knows whether it is good.

use super::super::{field, json};
use base64::{
    Engine as _,
    alphabet::URL_SAFE,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString, zeroize::Zeroizing};

/// With or without padding: both are met.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What was read in a token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// `expireTime`
    pub expires: Option<Timestamp>,
    /// `user`, else `computeUser`, made safe to show.
    pub user: Option<Box<str>>,
}

/// Reads the payload of a JWT; a token that is none says nothing.
///
/// Not specified by the API: `expireTime` is milliseconds since 1970 as a text in the document's own tokens; a number is taken as well. A client that
/// reads seconds there is known to be wrong. Values before 2001 as milliseconds are taken as seconds, should the platform ever
/// change its mind. Nothing else in it is relied on: the region in it is not always that of the token.
pub fn claims(token: &SecretString) -> Claims {
    let mut claims = Claims::default();
    let Some(payload) = token.expose_secret().trim().split('.').nth(1) else { return claims };
    let Ok(payload) = BASE64.decode(payload) else { return claims };
    let payload = Zeroizing::new(payload);
    let Ok(payload) = str::from_utf8(&payload) else { return claims };
    let mut compute_user = None;
    let _not_an_object = json::each_member(payload, |name, value| match name {
        "expireTime" => claims.expires = field::number(value).and_then(instant),
        "user" => claims.user = field::clean_text(value, 100),
        "computeUser" => compute_user = field::clean_text(value, 100),
        _ => {}
    });
    claims.user = claims.user.or(compute_user);
    claims
}

fn instant(number: u64) -> Option<Timestamp> {
    const YEAR_2001: i64 = 978_307_200_000;
    let number = i64::try_from(number).ok().filter(|number| *number > 0)?;
    let milliseconds = if number < YEAR_2001 { number.checked_mul(1000)? } else { number };
    Timestamp::from_millisecond(milliseconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::engine::general_purpose::{URL_SAFE as PADDED, URL_SAFE_NO_PAD};
    use rstest::rstest;

    fn expires(payload: &str) -> Option<i64> {
        let token = format!("eyJhbGciOiJIUzI1NiJ9.{}.c2lnbmF0dXJl", URL_SAFE_NO_PAD.encode(payload));
        claims(&token.into()).expires.map(Timestamp::as_millisecond)
    }

    #[rstest]
    #[case(r#"{"expireTime":"1699164617033","user":"slurmtest"}"#, Some(1_699_164_617_033))]
    #[case(r#"{"expireTime":1699164617033}"#, Some(1_699_164_617_033))]
    #[case(r#"{"expireTime":"1699164617"}"#, Some(1_699_164_617_000))]
    #[case(r#"{"expireTime":"soon"}"#, None)]
    #[case(r#"{"expireTime":null}"#, None)]
    #[case(r#"{"expireTime":"-5"}"#, None)]
    #[case(r#"{"expireTime":"99999999999999999999999"}"#, None)]
    #[case(r#"{"exp":1699164617}"#, None)]
    #[case("[]", None)]
    #[case("{", None)]
    fn the_end_of_a_token(#[case] payload: &str, #[case] milliseconds: Option<i64>) {
        assert_eq!(expires(payload), milliseconds);
    }

    #[test]
    fn a_token_of_any_shape_is_read_without_harm() {
        for token in ["", "opaque", "a.b", "a.!!!.c", "....", "a.gIA.c", "令牌.令牌.令牌"] {
            assert_eq!(claims(&token.into()), Claims::default(), "{token}");
        }
        let padded = format!("a.{}.c", PADDED.encode(r#"{"computeUser":"a\u001bb","expireTime":"1699164617033"}"#));
        let found = claims(&padded.into());
        assert_eq!(found.user.as_deref(), Some("a\u{fffd}b"));
        assert!(found.expires.is_some());
    }
}
