//! The one error of this part: what happened to a call, what a user can do about it, and whether to try again.

use super::MAX_BATCH;
use crate::domain::{CallError, CallErrorKind, SignIn, Tls, clean::clean};
use std::time::Duration;

/// The longest detail of a [`CallError`], in characters.
const MAX_DETAIL: usize = 200;

/// Why a call brought no answer that can be used. All texts are cleaned and bounded, and hold no secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ApiError {
    /// More ids than the service takes; nothing was sent.
    #[error("{asked} ids in one request, the service takes at most {MAX_BATCH}")]
    TooManyIds {
        /// How many.
        asked: usize,
    },
    /// Token, certificates or proxy cannot be used; nothing was sent.
    #[error("{0}")]
    Unusable(Box<str>),
    /// No connection: name not found, refused, reset.
    #[error("{0}")]
    Unreachable(Box<str>),
    /// The TLS handshake failed.
    #[error("{detail}")]
    Tls {
        /// What was wrong.
        why: Tls,
        /// What was found, in words.
        detail: Box<str>,
    },
    /// The proxy did not let us through; nothing was sent.
    #[error("{0}")]
    Proxy(Box<str>),
    /// There is no token, or no address, to ask with.
    #[error("{detail}")]
    SignIn {
        /// Why.
        step: SignIn,
        /// The envelope's code, when there was an envelope.
        code: Option<Box<str>>,
        /// The HTTP status, when there was an answer.
        http: Option<u16>,
        /// Who said what.
        detail: Box<str>,
    },
    /// No whole answer in time.
    #[error("{0}")]
    TimedOut(Box<str>),
    /// The service wants us to go elsewhere. Not followed: a redirect would carry the token to another host.
    #[error("redirected to {to}, not followed (HTTP {http})")]
    Redirected {
        /// The HTTP status.
        http: u16,
        /// The host; never the whole address, which may hold secrets.
        to: Box<str>,
    },
    /// An HTTP error without an envelope.
    #[error("HTTP {http}: {detail}")]
    Http {
        /// The HTTP status.
        http: u16,
        /// The first words of the body.
        detail: Box<str>,
        /// How long the service asks us to wait.
        retry_after: Option<Duration>,
    },
    /// An envelope whose code is not `0`.
    #[error("code {code}: {message}")]
    Code {
        /// The envelope's code.
        code: Box<str>,
        /// The HTTP status.
        http: u16,
        /// The envelope's message.
        message: Box<str>,
        /// How long the service asks us to wait.
        retry_after: Option<Duration>,
    },
    /// An answer that is none of the API's.
    #[error("{detail}")]
    BadAnswer {
        /// The HTTP status.
        http: u16,
        /// What is wrong with it, and its first words.
        detail: Box<str>,
    },
}

impl ApiError {
    /// What a user can do about it.
    pub fn kind(&self) -> CallErrorKind {
        match self {
            Self::TooManyIds { .. } | Self::Unusable(_) => CallErrorKind::Misconfigured,
            Self::Unreachable(_) => CallErrorKind::Unreachable,
            Self::Tls { why, .. } => CallErrorKind::Tls(*why),
            Self::Proxy(_) => CallErrorKind::Proxy,
            Self::SignIn { step, .. } => CallErrorKind::SignIn(*step),
            Self::TimedOut(_) => CallErrorKind::TimedOut,
            Self::Redirected { .. } | Self::BadAnswer { .. } => CallErrorKind::BadAnswer,
            // A filter of the service's own answers JSON; a page is that of a firewall or a gateway on the way.
            Self::Http { http: 403, detail, .. } if !detail.starts_with('{') => CallErrorKind::Blocked,
            Self::Http { http, .. } => kind_of_http(*http).unwrap_or(CallErrorKind::BadAnswer),
            Self::Code { code, http, .. } => kind_of_code(code, *http),
        }
    }

    /// The envelope's code, when there was an envelope.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Code { code, .. } => Some(code),
            Self::SignIn { code, .. } => code.as_deref(),
            _ => None,
        }
    }

    /// The HTTP status, when there was an answer.
    pub fn http(&self) -> Option<u16> {
        match self {
            Self::Redirected { http, .. }
            | Self::Http { http, .. }
            | Self::Code { http, .. }
            | Self::BadAnswer { http, .. } => Some(*http),
            Self::SignIn { http, .. } => *http,
            _ => None,
        }
    }

    /// How long the service asks us to wait, at most an hour.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Http { retry_after, .. } | Self::Code { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// Whether asking again later, with nothing changed, makes sense.
    pub fn is_passing(&self) -> bool {
        self.kind().is_passing()
    }

    /// Whether one id of the batch may be the reason, so that splitting the batch may help.
    ///
    /// Doubt: what an id that the service dislikes does to its batch is not documented. 10003 and 10004 are about parameters,
    /// and 10001 is what the document calls everything else.
    pub fn blames_batch(&self) -> bool {
        matches!(self, Self::Code { .. })
            && !matches!(self.code(), Some("911404" | "10007"))
            && !matches!(self.kind(), CallErrorKind::Limited | CallErrorKind::Unauthenticated)
    }

    /// The same for the screen and for scripts.
    pub fn to_problem(&self) -> CallError {
        let detail = match self {
            Self::Http { detail: words, .. } | Self::Code { message: words, .. } => words.to_string(),
            _ => self.to_string(),
        };
        CallError {
            kind: self.kind(),
            code: self.code().map(Into::into),
            http: self.http().filter(|http| *http != 200),
            detail: clean(&detail, MAX_DETAIL).into(),
        }
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
/// service's own table says more than 401 or 403. 10008 is "permission denied" in the document; clients met it with expired tokens. 1001 ("unknown
/// exception") is not in the document. Codes that look like an HTTP status (404 was seen) are read as one.
pub(super) fn kind_of_code(code: &str, http: u16) -> CallErrorKind {
    match (kind_of_http(http), code) {
        (Some(CallErrorKind::Limited), _) | (_, "911048") => CallErrorKind::Limited,
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

/// The problem of one id, from a per-id error of an answer that was a success as a whole.
pub fn problem_of_item(code: &str, message: &str) -> CallError {
    CallError {
        kind: kind_of_code(code, 200),
        code: Some(clean(code, 32).into()),
        http: None,
        detail: clean(message, MAX_DETAIL).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use CallErrorKind::{BadAnswer, Blocked, Limited, Refused, Server, TimedOut, Unauthenticated};
    use rstest::rstest;

    #[rstest]
    #[case("911048", 200, Limited)]
    #[case("10001", 429, Limited)]
    #[case("10001", 503, Limited)]
    #[case("10008", 200, Unauthenticated)]
    #[case("911406", 200, Unauthenticated)]
    #[case("0", 401, Unauthenticated)]
    #[case("10003", 403, Refused)]
    #[case("911030", 403, Refused)]
    #[case("911048", 401, Limited)]
    #[case("403", 403, Unauthenticated)]
    #[case("401", 200, Unauthenticated)]
    #[case("911404", 200, Server)]
    #[case("10001", 200, Server)]
    #[case("500", 200, Server)]
    #[case("911009", 500, Server)]
    #[case("911009", 200, Refused)]
    #[case("10003", 400, Refused)]
    #[case("404", 404, Refused)]
    #[case("no such code", 200, Refused)]
    fn codes_have_a_kind(#[case] code: &str, #[case] http: u16, #[case] kind: CallErrorKind) {
        let error = ApiError::Code { code: code.into(), http, message: "".into(), retry_after: None };
        assert_eq!(error.kind(), kind);
        assert_eq!(error.to_problem().http, (http != 200).then_some(http));
    }

    #[rstest]
    #[case(429, Limited)]
    #[case(503, Limited)]
    #[case(401, Unauthenticated)]
    #[case(403, Blocked)]
    #[case(408, TimedOut)]
    #[case(502, Server)]
    #[case(404, BadAnswer)]
    fn statuses_have_a_kind(#[case] http: u16, #[case] kind: CallErrorKind) {
        assert_eq!(ApiError::Http { http, detail: "".into(), retry_after: None }.kind(), kind);
    }

    #[rstest]
    #[case("10001", 200, true)]
    #[case("10003", 400, true)]
    #[case("10004", 500, true)]
    #[case("10004", 429, false)]
    #[case("10008", 200, false)]
    #[case("911048", 200, false)]
    fn some_codes_blame_the_batch(#[case] code: &str, #[case] http: u16, #[case] blames: bool) {
        let error = ApiError::Code { code: code.into(), http, message: "".into(), retry_after: None };
        assert_eq!(error.blames_batch(), blames);
    }

    #[test]
    fn a_problem_is_clean_and_short() {
        let error = ApiError::BadAnswer { http: 200, detail: format!("\u{1b}[2J{}", "x".repeat(1000)).into() };
        let detail = error.to_problem().detail;
        assert!(!detail.contains('\u{1b}') && detail.chars().count() == MAX_DETAIL, "{detail}");
    }
}
