//! What the compiler cannot see of the texts: that they are not empty, in their own language, well set, and fit.

use super::*;
use crate::{domain::State, messages::width::cells};
use rstest::rstest;
use std::path::Path;

/// Everything of a language but what functions make.
fn all(lang: Lang) -> String {
    format!("{:?}", words(lang))
}

#[test]
fn no_text_is_empty() {
    for lang in Lang::ALL {
        // A quote at the end of a text is none of those around it.
        assert!(!all(lang).replace("\\\"", "").contains("\"\""), "an empty text in {lang}");
    }
}

#[test]
fn the_english_texts_show_on_any_terminal() {
    assert_eq!(all(Lang::En).chars().filter(|c| !c.is_ascii()).collect::<String>(), "");
}

#[test]
fn the_chinese_texts_are_set_in_full_width() {
    let zh = words(Lang::Zh);
    let (notice, dialog, header) = (zh.notice, zh.dialog, zh.header);
    let made = [
        (notice.added)(1, 2, 3),
        (notice.removed)(1, "u"),
        (notice.cleared)(1, "u"),
        (notice.undone)(1),
        (notice.cancel_sent)(1),
        (notice.cancel_unclear)(1),
        (notice.cancel_failed)(1, "限流", "c"),
        (notice.finished_first)("10b10bf6"),
        (notice.poll_refused)("12 秒"),
        (notice.copied_ids)(1),
        (notice.copied_report)(1),
        (notice.save_failed)("空间不足"),
        (notice.foreign)(3),
        (notice.frozen)("Z"),
        (notice.recovered)("12 秒"),
        (notice.since)("14:02", 1, 2, 3),
        (notice.all_ended)("完成 7"),
        (zh.log.submitted_all)(2, "复制 /a"),
        (zh.log.outage)("02:10", "03:40", "1 小时 30 分", "限流"),
        (zh.log.failed)(2, "911501"),
        (zh.log.moved_in)("18.4 TiB", "6 小时"),
        (zh.log.bad_lines)(2),
        (notice.and_gone)(2),
        (notice.of_region)("昆山", "服务已恢复"),
        (dialog.cancel_title)(2),
        (dialog.more)(2),
        (dialog.hidden_included)(2),
        (dialog.hidden_left_out)(2),
        (dialog.ended_left_out)(2),
        (dialog.unreached_left_out)(2),
        (dialog.lines_without)(2, &[1, 43]),
        (header.age)("3 秒"),
        (header.next_poll)("3 秒"),
        (header.round_trip)("3s"),
        (header.of_region)("昆山", "限流 911048"),
        (header.others)(1, 2),
        (header.others)(0, 2),
        (header.others)(2, 0),
        (header.regions)(2),
        (header.retry)("限流 911048", "12 秒"),
        (header.failing_since)("14:02:07"),
        (header.filter)("s:fail", 1, 2),
        (header.marked)(2),
        (zh.units.files)("2"),
        (zh.detail.no_card)("911"),
        (zh.detail.asking_fails)("14:02:07"),
        (zh.first_screen.too_small)([30, 8], [40, 10]),
        (zh.plain.archived)("完成"),
        (zh.plain.live)(3),
        (zh.plain.in_state)(3, "完成"),
        (zh.plain.eta)("8-14m"),
        (zh.plain.cannot_ask)("限流 911048"),
        (zh.plain.failures)(3, "14:02:07"),
        (zh.plain.retry_at)("14:02:07"),
        (zh.config.bad_value)("config.toml", "interval", "x", &(zh.config.one_of)(&["1s", "2s"])),
        (zh.config.missing)("AK", "SCNET_ACCESS_KEY", "access-key"),
        (zh.config.no_profile)("--profile", "x", &(zh.config.near_profile)("y", "y")),
        (zh.config.mistake)(1, 2, &(zh.config.no_toml)("duplicate key")),
        (zh.config.known_keys)(&(zh.config.unknown_key)("x"), &["y".to_owned(), "z".to_owned()]),
        (zh.config.no_key)("down", "x", &(zh.config.meant)("y"), "Enter"),
        (zh.config.key_twice)("list", "x", "down", "up"),
        (zh.input.line)("list.txt", 3, &(zh.input.columns)(3, 2)),
        (zh.input.line)("list.txt", 3, &(zh.input.too_long)(zh.input.source, 4096)),
        (zh.input.line)("list.txt", 3, &(zh.input.not_utf8)(7)),
        (zh.input.more_lines)(2),
        (zh.store.newer)(Path::new("/a").display(), 3, 2),
        (zh.store.too_large)(Path::new("/a").display(), 64),
        (zh.store.refused)(zh.store.write, Path::new("/a").display(), "EIO", zh.store.check_path),
        (zh.store.bad_entries)(3, Path::new("/a").display()),
        (zh.replay.bad)(Path::new("/a"), &(zh.replay.newer)(9)),
    ];
    let text: Vec<char> = (all(Lang::Zh) + &made.join("\n")).chars().collect();
    let ideograph = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    for at in 1..text.len() {
        let (before, here) = (text[at - 1], text[at]);
        let near = || text[at.saturating_sub(12)..(at + 4).min(text.len())].iter().collect::<String>();
        assert!(!(ideograph(before) && ",.;:!?()".contains(here)), "half-width sign in `{}`", near());
        assert!(!(ideograph(before) && here.is_ascii_alphanumeric()), "no space in `{}`", near());
        assert!(!(before.is_ascii_alphanumeric() && ideograph(here)), "no space in `{}`", near());
    }
}

#[test]
fn state_words_fit_their_column() {
    for (lang, width) in [(Lang::En, 10), (Lang::Zh, 8)] {
        let mut all = State::ALL.map(|state| words(lang).states.of(state));
        assert!(all.iter().all(|word| cells(word) <= width), "{all:?}");
        all.sort_unstable();
        assert!(all.is_sorted_by(|a, b| a < b), "two states have one word: {all:?}");
    }
}

#[rstest]
#[case(3, 0, 0, "added 3 tasks", "已添加 3 个任务")]
#[case(1, 0, 2, "added 1 task (2 already watched)", "已添加 1 个任务（2 个已在监视中）")]
#[case(0, 1, 2, "added 0 tasks (1 duplicate, 2 already watched)", "已添加 0 个任务（重复 1 个，2 个已在监视中）")]
fn what_was_added(
    #[case] new: usize,
    #[case] twice: usize,
    #[case] watched: usize,
    #[case] en: &str,
    #[case] zh: &str,
) {
    assert_eq!((words(Lang::En).notice.added)(new, twice, watched), en);
    assert_eq!((words(Lang::Zh).notice.added)(new, twice, watched), zh);
}

#[rstest]
#[case(7, 1, 0, "since 14:02: 7 done, 1 failed", "自 14:02 起：完成 7，失败 1")]
#[case(0, 0, 2, "since 14:02: 2 cancelled", "自 14:02 起：取消 2")]
#[case(0, 0, 0, "since 14:02: 0 done", "自 14:02 起：完成 0")]
fn what_has_ended(
    #[case] complete: usize,
    #[case] failed: usize,
    #[case] cancelled: usize,
    #[case] en: &str,
    #[case] zh: &str,
) {
    assert_eq!((words(Lang::En).notice.since)("14:02", complete, failed, cancelled), en);
    assert_eq!((words(Lang::Zh).notice.since)("14:02", complete, failed, cancelled), zh);
}

#[test]
fn one_is_not_many() {
    let en = words(Lang::En);
    assert_eq!((en.dialog.cancel_title)(1), "Cancel this task on the service?");
    assert_eq!((en.dialog.cancel_title)(2), "Cancel 2 tasks on the service?");
    assert_eq!((en.notice.removed)(1, "u"), "stopped watching 1 task; u undoes it");
    assert_eq!((en.notice.removed)(2, "u"), "stopped watching 2 tasks; u undoes it");
    assert_eq!((en.units.files)("1"), "1 file");
    assert_eq!((en.units.files)("1.23M"), "1.23M files");
}
