//! That no size and no state breaks the screen.

use super::{
    drawn::{drawn, rows, text},
    scenes::scenes,
    tasks::id,
};
use eftop::internals::{
    messages::{Lang, width::cells},
    tui::{Dialog, Look},
};
use proptest::{prelude::*, sample::Index};
use ratatui::buffer::Buffer;
use rstest::rstest;

#[rstest]
#[case((0, 0))]
#[case((1, 1))]
#[case((39, 10))]
#[case((40, 9))]
fn a_screen_that_is_too_small_says_so_and_never_breaks(#[case] size: (u16, u16)) {
    for (_, model) in scenes() {
        let shown = text(&model, size);
        assert!(size.0 < 10 || shown.contains("Too small"), "{shown}");
    }
}

/// A cell behind the first one of a wide glyph is never shown, so nothing may stand there.
fn hidden_text(buffer: &Buffer) -> Option<String> {
    let width = usize::from(buffer.area.width).max(1);
    buffer.content().chunks(width).find_map(|row| {
        let hidden = row.windows(2).any(|pair| cells(pair[0].symbol()) > 1 && pair[1].symbol() != " ");
        hidden.then(|| row.iter().map(ratatui::buffer::Cell::symbol).collect())
    })
}

#[test]
fn no_dialog_has_its_border_behind_half_a_glyph() {
    for (name, mut model) in scenes().into_iter().filter(|(_, model)| !model.dialogs.is_empty()) {
        model.look.lang = Lang::Zh;
        model.view.ids = vec![id(1); 30];
        for width in 40..120 {
            assert_eq!(hidden_text(&drawn(&model, (width, 30)).0), None, "{name} at {width}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_size_breaks_a_line(width in 0u16..240, height in 0u16..70, scroll in 0u16..60, pick: Index, zh: bool, ascii: bool, wide: bool) {
        let scenes = scenes();
        let (name, mut model) = pick.get(&scenes).clone();
        model.look = Look { lang: if zh { Lang::Zh } else { Lang::En }, ascii, wide, ..model.look };
        if let Some(detail) = &mut model.detail {
            detail.scroll = scroll;
        }
        match model.dialogs.last_mut() {
            Some(
                Dialog::Help { scroll: lines, .. }
                | Dialog::Explain { scroll: lines, .. }
                | Dialog::Regions { scroll: lines },
            ) => *lines = scroll,
            Some(Dialog::Question(question)) => question.scroll = scroll,
            Some(Dialog::Log { cursor }) => *cursor = Some(scroll.into()),
            _ => {}
        }
        let (buffer, _) = drawn(&model, (width, height));
        for line in rows(&buffer) {
            prop_assert_eq!(cells(&line), usize::from(width), "{}: {}", name, line);
        }
    }
}
