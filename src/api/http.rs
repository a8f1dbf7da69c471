//! One POST and its whole, bounded answer; what the network did instead is told apart by what a user can do about it.

use super::{ApiError, BaseUrl, envelope::Reply, retry_after::retry_after, token};
use crate::domain::clean::clean;
use reqwest::{Response, header, redirect, retry};
use secrecy::SecretString;
use std::{error::Error as _, io, time::Duration};
use tokio::sync::OnceCell;
use tracing::debug;

/// The longest text of the system that is shown, in characters.
const MAX_REASON: usize = 160;
/// How long an idle connection is kept for the next call.
const POOL_IDLE: Duration = Duration::from_secs(30);

/// A request without an answer that can be used.
#[derive(Debug)]
pub struct Unanswered {
    /// What happened.
    pub error: ApiError,
    /// Whether the request may have left this machine: false only if there was no connection to send it on.
    pub sent: bool,
}

impl From<Unanswered> for ApiError {
    fn from(unanswered: Unanswered) -> Self {
        unanswered.error
    }
}

impl From<ApiError> for Unanswered {
    /// What goes wrong before there is a connection.
    fn from(error: ApiError) -> Self {
        Self { error, sent: false }
    }
}

/// What is needed to send.
#[derive(Debug)]
pub struct Http {
    base_url: BaseUrl,
    connect_timeout: Duration,
    timeout: Duration,
    max_body: usize,
    /// How many idle connections are kept.
    idle: usize,
    /// Built at the first call: loading the system's certificates costs time and can fail, and neither may keep the program from
    /// starting.
    built: OnceCell<reqwest::Client>,
}

impl Http {
    /// Sends nothing yet.
    pub fn new(base_url: BaseUrl, connect_timeout: Duration, timeout: Duration, max_body: usize) -> Self {
        Self { base_url, connect_timeout, timeout, max_body, idle: usize::MAX, built: OnceCell::new() }
    }

    /// The same with a new connection for each call: one that has lain idle may be dead, and who writes to it does not learn
    /// whether the request arrived.
    pub fn without_idle_connections(self) -> Self {
        Self { idle: 0, ..self }
    }

    /// Where it goes to.
    pub fn base_url(&self) -> &BaseUrl {
        &self.base_url
    }

    /// Sends `body` to `path` and reads the answer.
    pub async fn post(&self, path: &str, body: String, secret: &SecretString) -> Result<Reply, Unanswered> {
        let token = token::header(secret)?;
        let client = self.built.get_or_try_init(|| async { self.build() }).await?;
        let request = client
            .post(self.base_url.join(path))
            .header("token", token)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "application/json")
            .body(body);
        let response = request.send().await.map_err(|error| Unanswered {
            sent: !error.is_connect() && !error.is_builder(),
            error: self.silence(error),
        })?;
        let http = response.status().as_u16();
        if response.status().is_redirection() {
            return Err(Unanswered { error: ApiError::Redirected { http, to: target(&response) }, sent: true });
        }
        let text = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
        let retry_after = retry_after(text(header::RETRY_AFTER), text(header::DATE));
        let body = self.read(response).await.map_err(|error| Unanswered { error, sent: true })?;
        // A byte that is no UTF-8 spoils the text that it stands in, and not the whole answer.
        let body =
            String::from_utf8(body).unwrap_or_else(|wrong| String::from_utf8_lossy(wrong.as_bytes()).into_owned());
        debug!(http, bytes = body.len(), "answered");
        Ok(Reply { http, retry_after, body: token::redact(body, secret) })
    }

    fn build(&self) -> Result<reqwest::Client, ApiError> {
        install_tls();
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("eftop/", env!("CARGO_PKG_VERSION")))
            // reqwest would send the header `token` to wherever a redirect leads.
            .redirect(redirect::Policy::none())
            // Whether a request is worth a second try, and is safe to repeat, is for those to say who know what it does.
            .retry(retry::never())
            .https_only(!self.base_url.is_plain())
            // Shorter than the 60 s and more after which usual gateways close an idle connection: a request sent at that moment
            // would be lost.
            .pool_idle_timeout(POOL_IDLE)
            .pool_max_idle_per_host(self.idle)
            .connect_timeout(self.connect_timeout)
            .timeout(self.timeout);
        if self.base_url.is_loopback() {
            builder = builder.no_proxy();
        }
        if self.base_url.is_loopback() && self.base_url.is_plain() {
            builder = without_certificates(builder);
        }
        builder.build().map_err(|error| ApiError::Unusable(reason(&error).into()))
    }

    /// The body, after decompression, chunk by chunk and never more than is allowed.
    async fn read(&self, mut response: Response) -> Result<Vec<u8>, ApiError> {
        let http = response.status().as_u16();
        let mut body = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if chunk.len() <= self.max_body.saturating_sub(body.len()) => {
                    body.extend_from_slice(&chunk);
                }
                Ok(Some(_)) => {
                    let detail = format!("the answer has more than {} bytes", self.max_body);
                    return Err(ApiError::BadAnswer { http, detail: detail.into() });
                }
                Ok(None) => return Ok(body),
                Err(error) if error.is_timeout() => return Err(self.silence(error)),
                Err(error) => {
                    let detail = format!("the answer broke off after {} bytes: {}", body.len(), reason(&error));
                    return Err(ApiError::BadAnswer { http, detail: detail.into() });
                }
            }
        }
    }

    /// Why there is no answer.
    fn silence(&self, error: reqwest::Error) -> ApiError {
        let error = error.without_url();
        let reason = reason(&error);
        if error.is_timeout() {
            let (what, limit) = if error.is_connect() {
                ("no connection", self.connect_timeout.min(self.timeout))
            } else {
                ("no whole answer", self.timeout)
            };
            ApiError::TimedOut(format!("{what} within {} s", limit.as_secs_f64()).into())
        } else if error.is_builder() {
            ApiError::Unusable(reason.into())
        } else if error.is_connect() && is_tls(&error) {
            ApiError::Tls(reason.into())
        } else {
            ApiError::Unreachable(reason.into())
        }
    }
}

/// The host that a redirect leads to.
fn target(response: &Response) -> Box<str> {
    let location = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
    let target = location.and_then(|location| response.url().join(location).ok());
    let host = target.as_ref().and_then(|url| url.host_str()).unwrap_or("nowhere");
    clean(host, 100).into()
}

/// The innermost reason of an error: the outer ones only say that something went wrong while sending.
fn reason(error: &reqwest::Error) -> String {
    let mut innermost = error.source();
    while let Some(source) = innermost.and_then(std::error::Error::source) {
        innermost = Some(source);
    }
    clean(&innermost.map_or_else(|| error.to_string(), ToString::to_string), MAX_REASON)
}

/// Whether a connection failed in the handshake. rustls says what it does not like as "invalid data"; nothing else does so while
/// connecting.
fn is_tls(error: &reqwest::Error) -> bool {
    let mut source = error.source();
    while let Some(error) = source {
        let mut io_error = error.downcast_ref::<io::Error>();
        while let Some(error) = io_error {
            if error.kind() == io::ErrorKind::InvalidData {
                return true;
            }
            // `source` of an `io::Error` skips the error that it wraps.
            io_error = error.get_ref().and_then(|inner| inner.downcast_ref());
        }
        source = error.source();
    }
    false
}

/// reqwest panics while it builds a client if nobody has chosen the cryptography.
#[cfg(feature = "ring")]
fn install_tls() {
    // An error says that one was installed before: as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// reqwest brings its own cryptography, or was built without TLS.
#[cfg(not(feature = "ring"))]
fn install_tls() {}

/// A client that does not look for the system's certificates, which a machine may lack.
#[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
fn without_certificates(builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    builder.tls_certs_only([])
}

/// There is no TLS in this build.
#[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))]
fn without_certificates(builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    builder
}
