//! What all handlers of one running server share.

use super::{
    account::Account,
    answer::Answer,
    clock::Clock,
    codes,
    engine::Engine,
    fault::Faults,
    log::{Counters, Log, LogLine},
    noise,
    options::{Expired, LogSink, NextShape},
    regions::{EfileUrl, OtherRegion},
    token::{Standing, Tokens},
    wire::TaskInfo,
};
use axum::http::{HeaderMap, header};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// The changing part; held for short, never across an await.
pub struct State {
    pub faults: Faults,
    pub tokens: Tokens,
    pub log: Log,
    pub counters: Counters,
    pub sink: Option<LogSink>,
}

/// One running server.
pub struct Shared {
    pub clock: Arc<Clock>,
    pub engine: Arc<dyn Engine>,
    pub account: Account,
    pub base_url: String,
    pub seed: u64,
    /// In milliseconds.
    pub token_life: i64,
    /// The regions beside the account's own.
    pub regions: Vec<OtherRegion>,
    /// What the center names for the account's own region.
    pub own_urls: Vec<EfileUrl>,
    pub next_shape: NextShape,
    pub expired: Expired,
    pub state: Mutex<State>,
    /// Turns true when the server is to end.
    pub stop: watch::Receiver<bool>,
}

impl Shared {
    /// The changing part. A handler that panicked leaves it usable: each change is made whole.
    pub fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a request has a valid token of the region, and a body that is declared as the document demands. 911406 is the
    /// document's code for a token without a user. What the service answers to another content type is not written down; clients have
    /// seen 1001 for requests of the wrong form.
    pub fn admit(&self, headers: &HeaderMap) -> Result<(), Answer<()>> {
        let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        let token = headers.get("token").and_then(|value| value.to_str().ok()).unwrap_or_default();
        match self.lock().tokens.standing(token, self.clock.elapsed()) {
            Standing::Valid(issued) if issued.cluster_id == self.account.cluster_id => {
                if kind.eq_ignore_ascii_case("application/json") { Ok(()) } else { Err(Answer::code("1001")) }
            }
            Standing::Valid(_) | Standing::Unknown => Err(Answer::code("911406")),
            Standing::Expired(_) => Err(match self.expired {
                Expired::Code10008 => Answer::said("10008", "token已过期"),
                #[cfg(any(test, feature = "internals"))]
                Expired::Code911406 => Answer::code("911406"),
                #[cfg(any(test, feature = "internals"))]
                Expired::Http401 => Answer::said("401", "token已过期").http(axum::http::StatusCode::UNAUTHORIZED),
            }),
        }
    }

    /// A new token of a region, counted.
    pub fn issue(&self, state: &mut State, cluster_id: &str) -> String {
        let expires = self.clock.elapsed().saturating_add(self.token_life);
        let unix = self.clock.wall(expires).as_millisecond();
        state.counters.tokens_issued += 1;
        state.tokens.issue(&self.account.user, &self.account.user_id, cluster_id, expires, unix)
    }

    /// Asks the engine where it may wait for a disk.
    pub async fn ask<T: Send + 'static>(&self, call: impl FnOnce(&dyn Engine) -> T + Send + 'static) -> T {
        let engine = Arc::clone(&self.engine);
        match tokio::task::spawn_blocking(move || call(&*engine)).await {
            Ok(answer) => answer,
            // The connection ends without an answer, as it would if the call had panicked here.
            Err(panicked) => std::panic::resume_unwind(panicked.into_panic()),
        }
    }

    /// What the service says of these tasks now, each once, unknown ones left out, in an order that is not the request's.
    pub async fn tasks(&self, ids: &[String]) -> Vec<TaskInfo> {
        let mut order: Vec<(u64, &String)> = ids.iter().map(|id| (noise::hash(self.seed, id), id)).collect();
        order.sort_unstable();
        order.dedup();
        let ids: Vec<_> = order.into_iter().map(|(_, id)| id.clone()).collect();
        self.ask(move |engine| engine.list(&ids)).await
    }

    /// Writes a line to the log and to whoever listens.
    pub fn log(&self, line: LogLine) {
        let mut state = self.lock();
        let line = state.log.push(line);
        tracing::debug!(target: "eftop::server", "{line}");
        if let Some(sink) = &mut state.sink {
            sink(&line);
        }
    }
}

/// The message of a code, for faults that bring their own.
pub fn message_of(code: &str, given: Option<&str>) -> String {
    given.map_or_else(|| codes::message(code).to_owned(), str::to_owned)
}
