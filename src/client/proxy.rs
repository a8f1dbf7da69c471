//! The proxy that the environment names, read as curl reads it. What cannot be read is an error: a request, and the token in it, would go
//! out directly where a proxy was meant.

use crate::{domain::CallError, settings::Environment};
use reqwest::{ClientBuilder, NoProxy, Proxy, Url};

/// What a proxy's address can begin with.
const SCHEMES: [&str; 6] = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];
/// curl's port of proxies that name none; https has one of its own.
const PORT: u16 = 1080;

/// A client that goes to addresses of http (`plain`) or https as the environment says.
pub fn through(builder: ClientBuilder, plain: bool, environment: &Environment<'_>) -> Result<ClientBuilder, CallError> {
    let direct = environment.text("no_proxy").or_else(|| environment.text("NO_PROXY")).unwrap_or_default();
    let direct: Vec<&str> = direct
        .split(|character: char| character == ',' || character.is_whitespace())
        .map(|entry| entry.trim_matches(['[', ']']).trim_end_matches('.'))
        .filter(|entry| !entry.is_empty())
        .collect();
    if direct.contains(&"*") {
        return Ok(builder.no_proxy());
    }
    let Some((variable, value)) = chosen(plain, environment) else {
        // Where nothing is said here, the system's own settings count, if it has such.
        return Ok(builder);
    };
    let proxy = address(&value).and_then(|url| Proxy::all(url).ok()).ok_or_else(|| {
        // The value may hold a password.
        let allowed = SCHEMES.map(|scheme| format!("{scheme}://")).join(", ");
        CallError::unusable(format!("{variable}: not the address of a proxy, HOST:PORT behind one of {allowed}"))
    })?;
    Ok(builder.proxy(proxy.no_proxy(NoProxy::from_string(&direct.join(",")))))
}

/// The variable that counts, and its value.
fn chosen(plain: bool, environment: &Environment<'_>) -> Option<(&'static str, String)> {
    // A web server hands its client's header `Proxy` to a script as `HTTP_PROXY`.
    let is_script = environment.text("REQUEST_METHOD").is_some();
    let of_scheme = if plain { ["http_proxy", "HTTP_PROXY"] } else { ["https_proxy", "HTTPS_PROXY"] };
    of_scheme
        .into_iter()
        .filter(|name| !(is_script && *name == "HTTP_PROXY"))
        .chain(["all_proxy", "ALL_PROXY"])
        .find_map(|name| Some((name, environment.text(name)?)))
}

/// The address of a proxy; `None` where there is any doubt about it, since the network library skips what it cannot read.
fn address(text: &str) -> Option<Url> {
    let (scheme, rest) = text.trim().split_once("://").unwrap_or(("http", text.trim()));
    let scheme = scheme.to_ascii_lowercase();
    let scheme = if scheme == "socks" { "socks4" } else { SCHEMES.into_iter().find(|one| *one == scheme)? };
    let authority = rest.split(['/', '?', '#']).next()?;
    let mut url = Url::parse(&format!("{scheme}://{authority}")).ok()?;
    let host = url.host_str()?;
    let is_name = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'));
    if host.is_empty() || !(is_name || host.starts_with('[')) {
        return None;
    }
    // The address itself forgets a port that is the scheme's usual one.
    let host_and_port = authority.rsplit('@').next()?.rsplit(']').next()?;
    if scheme != "https" && !host_and_port.contains(':') {
        url.set_port(Some(PORT)).ok()?;
    }
    Some(url)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("http://proxy:8080/path?x", Some("http://proxy:8080/"))]
    #[case("proxy:3128", Some("http://proxy:3128/"))]
    #[case("http://proxy", Some("http://proxy:1080/"))]
    #[case("http://proxy:80", Some("http://proxy/"))]
    #[case("HTTPS://proxy", Some("https://proxy/"))]
    #[case("socks://proxy", Some("socks4://proxy:1080"))]
    #[case("Socks5h://me:it@10.0.0.1:99", Some("socks5h://me:it@10.0.0.1:99"))]
    #[case("http://[::1]:3128", Some("http://[::1]:3128/"))]
    #[case("http://me:100%@proxy:1", Some("http://me:100%@proxy:1/"))]
    #[case("http://me:p@ss|w@proxy:1", Some("http://me:p%40ss%7Cw@proxy:1/"))]
    #[case("ftp://proxy:21", None)]
    #[case("socks6://proxy", None)]
    #[case("http://", None)]
    #[case("http://me:it@:8080", None)]
    #[case("http://proxy:99999", None)]
    #[case("http://pro xy:1", None)]
    #[case("socks5://pro%20xy:1", None)]
    #[case("socks5://[::1", None)]
    fn addresses(#[case] text: &str, #[case] url: Option<&str>) {
        assert_eq!(address(text).as_ref().map(Url::as_str), url);
    }

    #[rstest]
    #[case(true, &[("HTTP_PROXY", "a")], Some("HTTP_PROXY"))]
    #[case(true, &[("HTTP_PROXY", "a"), ("REQUEST_METHOD", "GET")], None)]
    #[case(true, &[("HTTP_PROXY", "a"), ("http_proxy", "b")], Some("http_proxy"))]
    #[case(true, &[("https_proxy", "a")], None)]
    #[case(false, &[("https_proxy", ""), ("ALL_PROXY", "a"), ("http_proxy", "b")], Some("ALL_PROXY"))]
    fn the_variable_that_counts(#[case] plain: bool, #[case] pairs: &[(&str, &str)], #[case] name: Option<&str>) {
        assert_eq!(chosen(plain, &Environment::of(pairs)).map(|(name, _)| name), name);
    }
}
