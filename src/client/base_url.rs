//! Addresses: which ones are taken. The base URL of a region, with the addresses of the calls below it, and the addresses of single
//! calls elsewhere.

use crate::domain::region::is_loopback;
use reqwest::Url;
use std::fmt;

/// Why an address cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadBaseUrl {
    /// Empty, or no URL with a host.
    NotAUrl(Box<str>),
    /// Neither https nor http.
    Scheme(Box<str>),
    /// Plain http to another machine: the token could be read on the way.
    PlainHttp(Box<str>),
    /// `https://user:password@host`
    Credentials,
    /// `?…` or `#…`
    Query,
    /// One of several addresses.
    Setting {
        /// The key of the setting.
        key: &'static str,
        /// What is wrong.
        error: Box<BadBaseUrl>,
    },
}

/// The base of all calls to one region, always with `/efile` at its end.
#[derive(Clone, PartialEq, Eq)]
pub struct BaseUrl {
    base: String,
    line: Line,
}

impl BaseUrl {
    /// Takes a base URL with or without `/efile` and with or without slashes behind it: the service's own list of regions has
    /// been seen with both forms, and so has the header of its document.
    ///
    /// # Errors
    /// [`BadBaseUrl`] when it is no URL, not https (http is for loopback, or for `insecure_http`), or has more than a path.
    pub fn parse(text: &str, insecure_http: bool) -> Result<Self, BadBaseUrl> {
        let (url, line) = checked(text, insecure_http)?;
        let base = url.as_str().trim_end_matches('/');
        let base = if base.ends_with("/efile") { base.to_owned() } else { format!("{base}/efile") };
        Ok(Self { base, line })
    }

    /// The address of a call; `path` begins with a slash.
    pub(super) fn join(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Whether it is this machine: no proxy is asked.
    pub fn is_loopback(&self) -> bool {
        self.line.loopback
    }

    /// The URL, which holds no secret.
    pub fn as_str(&self) -> &str {
        &self.base
    }

    /// How the network goes there.
    pub(super) fn line(&self) -> Line {
        self.line
    }

    /// Host and port: what tells back ends apart in little room.
    pub fn host(&self) -> &str {
        host(&self.base)
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.base)
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.base, f)
    }
}

/// How the network goes to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// It is this machine.
    pub loopback: bool,
    /// It is http without TLS.
    pub plain: bool,
}

/// The address of one call outside of a region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    url: String,
    line: Line,
}

impl Address {
    /// Takes an address; one without a path gets `path`, which begins with a slash. `key` names the setting in errors.
    pub fn parse(text: &str, path: &str, insecure_http: bool, key: &'static str) -> Result<Self, BadBaseUrl> {
        let wrong = |error| BadBaseUrl::Setting { key, error: Box::new(error) };
        let (mut url, line) = checked(text, insecure_http).map_err(wrong)?;
        if url.path() == "/" {
            url.set_path(path);
        }
        Ok(Self { url: url.as_str().trim_end_matches('/').to_owned(), line })
    }

    /// The address of another call on the same host.
    pub fn beside(&self, path: &str) -> Self {
        let mut url = self.url.clone();
        // The path begins at the first slash behind the scheme's two.
        let end = url.find("://").and_then(|at| Some(at + 3 + url.get(at + 3..)?.find('/')?)).unwrap_or(url.len());
        url.truncate(end);
        url.push_str(path);
        Self { url, line: self.line }
    }

    /// The whole address, which holds no secret.
    pub fn as_str(&self) -> &str {
        &self.url
    }

    /// Host and port.
    pub fn host(&self) -> &str {
        host(&self.url)
    }

    /// How the network goes there.
    pub fn line(&self) -> Line {
        self.line
    }
}

/// An address that may be asked: https, or http to this machine, or anywhere with `insecure_http`.
fn checked(text: &str, insecure_http: bool) -> Result<(Url, Line), BadBaseUrl> {
    // The URL itself is not repeated in messages: it may hold a password.
    let url = Url::parse(text.trim()).map_err(|error| BadBaseUrl::NotAUrl(error.to_string().into()))?;
    if !matches!(url.scheme(), "https" | "http") {
        return Err(BadBaseUrl::Scheme(url.scheme().chars().take(32).collect()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(BadBaseUrl::Credentials);
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(BadBaseUrl::Query);
    }
    let host = url.host_str().unwrap_or_default();
    let line = Line { loopback: is_loopback(host), plain: url.scheme() == "http" };
    if line.plain && !line.loopback && !insecure_http {
        return Err(BadBaseUrl::PlainHttp(host.into()));
    }
    Ok((url, line))
}

/// Host and port of a URL.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("https://efile.example.cn:65103", "https://efile.example.cn:65103/efile/x")]
    #[case(" https://efile.example.cn:65103/ ", "https://efile.example.cn:65103/efile/x")]
    #[case("https://efile.example.cn/efile", "https://efile.example.cn/efile/x")]
    #[case("https://efile.example.cn/efile//", "https://efile.example.cn/efile/x")]
    #[case("HTTPS://Efile.Example.cn/gate/efile/", "https://efile.example.cn/gate/efile/x")]
    #[case("http://127.0.0.1:80/", "http://127.0.0.1/efile/x")]
    #[case("http://127.9.9.9:8080", "http://127.9.9.9:8080/efile/x")]
    #[case("http://[::1]:8080", "http://[::1]:8080/efile/x")]
    #[case("http://LOCALHOST:8080", "http://localhost:8080/efile/x")]
    fn good_ones(#[case] text: &str, #[case] joined: &str) {
        assert_eq!(BaseUrl::parse(text, false).unwrap().join("/x"), joined);
    }

    #[rstest]
    #[case("", "NotAUrl(")]
    #[case("efile.example.cn", "NotAUrl(")]
    #[case("/efile", "NotAUrl(")]
    #[case("https://", "NotAUrl(")]
    #[case("ftp://efile.example.cn", "Scheme(\"ftp\")")]
    #[case("efile.example.cn:65103", "Scheme(\"efile.example.cn\")")]
    #[case("https://bob:sesame@efile.example.cn", "Credentials")]
    #[case("https://bob@efile.example.cn", "Credentials")]
    #[case("https://efile.example.cn/efile?token=sesame", "Query")]
    #[case("https://efile.example.cn/efile#sesame", "Query")]
    #[case("http://efile.example.cn", "PlainHttp(\"efile.example.cn\")")]
    #[case("http://10.0.0.1", "PlainHttp(\"10.0.0.1\")")]
    #[case("http://localhost.example.cn", "PlainHttp(\"localhost.example.cn\")")]
    #[case("http://127.0.0.1.example.cn", "PlainHttp(\"127.0.0.1.example.cn\")")]
    #[case("http://[::2]", "PlainHttp(\"[::2]\")")]
    fn bad_ones(#[case] text: &str, #[case] error: &str) {
        let found = format!("{:?}", BaseUrl::parse(text, false).unwrap_err());
        assert!(found.starts_with(error) && !found.contains("sesame"), "{found}");
    }

    #[test]
    fn plain_http_can_be_allowed() {
        let base = BaseUrl::parse("http://efile.example.cn", true).unwrap();
        assert!(!base.is_loopback());
    }
}
