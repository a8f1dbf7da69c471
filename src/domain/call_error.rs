//! The one error of a call to the service, of whatever call: its kind, by what a user can do about it, and the words for it.

use super::clean::clean;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, time::Duration};

/// The longest message of a [`CallError`], in characters.
const MAX_MESSAGE: usize = 200;
/// The longest code of a [`CallError`], in characters.
const MAX_CODE: usize = 32;
/// The code of a service that limits us.
const TOO_BUSY: &str = "911048";

/// What kind of thing went wrong with a call, by what a user can do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CallErrorKind {
    /// The service is busy and limits us (911048, HTTP 429, 503): wait.
    Limited,
    /// The token is missing, wrong or expired (10008, 911406, HTTP 401): sign in again.
    Unauthenticated,
    /// No connection: name not found, refused, reset, network down.
    Unreachable,
    /// The certificate or the TLS handshake was refused.
    Tls(Tls),
    /// No answer in time.
    TimedOut,
    /// The service failed (HTTP 5xx, 10001, 911404).
    Server,
    /// An answer that is none of the API's: a gateway's page, broken or endless JSON.
    BadAnswer,
    /// The service understood and refused (any other code).
    Refused,
    /// Nothing was sent: the request could not be built from what is configured.
    Misconfigured,
    /// The proxy did not let us through.
    Proxy,
    /// Something on the way refused (a page with HTTP 403): a firewall or a gateway, not the service.
    Blocked,
    /// Signing in, or finding the region, did not come to an end.
    SignIn(SignIn),
}

/// What of TLS was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tls {
    /// The handshake broke off, or was none.
    Handshake,
    /// Nobody who is trusted here signed the certificate.
    Untrusted,
    /// The certificate is another host's.
    Name,
    /// The certificate is too old, or too new; or the clock of this machine is off.
    Dates,
    /// The certificate cannot be used for something else.
    Certificate,
}

/// Why there is no token, or no address, to ask with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignIn {
    /// The signature was not taken: the secret key does not belong to the access key.
    SecretKey,
    /// The access key, or the user, is not known.
    AccessKey,
    /// The access key is another user's.
    ForeignKey,
    /// The clock of this machine is off by more than the service takes.
    Clock,
    /// The account is suspended in the region: it is listed without a token.
    Suspended,
    /// No region of the account is called so.
    NoRegion,
    /// Several regions, and none of them was chosen; or several are called so.
    ManyRegions,
    /// The region names no EFile URL that is switched on and can be used.
    NoEfile,
    /// A token alone, and it is too late, or there is no address, to renew it.
    NotRenewable,
    /// The token service said no in some other way.
    Refused,
    /// The token service cannot be asked at the moment.
    TokenService,
    /// The center, which knows the region's EFile URLs, cannot be asked at the moment.
    Center,
    /// Tokens are issued, and the service refuses each of them.
    TokenRefused,
    /// The address answers, but not as EFile (404, 10009), and never did.
    WrongAddress,
}

impl SignIn {
    /// Whether trying again later, with nothing changed, makes sense.
    pub fn is_passing(self) -> bool {
        matches!(self, Self::TokenService | Self::Center | Self::TokenRefused)
    }

    /// Whether other settings are needed, and not other credentials.
    fn is_about_settings(self) -> bool {
        matches!(self, Self::NoRegion | Self::ManyRegions | Self::NoEfile | Self::WrongAddress)
    }
}

impl CallErrorKind {
    /// All kinds, and the word for each in files and in machine-readable output.
    const WORDS: [(Self, &'static str); 29] = [
        (Self::Limited, "limited"),
        (Self::Unauthenticated, "unauthenticated"),
        (Self::Unreachable, "unreachable"),
        (Self::Tls(Tls::Handshake), "tls"),
        (Self::Tls(Tls::Untrusted), "certificate-not-trusted"),
        (Self::Tls(Tls::Name), "certificate-of-another-host"),
        (Self::Tls(Tls::Dates), "certificate-out-of-date"),
        (Self::Tls(Tls::Certificate), "certificate-unusable"),
        (Self::TimedOut, "timed-out"),
        (Self::Server, "server"),
        (Self::BadAnswer, "bad-answer"),
        (Self::Refused, "refused"),
        (Self::Misconfigured, "misconfigured"),
        (Self::Proxy, "proxy"),
        (Self::Blocked, "blocked"),
        (Self::SignIn(SignIn::SecretKey), "wrong-secret-key"),
        (Self::SignIn(SignIn::AccessKey), "unknown-access-key"),
        (Self::SignIn(SignIn::ForeignKey), "foreign-access-key"),
        (Self::SignIn(SignIn::Clock), "clock-skew"),
        (Self::SignIn(SignIn::Suspended), "account-suspended"),
        (Self::SignIn(SignIn::NoRegion), "no-such-region"),
        (Self::SignIn(SignIn::ManyRegions), "region-not-chosen"),
        (Self::SignIn(SignIn::NoEfile), "no-efile-url"),
        (Self::SignIn(SignIn::NotRenewable), "token-not-renewable"),
        (Self::SignIn(SignIn::Refused), "sign-in-refused"),
        (Self::SignIn(SignIn::TokenService), "token-service-unavailable"),
        (Self::SignIn(SignIn::Center), "center-unavailable"),
        (Self::SignIn(SignIn::TokenRefused), "token-refused"),
        (Self::SignIn(SignIn::WrongAddress), "wrong-address"),
    ];

    /// The word for it in files and in machine-readable output.
    pub fn as_str(self) -> &'static str {
        Self::WORDS.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }

    /// Reads the word of [`CallErrorKind::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, one)| *one == word).map(|(kind, _)| *kind)
    }

    /// Whether asking again later, with nothing changed, makes sense.
    pub fn is_passing(self) -> bool {
        match self {
            Self::Limited
            | Self::Unreachable
            | Self::Tls(_)
            | Self::TimedOut
            | Self::Server
            | Self::BadAnswer
            | Self::Blocked
            | Self::Proxy => true,
            Self::Unauthenticated | Self::Refused | Self::Misconfigured => false,
            Self::SignIn(step) => step.is_passing(),
        }
    }

    /// Whether only other or newer credentials help.
    pub fn is_signed_out(self) -> bool {
        match self {
            Self::Unauthenticated => true,
            Self::SignIn(step) => !step.is_passing() && !step.is_about_settings(),
            _ => false,
        }
    }

    /// Whether only other settings help.
    pub fn is_misconfigured(self) -> bool {
        match self {
            Self::Misconfigured => true,
            Self::SignIn(step) => step.is_about_settings(),
            _ => false,
        }
    }
}

impl Serialize for CallErrorKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for CallErrorKind {
    /// Reads the word of a kind; the word of a later version counts as a refusal.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        Ok(Self::from_word(&word).unwrap_or(Self::Refused))
    }
}

/// A call that brought no answer that can be used, in words that can be shown: cleaned, bounded, without secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub struct CallError {
    /// What a user can do about it.
    pub kind: CallErrorKind,
    /// The envelope's code, when there was an envelope.
    #[serde(default, deserialize_with = "read_code")]
    pub code: Option<Box<str>>,
    /// The HTTP status, when there was an answer and the status was not 200.
    #[serde(default, rename = "http")]
    pub http_status: Option<u16>,
    /// The service's or the system's own words, short.
    #[serde(default, rename = "detail", deserialize_with = "read_message")]
    pub message: Box<str>,
    /// How long the service asks us to wait, at most an hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<Duration>,
    /// Whether the service may have done what it was asked for all the same. What is not repeatable must not be sent again unseen.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub may_have_arrived: bool,
}

fn read_code<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Box<str>>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.map(|code| clean(&code, MAX_CODE).into()))
}

fn read_message<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Box<str>, D::Error> {
    Ok(clean(&String::deserialize(deserializer)?, MAX_MESSAGE).into())
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.kind, &self.code, self.http_status) {
            // Their code is none of the call's own.
            (CallErrorKind::SignIn(_), _, _) | (_, None, None) => f.write_str(&self.message),
            (_, Some(code), _) => write!(f, "code {code}: {}", self.message),
            (_, None, Some(http)) => write!(f, "HTTP {http}: {}", self.message),
        }
    }
}

impl CallError {
    /// An error of a call that was not sent.
    pub fn new(kind: CallErrorKind, message: impl AsRef<str>) -> Self {
        let message = clean(message.as_ref(), MAX_MESSAGE).into();
        Self { kind, code: None, http_status: None, message, retry_after: None, may_have_arrived: false }
    }

    /// Nothing was sent, since nothing can be with what is configured.
    pub fn unusable(message: impl AsRef<str>) -> Self {
        Self::new(CallErrorKind::Misconfigured, message)
    }

    /// There is no token, or no address, to ask with.
    pub fn sign_in(step: SignIn, message: impl AsRef<str>) -> Self {
        Self::new(CallErrorKind::SignIn(step), message)
    }

    /// An envelope, or an item of one, whose code is an error.
    pub fn of_code(code: &str, http: u16, message: impl AsRef<str>) -> Self {
        let error = Self { code: Some(clean(code, MAX_CODE).into()), ..Self::new(kind_of_code(code, http), message) };
        Self { http_status: (http != 200).then_some(http), ..error }.sent()
    }

    /// An HTTP error without an envelope; `is_page`: what came is no JSON.
    pub fn of_http(http: u16, is_page: bool, message: impl AsRef<str>) -> Self {
        let kind = match http {
            // A filter of the service's own answers JSON; a page is that of a firewall or a gateway on the way.
            403 if is_page => CallErrorKind::Blocked,
            _ => kind_of_http(http).unwrap_or(CallErrorKind::BadAnswer),
        };
        Self { http_status: Some(http), ..Self::new(kind, message) }.sent()
    }

    /// An answer that is none of the API's.
    pub fn bad_answer(http: u16, message: impl AsRef<str>) -> Self {
        Self { http_status: (http != 200).then_some(http), ..Self::new(CallErrorKind::BadAnswer, message) }.sent()
    }

    /// The same error of a call that was sent: what is not known to be a refusal may have arrived.
    ///
    /// Not specified by the API: a code is taken for a refusal of the whole call, since that is what the envelope says; whether the service
    /// takes the items before a bad one is not documented. With HTTP 5xx, or a code that is one, it may be the word of a gateway, which
    /// knows nothing; and 408 is said by those who did not wait for the end of a request, or of its answer.
    #[must_use]
    pub fn sent(self) -> Self {
        let is_open = |http: u16| http == 408 || !(400..500).contains(&http);
        let is_gateway = |http: u16| http == 408 || (500..600).contains(&http);
        let may_have_arrived = match (self.kind, &self.code, self.http_status) {
            (
                CallErrorKind::Misconfigured | CallErrorKind::Tls(_) | CallErrorKind::Proxy | CallErrorKind::SignIn(_),
                _,
                _,
            ) => false,
            (_, Some(code), http) => {
                &**code != TOO_BUSY && (http.is_some_and(is_gateway) || code.parse().is_ok_and(is_gateway))
            }
            (_, None, http) => http.is_none_or(is_open),
        };
        Self { may_have_arrived, ..self }
    }

    /// The same error of a call that was not sent, or that makes no difference to the service.
    #[must_use]
    pub fn not_sent(self) -> Self {
        Self { may_have_arrived: false, ..self }
    }

    /// The same error as one of signing in, with the words `message`.
    #[must_use]
    pub fn during(self, step: SignIn, message: impl AsRef<str>) -> Self {
        let Self { code, http_status, retry_after, .. } = self;
        Self { code, http_status, retry_after, ..Self::sign_in(step, message) }
    }

    /// The same error with the words `message`.
    #[must_use]
    pub fn saying(self, message: impl AsRef<str>) -> Self {
        Self { message: clean(message.as_ref(), MAX_MESSAGE).into(), ..self }
    }

    /// Whether asking again later, with nothing changed, makes sense.
    pub fn is_passing(&self) -> bool {
        self.kind.is_passing()
    }

    /// Whether this can only be due to an id, whatever else the service accepts: these codes speak of what was sent.
    pub fn blames_id(&self) -> bool {
        matches!(self.code.as_deref(), Some("10004" | "911020"))
    }

    /// Whether one id of the batch may be the reason, so that splitting the batch may help: any code that is no word on the token, the
    /// load or the service's health.
    ///
    /// Not specified by the API: what an id that the service dislikes does to its batch. 10003 and 10004 are about parameters, and
    /// 10001 is what the document calls everything else.
    pub fn blames_batch(&self) -> bool {
        let is_failure = |http: u16| (500..600).contains(&http);
        self.code.as_deref().is_some_and(|code| {
            !matches!(code, "911404" | "10007")
                && !code.parse().is_ok_and(is_failure)
                && !self.http_status.is_some_and(is_failure)
                && !matches!(
                    self.kind,
                    CallErrorKind::Limited | CallErrorKind::Unauthenticated | CallErrorKind::SignIn(_)
                )
        })
    }
}

/// What an HTTP status says on its own.
fn kind_of_http(http: u16) -> Option<CallErrorKind> {
    match http {
        429 | 503 => Some(CallErrorKind::Limited),
        401 | 403 => Some(CallErrorKind::Unauthenticated),
        408 => Some(CallErrorKind::TimedOut),
        500..=599 => Some(CallErrorKind::Server),
        _ => None,
    }
}

/// What an envelope's code says, with the HTTP status that it came with.
///
/// Not specified by the API: which HTTP status comes with which code. "Limited" keeps its meaning whatever the code; a code of the
/// service's own table says more than 401 or 403. 10008 is "permission denied" in the document; clients met it with expired tokens. 1001
/// ("unknown exception") is not in the document. Codes that look like an HTTP status (404 was seen) are read as one.
fn kind_of_code(code: &str, http: u16) -> CallErrorKind {
    match (kind_of_http(http), code) {
        (Some(CallErrorKind::Limited), _) | (_, TOO_BUSY) => CallErrorKind::Limited,
        (_, "10008" | "911406") => CallErrorKind::Unauthenticated,
        (_, "10001" | "1001" | "911404") => CallErrorKind::Server,
        (Some(CallErrorKind::Unauthenticated), code) if !is_of_service(code) => CallErrorKind::Unauthenticated,
        (Some(CallErrorKind::Unauthenticated), _) => CallErrorKind::Refused,
        (from_http, _) => code.parse().ok().and_then(kind_of_http).or(from_http).unwrap_or(CallErrorKind::Refused),
    }
}

/// Whether a code is one of the service's table, and no HTTP status.
fn is_of_service(code: &str) -> bool {
    code.parse::<u32>().is_ok_and(|code| (10_001..=10_014).contains(&code) || (911_000..912_000).contains(&code))
}

#[cfg(test)]
mod tests;
