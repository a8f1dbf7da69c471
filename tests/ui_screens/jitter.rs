//! Nothing jitters: a minute of the demo, second by second. What changes is numbers, gauges and graphs, in their places; what can be read
//! as a name stays where it is unless something happened to a task.

use super::{
    drawn::{drawn, text_of},
    scenes::empty,
    tasks::at,
};
use eftop::internals::{
    client::{Client, ClientOptions, Service},
    domain::{At, PollEvent, RegionId, Snapshot, Task, TaskId},
    server::{self, Options, Running, Scenario, clock::Pace},
    tui::{Column, Model, Msg, apply, columns::columns, geometry, update},
    watch::Event,
};
use ratatui::{
    buffer::{Buffer, Cell},
    layout::Position,
};
use rstest::rstest;
use std::{collections::BTreeMap, ops::Range, time::Duration};

/// Seconds from one question to the next.
const EVERY: u64 = 2;

/// The demo in time that goes by hand, and a screen that watches it.
struct Bench {
    server: Running,
    client: Client,
    http: reqwest::Client,
    model: Model,
}

impl Bench {
    async fn new(size: (u16, u16)) -> Self {
        // A client wants a TLS provider although loopback needs none; a second installation is refused, and that is fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let scenario = Scenario::named("first-look").unwrap();
        let options = Options { pace: Pace::ByHand, epoch: Some(at(0).wall), ..Options::new(scenario) };
        let server = server::start(options).await.unwrap();
        let options = ClientOptions {
            insecure_http: true,
            ..ClientOptions::new(format!("{}/efile", server.base_url()), server.token().into())
        };
        let http = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
        let mut model = Model { size, now: at(0), ..empty() };
        let ids = server.task_ids().iter().map(|id| Task::new(TaskId::new(id).unwrap(), at(0).wall));
        model.adopt(ids.collect::<Vec<_>>());
        Self { client: Client::new(options).unwrap(), server, http, model }
    }

    /// Moves all of it to this second, and hands out each frame that is drawn by then.
    async fn go_to(&mut self, second: u64) -> Vec<Frame> {
        let (now, mut frames) = (at(second), Vec::new());
        if second > 0 {
            let url = format!("{}/__control/advance", self.server.base_url());
            self.http.post(url).body(r#"{"seconds":1}"#).send().await.unwrap();
        }
        if second.is_multiple_of(EVERY) {
            self.apply(PollEvent::Started { at: now }, now);
            frames.push(self.frame());
            let live = self.model.watch.tasks.iter().filter(|task| task.state().is_live());
            let ids: Vec<_> = live.map(|task| task.id.clone()).collect();
            let reports = self.client.list(&ids).await.unwrap().reports;
            let absent = ids.iter().filter(|id| reports.iter().all(|(one, _)| one != *id)).cloned().collect();
            let round_trip = Duration::from_millis([9, 45, 250, 1200][usize::try_from(second / EVERY % 4).unwrap()]);
            let batch = Snapshot { at: now, round_trip, reports, absent, refused: Vec::new(), skipped: 0 };
            self.apply(PollEvent::Batch(batch), now);
            let next = Some(now.plus(Duration::from_secs(EVERY)).moment);
            let ended =
                PollEvent::Ended { at: now, asked: ids.len(), round_trip: Some(round_trip), trouble: None, next };
            self.apply(ended, now);
        }
        update(&mut self.model, Msg::Tick, now);
        frames.push(self.frame());
        frames
    }

    fn apply(&mut self, event: PollEvent, now: At) {
        apply(&mut self.model, Event::Poll(RegionId::DEFAULT, event), now);
    }

    fn frame(&self) -> Frame {
        let watch = &self.model.watch;
        let notice = self.model.notice.as_ref().map(|notice| notice.text.clone());
        let events = (watch.log.entries().count(), notice, watch.totals.not_sized);
        Frame { buffer: drawn(&self.model, self.model.size).0, events }
    }

    /// Whether this cell is where numbers, gauges and graphs are; in the first row they begin in the column `from`.
    fn may_change(&self, cell: Position, from: u16) -> bool {
        let regions = self.model.regions().unwrap();
        if regions.rows.contains(cell) {
            let columns = columns(&self.model, regions.rows);
            let column = columns.iter().find(|placed| (placed.x..placed.x + placed.width).contains(&cell.x));
            let is_name = |column| matches!(column, Column::State | Column::Operation | Column::Path);
            return column.is_some_and(|placed| !is_name(placed.column));
        }
        let is_in_graph = geometry::graph(regions.header).is_some_and(|graph| graph.contains(cell));
        // Above the counts.
        let totals = 1..=regions.header.height / 2;
        is_in_graph || totals.contains(&cell.y) || (cell.y == 0 && cell.x >= from)
    }
}

/// What was drawn, and what has to be another one where names may move: the entries of the log, the notice, how many tasks are not sized.
struct Frame {
    buffer: Buffer,
    events: (usize, Option<String>, usize),
}

/// The words of some rows: letters in a row, more than those of a unit, each with the cell behind it.
fn words(buffer: &Buffer, rows: Range<u16>) -> BTreeMap<(u16, u16), String> {
    let (mut found, mut word) = (BTreeMap::new(), String::new());
    for (y, x) in rows.flat_map(|y| (0..=buffer.area.width).map(move |x| (y, x))) {
        match buffer.cell((x, y)).map(Cell::symbol).filter(|symbol| symbol.chars().all(char::is_alphabetic)) {
            Some(letter) => word.push_str(letter),
            None if word.chars().count() > 3 => _ = found.insert((y, x), std::mem::take(&mut word)),
            None => word.clear(),
        }
    }
    found
}

/// The column in which the first row says how long the answer took, and that behind which it says how old it is.
fn freshness(buffer: &Buffer) -> [Option<u16>; 2] {
    let row: String = (0..buffer.area.width).map(|x| buffer[(x, 0)].symbol()).collect();
    ["took ", "s ago"].map(|word| row.find(word).map(|at| u16::try_from(at).unwrap()))
}

#[rstest]
#[case((120, 36))]
#[case((80, 24))]
#[tokio::test]
async fn what_changes_from_second_to_second_is_numbers_gauges_and_graphs(#[case] size: (u16, u16)) {
    let mut bench = Bench::new(size).await;
    let (mut last, mut quiet, mut most): (Option<Frame>, _, _) = (None, 0, [0, 0]);
    for second in 0..=60 {
        for frame in bench.go_to(second).await {
            let Some(before) = last.replace(frame) else { continue };
            let now = last.as_ref().unwrap();
            // First the rates have to be known, and the graph to begin.
            if before.events != now.events || second < 5 {
                continue;
            }
            quiet += 1;
            let changed: Vec<_> =
                now.buffer.area.positions().filter(|cell| before.buffer[*cell] != now.buffer[*cell]).collect();
            let [then, here] = [&before, now].map(|frame| freshness(&frame.buffer));
            let from = then[0].min(here[0]).unwrap();
            let wrong: Vec<_> = changed.iter().filter(|cell| !bench.may_change(**cell, from)).collect();
            assert!(wrong.is_empty(), "second {second}: {wrong:?} {}", text_of(&now.buffer, now.buffer.area));
            assert_eq!(words(&before.buffer, 1..3), words(&now.buffer, 1..3), "second {second}");
            assert_eq!(then[1], here[1], "second {second}: the age stays where it is");
            let is_answer = usize::from(second.is_multiple_of(EVERY));
            most[is_answer] = most[is_answer].max(changed.len());
        }
    }
    assert!(quiet >= 60, "{quiet} of 91 frames");
    // Of 4320 cells, or 1920; the graph of a minute, 144 of them, moves with each answer.
    assert!(most[0] <= 20 && most[1] <= 200, "{most:?}");
}
