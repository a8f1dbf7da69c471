//! Styles by cell: the cursor's row in every look, screens without colour and in ASCII, and each theme as a whole.

use super::{
    drawn::{drawn, rows, rows_of},
    scenes::{rich, scene, scenes},
};
use eftop::internals::tui::{ColorDepth, Look, Theme};
use ratatui::{
    buffer::Buffer,
    style::{Color, Modifier},
};
use std::fmt::Write as _;

/// Each row, below it a letter for the style of each of its cells, and at the end what the letters mean.
fn styled(buffer: &Buffer) -> String {
    let (mut styles, mut shown) = (Vec::new(), String::new());
    for (row, text) in buffer.area.rows().zip(rows_of(buffer, buffer.area)) {
        let letters: String = row
            .positions()
            .map(|position| {
                let style = buffer[position].style();
                let at = styles.iter().position(|one| *one == style).unwrap_or_else(|| {
                    styles.push(style);
                    styles.len() - 1
                });
                char::from(b'A' + u8::try_from(at).unwrap())
            })
            .collect();
        writeln!(shown, "{}\n{letters}", text.trim_end()).unwrap();
    }
    for (at, style) in (b'A'..).zip(styles) {
        let style = format!("{style:?}").replace(".underline_color(Color::Reset)", "");
        writeln!(shown, "{}: {style}", char::from(at)).unwrap();
    }
    shown
}

#[test]
fn each_theme_has_its_styles() {
    for theme in Theme::ALL {
        for (name, size) in [("summary", (100, 30)), ("groups_unfolded", (60, 20)), ("cancel", (60, 20))] {
            let mut model = scene(name);
            model.look.theme = theme;
            let shown = styled(&drawn(&model, size).0);
            insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true}, {
                insta::assert_snapshot!(format!("theme_{}_{name}", theme.name), shown);
            });
        }
    }
}

#[test]
fn a_text_across_empty_columns_has_one_style() {
    for colors in [ColorDepth::Full, ColorDepth::None] {
        let mut model = scene("groups");
        model.look.colors = colors;
        let buffer = drawn(&model, (160, 36)).0;
        let first = buffer.area.positions().find(|position| buffer[*position].symbol() == "→").unwrap();
        let styles: Vec<_> = (first.x..first.x + 40).map(|x| buffer[(x, first.y)].style()).collect();
        assert!(styles.iter().all(|style| *style == styles[0]), "{styles:?}");
    }
}

#[test]
fn the_cursor_row_is_seen_in_every_look() {
    let depths = [ColorDepth::Full, ColorDepth::Sixteen, ColorDepth::None];
    let looks = depths.into_iter().flat_map(|colors| [(colors, false), (colors, true)]);
    for (theme, (colors, ascii)) in
        Theme::ALL.into_iter().flat_map(|theme| looks.clone().map(move |look| (theme, look)))
    {
        let mut model = rich();
        model.look = Look { theme, colors, ascii, ..model.look };
        let (buffer, _) = drawn(&model, (120, 36));
        let (cursor, other) = (6, 10);
        assert_eq!(buffer[(0, cursor)].symbol(), if ascii { ">" } else { "▌" }, "{theme:?} {colors:?}");
        for x in 0..120 {
            let (here, there) = (&buffer[(x, cursor)], &buffer[(x, other)]);
            if colors == ColorDepth::Full {
                assert_ne!(here.bg, Color::Reset, "{theme:?} {x}");
                assert!(!here.modifier.contains(Modifier::REVERSED));
            } else {
                // A coloured piece of a reversed row would be a block of colour, or vanish.
                assert_eq!((here.fg, here.bg), (Color::Reset, Color::Reset), "{theme:?} {colors:?} {x}");
                assert_eq!(here.modifier, Modifier::REVERSED, "{theme:?} {colors:?} {x}");
            }
            assert!(!there.modifier.contains(Modifier::REVERSED));
        }
    }
}

#[test]
fn without_colours_there_is_no_colour_anywhere() {
    for (name, mut model) in scenes() {
        model.look.colors = ColorDepth::None;
        let (buffer, _) = drawn(&model, (120, 36));
        for cell in buffer.content() {
            assert_eq!((cell.fg, cell.bg, cell.underline_color), (Color::Reset, Color::Reset, Color::Reset), "{name}");
        }
    }
}

#[test]
fn in_ascii_only_texts_of_the_service_are_not_ascii() {
    for (name, mut model) in scenes() {
        model.look.ascii = true;
        for line in rows(&drawn(&model, (120, 36)).0) {
            let strange: String =
                line.chars().filter(|c| !c.is_ascii() && !('\u{3000}'..='\u{9fff}').contains(c)).collect();
            assert_eq!(strange, "", "{name}: {line}");
        }
    }
}

#[test]
fn a_failure_has_its_colour_its_sign_its_word_and_its_cause() {
    let (buffer, _) = drawn(&rich(), (160, 45));
    let line = &rows(&buffer)[6];
    assert!(line.contains("✗ failed") && line.contains("911501 no space left"), "{line}");
    // The red of the cursor's row, where the page's own would be too dark.
    assert_eq!(buffer[(2, 6)].fg, Color::Indexed(209));
}
