//! Submitting copies, moves and removals: what is sent, and what is known when the answer is lost. Nothing here is ever sent twice.

use crate::domain::{CallError, Conflict, Operation};
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
    /// How many items it has.
    pub fn len(&self) -> usize {
        match self {
            Self::Copy(transfers) | Self::Move(transfers) => transfers.len(),
            Self::Remove(sources) => sources.len(),
        }
    }

    /// What is done with the items.
    pub fn operation(&self) -> Operation {
        match self {
            Self::Copy(_) => Operation::Copy,
            Self::Move(_) => Operation::Move,
            Self::Remove(_) => Operation::Delete,
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

    pub(super) fn path(&self) -> &'static str {
        match self {
            Self::Copy(_) => "/openapi/v2/file/async-copy",
            Self::Move(_) => "/openapi/v2/file/async-move",
            Self::Remove(_) => "/openapi/v2/file/async-remove",
        }
    }

    /// The body: a bare array, unlike the bodies of the other calls.
    pub(super) fn body(&self) -> Result<String, CallError> {
        let items: Vec<Item<'_>> = match self {
            Self::Copy(transfers) | Self::Move(transfers) => transfers.iter().map(Item::of).collect(),
            Self::Remove(sources) => sources.iter().map(|source| Item { source_path: source, to: None }).collect(),
        };
        serde_json::to_string(&items).map_err(|error| CallError::unusable(error.to_string()))
    }

    /// What is wrong with it before anything is sent.
    pub(super) fn check(&self) -> Result<(), CallError> {
        let count = self.len();
        if count > SUBMIT_BATCH {
            let wrong = format!("{count} items in one call, at most {SUBMIT_BATCH} are sent");
            return Err(CallError::unusable(wrong));
        }
        if let Self::Copy(transfers) | Self::Move(transfers) = self
            && transfers.iter().any(|transfer| matches!(transfer.conflict, Some(Conflict::Other(_))))
        {
            return Err(CallError::unusable("names that exist are handled by cover or by both, nothing else"));
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
