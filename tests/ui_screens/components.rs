//! Each part of the screen as text, at a narrow and a wide size: the states that it has stand below each other in one snapshot.

use super::{
    drawn::{drawn, rows, text, text_of},
    scenes::scene,
};
use eftop::internals::{messages::Lang, tui::Look};
use ratatui::{buffer::Buffer, layout::Rect};

const SIZES: [(u16, u16); 2] = [(60, 20), (120, 36)];

/// Snapshots of one component in these scenes and languages; `part` is where it stands.
fn component(name: &str, scenes: &[&str], langs: &[Lang], part: fn(&Buffer) -> Rect) {
    for (lang, size) in langs.iter().flat_map(|lang| SIZES.map(|size| (*lang, size))) {
        let shown = scenes.iter().map(|scene_name| {
            let mut model = scene(scene_name);
            model.look = Look { lang, ..model.look };
            let buffer = drawn(&model, size).0;
            let shown = text_of(&buffer, part(&buffer));
            if scenes.len() > 1 { format!("-- {scene_name}\n{shown}") } else { shown }
        });
        let shown = shown.collect::<Vec<_>>().join("\n");
        snapshot(&format!("{name}_{}_{}x{}", lang.as_str(), size.0, size.1), &shown);
    }
}

fn snapshot(name: &str, shown: &str) {
    insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!(name, shown);
    });
}

fn header(buffer: &Buffer) -> Rect {
    let is_tall = eftop::internals::tui::geometry::has_graph((buffer.area.width, buffer.area.height));
    Rect { height: if is_tall { 5 } else { 3 }, ..buffer.area }
}

fn body(buffer: &Buffer) -> Rect {
    let y = header(buffer).height;
    Rect { y, height: buffer.area.height - y - 1, ..buffer.area }
}

fn footer(buffer: &Buffer) -> Rect {
    Rect { y: buffer.area.height - 1, height: 1, ..buffer.area }
}

fn time_bar(buffer: &Buffer) -> Rect {
    Rect { y: buffer.area.height - 2, height: 1, ..buffer.area }
}

/// From the line of its tabs on.
fn detail(buffer: &Buffer) -> Rect {
    let tabs = rows(buffer).iter().position(|row| row.starts_with('─')).unwrap();
    let y = u16::try_from(tabs).unwrap();
    Rect { y, height: buffer.area.height - 1 - y, ..buffer.area }
}

/// Within its border, and that.
fn dialog(buffer: &Buffer) -> Rect {
    let corner = |symbol| buffer.area.positions().find(|position| buffer[*position].symbol() == symbol).unwrap();
    let (first, last) = (corner("╭"), corner("╯"));
    Rect { x: first.x, y: first.y, width: last.x - first.x + 1, height: last.y - first.y + 1 }
}

#[test]
fn the_header() {
    component("header", &["table", "empty", "trouble", "regions", "no_match", "recording"], &Lang::ALL, header);
}

#[test]
fn the_footer() {
    let scenes = [
        "table",
        "empty",
        "sorted",
        "filter",
        "info",
        "cancel",
        "cancel_hidden",
        "retry",
        "retry_path",
        "add",
        "sort",
        "help",
        "log",
        "explain_stalled",
        "explain_copied",
        "regions_dialog",
        "recording_empty",
        "replay",
    ];
    component("footer", &scenes, &Lang::ALL, footer);
}

#[test]
fn the_time_bar() {
    component("time_bar", &["replay", "replay_paused", "replay_seeking", "replay_over"], &Lang::ALL, time_bar);
}

#[test]
fn the_table() {
    component("table", &["table"], &Lang::ALL, body);
    component("table_states", &["sorted", "trouble", "no_match"], &[Lang::En], body);
    component("table_groups", &["groups", "groups_unfolded", "groups_target"], &Lang::ALL, body);
    component("table_regions", &["regions"], &[Lang::En], body);
    component("first_screen", &["empty"], &Lang::ALL, body);
}

#[test]
fn the_detail_pane() {
    component("detail_info", &["info"], &Lang::ALL, detail);
    component("detail_error", &["error", "error_gone", "error_cancel"], &Lang::ALL, detail);
    component("detail_group", &["group_info"], &[Lang::En], detail);
    component("detail_events", &["events"], &[Lang::En], detail);
    component("detail_summary", &["summary"], &Lang::ALL, detail);
}

#[test]
fn dialogs() {
    component("dialog_cancel", &["cancel", "cancel_one", "cancel_hidden"], &Lang::ALL, dialog);
    component("dialog_retry", &["retry", "retry_path"], &Lang::ALL, dialog);
    component("dialog_add", &["add", "add_pasted"], &Lang::ALL, dialog);
    component("dialog_sort", &["sort"], &[Lang::En], dialog);
    component("dialog_help", &["help"], &Lang::ALL, dialog);
    component("dialog_explain", &["explain", "explain_stalled"], &Lang::ALL, dialog);
    component("dialog_log", &["log"], &Lang::ALL, dialog);
    component("dialog_regions", &["regions_dialog"], &Lang::ALL, dialog);
}

#[test]
fn whole_screens() {
    for name in ["table", "info", "cancel"] {
        snapshot(&format!("screen_{name}_40x10"), &text(&scene(name), (40, 10)));
    }
    for (name, shown) in [("screen_ascii_80x24", "info"), ("screen_ascii_groups_80x24", "groups_unfolded")] {
        let mut model = scene(shown);
        model.look.ascii = true;
        snapshot(name, &text(&model, (80, 24)));
    }
}
