//! A task as it is answered.

use super::{
    cause::{Cause, Code},
    progress::Amount,
    record::Record,
    words,
};
use crate::server::task::{Status, View};

/// The task as it is answered, its message in this language. A complete task has a message without a code when something was left
/// out. Deletions and moves within a file system count entries only.
pub(crate) fn view(record: &Record, in_chinese: bool) -> View {
    let (total, done) = (record.total, record.done);
    let code = record.troubles.first.as_ref().map(|(_, cause): &(String, Cause)| cause.code());
    let code = code.filter(|_| record.status == Status::Fail).map_or("", Code::as_str);
    let percent = if record.status == Status::Complete { 100 } else { percent(total, done) };
    View {
        id: record.id.to_string(),
        operation: record.operation,
        source: record.source.clone(),
        target: record.target.clone(),
        conflict: record.conflict,
        synchronous: false,
        // Its start is stored first.
        status: if record.started.is_some() || record.status.is_end() { record.status } else { Status::Waiting },
        error: words::message(record).map(|message| (code.to_owned(), message.of(in_chinese))),
        total_bytes: total.bytes,
        total_files: total.entries,
        done_bytes: done.bytes,
        done_files: done.entries,
        progress: format!("{percent}%"),
        submitted: record.submitted,
        started: record.started,
        updated: record.updated,
    }
}

/// An entry counts as much as a block of data: of many small files the number matters, of few large ones the size.
fn percent(total: Amount, done: Amount) -> u8 {
    let weight = |amount: Amount| u128::from(amount.bytes) + u128::from(amount.entries) * 4096;
    let share = weight(done) * 100 / weight(total).max(1);
    u8::try_from(share.min(99)).unwrap_or(99)
}
