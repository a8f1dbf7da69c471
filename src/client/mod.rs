//! The EFile service over HTTP: bytes to wire types to domain values, item by item, and one typed error. The only part that
//! knows reqwest. Every doubt about the API is decided here, once, with the doubt written beside it.
//!
//! ```text
//! Client --ids--> http: one request, one bounded body --> decode: the envelope --> listing: the elements --> element, field, time --> domain
//!    |
//!    ^-- base_url (https, or loopback), token (replaceable)
//! Region (one of an Account's) --> Client: with a token that is kept alive, at an address that the center names
//! ```

mod account;
mod base_url;
mod cancelled;
mod decode;
mod efile;
mod element;
mod envelope;
mod field;
mod http;
mod item;
mod json;
mod listing;
mod proxy;
mod region;
mod regions;
mod retry_after;
mod submit;
mod submitted;
mod time;
#[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))]
#[path = "no_tls.rs"]
mod tls;
#[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
mod tls;
mod token;

pub use account::{Account, AccountOptions, Credentials, Located, RegionInfo, RegionStanding, Renewal, SignedIn};
pub use base_url::{BadBaseUrl, BaseUrl};
pub use efile::{Client, ClientOptions};
pub use region::RegionClient;
pub use submit::{SUBMIT_BATCH, Submission, Transfer};
pub use submitted::{ItemFailure, Submitted};
#[cfg(feature = "server")]
pub use tls::install as install_tls;
#[cfg(feature = "internals")]
pub use {account::claims, cancelled::decode_cancel, decode::decode_list, submitted::decode_submit};

use crate::domain::{CallError, Origin, Report, TaskId};
use std::{future::Future, sync::Arc};

/// How many ids to send in one request: "建议每次查询100个任务" (document of `task/list`).
pub const BATCH: usize = 100;

/// The most ids that the service takes in one request: "最多不超过500" (document of `task/list`).
pub const MAX_BATCH: usize = 500;

/// What this program asks of the service.
pub trait Service: Send + Sync + 'static {
    /// `task/list`: what the service says of these tasks. Safe to repeat.
    ///
    /// # Errors
    /// [`CallError`]; with more than [`MAX_BATCH`] ids nothing is sent.
    fn list(&self, ids: &[TaskId]) -> impl Future<Output = Result<ListAnswer, CallError>> + Send;

    /// `task/cancel`: asks for the end of these tasks. Safe to repeat. Success means that the service took the request, not that
    /// the tasks have ended: only `task/list` tells.
    ///
    /// # Errors
    /// [`CallError`]; with more than [`MAX_BATCH`] ids nothing is sent.
    fn cancel(&self, ids: &[TaskId]) -> impl Future<Output = Result<CancelAnswer, CallError>> + Send;

    /// `async-copy` and its siblings: submits the items in one request, and never in a second one. Returns where the tasks live, too.
    ///
    /// # Errors
    /// [`CallError`]; with more than [`SUBMIT_BATCH`] items nothing is sent.
    fn submit(
        &self,
        submission: &Submission,
    ) -> impl Future<Output = Result<(Submitted, Arc<Origin>), CallError>> + Send;
}

/// What `task/list` answered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListAnswer {
    /// One report for each id that was asked for and returned, in the order of the answer, which means nothing.
    pub reports: Vec<(TaskId, Report)>,
    /// Elements that could not be read: any id that is missing may be in one of them.
    pub skipped: u32,
    /// Another back end than the one that knows these ids answered: that an id is missing means nothing.
    pub partial: bool,
}

/// What `task/cancel` answered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CancelAnswer {
    /// Ids of which the answer says that they cannot be cancelled, and why. Empty proves nothing: the answer's data is not
    /// documented.
    pub refused: Vec<(TaskId, CallError)>,
}
