//! A task as `task/list` writes it: field names, key order and nulls of the document's own example.

use super::{
    account::Account,
    clock,
    task::{Conflict, Job, Operation, Refused, Status, View},
};
use serde::Serialize;

/// The task id of the document's example; every world answers it exactly as the document does.
pub const EXAMPLE_ID: &str = "10b10bf643814ebfb1fbf0d7e910e8d1";

/// An element of `data`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TaskInfo {
    source_path: String,
    target_path: Option<String>,
    duplicate_handle_type: Option<Conflict>,
    cluster_id: Option<String>,
    cluster_name: Option<String>,
    /// Nothing for work that was not taken on.
    pub task_id: Option<String>,
    user_id: String,
    user_name: String,
    cluster_user_name: String,
    operation_type: Operation,
    synchronous_execution: bool,
    status: Status,
    error_code: Option<String>,
    error_msg: Option<String>,
    total_size: u64,
    total_num: u64,
    processed_size: u64,
    processed_num: u64,
    progress: String,
    submit_time: String,
    start_time: Option<String>,
    update_time: String,
}

impl TaskInfo {
    /// A task of this account.
    pub fn new(view: View, account: &Account) -> Self {
        let (error_code, error_msg) = view.error.unzip();
        Self {
            source_path: view.source,
            target_path: view.target,
            duplicate_handle_type: view.conflict,
            cluster_id: Some(account.cluster_id.clone()),
            cluster_name: Some(account.cluster_name.clone()),
            task_id: Some(view.id).filter(|id| !id.is_empty()),
            user_id: account.user_id.clone(),
            user_name: account.user.clone(),
            cluster_user_name: account.user.clone(),
            operation_type: view.operation,
            synchronous_execution: view.synchronous,
            status: view.status,
            // In the document's example what there is nothing to say of is null.
            error_code: error_code.filter(|code| !code.is_empty()),
            error_msg,
            total_size: view.total_bytes,
            total_num: view.total_files,
            processed_size: view.done_bytes,
            processed_num: view.done_files,
            progress: view.progress,
            submit_time: clock::text(view.submitted),
            start_time: view.started.map(clock::text),
            update_time: clock::text(view.updated),
        }
    }

    /// Work that was not taken on.
    pub fn refused(job: Job, operation: Operation, refused: Refused, account: &Account) -> Self {
        let now = clock::now();
        let view = View {
            id: String::new(),
            operation,
            source: job.source,
            target: job.target,
            conflict: job.conflict,
            synchronous: false,
            status: Status::Fail,
            error: Some((refused.code, refused.message)),
            total_bytes: 0,
            total_files: 0,
            done_bytes: 0,
            done_files: 0,
            progress: "0%".to_owned(),
            submitted: now,
            started: None,
            updated: now,
        };
        Self::new(view, account)
    }

    /// The task of the document's example.
    pub fn example() -> Self {
        let time = || "2025-08-05 15:22:56".to_owned();
        Self {
            source_path: "/home/demo/efile-test/file_source/text.txt".to_owned(),
            target_path: None,
            duplicate_handle_type: None,
            cluster_id: None,
            cluster_name: None,
            task_id: Some(EXAMPLE_ID.to_owned()),
            user_id: "11949818712".to_owned(),
            user_name: "efile-test".to_owned(),
            cluster_user_name: "efile-test".to_owned(),
            operation_type: Operation::Delete,
            synchronous_execution: true,
            status: Status::Complete,
            error_code: None,
            error_msg: None,
            total_size: 5,
            total_num: 1,
            processed_size: 0,
            processed_num: 1,
            progress: "100%".to_owned(),
            submit_time: time(),
            start_time: Some(time()),
            update_time: time(),
        }
    }
}
