//! What must hold at any time, looked at after each event and each key.

use super::{ledger::Book, user::User, watched::Watched};
use eftop::internals::{
    commands::live::Live,
    domain::{CancelStep, TaskId},
    tui::NoticeTone,
    watch::Change,
};
use std::{collections::BTreeSet, time::Instant};

/// Looks at every task. `elsewhere` are ids that another eftop has put into the set.
pub fn judge(engine: &Live<Watched>, user: &mut User, elsewhere: &mut BTreeSet<TaskId>, book: &Book) {
    let tasks = &engine.model.watch.tasks;
    elsewhere.retain(|id| {
        let is_here = tasks.contains(id);
        if is_here && user.expected.insert(id.clone()) {
            // Forgotten here before another eftop added it: nothing is known of it any more.
            book.open().row(id).ended = None;
        }
        !is_here
    });
    let mut ledger = book.open();
    if let Some(id) = user.expected.iter().find(|id| !tasks.contains(id)) {
        ledger.violated(format!("{id} is missing from the set"));
        user.expected.retain(|id| tasks.contains(id));
    }
    for task in tasks.iter() {
        if !user.expected.contains(&task.id) {
            ledger.violated(format!("{} came into the set by itself", task.id));
            user.expected.insert(task.id.clone());
        }
        let row = ledger.row(&task.id);
        let waits_for_answer = row.confirmed > row.taken + row.failed;
        match row.ended {
            Some((end, _)) if task.state() != end => {
                let text = format!(
                    "{} was {end:?} and is {:?} {:?} {:?}",
                    task.id,
                    task.state(),
                    task.events,
                    task.report().map(|r| (r.status.clone(), r.raw().to_owned()))
                );
                row.ended = None;
                ledger.violated(text);
            }
            None if task.has_ended() => (row.ended, row.was_over) = (Some((task.state(), Instant::now())), true),
            _ => {}
        }
        if matches!(task.cancel, CancelStep::Sent(_)) && !waits_for_answer {
            ledger.violated(format!("the answer to the cancel of {} was lost", task.id));
        }
    }
}

/// Cancels were answered, and the program has taken that in: writes it down, and sees that a failure is told.
pub fn answered(live: &Live<Watched>, change: &Change, book: &Book) {
    let Change::Cancels { taken, failed, unclear, over } = change else { return };
    let mut ledger = book.open();
    let told = live.model.notice.as_ref().is_some_and(|notice| notice.tone == NoticeTone::Bad);
    for id in taken {
        let row = ledger.row(id);
        row.taken += 1;
        if row.taken > row.accepted {
            ledger.violated(format!("the cancel of {id} is said to be taken, but it never arrived"));
        }
    }
    for id in unclear.iter().chain(over) {
        ledger.row(id).failed += 1;
    }
    for (id, _) in failed {
        // Of a task that has ended there is nothing to tell.
        let ended = live.model.watch.tasks.get(id).is_some_and(eftop::internals::domain::Task::has_ended);
        let row = ledger.row(id);
        row.failed += 1;
        if !told && !ended && !row.was_over {
            ledger.violated(format!("nobody was told that the cancel of {id} failed"));
        }
    }
}
