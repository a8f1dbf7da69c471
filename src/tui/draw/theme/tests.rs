//! That every palette can be read, computed as WCAG 2 does it, and can be told apart by eyes that take red for green.

use super::*;
use crate::tui::indexed_rgb;

/// Red, green, blue.
type Rgb = (u8, u8, u8);
/// Linear red, green and blue, 0 to 1.
type Light = [f64; 3];

/// What xterm shows for the terminal's 16 colours; other terminals differ, and users change them.
const XTERM: [(u8, u8, u8); 16] = [
    (0, 0, 0),
    (205, 0, 0),
    (0, 205, 0),
    (205, 205, 0),
    (0, 0, 238),
    (205, 0, 205),
    (0, 205, 205),
    (229, 229, 229),
    (127, 127, 127),
    (255, 0, 0),
    (0, 255, 0),
    (255, 255, 0),
    (92, 92, 255),
    (255, 0, 255),
    (0, 255, 255),
    (255, 255, 255),
];

const ROLES: [Role; 8] =
    [Role::Text, Role::Strong, Role::Dim, Role::Accent, Role::Moving, Role::Good, Role::Warn, Role::Bad];

fn light((red, green, blue): Rgb) -> Light {
    [red, green, blue].map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    })
}

fn shown(color: Option<Color>, text: Rgb) -> Light {
    light(match color {
        None => text,
        Some(Color::Indexed(index @ 16..)) => indexed_rgb(index),
        Some(Color::Rgb(red, green, blue)) => (red, green, blue),
        Some(one) => XTERM[place(one)],
    })
}

/// The place of one of the terminal's own colours.
fn place(color: Color) -> usize {
    match color {
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::LightRed => 9,
        other => panic!("{other:?} is a grey to some"),
    }
}

fn contrast(one: Light, other: Light) -> f64 {
    let luminance = |[red, green, blue]: Light| 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn palette(theme: &'static Theme, colors: ColorDepth) -> Palette {
    Palette { theme, colors, own: None, on_cursor: false, ascii: false }
}

/// Text and backgrounds as terminals come with them.
fn terminals(theme: &Theme) -> (Rgb, Vec<Rgb>) {
    if theme.is_light {
        ((0x1c, 0x1c, 0x1c), vec![(255, 255, 255), (0xf5, 0xf5, 0xf5)])
    } else {
        ((0xdc, 0xdc, 0xdc), vec![(0, 0, 0), (0x1e, 0x1e, 0x1e), (0x26, 0x26, 0x26)])
    }
}

#[test]
fn text_can_be_read_on_the_page_and_on_the_cursor_row() {
    for theme in Theme::ALL {
        let palette = palette(theme, ColorDepth::Full);
        let is_high = theme.name.starts_with("contrast");
        let (text, pages) = terminals(theme);
        for role in ROLES {
            for page in &pages {
                let found = contrast(shown(palette.color(role), text), light(*page));
                // The whole gain of high contrast is on the page as it comes: black, or white.
                let least = if is_high && *page == pages[0] { 7.0 } else { 4.5 };
                assert!(found >= least, "{} {role:?} on {page:?}: {found:.2}", theme.name);
            }
            let row = shown(palette.cursor_background(), text);
            let found = contrast(shown(palette.on_cursor().color(role), text), row);
            assert!(found >= 4.5, "{} {role:?} on the cursor's row: {found:.2}", theme.name);
        }
    }
}

#[test]
fn sixteen_colours_can_be_read_as_xterm_shows_them() {
    for theme in Theme::ALL {
        let palette = palette(theme, ColorDepth::Sixteen);
        let (text, pages) = terminals(theme);
        for role in ROLES {
            let found = contrast(shown(palette.color(role), text), light(pages[0]));
            assert!(found >= 4.5, "{} {role:?}: {found:.2}", theme.name);
        }
    }
}

#[test]
fn sixteen_colours_can_be_read_as_solarized_shows_them() {
    /// Those of its colours that are not greys; orange stands in the place of bright red.
    const SOLARIZED: [(usize, Rgb); 7] = [
        (1, (0xdc, 0x32, 0x2f)),
        (2, (0x85, 0x99, 0x00)),
        (3, (0xb5, 0x89, 0x00)),
        (4, (0x26, 0x8b, 0xd2)),
        (5, (0xd3, 0x36, 0x82)),
        (6, (0x2a, 0xa1, 0x98)),
        (9, (0xcb, 0x4b, 0x16)),
    ];
    for theme in Theme::ALL {
        let (text, page) = if theme.is_light {
            ((0x65, 0x7b, 0x83), (0xfd, 0xf6, 0xe3))
        } else {
            ((0x83, 0x94, 0x96), (0x00, 0x2b, 0x36))
        };
        for role in ROLES {
            let shown = palette(theme, ColorDepth::Sixteen)
                .color(role)
                .map_or(text, |color| SOLARIZED.iter().find(|(at, _)| *at == place(color)).unwrap().1);
            // Its own text has 4.1 on its light page.
            let found = contrast(light(shown), light(page));
            assert!(found >= 3.0, "{} {role:?}: {found:.2}", theme.name);
        }
    }
}

/// What an eye without the green cones sees (Machado, Oliveira and Fernandes 2009, severity 1).
fn deuteranopia(light: Light) -> Light {
    const MATRIX: [Light; 3] =
        [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]];
    MATRIX.map(|row| row.iter().zip(light).map(|(weight, part)| weight * part).sum::<f64>().clamp(0.0, 1.0))
}

/// The distance of two colours as CIE 1976 measures it; 2.3 is just seen, 20 is another colour.
fn distance(one: Light, other: Light) -> f64 {
    let lab = |[red, green, blue]: Light| {
        let curve = |part: f64| if part > 0.008_856 { part.cbrt() } else { 7.787 * part + 16.0 / 116.0 };
        let x = curve((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.950_47);
        let y = curve(0.2126 * red + 0.7152 * green + 0.0722 * blue);
        let z = curve((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.088_83);
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    };
    lab(one).iter().zip(lab(other)).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
}

#[test]
fn failed_done_and_moving_stay_apart_without_red_and_green() {
    for theme in Theme::ALL {
        let palette = palette(theme, ColorDepth::Full);
        let (text, _) = terminals(theme);
        let seen = |role| deuteranopia(shown(palette.color(role), text));
        for (one, other) in
            [(Role::Bad, Role::Good), (Role::Bad, Role::Moving), (Role::Good, Role::Moving), (Role::Warn, Role::Moving)]
        {
            let found = distance(seen(one), seen(other));
            assert!(found >= 20.0, "{} {one:?} and {other:?}: {found:.1}", theme.name);
        }
    }
}

#[test]
fn a_track_is_seen_on_its_page_and_is_no_gauge() {
    for theme in Theme::ALL {
        let palette = palette(theme, ColorDepth::Full);
        let (text, pages) = terminals(theme);
        for (palette, page) in
            [(palette, light(pages[0])), (palette.on_cursor(), shown(palette.cursor_background(), text))]
        {
            let track = shown(palette.color(Role::Track), text);
            let found = contrast(track, page);
            assert!(found >= 1.3, "{}: {found:.2}", theme.name);
            for role in [Role::Moving, Role::Good, Role::Warn, Role::Bad] {
                let fill = shown(palette.color(role), text);
                let found = distance(deuteranopia(fill), deuteranopia(track));
                assert!(found >= 20.0, "{} {role:?}: {found:.1}", theme.name);
            }
        }
    }
}

#[test]
fn own_colours_go_with_their_palette_only() {
    let own = RoleColors::default().with(Role::Bad, Color::Indexed(208)).with(Role::Cursor, Color::Indexed(17));
    let mut look = Look::new(crate::messages::Lang::En);
    look.own_colors = Some((&Theme::DARK, own));
    assert_eq!(Palette::new(look).style(Role::Bad).fg, Some(Color::Indexed(208)));
    assert_eq!(Palette::new(look).cursor_background(), Some(Color::Indexed(17)));
    assert_eq!(Palette::new(look).style(Role::Good).fg, Some(Color::Indexed(108)));
    look.theme = &Theme::LIGHT;
    assert_eq!(Palette::new(look).style(Role::Bad).fg, Some(Color::Indexed(124)));
    look.theme = &Theme::DARK;
    look.colors = ColorDepth::Sixteen;
    assert_eq!(Palette::new(look).style(Role::Bad).fg, Some(Color::LightRed), "208 is none of 16");
    look.colors = ColorDepth::None;
    assert_eq!(Palette::new(look).style(Role::Bad).fg, None);
}

#[test]
fn a_lower_bound_has_one_sign() {
    let palette = Palette::new(Look::new(crate::messages::Lang::En));
    let shown = ["3h", ">1y", "<1 B/s", "<0.1 个/秒"].map(|text| palette.at_least("", text));
    assert_eq!(shown, ["≥3h", ">1y", "≥0 B/s", "≥0 个/秒"]);
}
