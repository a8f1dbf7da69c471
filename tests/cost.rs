//! What watching costs, in allocations: the same on each machine and at each load. The bounds are generous; what they catch is work
//! that grows with something that it should not depend on.

#![allow(clippy::unwrap_used, reason = "helpers of tests may panic, too")]

#[path = "../benches/support/mod.rs"]
mod support;

use allocation_counter::{AllocationInfo, measure};
use eftop::internals::tui::{Key, Model, Msg, draw, update};
use ratatui::{Terminal, backend::TestBackend};
use support::plain;

/// What a task of a large set keeps at most: itself, its id with the key that it is compared by, its last report, an event, and the rates of one that runs.
const BYTES_PER_TASK: i64 = 1000;

/// What `work` allocates, the second time: the first fills what is made once.
fn cost(mut work: impl FnMut()) -> AllocationInfo {
    work();
    measure(work)
}

/// What a frame of a screen over so many tasks allocates.
fn frame(tasks: u64, (width, height): (u16, u16)) -> AllocationInfo {
    let model = support::answered(tasks, (width, height));
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    cost(|| {
        terminal.draw(|frame| _ = draw::draw(&model, frame)).unwrap();
    })
}

#[test]
fn an_answer_is_read_with_no_more_allocations_than_by_plain_serde_json() {
    let (body, ids) = (support::body(0..500, 1), support::ids(0..500));
    let ours = cost(|| drop(support::decode(&body, &ids)));
    let plain = cost(|| drop(plain::decode(&body)));
    assert!(ours.count_total <= plain.count_total, "{} and {}", ours.count_total, plain.count_total);
    assert!(ours.bytes_total <= 3 * plain.bytes_total, "{} and {}", ours.bytes_total, plain.bytes_total);
}

#[test]
fn an_answer_without_events_costs_the_same_whatever_the_size_of_the_set() {
    let cost_of_an_answer = |tasks: u64| {
        let mut model = support::answered(tasks, (140, 40));
        let read = |seconds| (support::decode(&support::body(0..100, seconds), &support::ids(0..100)), seconds);
        let mut answers = [read(2), read(3)].into_iter();
        let mut apply = |model: &mut Model| {
            let (answer, seconds) = answers.next().unwrap();
            support::apply(model, answer, seconds);
        };
        apply(&mut model);
        measure(|| apply(&mut model))
    };
    let (small, large) = (cost_of_an_answer(100), cost_of_an_answer(20_000));
    assert!(small.count_total <= 250, "{}", small.count_total);
    assert!(large.count_total <= small.count_total + 2, "{} and {}", large.count_total, small.count_total);
    // What is dropped of the last answer is about what is kept of this one: nothing piles up but the samples of the rates.
    assert!(large.bytes_current <= 100 * 200, "{}", large.bytes_current);
}

#[test]
fn the_cost_of_a_frame_does_not_depend_on_the_size_of_the_set() {
    let (small, large) = (frame(100, (200, 60)), frame(20_000, (200, 60)));
    assert!(large.count_total * 10 <= small.count_total * 12, "{} and {}", large.count_total, small.count_total);
    let per_row = small.count_total / 60;
    assert!(per_row <= 120, "{per_row} allocations per row");
    assert!(frame(100, (80, 24)).count_total < small.count_total / 2);
}

#[test]
fn a_key_costs_the_same_whatever_the_size_of_the_set() {
    let key = |tasks: u64| {
        let mut model = support::answered(tasks, (140, 40));
        let mut keys = "jkjkjk".chars();
        cost(|| drop(update(&mut model, Msg::Key(Key::char(keys.next().unwrap())), support::at(2))))
    };
    let (small, large) = (key(100), key(20_000));
    assert!(large.count_total <= small.count_total + 2, "{} and {}", large.count_total, small.count_total);
}

#[test]
fn a_task_of_a_large_set_keeps_few_bytes() {
    // Two answers to the same model, so that what a cycle leaves behind is counted, too.
    let tasks: u32 = 10_000;
    let mut kept = None;
    let all = measure(|| {
        let mut model = support::answered(tasks.into(), (140, 40));
        for answer in support::answers(tasks.into(), 3) {
            support::apply(&mut model, answer, 3);
        }
        kept = Some(model);
    });
    let per_task = all.bytes_current / i64::from(tasks);
    assert!((300..=BYTES_PER_TASK).contains(&per_task), "{per_task}");
}
