//! Submitting copies, moves and removals: what is sent, and what is known when the answer is lost. Nothing here is ever sent twice.

use super::{ApiError, Client, Submitted, efile::logged, http::Unanswered, submitted};
use crate::domain::{Conflict, Operation};
use secrecy::SecretString;
use serde::Serialize;

/// How many items to submit in one call: "建议每次最多提交100个任务" (documents of `async-copy` and its siblings), which name no limit.
pub const SUBMIT_BATCH: usize = 100;

/// A file or folder to copy or to move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// `sourcePath`: absolute, a file or a folder.
    pub source: String,
    /// `targetPath`: absolute, the target *directory*.
    pub target: String,
    /// `duplicateHandleType`: what to do with a name that exists there; `None` leaves it to the service.
    pub conflict: Option<Conflict>,
}

/// The items of one call, at most [`SUBMIT_BATCH`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Submission {
    /// `async-copy`
    Copy(Vec<Transfer>),
    /// `async-move`
    Move(Vec<Transfer>),
    /// `async-remove`: the source paths.
    Remove(Vec<String>),
}

impl Submission {
    /// What it does.
    pub fn operation(&self) -> Operation {
        match self {
            Self::Copy(_) => Operation::Copy,
            Self::Move(_) => Operation::Move,
            Self::Remove(_) => Operation::Delete,
        }
    }

    /// How many items it has.
    pub fn len(&self) -> usize {
        match self {
            Self::Copy(transfers) | Self::Move(transfers) => transfers.len(),
            Self::Remove(sources) => sources.len(),
        }
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The source path of each item.
    pub fn sources(&self) -> Vec<&str> {
        match self {
            Self::Copy(transfers) | Self::Move(transfers) => {
                transfers.iter().map(|transfer| transfer.source.as_str()).collect()
            }
            Self::Remove(sources) => sources.iter().map(String::as_str).collect(),
        }
    }

    fn path(&self) -> &'static str {
        match self {
            Self::Copy(_) => "/openapi/v2/file/async-copy",
            Self::Move(_) => "/openapi/v2/file/async-move",
            Self::Remove(_) => "/openapi/v2/file/async-remove",
        }
    }

    /// The body: a bare array, unlike the bodies of the other calls.
    fn body(&self) -> Result<String, ApiError> {
        let items: Vec<Item<'_>> = match self {
            Self::Copy(transfers) | Self::Move(transfers) => transfers.iter().map(Item::of).collect(),
            Self::Remove(sources) => sources.iter().map(|source| Item { source_path: source, to: None }).collect(),
        };
        serde_json::to_string(&items).map_err(|error| ApiError::Unusable(error.to_string().into()))
    }

    /// What is wrong with it before anything is sent.
    fn check(&self) -> Result<(), ApiError> {
        let count = self.len();
        if count > SUBMIT_BATCH {
            let wrong = format!("{count} items in one call, at most {SUBMIT_BATCH} are sent");
            return Err(ApiError::Unusable(wrong.into()));
        }
        if let Self::Copy(transfers) | Self::Move(transfers) = self
            && transfers.iter().any(|transfer| matches!(transfer.conflict, Some(Conflict::Other(_))))
        {
            return Err(ApiError::Unusable("names that exist are handled by cover or by both, nothing else".into()));
        }
        Ok(())
    }
}

/// One item of the body (document of `async-copy`; an item of `async-remove` has the source alone).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Item<'a> {
    source_path: &'a str,
    #[serde(flatten)]
    to: Option<To<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct To<'a> {
    target_path: &'a str,
    /// The document's example sends `""` where nothing was chosen.
    duplicate_handle_type: &'a str,
}

impl<'a> Item<'a> {
    fn of(transfer: &'a Transfer) -> Self {
        let duplicate_handle_type = transfer.conflict.as_ref().map_or("", Conflict::as_str);
        Self { source_path: &transfer.source, to: Some(To { target_path: &transfer.target, duplicate_handle_type }) }
    }
}

/// Why a submission brought no answer that can be used, and what that leaves open.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{error}{}", if *.may_have_arrived { LOST } else { "" })]
pub struct SubmitError {
    /// What happened.
    pub error: ApiError,
    /// Whether the service may have taken the items all the same. There is no key by which it would know a repetition, so what may
    /// have arrived must not be sent again unseen.
    pub may_have_arrived: bool,
}

const LOST: &str = "; the service may have taken these items all the same, and no call lists its tasks: before you send them again, \
                    look at the paths, or at the tasks on the service's web page";

impl SubmitError {
    fn new(error: ApiError, sent: bool) -> Self {
        Self { may_have_arrived: sent && leaves_open(&error), error }
    }
}

/// Whether the items may have been taken although a request that was sent ended with this error. What is not known to be a
/// refusal leaves it open.
///
/// Doubt: a code is taken for a refusal of the whole batch, since that is what the envelope says; whether the service takes the items
/// before a bad one is not documented. With HTTP 5xx, or a code that is one, it may be a gateway's word, which knows nothing.
fn leaves_open(error: &ApiError) -> bool {
    let server = |http: u16| (500..600).contains(&http);
    match error {
        ApiError::TooManyIds { .. }
        | ApiError::Unusable(_)
        | ApiError::Tls { .. }
        | ApiError::Proxy(_)
        | ApiError::SignIn { .. } => false,
        ApiError::Code { code, http, .. } => {
            &**code != "911048" && (server(*http) || code.parse::<u16>().is_ok_and(server))
        }
        // 408 is said by those who did not wait for the end of a request, or of its answer.
        ApiError::Http { http, .. } => *http == 408 || !(400..500).contains(http),
        _ => true,
    }
}

impl Client {
    /// Submits the items in one request, and never in a second one. An empty submission is not sent.
    ///
    /// A caller that drops the future before its end must take the items as possibly submitted.
    ///
    /// # Errors
    /// [`SubmitError`]; with more than [`SUBMIT_BATCH`] items, or a conflict handling that the document does not have, nothing is sent.
    pub async fn submit(&self, submission: &Submission) -> Result<Submitted, SubmitError> {
        self.submit_as(&self.token.get(), submission).await
    }

    /// [`Client::submit`] with this token instead of the client's own.
    pub(super) async fn submit_as(
        &self,
        token: &SecretString,
        submission: &Submission,
    ) -> Result<Submitted, SubmitError> {
        if submission.is_empty() {
            return Ok(Submitted::default());
        }
        submission.check().map_err(|error| SubmitError::new(error, false))?;
        let body = submission.body().map_err(|error| SubmitError::new(error, false))?;
        let (path, sources) = (submission.path(), submission.sources());
        let url = self.base_url().join(path);
        let exchange = async {
            let reply = self.submit_http.post(&url, body, token).await?;
            submitted::read(&reply, &sources).map_err(|error| Unanswered { error, sent: true })
        };
        logged(path, sources.len(), exchange).await.map_err(|failed| SubmitError::new(failed.error, failed.sent))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn transfer(source: &str, conflict: Option<Conflict>) -> Transfer {
        Transfer { source: source.into(), target: "/work/b".into(), conflict }
    }

    #[test]
    fn bodies_are_bare_arrays_with_the_names_of_the_document() {
        let copies = Submission::Copy(vec![
            transfer("/数据/a \"b\"", Some(Conflict::Cover)),
            transfer("/b", Some(Conflict::Both)),
            transfer("/c", None),
        ]);
        let expected = concat!(
            r#"[{"sourcePath":"/数据/a \"b\"","targetPath":"/work/b","duplicateHandleType":"cover"},"#,
            r#"{"sourcePath":"/b","targetPath":"/work/b","duplicateHandleType":"both"},"#,
            r#"{"sourcePath":"/c","targetPath":"/work/b","duplicateHandleType":""}]"#
        );
        assert_eq!(copies.body().unwrap(), expected);
        assert_eq!(Submission::Remove(vec!["/a".into()]).body().unwrap(), r#"[{"sourcePath":"/a"}]"#);
    }

    fn code(code: &str, http: u16) -> ApiError {
        ApiError::Code { code: code.into(), http, message: "".into(), retry_after: None }
    }

    fn http(http: u16) -> ApiError {
        ApiError::Http { http, detail: "".into(), retry_after: None }
    }

    #[rstest]
    #[case(code("911020", 200), false)]
    #[case(code("10008", 401), false)]
    #[case(code("911048", 200), false)]
    #[case(code("911048", 503), false)]
    #[case(code("429", 429), false)]
    #[case(code("10001", 500), true)]
    #[case(code("502", 200), true)]
    #[case(http(401), false)]
    #[case(http(404), false)]
    #[case(http(413), false)]
    #[case(http(429), false)]
    #[case(http(408), true)]
    #[case(http(500), true)]
    #[case(http(503), true)]
    #[case(http(504), true)]
    #[case(ApiError::BadAnswer { http: 200, detail: "".into() }, true)]
    #[case(ApiError::Redirected { http: 302, to: "".into() }, true)]
    #[case(ApiError::TimedOut("".into()), true)]
    #[case(ApiError::Unreachable("".into()), true)]
    #[case(ApiError::Unusable("".into()), false)]
    fn what_is_no_refusal_leaves_it_open(#[case] error: ApiError, #[case] open: bool) {
        assert!(!SubmitError::new(error.clone(), false).may_have_arrived, "what was not sent did not arrive");
        let error = SubmitError::new(error, true);
        assert_eq!(error.may_have_arrived, open);
        assert_eq!(error.to_string().contains("before you send them again"), open);
    }
}
