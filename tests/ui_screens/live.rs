//! The header of a set that is followed: its graph, its estimate and its gauge, from answers as they come.

use super::{
    drawn::text,
    scenes::{empty, scene},
    tasks::{at, id, limited},
};
use eftop::internals::{
    domain::{Operation, PollEvent, RegionId, Report, Snapshot, Status, Task, Trouble},
    messages::Lang,
    tui::{Key, Model, Msg, apply, update},
    watch::Event,
};
use std::time::Duration;

const GIB: u64 = 1 << 30;

/// A screen over so many tasks.
fn followed(tasks: usize) -> Model {
    let mut model = empty();
    model.size = (120, 36);
    model.adopt((0..tasks).map(|number| Task::new(id(number), at(0).wall)).collect::<Vec<_>>());
    model
}

/// A cycle that ends at this second: each task has done so much of so much, or nothing is answered.
fn cycle(model: &mut Model, second: u64, tasks: Option<&[(u64, u64)]>) {
    let now = at(second);
    if let Some(tasks) = tasks {
        let report = |(done, total): (u64, u64)| {
            let mut report = Report::new(Status::Processing);
            report.operation = Some(Operation::Copy);
            (report.done_bytes, report.total_bytes) = (Some(done), Some(total).filter(|total| *total > 0));
            report
        };
        let reports = tasks.iter().enumerate().map(|(number, task)| (id(number), report(*task))).collect();
        let (round_trip, absent, refused) = (Duration::from_millis(9), Vec::new(), Vec::new());
        let batch = Snapshot { at: now, round_trip, reports, absent, refused, skipped: 0 };
        apply(model, Event::Poll(RegionId::DEFAULT, PollEvent::Batch(batch)), now);
    }
    let trouble = Trouble { problem: limited(), failures: 1, since: now };
    let next = Some(now.plus(Duration::from_secs(10)).moment);
    let round_trip = tasks.map(|_| Duration::from_millis(9));
    let trouble = tasks.is_none().then_some(trouble);
    apply(
        model,
        Event::Poll(RegionId::DEFAULT, PollEvent::Ended { at: now, asked: 1, round_trip, trouble, next }),
        now,
    );
}

/// Ten seconds each, at so many GiB per cycle, of 1000 GiB.
fn run(model: &mut Model, seconds: std::ops::RangeInclusive<u64>, done: &mut u64, per_cycle: u64) {
    for second in seconds.step_by(10) {
        *done += per_cycle;
        cycle(model, second, Some(&[(*done, 1000 * GIB)]));
    }
}

fn header(model: &Model, row: usize) -> String {
    text(model, (120, 36)).lines().nth(row).unwrap().to_owned()
}

/// The lowest row of the graph.
fn graph(model: &Model) -> String {
    let row: String = header(model, 3).chars().skip(71).collect();
    format!("{row:<48}")
}

#[test]
fn an_outage_is_a_gap_of_the_graph() {
    let mut model = followed(1);
    assert_eq!(graph(&model).trim(), "", "nothing was measured");
    let mut done = 0;
    run(&mut model, 0..=120, &mut done, GIB);
    assert!(!graph(&model).ends_with(' '), "{}", graph(&model));
    (130..190).step_by(10).for_each(|second| cycle(&mut model, second, None));
    update(&mut model, Msg::Tick, at(185));
    assert!(graph(&model).ends_with("    "), "now is not what was seen last: {}", graph(&model));
    run(&mut model, 190..=300, &mut done, GIB);
    let graph_now = graph(&model);
    let parts: Vec<_> = graph_now.trim().split(' ').filter(|part| !part.is_empty()).collect();
    let gap = graph_now.trim().matches(' ').count();
    assert!(parts.len() == 2 && (4..=7).contains(&gap), "70 of 600 seconds: {graph_now}");
    model.look.ascii = true;
    assert!(graph(&model).trim().chars().all(|c| c == '#' || c == ' '), "{}", graph(&model));
}

#[test]
fn a_set_that_stands_still_has_a_line_and_no_gap() {
    let mut model = followed(1);
    let mut done = 0;
    run(&mut model, 0..=60, &mut done, GIB);
    run(&mut model, 70..=200, &mut done, 0);
    assert!(graph(&model).ends_with("⣀⣀⣀"), "{}", graph(&model));
    assert!(!graph(&model).trim().contains(' '), "{}", graph(&model));
}

#[test]
fn a_key_turns_the_time_of_the_graph() {
    let mut model = followed(1);
    run(&mut model, 0..=60, &mut 0, GIB);
    let shown = ["[10m]", "[1h]", "[all]", "[1m]", "[10m]"].map(|span| {
        let label = header(&model, 4);
        update(&mut model, Msg::Key(Key::char('o')), at(60));
        (span, label)
    });
    assert!(shown.iter().all(|(span, label)| label.contains(span) && label.contains("peak 102 MiB/s")), "{shown:?}");
    model.size = (80, 24);
    update(&mut model, Msg::Key(Key::char('o')), at(60));
    assert!(text(&model, (80, 24)).contains("the graph needs a window of 100 x 30"));
}

#[test]
fn the_end_is_told_on_the_clock_and_moves_only_with_the_estimate() {
    let mut model = followed(1);
    let mut done = 0;
    let clock = |model: &Model| {
        let line = header(model, 1);
        line.split_once("done by ").unwrap_or_else(|| panic!("{line}")).1.get(..5).unwrap().to_owned()
    };
    run(&mut model, 0..=60, &mut done, GIB);
    let first = clock(&model);
    assert!(header(&model, 2).contains("~2 h 4"), "{}", header(&model, 2));
    assert!(header(&model, 6).contains(&format!(" ~{first} ")), "{}", header(&model, 6));
    run(&mut model, 70..=130, &mut done, GIB * 107 / 100);
    assert_eq!(clock(&model), first, "7 % say nothing");
    run(&mut model, 140..=260, &mut done, 3 * GIB);
    assert_ne!(clock(&model), first);
    cycle(&mut model, 270, None);
    assert!(!header(&model, 1).contains("done by"), "nobody knows while the service cannot be asked");
}

#[test]
fn what_is_not_sized_is_hatched_and_said() {
    let mut model = followed(2);
    for second in [0, 10, 20] {
        cycle(&mut model, second, Some(&[(84 * GIB + (second << 20), 100 * GIB), (0, 0)]));
    }
    let (bar, said) = (header(&model, 1), header(&model, 2));
    let (hatched, full) = (bar.matches('╱').count(), bar.matches('█').count());
    assert!(hatched > full, "84 % of the half that is known: {bar}");
    assert!(said.contains("84.0 of 100 GiB · 1 task not sized yet"), "{said}");
    assert!(bar.contains("not before "), "{bar}");
    cycle(&mut model, 30, Some(&[(84 * GIB + (30 << 20), 100 * GIB), (0, GIB)]));
    (40..70).step_by(10).for_each(|s| cycle(&mut model, s, Some(&[(84 * GIB + (s << 20), 100 * GIB), (0, GIB)])));
    assert!(!header(&model, 1).contains('╱') && !header(&model, 2).contains("not sized"), "{}", header(&model, 2));
}

#[test]
fn a_filter_has_its_own_total_and_trouble_is_told_in_words() {
    let mut model = scene("table");
    update(&mut model, Msg::Key(Key::char('!')), at(33));
    assert!(header(&model, 4).contains("filter failed: 1 of 14 shown, 40.0 GiB"), "{}", header(&model, 4));
    let mut model = scene("trouble");
    assert!(
        header(&model, 4).starts_with(" The service is busy and limits requests.  Numbers from 14:02:38."),
        "{}",
        header(&model, 4)
    );
    model.look.lang = Lang::Zh;
    assert!(header(&model, 4).contains("服务繁忙，正在限流。") && header(&model, 4).contains("数据截至"));
}
