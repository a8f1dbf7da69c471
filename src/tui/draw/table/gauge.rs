//! A gauge in cells: eighth blocks where the track is a background, whole ones elsewhere, or `#` and `-`.

use crate::tui::draw::theme::{Palette, Role};
use ratatui::buffer::Buffer;

const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

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
    // Without a track behind it, the rest of a cell that is filled in part would be a notch.
    let per_cell = if palette.track_background().is_some() { 8 } else { 1 };
    let filled = steps(fraction.unwrap_or(0.0), width, per_cell);
    let track = palette.style(Role::Faint);
    let fill = palette.style(role);
    for at in 0..width {
        let rest = filled.saturating_sub(u32::from(at) * per_cell).min(per_cell);
        let (symbol, style) = match (palette.ascii, rest) {
            (_, 0) => (palette.track(), track),
            (true, _) => ("#", fill),
            (false, rest) if rest == per_cell => ("█", fill),
            (false, rest) => (EIGHTHS.get(rest as usize).copied().unwrap_or(" "), fill),
        };
        if let Some(cell) = buffer.cell_mut((x.saturating_add(at), y)) {
            cell.set_symbol(symbol).set_style(style);
            if let Some(color) = palette.track_background() {
                cell.set_bg(color);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(0.0, 0)]
    #[case(0.5, 40)]
    #[case(0.9999, 79)]
    #[case(1.0, 80)]
    #[case(7.0, 80)]
    #[case(-1.0, 0)]
    #[case(f64::NAN, 0)]
    fn a_gauge_is_full_at_the_end_only(#[case] fraction: f64, #[case] eighths: u32) {
        assert_eq!(steps(fraction, 10, 8), eighths);
    }
}
