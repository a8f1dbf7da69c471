//! Recordings with random content: whatever the file holds, nothing panics and nothing grows without bound; and whatever way is taken
//! through a recording, the same position shows the same screen.

use eftop::internals::{
    commands::playback::Playback,
    domain::{
        At, CallError, Moment, PollEvent, Region, RegionId, Report, Snapshot, StallRule, Status, Task, TaskId, Trouble,
    },
    messages::Lang,
    recording::{Beginning, Player, Recorder},
    tui::{Control, Look, Msg, draw::draw},
    watch::{Event, Regions, Watch},
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
    let region = Region { id: RegionId::DEFAULT, name: "here".into(), origin: None };
    let mut watch = Watch::new(Regions::new(vec![region.clone()]), StallRule::default());
    watch.load((0..3).map(|number| Task::new(id(number), at(0).wall)).collect());
    let beginning = Beginning { at: at(0), version: "1", set: Some("mine"), watch: &watch };
    let mut recorder = Recorder::new(&beginning, false);
    let mut record = |event: Event, now| {
        recorder.event(&watch, &event, now);
        watch.apply(event, now);
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
                record(Event::Poll(region.id, PollEvent::Started { at: now }), now);
                record(Event::Poll(region.id, PollEvent::Batch(snapshot)), now);
                record(Event::Poll(region.id, ended(None)), now);
            }
            Happens::Fails => {
                let trouble = Trouble { problem: problem(), failures: 1, since: now };
                record(Event::Poll(region.id, PollEvent::Started { at: now }), now);
                record(Event::Poll(region.id, ended(Some(trouble))), now);
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
    terminal.draw(|frame| _ = draw(&playback.model, frame)).unwrap();
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
    while let Some((_, at, event)) = player.step(Duration::MAX, &watch) {
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
        Just(r#"{"region":{"id":N,"name":"\u001b[2J","origin":{"region":null,"base_url":"\u0007"}}}"#),
        Just(
            r#"{"added":{"back":true,"tasks":[{"order":N,"region":N,"entry":{"id":"a1","added":T,"label":"\u0007","gone":true,"last":{"seen":T,"ended":T,"report":{"status":"processing","done_bytes":N,"total_bytes":N,"percent":N,"submitted":T,"started":T,"updated":T}}}}]}}"#
        ),
        Just(
            r#"{"added":{"back":false,"tasks":[{"order":4294967295,"region":0,"entry":{"id":"a2","added":"2026-03-02T06:00:00Z"}}]}}"#
        ),
        Just(r#"{"poll":[N,{"batch":{"round_trip":N,"absent":["a1"],"refused":[],"skipped":N}}]}"#),
        Just(r#"{"poll":[0,{"batch":{"round_trip":N}}]}"#),
        Just(r#"{"poll":[N,{"batch":{"round_trip":0,"absent":["\u001b"]}}]}"#),
        Just(r#"{"poll":[N,{"started":{}}]}"#),
        Just(
            r#"{"poll":[0,{"ended":{"asked":0,"round_trip":N,"trouble":{"problem":{"kind":"x","code":"\u001b","http":N,"detail":"\u009b"},"failures":1,"since":{"moment":N,"wall":T}},"next":N}}]}"#
        ),
        Just(r#"{"poll":[0,{"not_now":{"next":N}}]}"#),
        Just(r#"{"moved":{"ids":["a1"],"region":N}}"#),
        Just(r#"{"removed":["a1","a1"]}"#),
        Just(r#"{"cancel_sent":["a1","a2"]}"#),
        Just(r#"{"cancel_answered":{"ids":["a1"],"result":{"Ok":[]}}}"#),
    ];
    let reports = prop_oneof![
        4 => Just(""),
        1 => Just(
            r#","changed":[["a1",{"done_bytes":N,"total_files":N,"updated":T}],["a2",{"status":"fail","owner":null}]],"same":[[N,N],[0,4294967295]]"#
        ),
        1 => Just(r#","changed":[["a2",{"status":"processing","extra":{"error_message":"\u001b"}}]]"#),
    ];
    let line = (body, reports, number.clone(), time.clone(), number, time);
    let line = line.prop_map(|(body, reports, inner, when, elapsed, at)| {
        let event = format!("{body}{reports}").replace('N', inner).replace('T', when);
        format!("{{\"elapsed_us\":{elapsed},\"at\":{at},\"event\":{event}}}")
    });
    prop_oneof![8 => line, 1 => ".*", 1 => Just("{".repeat(500))]
}

#[test]
fn every_kind_of_line_is_as_its_schema_says() {
    let schema = include_str!("../assets/schema/eftop-recording.jsonl.schema.json");
    let validator = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
    let run = [
        Happens::Answer(vec![(0, 1, 5), (1, 2, 7)]),
        Happens::Answer(vec![(0, 1, 5)]),
        Happens::Fails,
        Happens::Added(4),
        Happens::CancelSent(0),
        Happens::Cancelled(0, true),
        Happens::Cancelled(1, false),
        Happens::Removed(2),
    ];
    for line in String::from_utf8(recorded(&run)).unwrap().lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        let told = validator.validate(&line).map_err(|error| error.to_string());
        assert_eq!(told, Ok(()), "{line}");
    }
}

#[test]
fn a_recording_that_stands_still_draws_nothing_until_somebody_does_something() {
    let text = recorded(&(1..50).map(|done| Happens::Answer(vec![(1, 1, done)])).collect::<Vec<_>>());
    let mut playback = playback(text, Duration::from_secs(20));
    let draw_all = |playback: &mut Playback| {
        screen(playback);
        playback.model.drawn(Moment::default(), None);
    };
    // How often a second of the one who looks has something to draw.
    let draws = |playback: &mut Playback, seconds: std::ops::Range<u64>| {
        let real = seconds.map(|second| Moment(Duration::from_secs(second)));
        real.filter(|real| {
            playback.move_on(Duration::from_secs(1), *real, || false);
            let is_dirty = playback.model.dirty;
            playback.model.drawn(*real, None);
            is_dirty
        })
        .count()
    };
    draw_all(&mut playback);
    assert_eq!(draws(&mut playback, 0..5), 5, "it goes on");
    playback.control(Control::Pause);
    assert_eq!(draws(&mut playback, 5..60), 1, "only that it is paused");
    playback.update(Msg::Tell("told".to_owned()));
    assert_eq!(draws(&mut playback, 60..100), 2, "what is told comes and goes");
    playback.control(Control::Step { forward: true });
    draw_all(&mut playback);
    assert_eq!(draws(&mut playback, 100..160), 0, "a step is one frame");
    playback.control(Control::Pause);
    assert_eq!(draws(&mut playback, 160..165), 5, "it goes on");
    playback.control(Control::Seek { forward: true });
    for _ in 0..20 {
        playback.control(Control::Seek { forward: true });
    }
    draw_all(&mut playback);
    assert_eq!(draws(&mut playback, 165..300), 0, "nothing is behind the end");
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
