//! The measure of `messages::width` against ratatui's own: what was fitted to a width takes exactly these cells of a buffer.

use eftop::internals::messages::{
    Ellipsis,
    width::{cells, fit},
};
use proptest::prelude::*;
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// Where ratatui's pen stands after it drew `text`.
fn drawn(text: &str) -> usize {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 400, 1));
    buffer.set_stringn(0, 0, text, 400, Style::new()).0.into()
}

proptest! {
    #[test]
    fn any_text_is_measured_as_ratatui_draws_it(text in any::<String>()) {
        prop_assert_eq!(cells(&text), drawn(&text));
    }

    #[test]
    fn fitted_text_is_drawn_in_its_cells(text in any::<String>(), width in 0..100_usize) {
        prop_assert_eq!(drawn(&fit(&text, width, Ellipsis::Unicode)), width);
    }
}

#[test]
fn sequences_are_measured_as_ratatui_draws_them() {
    for text in [
        "👨\u{200d}👩\u{200d}👧",
        "🇨🇳🇨",
        "ｶﾞｷﾟ",
        "لا",
        "e\u{301}\u{301}",
        "❤\u{fe0f}",
        "1\u{fe0f}\u{20e3}",
        "\r\n\ta\u{1b}",
        "한글",
        "ﷺ",
    ] {
        assert_eq!(cells(text), drawn(text), "{text:?}");
    }
}
