//! What the account's calls met, in terms of what a user can do. Nothing of their answers is shown but the envelope's words, since the
//! rest of them is tokens.

use super::super::ApiError;
use crate::domain::{CallErrorKind, SignIn};
use jiff::Timestamp;

/// A clock that is off by more than this is worth a word when a parameter is refused, in seconds.
const NOTABLE_SKEW: i64 = 60;
/// By more than this it is the likelier reason of a refused signature than a wrong key, in seconds.
const LARGE_SKEW: i64 = 300;

/// The failure of the token call. `skew` is by how many seconds the clock of this machine is ahead of the service's.
///
/// Doubts: the codes of this call are documented as 10001, 10003, 10004, 10008 and 10009 (signature), but not what a wrong access
/// key or a wrong time answers. Clients know the first by words in the message (`不存在`, `非本人`); how far clocks may differ is
/// written nowhere, so the answer's own `Date` decides.
pub fn of_tokens(error: ApiError, host: &str, skew: Option<i64>) -> ApiError {
    let ApiError::Code { code, http, message, .. } = &error else {
        return of_service(error, host, SignIn::TokenService);
    };
    if matches!(error.kind(), CallErrorKind::Limited | CallErrorKind::Server | CallErrorKind::TimedOut) {
        return of_service(error, host, SignIn::TokenService);
    }
    let off = skew.map_or(0, i64::abs);
    let by_key = || {
        if message.contains("非本人") {
            Some(SignIn::ForeignKey)
        } else if message.contains("不存在") {
            Some(SignIn::AccessKey)
        } else {
            None
        }
    };
    let step = by_key().unwrap_or(match &**code {
        "10009" if off > LARGE_SKEW => SignIn::Clock,
        "10009" => SignIn::SecretKey,
        _ if off > NOTABLE_SKEW => SignIn::Clock,
        _ => SignIn::Refused,
    });
    let message = mask(message);
    let detail = match skew.filter(|_| step == SignIn::Clock) {
        Some(ahead) if ahead > 0 => format!("this clock is {ahead} s ahead of {host}: {message}"),
        Some(ahead) => format!("this clock is {} s behind {host}: {message}", -ahead),
        None => format!("{host}: {message}"),
    };
    ApiError::SignIn { step, code: Some(code.clone()), http: Some(*http), detail: detail.into() }
}

/// The failure of a renewal by a token alone: a refusal is final.
pub fn of_renewal(error: ApiError, host: &str) -> ApiError {
    if error.is_passing() {
        return of_service(error, host, SignIn::TokenService);
    }
    let detail = match &error {
        ApiError::Code { message, .. } => format!("{host}: {}", mask(message)),
        _ => format!("{host}: {}", plain(&error)),
    };
    let (code, http) = (error.code().map(Into::into), error.http());
    ApiError::SignIn { step: SignIn::NotRenewable, code, http, detail: detail.into() }
}

/// The failure of the center call. One for the token is kept as it is, since renewing helps.
pub fn of_center(error: ApiError, host: &str) -> ApiError {
    of_service(error, host, SignIn::Center)
}

/// A service beside EFile that cannot be asked: `step` says which, unless the network, a limit or the token is why.
fn of_service(error: ApiError, host: &str, step: SignIn) -> ApiError {
    match error {
        ApiError::Tls { why, detail } => ApiError::Tls { why, detail: format!("{host}: {detail}").into() },
        ApiError::Proxy(why) => ApiError::Proxy(format!("{host}: {why}").into()),
        ApiError::Unusable(_) | ApiError::TooManyIds { .. } | ApiError::SignIn { .. } => error,
        ApiError::Code { code, http, message, retry_after }
            if matches!(
                super::super::error::kind_of_code(&code, http),
                CallErrorKind::Limited | CallErrorKind::Unauthenticated
            ) =>
        {
            let message = format!("{host}: {}", mask(&message)).into();
            ApiError::Code { code, http, message, retry_after }
        }
        ApiError::Http { http, retry_after, .. } if matches!(http, 429 | 503) => {
            ApiError::Http { http, detail: host.into(), retry_after }
        }
        ApiError::Http { http, retry_after, .. } if error.kind() == CallErrorKind::Blocked => {
            ApiError::Http { http, detail: host.into(), retry_after }
        }
        ApiError::Http { http, retry_after, .. } if matches!(http, 401 | 403) && step == SignIn::Center => {
            // Not a page, whose 403 says nothing of the token; and its own words are not shown.
            let detail = if http == 403 { format!("{{{host}}}") } else { host.to_owned() };
            ApiError::Http { http, detail: detail.into(), retry_after }
        }
        ApiError::Http { http, .. } if matches!(http, 401 | 403) => {
            let detail = format!("{host}: HTTP {http}").into();
            ApiError::SignIn { step: SignIn::Refused, code: None, http: Some(http), detail }
        }
        error => {
            let detail = match &error {
                ApiError::Code { message, .. } => format!("{host}: {}", mask(message)),
                _ => format!("{host}: {}", plain(&error)),
            };
            let (code, http) = (error.code().map(Into::into), error.http());
            ApiError::SignIn { step, code, http, detail: detail.into() }
        }
    }
}

/// An error in words that hold nothing of an answer's body.
fn plain(error: &ApiError) -> String {
    match error {
        ApiError::Http { http, .. } => format!("HTTP {http}"),
        ApiError::BadAnswer { detail, .. } => detail.split(": ").next().unwrap_or_default().to_owned(),
        _ => error.to_string(),
    }
}

/// By how many seconds `here` is ahead of the time that an answer names.
pub fn skew(here: Timestamp, date: Option<Timestamp>) -> Option<i64> {
    Some(here.as_second() - date?.as_second())
}

/// `text` with everything masked that looks like a token: a service may repeat one in its words.
pub fn mask(text: &str) -> String {
    let of_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '=');
    let (mut shown, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find("eyJ") {
        let (before, from) = rest.split_at(at);
        let end = from.find(|c: char| !of_token(c)).unwrap_or(from.len());
        shown.push_str(before);
        shown.push_str("[token]");
        rest = &from[end..];
    }
    shown.push_str(rest);
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Tls;
    use rstest::rstest;

    fn code(code: &str, message: &str) -> ApiError {
        ApiError::Code { code: code.into(), http: 200, message: message.into(), retry_after: None }
    }

    #[rstest]
    #[case(code("10009", "校验失败"), Some(3), CallErrorKind::SignIn(SignIn::SecretKey), "api: 校验失败")]
    #[case(code("10009", "校验失败"), None, CallErrorKind::SignIn(SignIn::SecretKey), "api: 校验失败")]
    #[case(code("10009", "校验失败"), Some(-400), CallErrorKind::SignIn(SignIn::Clock), "this clock is 400 s behind api: 校验失败")]
    #[case(
        code("10004", "参数无效"),
        Some(90),
        CallErrorKind::SignIn(SignIn::Clock),
        "this clock is 90 s ahead of api: 参数无效"
    )]
    #[case(code("10004", "参数无效"), Some(0), CallErrorKind::SignIn(SignIn::Refused), "api: 参数无效")]
    #[case(
        code("10009", "accessKey不存在"),
        Some(900),
        CallErrorKind::SignIn(SignIn::AccessKey),
        "api: accessKey不存在"
    )]
    #[case(code("10003", "AK非本人"), None, CallErrorKind::SignIn(SignIn::ForeignKey), "api: AK非本人")]
    #[case(
        code("10008", "no eyJhbGciOi.J9.x for you"),
        None,
        CallErrorKind::SignIn(SignIn::Refused),
        "api: no [token] for you"
    )]
    #[case(code("10001", "x"), None, CallErrorKind::SignIn(SignIn::TokenService), "api: x")]
    #[case(code("911048", "busy"), None, CallErrorKind::Limited, "code 911048: api: busy")]
    #[case(ApiError::Unreachable("refused".into()), None, CallErrorKind::SignIn(SignIn::TokenService), "api: refused")]
    #[case(ApiError::Tls { why: Tls::Name, detail: "bad".into() }, None, CallErrorKind::Tls(Tls::Name), "api: bad")]
    #[case(ApiError::Proxy("no".into()), None, CallErrorKind::Proxy, "api: no")]
    #[case(
        ApiError::BadAnswer { http: 200, detail: "the answer is broken JSON: {\"token\":\"eyJ".into() },
        None,
        CallErrorKind::SignIn(SignIn::TokenService),
        "api: the answer is broken JSON"
    )]
    #[case(
        ApiError::Http { http: 502, detail: "page".into(), retry_after: None },
        None,
        CallErrorKind::SignIn(SignIn::TokenService),
        "api: HTTP 502"
    )]
    #[case(
        ApiError::Http { http: 403, detail: "{json}".into(), retry_after: None },
        None,
        CallErrorKind::SignIn(SignIn::Refused),
        "api: HTTP 403"
    )]
    #[case(
        ApiError::Http { http: 403, detail: "page".into(), retry_after: None },
        None,
        CallErrorKind::Blocked,
        "HTTP 403: api"
    )]
    fn the_token_call(
        #[case] error: ApiError,
        #[case] skew: Option<i64>,
        #[case] kind: CallErrorKind,
        #[case] words: &str,
    ) {
        let error = of_tokens(error, "api", skew);
        assert_eq!((error.kind(), error.to_string().as_str()), (kind, words));
    }

    #[rstest]
    #[case(code("10008", "expired"), CallErrorKind::Unauthenticated)]
    #[case(ApiError::Http { http: 401, detail: "x".into(), retry_after: None }, CallErrorKind::Unauthenticated)]
    #[case(ApiError::TimedOut("15 s".into()), CallErrorKind::SignIn(SignIn::Center))]
    #[case(code("10003", "x"), CallErrorKind::SignIn(SignIn::Center))]
    fn the_center_call(#[case] error: ApiError, #[case] kind: CallErrorKind) {
        assert_eq!(of_center(error, "www").kind(), kind);
    }

    #[rstest]
    #[case(code("10008", "too late"), CallErrorKind::SignIn(SignIn::NotRenewable))]
    #[case(ApiError::Http { http: 401, detail: "x".into(), retry_after: None }, CallErrorKind::SignIn(SignIn::NotRenewable))]
    #[case(ApiError::Unreachable("refused".into()), CallErrorKind::SignIn(SignIn::TokenService))]
    #[case(code("911048", "busy"), CallErrorKind::Limited)]
    fn the_renewal(#[case] error: ApiError, #[case] kind: CallErrorKind) {
        assert_eq!(of_renewal(error, "www").kind(), kind);
    }
}
