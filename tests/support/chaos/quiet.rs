//! After the faults: the program must find back by itself, and then show what the server says.

use super::{INTERVAL, run::Bench};
use eftop::internals::{
    client::Service as _,
    domain::{State, Status, Task, TaskId},
};
use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

/// The longest time that waits and timeouts of the run may take: a wait of a second, a Retry-After of a second, the sign-in, the
/// center and the list with a timeout of 0.7 s each, all with room for a busy machine; and the minute in which no other token is asked for
/// after a new one was refused.
const PATIENCE: Duration = Duration::from_secs(80);

/// Waits until asking works again, then looks twice: at all that is asked for as usual, after two intervals; and at what pauses,
/// since the service refused it or did not return it, after the user has asked for a poll.
pub async fn quiet(bench: &mut Bench) {
    let quiet = Instant::now();
    bench.user.calm(&mut bench.engine);
    bench.run_until(quiet + INTERVAL).await;
    // A request from the time of the faults may hang, and with it its cycle, which says nothing of the present.
    let feed = &bench.engine.model.watch.regions.home().feed;
    let under_way = feed.asking.then_some(feed.polls);
    let works = |bench: &Bench| {
        let feed = &bench.engine.model.watch.regions.home().feed;
        let is_over = under_way.is_none_or(|polls| feed.polls > polls);
        is_over && feed.trouble.is_none() && !bench.engine.engine.has_calls() && feed.last_answer.is_some()
    };
    while !works(bench) {
        if quiet.elapsed() > PATIENCE {
            let trouble = &bench.engine.model.watch.regions.home().feed.trouble;
            let cancels = bench.engine.engine.unanswered_cancels().len();
            let text = format!("it does not work again after the faults: {trouble:?}, {cancels} cancels open");
            bench.book.open().violated(text);
            return;
        }
        bench.run_until(Instant::now() + INTERVAL / 4).await;
    }
    // What is not returned pauses after some seconds, so after more than one look.
    let is_missed = |task: &Task| task.absence().is_some_and(|absence| absence.answers() > 1);
    let pauses = |task: &Task| task.state() == State::Gone || task.refusal.is_some() || is_missed(task);
    let wrong = look(bench, |task| !pauses(task)).await;
    tell(bench, &wrong, "two intervals after the faults");
    let mut wrong = Vec::new();
    for _ in 0..40 {
        bench.user.press(&mut bench.engine, "r");
        wrong = look(bench, |_| true).await;
        if wrong.is_empty() && bench.elsewhere.is_empty() {
            break;
        }
    }
    tell(bench, &wrong, "after polls by hand");
    let lost: Vec<_> = bench.elsewhere.iter().map(TaskId::to_string).collect();
    if !lost.is_empty() {
        bench.book.open().violated(format!("never seen, though another eftop added them: {lost:?}"));
    }
    let mut ledger = bench.book.open();
    for number in 0..ledger.rows.len() {
        let row = ledger.rows[number];
        if row.confirmed != row.sent || row.sent != row.taken + row.failed {
            let text = format!(
                "task {number}: {} cancels confirmed, {} sent, {} taken, {} failed",
                row.confirmed, row.sent, row.taken, row.failed
            );
            ledger.violated(text);
        }
    }
}

fn tell(bench: &Bench, wrong: &[String], when: &str) {
    for what in wrong {
        bench.book.open().violated(format!("{what}, {when}"));
    }
}

/// Asks the server, lets two intervals pass, asks again, and tells which tasks are shown as neither.
async fn look(bench: &mut Bench, is_meant: impl Fn(&Task) -> bool) -> Vec<String> {
    let tasks = &bench.engine.model.watch.tasks;
    let ids: Vec<_> = tasks.iter().filter(|task| is_meant(task)).map(|task| task.id.clone()).collect();
    let before = ask(bench, &ids).await;
    bench.run_until(Instant::now() + INTERVAL * 2).await;
    // What was answered is taken in.
    while let Some(event) = bench.engine.waiting() {
        bench.handle(event);
    }
    let after = ask(bench, &ids).await;
    let tasks = &bench.engine.model.watch.tasks;
    let shown = ids.iter().filter_map(|id| tasks.get(id)).filter(|task| is_meant(task));
    let is_wrong = |task: &&Task| !is_right(task, before.get(&task.id), after.get(&task.id));
    let text = |task: &Task| {
        let word = |status: Option<&Status>| status.map_or("nothing".to_owned(), ToString::to_string);
        let (before, after) = (word(before.get(&task.id)), word(after.get(&task.id)));
        format!("{} is shown as {:?}, and the server says {before}, then {after}", task.id, task.state())
    };
    shown.filter(is_wrong).map(text).collect()
}

async fn ask(bench: &Bench, ids: &[TaskId]) -> HashMap<TaskId, Status> {
    let mut said = HashMap::new();
    for ids in ids.chunks(100) {
        let answer = bench.region.list(ids).await.unwrap();
        said.extend(answer.reports.into_iter().map(|(id, report)| (id, report.status)));
    }
    said
}

/// Whether a task is shown as the server said, at one of two times or in between.
fn is_right(task: &Task, before: Option<&Status>, after: Option<&Status>) -> bool {
    let rank = |status: &Status| match status {
        Status::Waiting => 0,
        Status::Processing => 1,
        _ => 2,
    };
    let shown = task.report().map(|report| &report.status);
    match (shown, before, after) {
        // The server forgets what ended long ago, and does not know strangers.
        (_, None, None) => task.has_ended() || task.is_absent(),
        (Some(shown), Some(before), Some(after)) => {
            task.state() != State::Gone
                && (rank(before)..=rank(after)).contains(&rank(shown))
                && (!shown.is_end() || shown == after)
        }
        (Some(shown), Some(before), None) => shown == before,
        (_, None, Some(_)) => true,
        (None, Some(_), _) => false,
    }
}
