//! What stands on the screen in one state or another, by parts of its text.

use super::{
    drawn::{drawn, rows, text},
    scenes::{fail, feed, in_trouble, regions, rich, well, with_detail, with_dialog},
    tasks::{at, id, limited},
};
use eftop::internals::{
    domain::{CallError, CallErrorKind, RegionId, SignIn, Task, Trouble},
    messages::{Lang, words},
    tui::{Detail, Dialog, Feed, Model, Tab},
};
use ratatui::layout::Position;
use std::time::Duration;

#[test]
fn the_text_cursor_stands_where_is_typed() {
    let mut model = with_dialog(Dialog::Filter { input: "气象".into(), before: String::new() });
    let (buffer, position) = drawn(&model, (80, 24));
    assert_eq!(rows(&buffer)[23].trim_end(), " filter: 气象");
    assert_eq!(position, Some(Position { x: 13, y: 23 }));
    model.dialogs.clear();
    assert_eq!(drawn(&model, (80, 24)).1, None);
    let long = "x".repeat(500);
    let (_, position) = drawn(&with_dialog(Dialog::Add { input: long.into(), pasted: None }), (80, 24));
    assert!(position.is_some_and(|position| position.x < 78), "{position:?}");
}

#[test]
fn rates_are_not_shown_while_the_service_cannot_be_asked() {
    let line = |model: &Model| rows(&drawn(model, (200, 60)).0).join("\n");
    assert!(line(&rich()).contains("MiB/s"));
    assert!(!line(&in_trouble()).contains("MiB/s"));
    let mut never = rich();
    feed(&mut never, RegionId::DEFAULT).last_answer = None;
    assert!(!line(&never).contains("MiB/s"));
}

#[test]
fn a_task_that_was_never_answered_says_why_while_asking_fails() {
    for tab in [Tab::Info, Tab::Error] {
        let mut model = with_detail(tab, 20);
        model.watch.tasks.add(Task::new(id(20), at(0).wall));
        model.view.ids.push(id(20));
        assert!(text(&model, (120, 36)).contains("not been asked"));
        let problem = CallError::new(CallErrorKind::Unreachable, "connection refused");
        feed(&mut model, RegionId::DEFAULT).trouble = Some(Trouble { problem, failures: 3, since: at(31) });
        let shown = text(&model, (120, 36));
        for said in ["cannot be asked since 14:02:38", "connection refused"] {
            assert!(shown.contains(said), "{said}: {shown}");
        }
    }
}

#[test]
fn the_numbers_of_a_column_end_in_one_column() {
    for width in [60, 80, 120, 200] {
        let (buffer, _) = drawn(&rich(), (width, 29));
        let titles: Vec<&str> = (0..width).map(|x| buffer[(x, 3)].symbol()).collect();
        let Some(end) = titles.windows(3).position(|title| title == ["E", "T", "A"]).map(|start| start + 2) else {
            assert!(width < 80, "{width}: no column for the time left");
            continue;
        };
        // The row of a failure has its cause in cells that have no number.
        for y in (5..18).filter(|y| buffer[(2, *y)].symbol() != "?") {
            let cell = |x: usize| buffer[(u16::try_from(x).unwrap(), y)].symbol();
            assert_eq!(cell(end + 1), " ", "{width}: row {y}");
        }
    }
}

#[test]
fn the_header_has_room_for_every_trouble_and_the_dialog_for_its_advice() {
    use SignIn::{
        AccessKey, Center, Clock, ForeignKey, ManyRegions, NoEfile, NoRegion, NotRenewable, Refused, SecretKey,
        Suspended, TokenRefused, TokenService,
    };
    let steps = [
        AccessKey,
        Center,
        Clock,
        ForeignKey,
        ManyRegions,
        NoEfile,
        NoRegion,
        NotRenewable,
        Refused,
        SecretKey,
        Suspended,
        TokenRefused,
        TokenService,
    ];
    let kinds = [
        CallErrorKind::Limited,
        CallErrorKind::Unauthenticated,
        CallErrorKind::Misconfigured,
        CallErrorKind::Proxy,
        CallErrorKind::Blocked,
    ];
    for kind in kinds.into_iter().chain(steps.map(CallErrorKind::SignIn)) {
        for (mut model, lang) in [regions(), rich()].into_iter().flat_map(|model| Lang::ALL.map(|l| (model.clone(), l)))
        {
            let all = words(lang);
            let place = if model.watch.regions.are_several() { RegionId::new(1) } else { RegionId::DEFAULT };
            let problem = CallError { code: Some("911048".into()), ..CallError::new(kind, "their words") };
            fail(&mut model, place, problem);
            model.look.lang = lang;
            let header = text(&model, (60, 20)).lines().next().unwrap().to_owned();
            let retry = (all.header.retry)(
                &format!("{} 911048", all.problems.of(kind).word),
                if lang == Lang::En { "12s" } else { "12 秒" },
            );
            assert!(header.contains(&retry), "{header}");
            model.dialogs = vec![Dialog::Regions { scroll: 0 }];
            let solid = |text: &str| text.chars().filter(|c| !" │\n".contains(*c)).collect::<String>();
            let dialog = solid(&text(&model, (80, 50)));
            assert!(dialog.contains(&solid(all.problems.of(kind).advice)) && dialog.contains("theirwords"), "{dialog}");
        }
    }
}

#[test]
fn the_header_names_the_worst_region_and_counts_the_others() {
    let header = |model: &Model| text(model, (100, 24)).lines().next().unwrap().to_owned();
    let mut model = regions();
    let suspended = CallErrorKind::SignIn(SignIn::Suspended);
    let problem = CallError::new(suspended, "");
    fail(&mut model, RegionId::new(2), problem);
    assert!(header(&model).contains("昆山#2 account suspended, retry in 12s · 1 more failing, 1 fine"));
    fail(&mut model, RegionId::DEFAULT, limited());
    feed(&mut model, RegionId::new(2)).trouble = None;
    let since = |model: &mut Model, place, seconds| {
        feed(model, place).trouble.as_mut().unwrap().since = at(seconds);
    };
    since(&mut model, RegionId::DEFAULT, 20);
    assert!(header(&model).contains(" 昆山 limited 911048"), "the one that lasts longer: {}", header(&model));
    since(&mut model, RegionId::new(1), 10);
    assert!(header(&model).contains(" 雅安 limited 911048"), "{}", header(&model));
}

#[test]
fn the_age_of_the_data_is_that_of_the_oldest_answer_that_is_awaited() {
    let header = |model: &Model| text(model, (100, 24)).lines().next().unwrap().to_owned();
    let mut model = regions();
    *feed(&mut model, RegionId::new(1)) = Feed { last_answer: Some(at(26)), ..well() };
    assert!(header(&model).contains("7s ago · next in 1s"), "{}", header(&model));
    // Nothing is expected of it any more.
    for n in [9, 12] {
        model.watch.tasks.remove(&id(n));
    }
    model.watch.by_region = model.watch.tasks.totals_by_region();
    *feed(&mut model, RegionId::new(2)) = Feed { last_answer: Some(at(1)), next: None, ..well() };
    assert!(header(&model).contains("7s ago"), "{}", header(&model));
    // Signing in, before any answer.
    for number in 0..3 {
        *feed(&mut model, RegionId::new(number)) = Feed { asking: true, ..Feed::default() };
    }
    assert!(header(&model).ends_with("asking") && !header(&model).contains("ago"), "{}", header(&model));
}

/// The bar of the tasks by state: the row that it stands in, and its cells.
fn bar_by_count(model: &Model, size: (u16, u16)) -> Option<(usize, String)> {
    let [left, right] = if model.look.ascii { ["[", "] by count"] } else { ["▐", "▌ by count"] };
    let rows = rows(&drawn(model, size).0);
    let bar = |row: &String| Some(row.split_once(right)?.0.rsplit_once(left)?.1.to_owned());
    rows.iter().enumerate().find_map(|(at, row)| Some((at, bar(row)?)))
}

#[test]
fn a_bar_by_count_has_a_cell_for_each_state_and_no_word_gives_way_to_it() {
    let mut model = rich();
    assert_eq!(bar_by_count(&model, (80, 24)), None, "the words need the row");
    assert_eq!(bar_by_count(&model, (120, 36)), Some((4, "██▚▚▓▓▓▓▓▓▞▞░░╱╱╱··╳╳▒▒▒".to_owned())));
    assert_eq!(bar_by_count(&model, (240, 36)).unwrap().0, 3, "beside the words");
    model.look.ascii = true;
    assert_eq!(bar_by_count(&model, (120, 36)).unwrap().1, "xx!!======~~..???--oo+++");
    for number in 0..14 {
        model.watch.tasks.remove(&id(number));
    }
    model.adopt((0..3).map(|number| Task::new(id(number), at(0).wall)).collect());
    assert_eq!(bar_by_count(&model, (240, 36)), None, "nothing to compare");
    let shown = text(&in_trouble(), (120, 36));
    assert!(!shown.contains("by count") && shown.contains("The service is busy"), "{shown}");
}

#[test]
fn a_set_that_the_limits_cannot_carry_is_said_to_be_so() {
    let mut model = rich();
    assert!(!text(&model, (120, 36)).contains("limits"));
    feed(&mut model, RegionId::DEFAULT).stretched = Some(Duration::from_secs(21));
    assert!(text(&model, (120, 36)).contains("at the limits: every 21s"), "{}", text(&model, (120, 36)));
    model.look.lang = Lang::Zh;
    assert!(text(&model, (120, 36)).contains("已达限度：21 秒一轮"), "{}", text(&model, (120, 36)));
}

#[test]
fn only_the_rows_of_a_region_in_trouble_lose_their_rates() {
    let model = regions();
    let rows = rows(&drawn(&model, (200, 60)).0);
    let row = |part: &str| rows.iter().find(|row| row.contains(part)).unwrap();
    assert!(row("run-042").contains("MiB/s"), "home answers");
    assert!(!row("huge.h5").contains("iB/s"), "this one cannot be asked");
    assert!(rows[1].contains("≥103 MiB/s"), "the sum is of what is known: {}", rows[1]);
}

#[test]
fn what_no_region_is_asked_for_is_not_late_and_says_why() {
    let mut model = with_detail(Tab::Info, 20);
    let mut task = Task::new(id(20), at(0).wall);
    task.region = RegionId::UNBOUND;
    model.watch.tasks.add(task);
    model.view.ids.push(id(20));
    fail(&mut model, RegionId::DEFAULT, limited());
    for tab in [Tab::Info, Tab::Error] {
        model.detail = Some(Detail { tab, scroll: 0 });
        let shown = text(&model, (160, 45));
        assert!(
            shown.contains("Not asked for: this task belongs") && !shown.contains("cannot be asked since"),
            "{shown}"
        );
    }
}
