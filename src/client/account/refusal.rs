//! What the account's calls met, in terms of what a user can do. Nothing of their answers is shown but the envelope's words, since the
//! rest of them is tokens.

use crate::domain::{CallError, CallErrorKind, SignIn};
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
pub fn of_tokens(error: CallError, host: &str, skew: Option<i64>) -> CallError {
    let is_passing = matches!(error.kind, CallErrorKind::Limited | CallErrorKind::Server | CallErrorKind::TimedOut);
    let Some(code) = error.code.clone().filter(|_| !is_passing) else {
        return of_service(error, host, SignIn::TokenService);
    };
    let off = skew.map_or(0, i64::abs);
    let by_key = || {
        if error.message.contains("非本人") {
            Some(SignIn::ForeignKey)
        } else if error.message.contains("不存在") {
            Some(SignIn::AccessKey)
        } else {
            None
        }
    };
    let step = by_key().unwrap_or(match &*code {
        "10009" if off > LARGE_SKEW => SignIn::Clock,
        "10009" => SignIn::SecretKey,
        _ if off > NOTABLE_SKEW => SignIn::Clock,
        _ => SignIn::Refused,
    });
    let message = mask(&error.message);
    let message = match skew.filter(|_| step == SignIn::Clock) {
        Some(ahead) if ahead > 0 => format!("this clock is {ahead} s ahead of {host}: {message}"),
        Some(ahead) => format!("this clock is {} s behind {host}: {message}", -ahead),
        None => format!("{host}: {message}"),
    };
    error.during(step, message)
}

/// The failure of a renewal by a token alone: a refusal is final.
pub fn of_renewal(error: CallError, host: &str) -> CallError {
    if error.is_passing() {
        return of_service(error, host, SignIn::TokenService);
    }
    let message = format!("{host}: {}", plain(&error));
    error.during(SignIn::NotRenewable, message)
}

/// The failure of the center call. One for the token is kept as it is, since renewing helps.
pub fn of_center(error: CallError, host: &str) -> CallError {
    of_service(error, host, SignIn::Center)
}

/// A service beside EFile that cannot be asked: `step` says which, unless the network, a limit or the token is why. The call that needs it
/// was not sent.
fn of_service(error: CallError, host: &str, step: SignIn) -> CallError {
    let error = error.not_sent();
    let message = format!("{host}: {}", plain(&error));
    match error.kind {
        CallErrorKind::Misconfigured | CallErrorKind::SignIn(_) => error,
        CallErrorKind::Tls(_) | CallErrorKind::Proxy => error.saying(message),
        CallErrorKind::Limited | CallErrorKind::Unauthenticated if error.code.is_some() => error.saying(message),
        CallErrorKind::Limited | CallErrorKind::Blocked => error.saying(host),
        CallErrorKind::Unauthenticated if step == SignIn::Center => error.saying(host),
        CallErrorKind::Unauthenticated => error.during(SignIn::Refused, message),
        _ => error.during(step, message),
    }
}

/// An error in words that hold nothing of an answer's body but the envelope's message.
fn plain(error: &CallError) -> String {
    match (error.kind, error.http_status) {
        _ if error.code.is_some() => mask(&error.message),
        (CallErrorKind::BadAnswer, None | Some(200..400)) => {
            error.message.split(": ").next().unwrap_or_default().to_owned()
        }
        (_, Some(http)) => format!("HTTP {http}"),
        _ => error.message.to_string(),
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

    fn code(code: &str, message: &str) -> CallError {
        CallError::of_code(code, 200, message)
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
    #[case(
        CallError::new(CallErrorKind::Unreachable, "refused"),
        None,
        CallErrorKind::SignIn(SignIn::TokenService),
        "api: refused"
    )]
    #[case(CallError::new(CallErrorKind::Tls(Tls::Name), "bad"), None, CallErrorKind::Tls(Tls::Name), "api: bad")]
    #[case(CallError::new(CallErrorKind::Proxy, "no"), None, CallErrorKind::Proxy, "api: no")]
    #[case(
        CallError::bad_answer(200, "the answer is broken JSON: {\"token\":\"eyJ"),
        None,
        CallErrorKind::SignIn(SignIn::TokenService),
        "api: the answer is broken JSON"
    )]
    #[case(CallError::of_http(502, true, "page"), None, CallErrorKind::SignIn(SignIn::TokenService), "api: HTTP 502")]
    #[case(CallError::of_http(403, false, "{json}"), None, CallErrorKind::SignIn(SignIn::Refused), "api: HTTP 403")]
    #[case(CallError::of_http(403, true, "page"), None, CallErrorKind::Blocked, "HTTP 403: api")]
    fn the_token_call(
        #[case] error: CallError,
        #[case] skew: Option<i64>,
        #[case] kind: CallErrorKind,
        #[case] words: &str,
    ) {
        let error = of_tokens(error, "api", skew);
        assert_eq!((error.kind, error.to_string().as_str()), (kind, words));
    }

    #[rstest]
    #[case(code("10008", "expired"), CallErrorKind::Unauthenticated)]
    #[case(CallError::of_http(401, true, "x"), CallErrorKind::Unauthenticated)]
    #[case(CallError::new(CallErrorKind::TimedOut, "15 s"), CallErrorKind::SignIn(SignIn::Center))]
    #[case(code("10003", "x"), CallErrorKind::SignIn(SignIn::Center))]
    fn the_center_call(#[case] error: CallError, #[case] kind: CallErrorKind) {
        assert_eq!(of_center(error, "www").kind, kind);
    }

    #[rstest]
    #[case(code("10008", "too late"), CallErrorKind::SignIn(SignIn::NotRenewable))]
    #[case(CallError::of_http(401, true, "x"), CallErrorKind::SignIn(SignIn::NotRenewable))]
    #[case(CallError::new(CallErrorKind::Unreachable, "refused"), CallErrorKind::SignIn(SignIn::TokenService))]
    #[case(code("911048", "busy"), CallErrorKind::Limited)]
    fn the_renewal(#[case] error: CallError, #[case] kind: CallErrorKind) {
        assert_eq!(of_renewal(error, "www").kind, kind);
    }
}
