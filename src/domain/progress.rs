//! How far a task is, and in which unit that can be said. Completion is never derived here: it comes from the status alone.

use super::{Operation, Report, Status};

/// The unit in which a task's progress is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    Bytes,
    /// Files: for deletes, and where no size is known.
    Files,
}

/// What a processing task is doing, as far as its numbers tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// The service still counts: the total is 0, missing, or grows.
    Listing,
    /// The total stands, work continues.
    Moving,
    /// All is done by the numbers, but the service has not said `complete`.
    Finishing,
}

/// The unit for this task. A delete is judged by files: the document's own example ends with 0 of 5 bytes at 100 %.
pub fn unit(report: &Report) -> Unit {
    let has_bytes = report.total_bytes.is_some_and(|total| total > 0);
    if report.operation != Some(Operation::Delete) && has_bytes { Unit::Bytes } else { Unit::Files }
}

/// Done and total in the task's unit; `None` where either is missing. Done is never more than total.
pub fn done_of_total(report: &Report) -> Option<(u64, u64)> {
    let (done, total) = match unit(report) {
        Unit::Bytes => (report.done_bytes?, report.total_bytes?),
        Unit::Files => (report.done_files?, report.total_files?),
    };
    (total > 0).then_some((done.min(total), total))
}

/// How far the task is, 0 to 1; 1 only when the service says 100 % or `complete`. `None` where nothing is known.
///
/// The service's own `progress` counts. It comes in whole percents, so the finer ratio of the sizes is taken where both agree.
pub fn fraction(report: &Report) -> Option<f64> {
    if report.status == Status::Complete {
        return Some(1.0);
    }
    let ratio = done_of_total(report).map(|(done, total)| ratio(done, total));
    match (report.percent.map(|percent| (percent / 100.0).clamp(0.0, 1.0)), ratio) {
        (Some(said), Some(ratio)) if said < 1.0 && ratio < 1.0 && (said - ratio).abs() <= 0.01 => Some(ratio),
        (Some(said), _) => Some(said),
        (None, ratio) => ratio,
    }
}

/// `done / total` within 0 to 1; 0 when the total is 0.
#[expect(clippy::cast_precision_loss, reason = "a share of a gauge needs no more than 52 bits")]
pub fn ratio(done: u64, total: u64) -> f64 {
    if total == 0 { 0.0 } else { (done as f64 / total as f64).clamp(0.0, 1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn report(status: Status, operation: Operation) -> Report {
        let mut report = Report::new(status);
        report.operation = Some(operation);
        report
    }

    #[test]
    fn the_documents_own_delete_is_whole_although_no_byte_was_processed() {
        let mut delete = report(Status::Complete, Operation::Delete);
        (delete.total_bytes, delete.done_bytes) = (Some(5), Some(0));
        (delete.total_files, delete.done_files, delete.percent) = (Some(1), Some(1), Some(100.0));
        assert_eq!(fraction(&delete), Some(1.0));
        assert_eq!((unit(&delete), done_of_total(&delete)), (Unit::Files, Some((1, 1))));
    }

    #[rstest]
    #[case(Some(62.0), Some(625), Some(1000), Some(0.625))]
    #[case(Some(62.0), Some(10), Some(1000), Some(0.62))]
    #[case(Some(99.0), Some(1000), Some(1000), Some(0.99))]
    #[case(None, Some(2000), Some(1000), Some(1.0))]
    #[case(None, Some(5), Some(0), None)]
    #[case(None, None, None, None)]
    #[case(Some(250.0), None, None, Some(1.0))]
    fn the_services_word_counts(
        #[case] percent: Option<f64>,
        #[case] done: Option<u64>,
        #[case] total: Option<u64>,
        #[case] expected: Option<f64>,
    ) {
        let mut copy = report(Status::Processing, Operation::Copy);
        (copy.percent, copy.done_bytes, copy.total_bytes) = (percent, done, total);
        assert_eq!(fraction(&copy), expected);
    }
}
