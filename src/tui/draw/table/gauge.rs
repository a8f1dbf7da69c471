//! A gauge in cells: a thin line on a thinner track, in steps of half a cell, or `=` on `-`.

use crate::tui::draw::theme::{Palette, Role};
use ratatui::buffer::Buffer;

/// How much of a gauge of `width` cells is filled, in steps of `1 / per_cell` cells. It is full at 1 and not before.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the value is within 0 and 8 * 65535, and no number becomes 0"
)]
fn steps(fraction: f64, width: u16, per_cell: u32) -> u32 {
    let all = u32::from(width) * per_cell;
    if fraction >= 1.0 { all } else { ((fraction * f64::from(all)) as u32).min(all.saturating_sub(1)) }
}

/// Draws a gauge; an unknown fraction is an empty one.
pub fn draw(
    buffer: &mut Buffer,
    (x, y): (u16, u16),
    width: u16,
    fraction: Option<f64>,
    (palette, role): (Palette, Role),
) {
    let per_cell = if palette.ascii { 1 } else { 2 };
    let filled = steps(fraction.unwrap_or(0.0), width, per_cell);
    for at in 0..width {
        let symbol = match (filled.saturating_sub(u32::from(at) * per_cell).min(per_cell), palette.ascii) {
            (0, _) => palette.sign("─", "-"),
            (1, false) => "╾",
            _ => palette.sign("━", "="),
        };
        let role = if symbol == palette.sign("─", "-") { Role::Track } else { role };
        if let Some(cell) = buffer.cell_mut((x.saturating_add(at), y)) {
            cell.set_symbol(symbol).set_style(palette.style(role));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(0.0, 0)]
    #[case(0.5, 10)]
    #[case(0.9999, 19)]
    #[case(1.0, 20)]
    #[case(7.0, 20)]
    #[case(-1.0, 0)]
    #[case(f64::NAN, 0)]
    fn a_gauge_is_full_at_the_end_only(#[case] fraction: f64, #[case] halves: u32) {
        assert_eq!(steps(fraction, 10, 2), halves);
    }
}
