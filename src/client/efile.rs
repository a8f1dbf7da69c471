//! The client: ids to a request, an answer to domain values.

use super::{
    BadBaseUrl, BaseUrl, CancelAnswer, ListAnswer, MAX_BATCH, Service, Submission, Submitted, cancelled, decode,
    envelope::Reply,
    http::{Http, Network},
    submitted,
};
use crate::domain::{CallError, Origin, TaskId};
use jiff::tz::{self, Offset};
use secrecy::SecretString;
use serde::Serialize;
use std::{fmt, sync::Arc, time::Duration};
use tracing::{Instrument as _, debug, debug_span};

/// What a client needs to know.
#[derive(Clone)]
pub struct ClientOptions {
    /// The region's base URL, with or without `/efile`.
    pub base_url: String,
    /// The region's token.
    pub token: SecretString,
    /// Whether http without TLS may leave this machine.
    pub insecure_http: bool,
    /// The longest wait for a whole answer, connection included.
    pub timeout: Duration,
    /// The same for submitting, which is worth a longer wait: an answer that comes too late is a lost one.
    pub submit_timeout: Duration,
    /// The largest body of an answer, after decompression, in bytes.
    pub max_body: usize,
    /// Where times that name no zone are.
    ///
    /// Not specified by the API: the document does not say; its service is China's, and so are its examples.
    pub offset: Offset,
}

impl ClientOptions {
    /// Defaults: https only, 15 s for an answer (60 s when submitting), 16 MiB, China's time.
    pub fn new(base_url: impl Into<String>, token: SecretString) -> Self {
        Self {
            base_url: base_url.into(),
            token,
            insecure_http: false,
            timeout: Duration::from_secs(15),
            submit_timeout: Duration::from_mins(1),
            max_body: 16 << 20,
            offset: tz::offset(8),
        }
    }
}

impl fmt::Debug for ClientOptions {
    /// Without the token, and without the base URL: it is not checked yet and may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientOptions").field("timeout", &self.timeout).finish_non_exhaustive()
    }
}

/// An answer with more bytes is read on a thread of its own, so that no key waits for it: twice what 500 tasks with long paths take.
const AT_ONCE: usize = 1 << 20;

/// The service over HTTP.
#[derive(Debug)]
pub struct Client {
    base_url: BaseUrl,
    http: Http,
    /// For what must not be sent twice: with a timeout of its own, and no connection that may be dead already.
    pub(super) submit_http: Http,
    pub(super) token: SecretString,
    offset: Offset,
}

impl Client {
    /// Makes a client with connections of its own, which it makes within 3 s. Nothing is sent or loaded before the first call.
    ///
    /// # Errors
    /// [`BadBaseUrl`]
    #[cfg(any(feature = "server", feature = "internals"))]
    pub fn new(options: ClientOptions) -> Result<Self, BadBaseUrl> {
        Self::on(&Network::new(Duration::from_secs(3), None, None), options)
    }

    /// A client over connections that others use as well.
    pub(super) fn on(network: &Arc<Network>, options: ClientOptions) -> Result<Self, BadBaseUrl> {
        let base_url = BaseUrl::parse(&options.base_url, options.insecure_http)?;
        let ClientOptions { timeout, submit_timeout, max_body, .. } = options;
        let http = |timeout| Http::new(network.clone(), base_url.line(), timeout, max_body);
        let (http, submit_http) = (http(timeout), http(submit_timeout).fresh());
        Ok(Self { base_url, http, submit_http, token: options.token, offset: options.offset })
    }

    /// Where it asks.
    pub fn base_url(&self) -> &BaseUrl {
        &self.base_url
    }

    /// [`Service::list`] with this token instead of the client's own.
    pub(super) async fn list_as(&self, token: &SecretString, ids: &[TaskId]) -> Result<ListAnswer, CallError> {
        // Not specified by the API: whether no ids mean all, none or an error. The question has an answer already.
        if ids.is_empty() {
            return Ok(ListAnswer::default());
        }
        let (asked, offset) = (ids.to_vec(), self.offset);
        self.call("/openapi/v2/file/task/list", token, ids, move |reply| decode::list(reply, &asked, offset)).await
    }

    /// [`Service::cancel`] with this token instead of the client's own.
    pub(super) async fn cancel_as(&self, token: &SecretString, ids: &[TaskId]) -> Result<CancelAnswer, CallError> {
        if ids.is_empty() {
            return Ok(CancelAnswer::default());
        }
        let asked = ids.to_vec();
        self.call("/openapi/v2/file/task/cancel", token, ids, move |reply| cancelled::read(reply, &asked)).await
    }

    /// [`Client::submit_as`] with the client's own token.
    ///
    /// # Errors
    /// As there.
    #[cfg(any(test, feature = "internals"))]
    pub async fn submit(&self, submission: &Submission) -> Result<Submitted, CallError> {
        self.submit_as(&self.token, submission).await
    }

    /// Submits the items in one request, and never in a second one. An empty submission is not sent.
    ///
    /// A caller that drops the future before its end must take the items as possibly submitted.
    ///
    /// # Errors
    /// [`CallError`]; with more than [`super::SUBMIT_BATCH`] items, or a conflict handling that the document does not have, nothing is sent.
    pub(super) async fn submit_as(
        &self,
        token: &SecretString,
        submission: &Submission,
    ) -> Result<Submitted, CallError> {
        if submission.is_empty() {
            return Ok(Submitted::default());
        }
        submission.check()?;
        let body = submission.body()?;
        let (path, sources) = (submission.path(), submission.sources());
        let url = self.base_url().join(path);
        let exchange = async {
            let (reply, broken_off) = self.submit_http.post_partly(&url, body, token).await?;
            submitted::read(&reply, broken_off, &sources)
        };
        logged(path, sources.len(), exchange).await
    }

    /// Sends ids, and reads the answer with `read`.
    async fn call<T: Send + 'static>(
        &self,
        path: &'static str,
        token: &SecretString,
        ids: &[TaskId],
        read: impl FnOnce(&Reply) -> Result<T, CallError> + Send + 'static,
    ) -> Result<T, CallError> {
        let count = ids.len();
        if count > MAX_BATCH {
            let message = format!("{count} ids in one request, the service takes at most {MAX_BATCH}");
            return Err(CallError::unusable(message));
        }
        let body = Ids { task_ids: ids.iter().map(TaskId::as_str).collect() };
        let body = serde_json::to_string(&body).map_err(|error| CallError::unusable(error.to_string()))?;
        let url = self.base_url.join(path);
        let exchange = async {
            let reply = self.http.post(&url, body, token).await?;
            if reply.body.len() > AT_ONCE {
                let reading = tokio::task::spawn_blocking(move || read(&reply)).await;
                reading.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
            } else {
                read(&reply)
            }
        };
        logged(path, count, exchange).await
    }
}

/// Runs an exchange and writes to the log that it was, and how it ended; never what was sent.
pub(super) async fn logged<T>(
    path: &'static str,
    count: usize,
    exchange: impl Future<Output = Result<T, CallError>> + Send,
) -> Result<T, CallError> {
    let watched = async {
        let result = exchange.await;
        if let Err(error) = &result {
            debug!(kind = ?error.kind, code = error.code.as_deref(), http = error.http_status, "failed");
        }
        result
    };
    // The span is what a log measures the duration by; clocks are not read here.
    watched.instrument(debug_span!("request", path, count)).await
}

impl Service for Client {
    async fn list(&self, ids: &[TaskId]) -> Result<ListAnswer, CallError> {
        self.list_as(&self.token, ids).await
    }

    async fn cancel(&self, ids: &[TaskId]) -> Result<CancelAnswer, CallError> {
        self.cancel_as(&self.token, ids).await
    }

    async fn submit(&self, submission: &Submission) -> Result<(Submitted, Arc<Origin>), CallError> {
        let submitted = self.submit_as(&self.token, submission).await?;
        Ok((submitted, Arc::new(Origin { region: None, base_url: self.base_url().as_str().into() })))
    }
}

/// The body of both requests: `{"taskIds": [...]}` (documents of `task/list` and `task/cancel`).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Ids<'a> {
    task_ids: Vec<&'a str>,
}
