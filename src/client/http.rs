//! One request and its whole, bounded answer; what the network did instead is distinguished by what a user can do about it.

use super::{
    base_url::Line,
    envelope::Reply,
    proxy,
    retry_after::{instant, retry_after},
    tls, token,
};
use crate::{
    domain::{CallError, CallErrorKind, clean::clean},
    settings::Environment,
};
use encoding_rs::Encoding;
use jiff::Timestamp;
use reqwest::{
    Method, Response,
    header::{self, HeaderName, HeaderValue},
    redirect, retry,
};
use secrecy::SecretString;
use std::{error::Error as _, path::PathBuf, sync::Arc, time::Duration};
use tokio::sync::OnceCell;
use tracing::debug;

/// The longest text of the system that is shown, in characters.
const MAX_REASON: usize = 160;
/// How long an idle connection is kept for the next call.
const POOL_IDLE: Duration = Duration::from_secs(30);

/// Connections, shared by all that is asked in the name of one account: one set-up for each way that the network is gone through.
#[derive(Debug)]
pub struct Network {
    connect_timeout: Duration,
    /// Certificates (PEM) that are trusted beside the system's.
    ca_file: Option<PathBuf>,
    /// Reads this machine's clock.
    now: Option<fn() -> Timestamp>,
    /// Each is built at its first call: loading the system's certificates costs time and can fail, and neither may keep the program from
    /// starting.
    built: [OnceCell<reqwest::Client>; 8],
}

/// Sends to hosts that are reached in the same way.
#[derive(Debug)]
pub struct Http {
    network: Arc<Network>,
    line: Line,
    /// The longest wait for a whole answer, connection included.
    timeout: Duration,
    /// The largest body of an answer, after decompression, in bytes.
    max_body: usize,
    /// Whether each call has a new connection: one that has lain idle may be dead, and who writes to it does not learn whether the
    /// request arrived.
    fresh: bool,
}

/// One request. What is secret in it is marked so in its headers, and `secrets` are not shown if the answer repeats them.
pub struct Call<'a> {
    /// `GET` or `POST`
    pub method: Method,
    /// The whole address.
    pub url: &'a str,
    /// Headers beside those that all requests have.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// The body, JSON; none with `GET`.
    pub body: Option<String>,
    /// What must not come back in an answer.
    pub secrets: &'a [&'a SecretString],
}

impl Network {
    /// Connects nowhere yet.
    pub fn new(connect_timeout: Duration, ca_file: Option<PathBuf>, now: Option<fn() -> Timestamp>) -> Arc<Self> {
        Arc::new(Self { connect_timeout, ca_file, now, built: Default::default() })
    }

    /// The client for a way through the network.
    async fn client(&self, line: Line, fresh: bool) -> Result<&reqwest::Client, CallError> {
        let place = usize::from(line.loopback) + 2 * usize::from(line.plain) + 4 * usize::from(fresh);
        let Some(built) = self.built.get(place) else { return Err(CallError::unusable("no such way")) };
        built.get_or_try_init(|| self.build(line, fresh)).await
    }

    async fn build(&self, Line { loopback, plain }: Line, fresh: bool) -> Result<reqwest::Client, CallError> {
        tls::install();
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("eftop/", env!("CARGO_PKG_VERSION")))
            // reqwest would send the header `token` to wherever a redirect leads.
            .redirect(redirect::Policy::none())
            // Whether a request is worth a second try, and is safe to repeat, is for those to say who know what it does.
            .retry(retry::never())
            .https_only(!plain)
            // Shorter than the 60 s and more after which usual gateways close an idle connection: a request sent at that moment
            // would be lost.
            .pool_idle_timeout(POOL_IDLE)
            .pool_max_idle_per_host(if fresh { 0 } else { usize::MAX })
            .connect_timeout(self.connect_timeout);
        builder =
            if loopback { builder.no_proxy() } else { proxy::through(builder, plain, &Environment::of_process())? };
        let unusable = |error: reqwest::Error| CallError::unusable(reason(&error));
        if loopback && plain {
            return tls::without_certificates(builder).build().map_err(unusable);
        }
        tls::with_certificates(builder, self.ca_file.as_deref()).await?.build().map_err(unusable)
    }
}

impl Http {
    /// Sends nothing yet.
    pub fn new(network: Arc<Network>, line: Line, timeout: Duration, max_body: usize) -> Self {
        Self { network, line, timeout, max_body, fresh: false }
    }

    /// The same with a new connection for each call.
    pub fn fresh(self) -> Self {
        Self { fresh: true, ..self }
    }

    /// Sends `body` to `url` with a token and reads the answer.
    pub async fn post(&self, url: &str, body: String, secret: &SecretString) -> Result<Reply, CallError> {
        whole(self.post_partly(url, body, secret).await?)
    }

    /// The same; of an answer that breaks off, what came and why there is no more.
    pub async fn post_partly(
        &self,
        url: &str,
        body: String,
        secret: &SecretString,
    ) -> Result<(Reply, Option<CallError>), CallError> {
        let headers = vec![(token::NAME, token::header(secret)?)];
        self.exchange(Call { method: Method::POST, url, headers, body: Some(body), secrets: &[secret] }).await
    }

    /// Sends a request and reads the answer.
    pub async fn send(&self, call: Call<'_>) -> Result<Reply, CallError> {
        whole(self.exchange(call).await?)
    }

    async fn exchange(&self, call: Call<'_>) -> Result<(Reply, Option<CallError>), CallError> {
        let client = self.network.client(self.line, self.fresh).await?;
        let mut request =
            client.request(call.method, call.url).timeout(self.timeout).header(header::ACCEPT, "application/json");
        for (name, value) in call.headers {
            request = request.header(name, value);
        }
        if let Some(body) = call.body {
            request = request.header(header::CONTENT_TYPE, "application/json").body(body);
        }
        let response = request.send().await.map_err(|error| {
            let is_sent = !error.is_connect() && !error.is_builder();
            let error = self.silence(error);
            if is_sent { error.sent() } else { error }
        })?;
        let http = response.status().as_u16();
        if response.status().is_redirection() {
            // Not followed: a redirect would carry the token to another host.
            return Err(CallError::bad_answer(http, format!("redirected to {}, not followed", target(&response))));
        }
        // No origin answers so: it is the proxy of a request without TLS, which has no tunnel that could fail.
        if http == 407 {
            return Err(CallError::new(CallErrorKind::Proxy, "the proxy asks for a user and a password (HTTP 407)"));
        }
        let text = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
        let retry_after = retry_after(text(header::RETRY_AFTER), text(header::DATE), self.network.now);
        let date = text(header::DATE).and_then(instant);
        let charset = text(header::CONTENT_TYPE).and_then(charset);
        let (body, broken_off) = self.read(response).await;
        let body = to_text(body, charset);
        debug!(http, bytes = body.len(), "answered");
        let body = call.secrets.iter().fold(body, |body, secret| token::redact(body, secret));
        Ok((Reply { http, retry_after, date, body }, broken_off))
    }

    /// The body, after decompression, chunk by chunk and never more than is allowed; and why it is not the whole one.
    async fn read(&self, mut response: Response) -> (Vec<u8>, Option<CallError>) {
        let http = response.status().as_u16();
        let mut body = Vec::new();
        let broken_off = loop {
            match response.chunk().await {
                Ok(Some(chunk)) => {
                    if chunk.len() > self.max_body.saturating_sub(body.len()) {
                        let detail = format!("the answer has more than {} bytes", self.max_body);
                        break CallError::bad_answer(http, detail);
                    }
                    body.extend_from_slice(&chunk);
                }
                Ok(None) => return (body, None),
                Err(error) if error.is_timeout() => break self.silence(error).sent(),
                Err(error) => {
                    let detail = format!("the answer broke off after {} bytes: {}", body.len(), reason(&error));
                    break CallError::bad_answer(http, detail);
                }
            }
        };
        (body, Some(broken_off))
    }

    /// Why there is no answer.
    fn silence(&self, error: reqwest::Error) -> CallError {
        let error = error.without_url();
        let reason = reason(&error);
        if error.is_timeout() {
            let (what, limit) = if error.is_connect() {
                ("no connection", self.network.connect_timeout.min(self.timeout))
            } else {
                ("no whole answer", self.timeout)
            };
            CallError::new(CallErrorKind::TimedOut, format!("{what} within {} s", limit.as_secs_f64()))
        } else if error.is_builder() {
            CallError::unusable(reason)
        } else if error.is_connect() && is_proxy(&error) {
            CallError::new(CallErrorKind::Proxy, reason)
        } else if error.is_connect()
            && let Some((why, detail)) = tls::explain(&error)
        {
            CallError::new(CallErrorKind::Tls(why), detail)
        } else {
            CallError::new(CallErrorKind::Unreachable, reason)
        }
    }
}

fn whole((reply, broken_off): (Reply, Option<CallError>)) -> Result<Reply, CallError> {
    broken_off.map_or(Ok(reply), Err)
}

/// The encoding that a content type names.
fn charset(content_type: &str) -> Option<&'static Encoding> {
    let mut parameters = content_type.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let (_, label) = parameters.find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?;
    Encoding::for_label(label.trim().trim_matches('"').as_bytes())
}

/// The text of a body: UTF-8 if it can be, whatever it is declared as; else in its declared encoding (GBK, of gateways in China). A byte
/// that is no text in either spoils the text that it stands in, and not the whole answer.
fn to_text(body: Vec<u8>, charset: Option<&'static Encoding>) -> String {
    String::from_utf8(body).unwrap_or_else(|wrong| {
        let encoding = charset.unwrap_or(encoding_rs::UTF_8);
        encoding.decode_without_bom_handling(wrong.as_bytes()).0.into_owned()
    })
}

/// The host that a redirect leads to.
fn target(response: &Response) -> String {
    let location = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
    let target = location.and_then(|location| response.url().join(location).ok());
    let host = target.as_ref().and_then(|url| url.host_str()).unwrap_or("nowhere");
    clean(host, 100)
}

/// The innermost reason of an error: the outer ones only say that something went wrong while sending.
fn reason(error: &reqwest::Error) -> String {
    if let Some((_, words)) = tls::explain(error) {
        return clean(&words, MAX_REASON);
    }
    let mut innermost = error.source();
    while let Some(source) = innermost.and_then(std::error::Error::source) {
        innermost = Some(source);
    }
    clean(&innermost.map_or_else(|| error.to_string(), ToString::to_string), MAX_REASON)
}

/// Whether a connection failed at the proxy. The types of these errors are the network library's own; it names them in their texts.
fn is_proxy(error: &reqwest::Error) -> bool {
    let mut source = error.source();
    while let Some(error) = source {
        let text = error.to_string();
        if text.starts_with("tunnel error") || text.starts_with("SOCKS error") {
            return true;
        }
        source = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("application/json", "任务".as_bytes(), "任务")]
    #[case("application/json;charset=GBK", b"\xc8\xce\xce\xf1", "任务")]
    #[case("text/html; Charset=\"gb2312\"", b"\xc8\xce\xce\xf1", "任务")]
    #[case("application/json;charset=ISO-8859-1", "任务".as_bytes(), "任务")]
    #[case("application/json;charset=nonsense", b"a\xffb", "a\u{fffd}b")]
    #[case("application/json", b"a\xffb\xe4\xbbc\xf0\x9f", "a\u{fffd}b\u{fffd}c\u{fffd}")]
    fn a_body_is_read_in_its_encoding(#[case] content_type: &str, #[case] body: &[u8], #[case] text: &str) {
        assert_eq!(to_text(body.to_vec(), charset(content_type)), text);
    }
}
