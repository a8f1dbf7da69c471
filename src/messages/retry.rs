//! What there is to say of tasks that are to be submitted again.

use super::{Lang, errors, words};
use crate::domain::{Operation, Report, State, Task, again::NoRetry};
use std::collections::BTreeMap;

/// The codes of failures that come again unless something changed: a name that exists, a target inside of its source.
const NAME_EXISTS: &str = "911021";
const INSIDE_ITSELF: &str = "911507";

/// Why a task is not submitted again.
pub fn reason(why: &NoRetry, lang: Lang) -> &'static str {
    let words = &words(lang).retry;
    match why {
        NoRetry::Live => words.is_live,
        NoRetry::Complete => words.is_complete,
        NoRetry::Retried(_) => words.is_retried,
        NoRetry::Unclear => words.is_unclear,
        NoRetry::Gone => words.is_gone,
        NoRetry::Elsewhere => words.is_elsewhere,
        NoRetry::Unknown => words.is_unknown,
        NoRetry::Synchronous => words.is_synchronous,
        NoRetry::Damaged => words.is_damaged,
    }
}

/// What there is to know before a yes: the causes with what to do about them, and what half-done work may have left. `how` tells how to
/// set another rule for names that exist, where none is set.
pub fn notes(tasks: &[&Task], how: Option<&str>, lang: Lang) -> Vec<String> {
    let words = &words(lang).retry;
    let mut causes = BTreeMap::<&str, usize>::new();
    for code in tasks.iter().filter_map(|task| task.report().and_then(Report::error_code)) {
        *causes.entry(code).or_default() += 1;
    }
    let cause = |(code, count): (&&str, &usize)| {
        let card = errors::card(code, lang)?;
        Some((words.cause)(code, card.short, *count, card.next))
    };
    // The gravest first.
    let doubts = [
        (tasks.iter().any(|task| task.is_unclear()), words.unclear_leaves),
        (tasks.iter().any(|task| task.state() == State::Gone), words.gone_leaves),
    ];
    let so = |(is_so, text): &(bool, &str)| is_so.then(|| (*text).to_owned());
    let mut notes: Vec<_> = doubts.iter().filter_map(so).chain(causes.iter().filter_map(cause)).collect();
    if let Some(how) = how.filter(|_| causes.contains_key(NAME_EXISTS)) {
        notes.push((words.same)(NAME_EXISTS) + &(words.other_rule)(how));
    }
    if causes.contains_key(INSIDE_ITSELF) {
        notes.push((words.same)(INSIDE_ITSELF));
    }
    let has = |operation: &Operation| {
        tasks.iter().any(|task| task.report().is_some_and(|report| report.operation.as_ref() == Some(operation)))
    };
    let leaves = [(has(&Operation::Move), words.move_leaves), (has(&Operation::Delete), words.delete_leaves)];
    notes.extend(leaves.iter().filter_map(so));
    notes
}
