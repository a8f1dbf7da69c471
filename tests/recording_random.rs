//! Recordings with random content: whatever the file holds, nothing panics and nothing grows without bound; and whatever way is taken
//! through a recording, the same position shows the same screen.

#![allow(clippy::unwrap_used, reason = "helpers of tests may panic, too")]

use eftop::internals::{
    app::{Control, Look},
    domain::{
        At, CallError, Moment, PollEvent, Region, RegionId, Report, Snapshot, StallRule, Status, Task, TaskId, Trouble,
    },
    recording::{Beginning, Player, Recorder},
    run::playback::Playback,
    text::Lang,
    ui::{Chrome, draw},
    watch::{Change, Event, Regions, Watch},
};
use jiff::Timestamp;
use proptest::prelude::*;
use ratatui::{Terminal, backend::TestBackend};
use std::{sync::Arc, time::Duration};

fn at(millis: u64) -> At {
    let wall = Timestamp::from_millisecond(1_772_431_327_000 + i64::try_from(millis).unwrap()).unwrap();
    At { moment: Moment(Duration::from_millis(millis)), wall }
}

fn id(number: u8) -> TaskId {
    TaskId::new(&format!("{number:08x}643814ebfb1fbf0d7e910e8d1")).unwrap()
}

/// Something that happens in a run.
#[derive(Clone, Debug)]
enum Happens {
    Answer(Vec<(u8, u8, u64)>),
    Fails,
    Added(u8),
    Removed(u8),
    CancelSent(u8),
    Cancelled(u8, bool),
}

fn happens() -> impl Strategy<Value = Happens> {
    prop_oneof![
        6 => prop::collection::vec((0..6_u8, 0..5_u8, 0..1000_u64), 0..5).prop_map(Happens::Answer),
        1 => Just(Happens::Fails),
        1 => (0..6_u8).prop_map(Happens::Added),
        1 => (0..6_u8).prop_map(Happens::Removed),
        1 => (0..6_u8).prop_map(Happens::CancelSent),
        1 => (0..6_u8, any::<bool>()).prop_map(|(number, taken)| Happens::Cancelled(number, taken)),
    ]
}

fn problem() -> CallError {
    CallError::of_code("911048", 200, "slow down")
}

/// The recording of a run in which all this happened, one thing every 700 ms.
fn recorded(run: &[Happens]) -> Vec<u8> {
    let place = Region { id: RegionId::DEFAULT, name: "here".into(), origin: None };
    let mut watch = Watch::new(Regions::new(vec![place.clone()]), StallRule::default());
    watch.load((0..3).map(|number| Task::new(id(number), at(0).wall)).collect());
    let beginning =
        Beginning { at: at(0), version: "1", set: Some("mine"), watch: &watch, interval: Duration::from_secs(1) };
    let mut recorder = Recorder::new(&beginning, false);
    let mut record = |event: Event, now| {
        recorder.event(&watch, &event, now);
        for change in watch.apply(event, now) {
            if let Change::Added(ids) = change {
                recorder.added(&ids.iter().filter_map(|id| watch.tasks.get(id)).collect::<Vec<_>>(), now);
            }
        }
    };
    for (step, what) in run.iter().enumerate() {
        let now = at(700 * (step as u64 + 1));
        let ended = |trouble| PollEvent::Ended {
            at: now,
            asked: 3,
            round_trip: Some(Duration::from_millis(2)),
            trouble,
            next: Some(now.moment.plus(Duration::from_secs(1))),
        };
        match what {
            Happens::Answer(reports) => {
                let reports = reports.iter().map(|(number, status, done)| {
                    (
                        id(*number),
                        Report {
                            source: Some(format!("/a/{number}").into()),
                            total_files: Some(1000),
                            done_files: Some(*done),
                            ..Report::new(Status::parse(
                                ["waiting", "processing", "fail", "complete", "cancel"][usize::from(*status)],
                            ))
                        },
                    )
                });
                let snapshot = Snapshot {
                    at: now,
                    round_trip: Duration::from_millis(2),
                    reports: reports.collect(),
                    absent: Vec::new(),
                    refused: Vec::new(),
                    skipped: 0,
                };
                record(Event::Poll(place.id, PollEvent::Started { at: now }), now);
                record(Event::Poll(place.id, PollEvent::Batch(snapshot)), now);
                record(Event::Poll(place.id, ended(None)), now);
            }
            Happens::Fails => {
                let trouble = Trouble { problem: problem(), failures: 1, since: now };
                record(Event::Poll(place.id, PollEvent::Started { at: now }), now);
                record(Event::Poll(place.id, ended(Some(trouble))), now);
            }
            Happens::Added(number) => {
                record(Event::Added { tasks: vec![Task::new(id(*number), now.wall)], back: false }, now);
            }
            Happens::Removed(number) => record(Event::Removed(vec![id(*number)]), now),
            Happens::CancelSent(number) => record(Event::CancelSent(vec![id(*number)]), now),
            Happens::Cancelled(number, taken) => {
                let result = if *taken { Ok(Vec::new()) } else { Err(problem()) };
                record(Event::CancelAnswered { ids: vec![id(*number)], result }, now);
            }
        }
    }
    recorder.take()
}

fn playback(text: Vec<u8>, from: Duration) -> Playback {
    let player = Player::new(text).unwrap();
    Playback::new(player, (Look::new(Lang::En), Arc::default()), (120, 30), (from, 1.0))
}

/// Goes to where it is on its way to, and hands out what is shown there.
fn screen(playback: &mut Playback) -> String {
    while playback.is_seeking() {
        playback.move_on(Duration::ZERO, Moment::default(), || true);
    }
    // Which notice is the last one depends on the way.
    playback.model.notice = None;
    let mut terminal = Terminal::new(TestBackend::new(120, 30)).unwrap();
    terminal.draw(|frame| draw(&playback.model, &Chrome::default(), frame)).unwrap();
    terminal.backend().to_string()
}

fn control() -> impl Strategy<Value = Control> {
    prop_oneof![
        any::<bool>().prop_map(|forward| Control::Seek { forward }),
        any::<bool>().prop_map(|forward| Control::Step { forward }),
    ]
}

fn play(player: &mut Player) {
    let mut watch = Watch::new(Regions::new(Vec::new()), player.header().stall);
    while let Some((at, event)) = player.step(Duration::MAX, &watch) {
        watch.apply(event, at);
    }
}

/// Lines of a recording with anything in them.
fn hostile_line() -> impl Strategy<Value = String> {
    let number = prop_oneof![
        Just("0"),
        Just("1"),
        Just("65535"),
        Just("4294967295"),
        Just("18446744073709551615"),
        Just("-1"),
        Just("1e400"),
        Just("null"),
        Just("[]")
    ];
    let time = prop_oneof![
        Just("\"2026-03-02T06:00:00Z\""),
        Just("\"-009999-01-02T01:59:59Z\""),
        Just("\"9999-12-30T22:00:00Z\""),
        Just("7")
    ];
    let body = prop_oneof![
        Just(r#""type":"region","place":N,"name":"\u001b[2J","region":null,"base_url":null"#),
        Just(
            r#""type":"added","tasks":[{"id":"a1","order":N,"place":N,"label":"\u0007","region":null,"base_url":null,"added":T,"gone":true,"seen":T,"ended":T,"report":{"status":"processing","done_bytes":N,"total_bytes":N,"percent":N,"submitted":T,"started":T,"updated":T}}]"#
        ),
        Just(
            r#""type":"added","tasks":[{"id":"a2","order":0,"place":0,"label":null,"region":null,"base_url":null,"added":null,"gone":false,"seen":null,"ended":null,"report":null}]"#
        ),
        Just(
            r#""type":"batch","place":N,"round_trip_us":N,"tasks":[{"id":"a1","done_bytes":N,"total_files":N,"updated":T},{"id":"a2","status":"fail"}],"same":[[N,N],[0,4294967295]],"gone":["a1","\u001b"],"refused":[],"skipped":N"#
        ),
        Just(r#""type":"poll_began","place":N"#),
        Just(
            r#""type":"poll_ended","place":N,"asked":N,"round_trip_us":N,"trouble":{"problem":{"kind":"x","code":"\u001b","http":N,"detail":"\u009b"},"failures":N,"lasts_us":N},"next_us":N"#
        ),
        Just(r#""type":"poll_refused","place":N,"next_us":N"#),
        Just(r#""type":"moved","ids":["a1"],"place":N"#),
        Just(r#""type":"removed","ids":["a1","a1"]"#),
        Just(r#""type":"cancel_sent","ids":["a1","a2"]"#),
        Just(r#""type":"cancel_done","ids":["a1"],"refused":[],"problem":null"#),
    ];
    let line = (body, number.clone(), time.clone(), number, time).prop_map(|(body, inner, when, elapsed, at)| {
        format!("{{{},\"elapsed_us\":{elapsed},\"at\":{at}}}", body.replace('N', inner).replace('T', when))
    });
    prop_oneof![8 => line, 1 => ".*", 1 => Just("{".repeat(500))]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_way_to_a_position_shows_the_same(
        run in prop::collection::vec(happens(), 1..40),
        ways in prop::collection::vec(control(), 1..12),
    ) {
        let text = recorded(&run);
        let mut wandering = playback(text.clone(), Duration::ZERO);
        screen(&mut wandering);
        for way in ways {
            wandering.control(way);
            let shown = screen(&mut wandering);
            let mut straight = playback(text.clone(), wandering.position());
            screen(&mut straight);
            prop_assert_eq!(straight.position(), wandering.position());
            // Who wanders keeps the cursor on its task, and a pause.
            straight.model.view.cursor.clone_from(&wandering.model.view.cursor);
            straight.model.replay.clone_from(&wandering.model.replay);
            prop_assert_eq!(shown, screen(&mut straight));
        }
    }

    #[test]
    fn whatever_a_line_holds_it_is_played_or_left_out(lines in prop::collection::vec(hostile_line(), 0..40), ways in prop::collection::vec(control(), 0..6)) {
        let mut text = recorded(&[]);
        text.extend(lines.join("\n").bytes());
        text.push(b'\n');
        let mut playback = playback(text, Duration::MAX);
        screen(&mut playback);
        for way in ways {
            playback.control(way);
            let shown = screen(&mut playback);
            prop_assert!(!shown.contains(|character: char| character.is_control() && character != '\n'), "{}", shown);
        }
    }

    #[test]
    fn whatever_a_file_holds_it_is_played_or_refused(text in prop::collection::vec(any::<u8>(), 0..2000), cut in 0..4000_usize) {
        if let Ok(mut player) = Player::new(text.clone()) {
            play(&mut player);
        }
        // The beginning of a true one, and then that.
        let mut true_one = recorded(&[Happens::Answer(vec![(1, 1, 5)]), Happens::Removed(1)]);
        true_one.truncate(cut);
        true_one.extend(text);
        if let Ok(mut player) = Player::new(true_one) {
            play(&mut player);
        }
    }
}
