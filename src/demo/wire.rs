//! A task as `task/list` writes it: field names, key order and nulls of the document's own example.

use super::{
    clock::Clock,
    plan::{Status, View},
    scenario::Account,
    spec::{Conflict, Operation},
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
    pub task_id: String,
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
    /// A task of the world.
    pub fn new(view: &View<'_>, account: &Account, clock: &Clock) -> Self {
        Self {
            source_path: view.source.to_owned(),
            target_path: view.target.map(str::to_owned),
            duplicate_handle_type: view.conflict,
            cluster_id: Some(account.cluster_id.clone()),
            cluster_name: Some(account.cluster_name.clone()),
            task_id: view.id.to_owned(),
            user_id: account.user_id.clone(),
            user_name: account.user.clone(),
            cluster_user_name: account.user.clone(),
            operation_type: view.operation,
            synchronous_execution: view.synchronous,
            status: view.status,
            error_code: view.error.map(|(code, _)| code.to_owned()),
            error_msg: view.error.map(|(_, message)| message.to_owned()),
            total_size: view.total_bytes,
            total_num: view.total_files,
            processed_size: view.done_bytes,
            processed_num: view.done_files,
            progress: view.progress.clone(),
            submit_time: clock.text(view.submitted),
            start_time: view.started.map(|at| clock.text(at)),
            update_time: clock.text(view.updated),
        }
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
            task_id: EXAMPLE_ID.to_owned(),
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
