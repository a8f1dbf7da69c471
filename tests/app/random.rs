//! Random messages: whatever comes in whatever order, some things always hold.

use super::support::{Input, Screen, answer_of, at, id, ids, place, problem, task};
use eftop::internals::{
    domain::{CallErrorKind, Moment, PollEvent, RegionId, SignIn, Snapshot, Task, TaskId, Trouble},
    tui::{Ask, Dialog, Effect, Key, KeyName, Msg, Pointer, PointerKind, Row, ServiceEffect},
    watch::{Event, submission::Batch},
};
use proptest::prelude::*;
use std::{collections::BTreeSet, time::Duration};

const STATUSES: [&str; 6] = ["waiting", "processing", "complete", "fail", "cancel", "archiving"];

fn numbers() -> impl Strategy<Value = Vec<u32>> {
    prop::collection::vec(1..40_u32, 0..8)
}

fn key() -> impl Strategy<Value = Key> {
    use KeyName::{BackTab, Backspace, Down, End, Enter, Esc, F, Home, Left, PageDown, Right, Tab, Up};
    let names = vec![BackTab, Backspace, Down, End, Enter, Esc, F(9), Home, Left, PageDown, Right, Tab, Up];
    prop_oneof![
        8 => prop::sample::select("jkgG v*UcCdunNaA+/!012345s<>IyYeERrZpwtTm?hl[]:fbbb".chars().collect::<Vec<_>>())
            .prop_map(Key::char),
        3 => prop::sample::select(vec!['c', 'y']).prop_map(Key::char),
        3 => prop::sample::select(names).prop_map(Key::plain),
        1 => prop::sample::select(vec!['d', 'u', 'l', 'k', 'w']).prop_map(Key::ctrl),
        1 => any::<char>().prop_map(Key::char),
    ]
}

/// One of the places there may be: home, three others, nowhere.
fn place_id() -> impl Strategy<Value = RegionId> {
    prop_oneof![3 => Just(RegionId::DEFAULT), 3 => (1..4_usize).prop_map(RegionId::new), 1 => Just(RegionId::UNBOUND)]
}

fn trouble() -> impl Strategy<Value = Option<Trouble>> {
    let kinds = [CallErrorKind::Limited, CallErrorKind::Unauthenticated, CallErrorKind::SignIn(SignIn::NoRegion)];
    prop::option::of(prop::sample::select(kinds.to_vec()).prop_map(|kind| Trouble {
        problem: problem(kind),
        failures: 1,
        since: at(4),
    }))
}

fn input() -> impl Strategy<Value = Input> {
    let reports = prop::collection::vec((1..40_u32, prop::sample::select(STATUSES.to_vec())), 0..10);
    let pointer = (0..3_usize, 0..120_u16, 0..40_u16).prop_map(|(kind, column, row)| {
        let kind = [PointerKind::Click, PointerKind::WheelUp, PointerKind::WheelDown][kind];
        Msg::Pointer(Pointer { kind, column, row, at: Moment::default() })
    });
    prop_oneof![
        30 => key().prop_map(|key| Msg::Key(key).into()),
        5 => (place_id(), reports).prop_map(|(place, reports)| answer_of(place, 5, &reports).into()),
        2 => (place_id(), trouble()).prop_map(|(place, trouble)| Event::Poll(place, PollEvent::Ended {
            at: at(7), asked: 1, round_trip: None, trouble, next: None,
        }).into()),
        2 => ((0..4_usize), "[A-C]{0,2}").prop_map(|(number, name)| Event::Region(place(number, &name)).into()),
        1 => (numbers(), 0..2_usize).prop_map(|(moved, region)| {
            Event::Moved { ids: ids(&moved), region: RegionId::new(region) }.into()
        }),
        2 => (place_id(), numbers()).prop_map(|(place, gone)| Event::Poll(place, PollEvent::Batch(Snapshot {
            at: at(6), round_trip: Duration::ZERO, reports: Vec::new(), absent: ids(&gone), refused: Vec::new(), skipped: 0,
        })).into()),
        2 => (numbers(), any::<bool>()).prop_map(|(sent, fine)| Event::CancelAnswered {
            ids: ids(&sent),
            result: if fine { Ok(Vec::new()) } else { Err(problem(CallErrorKind::Server)) },
        }.into()),
        1 => numbers().prop_map(|old| Event::Removed(ids(&old)).into()),
        2 => numbers().prop_map(|new| Event::Added {
            back: false,
            tasks: new.into_iter().map(|number| {
                let place = [RegionId::DEFAULT, RegionId::UNBOUND][usize::from(number % 4 == 0)];
                task(number, place)
            }).collect(),
        }.into()),
        2 => numbers().prop_map(|ids| {
            Msg::Paste(ids.into_iter().map(|number| id(number).to_string()).collect::<Vec<_>>().join(" ")).into()
        }),
        1 => ".{0,20}".prop_map(|text| Msg::Paste(text).into()),
        2 => (0..200_u16, 0..60_u16).prop_map(|(columns, rows)| Msg::Resize(columns, rows).into()),
        3 => pointer.prop_map(Input::from),
        1 => Just(Input::from(Msg::Tick)),
        1 => (place_id(), any::<u32>()).prop_map(|(place, next)| {
            Event::Poll(place, PollEvent::NotNow { next: Moment(Duration::from_secs(u64::from(next))) }).into()
        }),
    ]
}

/// What the question on top would cancel.
fn asked(screen: &Screen) -> Option<(&Ask, Vec<TaskId>)> {
    match screen.model.dialogs.last() {
        Some(Dialog::Question(question)) => Some((&question.ask, question.acts_on().cloned().collect())),
        _ => None,
    }
}

fn holds(screen: &Screen) -> Result<(), TestCaseError> {
    let (model, view) = (&screen.model, &screen.model.view);
    prop_assert_eq!(view.cursor.is_some(), !view.ids.is_empty());
    prop_assert!(view.ids.iter().all(|id| model.shown().contains(id)), "a row without a task");
    let mut unique = view.ids.clone();
    unique.sort_unstable();
    unique.dedup();
    prop_assert_eq!(unique.len(), view.ids.len(), "a task twice");
    if view.cursor.is_some() {
        let row = model.cursor_row();
        prop_assert!(row.is_some(), "the cursor is on no row");
        prop_assert_eq!(view.row(row.unwrap()).map(Row::id), view.cursor.clone(), "another row");
        let rows = model.regions().map_or(1, |regions| usize::from(regions.rows.height));
        prop_assert!((view.top..view.top + rows.max(1)).contains(&row.unwrap()), "the cursor is off the screen");
    }
    if let Some(by) = view.group_by {
        let rows = (0..view.count()).map(|row| view.row(row).unwrap());
        let mut group = None;
        for row in rows {
            match row {
                Row::Group(now) => group = Some(now),
                Row::Task(id) => {
                    let group = group.filter(|group| !group.is_folded).unwrap();
                    // While a question is open, tasks stay where they were.
                    let task = model.shown().get(id).filter(|_| model.dialogs.is_empty() && !view.needs_sort);
                    prop_assert!(task.is_none_or(|task| by.key(task) == group.key), "in another group");
                }
            }
        }
        let in_groups: usize = view.groups.iter().map(|group| group.tasks.len()).sum();
        prop_assert_eq!(in_groups, view.ids.len(), "a task without a group");
    }
    prop_assert!(view.marks.iter().all(|id| model.watch.tasks.contains(id)), "a mark without a task");
    prop_assert_eq!(&model.watch.totals, &model.watch.tasks.totals());
    prop_assert_eq!(&model.watch.by_region, &model.watch.tasks.totals_by_region());
    prop_assert_eq!(model.watch.regions.home().region.id, RegionId::DEFAULT);
    for task in model.watch.tasks.iter() {
        let state = model.watch.regions.get(task.region);
        prop_assert!(state.is_some() || task.region == RegionId::UNBOUND, "a task of a place that is no more");
        let known = state.is_some_and(|state| state.region.origin.is_some());
        prop_assert!(!known || task.origin.is_some(), "a task that is not bound to its place");
    }
    prop_assert!(model.undo.len() <= 50 && model.watch.log.entries().count() <= 1000);
    if let Some((ask, targets)) = asked(screen) {
        let can = |task: &Task| match ask {
            Ask::Cancel { .. } => task.state().can_cancel() && task.region != RegionId::UNBOUND,
            Ask::Retry { .. } => task.no_retry(true).is_none(),
        };
        let can = |id: &TaskId| model.watch.tasks.get(id).is_some_and(can);
        prop_assert!(targets.iter().all(can), "asks about a task that it cannot be done to");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]
    #[test]
    fn whatever_comes_the_screen_stays_whole(messages in prop::collection::vec(input(), 0..80)) {
        let mut screen = Screen::with(&["processing", "waiting", "fail", "complete", "processing", "processing"]);
        let far = (30..33).map(|number| task(number, RegionId::new(1)));
        screen.model.adopt(far.collect());
        screen.send(Event::Region(place(1, "A")));
        for message in messages {
            let question = asked(&screen).map(|(_, ids)| ids);
            let yes = matches!(message, Input::Msg(Msg::Key(key)) if [Key::char('y'), Key::char('ｙ')].contains(&key));
            let told = format!("{message:?}");
            for effect in screen.send(message) {
                let ids: Vec<_> = match effect {
                    Effect::Service(ServiceEffect::Apply(Event::CancelSent(ids))) => ids,
                    Effect::Service(ServiceEffect::Retry(batches)) => {
                        batches.iter().flat_map(Batch::again_of).cloned().collect()
                    }
                    _ => continue,
                };
                prop_assert!(yes, "sent by {}", told);
                let sorted = |ids: Vec<TaskId>| ids.into_iter().collect::<BTreeSet<_>>();
                prop_assert_eq!(Some(sorted(ids)), question.clone().map(sorted), "sent what was not asked about");
            }
            holds(&screen)?;
        }
    }
}
