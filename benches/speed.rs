//! What a second of watching costs, piece by piece: `cargo bench --bench speed`. The targets and what was measured are in
//! `benches/README.md`.

#![allow(clippy::unwrap_used, reason = "a failure ends the measurement")]

mod support;

use divan::{Bencher, black_box};
use eftop::internals::tui::{Column, Key, Msg, draw, update};
use ratatui::{Terminal, backend::TestBackend};
use support::plain;

fn main() {
    divan::main();
}

/// Answers to 100 and to 500 ids.
const ANSWERS: [u64; 2] = [100, 500];
/// Sizes of sets.
const SETS: [u64; 3] = [500, 10_000, 100_000];

#[divan::bench(args = ANSWERS)]
fn decode_ours(bencher: Bencher<'_, '_>, tasks: u64) {
    let (body, ids) = (support::body(0..tasks, 1), support::ids(0..tasks));
    bencher.bench(|| support::decode(black_box(&body), &ids));
}

#[divan::bench(args = ANSWERS)]
fn decode_plain_serde_json(bencher: Bencher<'_, '_>, tasks: u64) {
    let body = support::body(0..tasks, 1);
    bencher.bench(|| plain::decode(black_box(&body)));
}

/// All answers of a cycle over 10,000 tasks, read and applied to the set.
#[divan::bench(sample_count = 20)]
fn cycle_10_000_decode_and_apply(bencher: Bencher<'_, '_>) {
    let batches: Vec<_> =
        support::batches(10_000).map(|batch| (support::body(batch.clone(), 2), support::ids(batch))).collect();
    let model = support::answered(10_000, (140, 40));
    bencher.with_inputs(|| model.clone()).bench_local_refs(|model| {
        for (body, ids) in &batches {
            support::apply(model, support::decode(body, ids), 2);
        }
        support::ended(model, 2);
    });
}

/// What it is held against: the same bytes, read by `serde_json` alone.
#[divan::bench(sample_count = 20)]
fn cycle_10_000_plain_serde_json(bencher: Bencher<'_, '_>) {
    let bodies: Vec<_> = support::batches(10_000).map(|batch| support::body(batch, 2)).collect();
    bencher.bench(|| bodies.iter().map(|body| plain::decode(body)).collect::<Vec<_>>());
}

/// One answer of 100 tasks, decoded already, applied to a set.
#[divan::bench(args = SETS, sample_count = 20, sample_size = 1)]
fn apply_100(bencher: Bencher<'_, '_>, tasks: u64) {
    let model = support::answered(tasks, (140, 40));
    let answer = support::decode(&support::body(0..100, 2), &support::ids(0..100));
    bencher
        .with_inputs(|| (model.clone(), answer.clone()))
        .bench_local_refs(|(model, answer)| support::apply(model, std::mem::take(answer), 2));
}

/// The end of a cycle: all is counted and sorted anew.
#[divan::bench(args = SETS, sample_count = 20, sample_size = 1)]
fn count_and_sort(bencher: Bencher<'_, '_>, tasks: u64) {
    let mut model = support::answered(tasks, (140, 40));
    bencher.bench_local(|| {
        (model.watch.is_behind, model.view.needs_sort) = (true, true);
        support::ended(&mut model, 2);
    });
}

/// A character is typed into the filter.
#[divan::bench(args = SETS, sample_count = 20, sample_size = 1)]
fn filter(bencher: Bencher<'_, '_>, tasks: u64) {
    let mut model = support::answered(tasks, (140, 40));
    "s:fail lifepo4 >1G".clone_into(&mut model.view.filter);
    update(&mut model, Msg::Key(Key::char('/')), support::at(2));
    bencher.bench_local(|| {
        update(&mut model, Msg::Key(Key::char('9')), support::at(2));
        update(
            &mut model,
            Msg::Key(Key { name: eftop::internals::tui::KeyName::Backspace, ctrl: false, alt: false }),
            support::at(2),
        );
    });
}

fn frame(bencher: Bencher<'_, '_>, tasks: u64, (width, height): (u16, u16), sort: Column) {
    let mut model = support::answered(tasks, (width, height));
    (model.view.sort.key, model.watch.is_behind, model.view.needs_sort) = (sort, true, true);
    support::ended(&mut model, 1);
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    bencher.bench_local(|| {
        terminal.draw(|frame| _ = draw::draw(black_box(&model), frame)).unwrap();
    });
}

#[divan::bench(args = [100, 500, 100_000])]
fn frame_80x24(bencher: Bencher<'_, '_>, tasks: u64) {
    frame(bencher, tasks, (80, 24), Column::Attention);
}

/// As the screen is at first: what failed comes first, and the more tasks there are, the more of its dear rows are in view.
#[divan::bench(args = [100, 500, 100_000])]
fn frame_200x60(bencher: Bencher<'_, '_>, tasks: u64) {
    frame(bencher, tasks, (200, 60), Column::Attention);
}

/// The same rows in view whatever the size of the set: what the size itself costs.
#[divan::bench(args = [100, 500, 100_000])]
fn frame_200x60_same_rows(bencher: Bencher<'_, '_>, tasks: u64) {
    frame(bencher, tasks, (200, 60), Column::Added);
}

/// A key that moves the cursor, and the frame after it: of 10,000 tasks as they are, and in 50 groups.
#[divan::bench(args = ["no groups", "folded", "unfolded"])]
fn key_and_frame_10_000(bencher: Bencher<'_, '_>, groups: &str) {
    let mut model = support::answered(10_000, (200, 60));
    for task in model.watch.tasks.iter_mut() {
        task.label = Some(format!("run {}", task.order % 50).into());
    }
    if groups != "no groups" {
        update(&mut model, Msg::Key(Key::char('b')), support::at(2));
    }
    if groups == "unfolded" {
        model.view.unfolded.extend(model.view.groups.iter().map(|group| group.key.clone()));
        model.view.needs_sort = true;
        support::ended(&mut model, 2);
        assert_eq!(model.view.count(), 10_050);
    }
    let mut terminal = Terminal::new(TestBackend::new(200, 60)).unwrap();
    let mut keys = ['j', 'k'].into_iter().cycle();
    bencher.bench_local(|| {
        update(&mut model, Msg::Key(Key::char(keys.next().unwrap())), support::at(2));
        terminal.draw(|frame| _ = draw::draw(black_box(&model), frame)).unwrap();
    });
}

/// The end of a cycle while the rows are in 50 groups.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn count_sort_and_group_10_000(bencher: Bencher<'_, '_>) {
    let mut model = support::answered(10_000, (140, 40));
    for task in model.watch.tasks.iter_mut() {
        task.label = Some(format!("run {}", task.order % 50).into());
    }
    update(&mut model, Msg::Key(Key::char('b')), support::at(2));
    bencher.bench_local(|| {
        model.watch.is_behind = true;
        support::ended(&mut model, 2);
    });
}

/// One whole cycle over the embedded server on loopback, from the first request to the word that the cycle is over.
#[cfg(feature = "server")]
#[divan::bench(args = [100, 500], sample_count = 20, sample_size = 1)]
fn poll_cycle(bencher: Bencher<'_, '_>, tasks: usize) {
    use eftop::internals::{
        client::{Client, ClientOptions},
        domain::{PollEvent, RegionId, TaskId},
        server::{self, Options, Scenario},
        watch::{self, Clock, Settings},
    };
    use std::{sync::Arc, time::Duration};

    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let _inside = runtime.enter();
    let options = Options { tasks: Some(tasks), ..Options::new(Scenario::named("crowd").unwrap()) };
    let server = runtime.block_on(server::start(options)).unwrap();
    let client = Client::new(ClientOptions::new(server.base_url(), server.token().to_owned().into())).unwrap();
    let settings = Settings { floor: Duration::ZERO, interval: Duration::from_hours(1), ..Settings::default() };
    let (events_out, mut events) = tokio::sync::mpsc::channel(64);
    let (poller, _task) = watch::start(Arc::new(client), settings, Clock::start(), RegionId::DEFAULT, events_out);
    poller.watch(server.task_ids().iter().map(|id| TaskId::new(id).unwrap()).collect());
    let mut cycle = || {
        runtime.block_on(async { while !matches!(events.recv().await.unwrap(), (_, PollEvent::Ended { .. })) {} });
    };
    cycle();
    bencher.bench_local(|| {
        poller.poll_now();
        cycle();
    });
}
