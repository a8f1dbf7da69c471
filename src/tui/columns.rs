//! Which columns a table of some width has, how wide each is, and where its title is: for drawing and for clicks alike.

use super::Model;
use crate::{
    domain::RegionId,
    messages::{Lang, width::cells, words},
    output::columns::{Column, SINCE_MORE},
};
use ratatui::layout::Rect;

/// A column in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    pub column: Column,
    /// First cell, counted from the left of the table.
    pub x: u16,
    pub width: u16,
    /// Whether only its narrow form has room.
    pub is_narrow: bool,
}

/// The widest column of regions; longer names are cut.
const WIDEST_REGION: usize = 12;

/// From this width on there is a cell to spare at the right.
const WITH_MARGIN: u16 = 60;

/// Cells at the left of a row: the cursor and the mark.
pub const MARGIN: u16 = 2;

/// The path never has fewer cells, whatever else is wanted.
const LEAST_PATH: u16 = 24;

/// From this width on, that of a screen of 100 columns, states have their word, and some columns a cell more than they need.
const ROOMY: u16 = 99;

/// From this width on, that of a screen of 120 columns, there is a trend: below it, other columns need the cells more.
const WITH_TREND: u16 = 119;

/// Cells that a wide table adds to the gauge at most.
const WIDER_GAUGE: u16 = 16;

/// The columns of a table of `width` cells. `all` wants every column that leaves the path its least room; `region` is the width of
/// the region's column, where there is one.
fn layout(width: u16, lang: Lang, all: bool, region: Option<u16>) -> Vec<Placed> {
    let gap = if width >= 132 { 2 } else { 1 };
    let least_path = if all { LEAST_PATH } else { (width * 2 / 9).clamp(LEAST_PATH, 48) };
    let is_there = |column: &Column| match column {
        Column::Region => region.is_some(),
        Column::Trend => all || width >= WITH_TREND,
        _ => true,
    };
    let place = |column: Column| {
        let narrow = column.row().width.narrow.map(|(cells, _)| cells);
        Placed { column, x: 0, width: narrow.unwrap_or(0), is_narrow: narrow.is_some() }
    };
    let mut placed: Vec<_> = Column::on_screen().filter(is_there).map(place).collect();
    let narrow: u16 = placed.iter().filter(|placed| placed.is_narrow).map(|placed| placed.width + gap).sum();
    let mut left = width.saturating_sub(MARGIN + narrow + least_path);
    let mut by_priority: Vec<_> = placed.iter_mut().filter(|placed| placed.column != Column::Path).collect();
    by_priority.sort_unstable_by_key(|placed| placed.column.row().priority);
    for placed in by_priority {
        let wanted = match (placed.column, region) {
            (Column::Region, Some(cells)) => cells,
            _ => placed.column.row().width.cells(lang, width >= ROOMY),
        };
        let more = if placed.is_narrow { wanted - placed.width } else { wanted + gap };
        if placed.column == Column::State && width < ROOMY && more <= left {
            // Its sign and its colour say it.
            continue;
        }
        if more <= left {
            left -= more;
            (placed.width, placed.is_narrow) = (wanted, false);
        } else if placed.column == Column::State && !all {
            // Where there is no room for the word, the path has all the rest.
            break;
        }
    }
    placed.retain(|placed| placed.width > 0 || placed.column == Column::Path);
    // What is over goes to the path, and half of it first to the gauge, then to what ended tasks have to say.
    let of = |column| placed.iter().position(|placed| placed.column == column && !placed.is_narrow);
    let wider = [(of(Column::Progress), left / 2, WIDER_GAUGE), (of(Column::Since), SINCE_MORE, SINCE_MORE)];
    for (at, more, most) in wider {
        let more = more.min(most);
        if let Some(placed) = at.and_then(|at| placed.get_mut(at)).filter(|_| more <= left) {
            placed.width += more;
            left -= more;
        }
    }
    let taken: u16 = placed.iter().map(|placed| placed.width + gap).sum::<u16>().saturating_sub(gap);
    let path = width.saturating_sub(MARGIN + taken);
    let mut x = MARGIN;
    for placed in &mut placed {
        if placed.column == Column::Path {
            placed.width = path;
        }
        (placed.x, placed.width) = (x, placed.width.min(width.saturating_sub(x)));
        x = x.saturating_add(placed.width + gap);
    }
    placed
}

/// Cells at the right of the titles that belong to no column: one between the last column and the border of a pane that stands
/// beside, and under the header's own margin. Where rows are out of view, their scrollbar is there.
pub fn spare(model: &Model, rows: Rect) -> u16 {
    u16::from(rows.width >= WITH_MARGIN || model.view.count() > usize::from(rows.height))
}

/// The columns of the table whose rows are here.
pub fn columns(model: &Model, rows: Rect) -> Vec<Placed> {
    let (width, region) = (rows.width.saturating_sub(spare(model, rows)), region_cells(model));
    let placed = layout(width, model.look.lang, false, region);
    let all = Column::on_screen().count() - usize::from(region.is_none());
    // Where all of them have room, none has to give way.
    let has_all = placed.len() == all && placed.iter().all(|placed| !placed.is_narrow);
    if model.look.wide && !has_all { layout(width, model.look.lang, true, region) } else { placed }
}

/// The cells of the region's column: as wide as the longest name, within limits; none where there is one region.
fn region_cells(model: &Model) -> Option<u16> {
    let (places, words) = (&model.watch.regions, words(model.look.lang));
    // Its title may have a sign of the order beside it.
    let title = cells(Column::Region.title(model.look.lang)) + if model.look.ascii { 2 } else { 1 };
    let nowhere = model.shown_by_region().get(&RegionId::UNBOUND).map(|_| words.regions.nowhere);
    let names = places.iter().map(|state| &*state.label).chain(nowhere);
    let longest = names.map(cells).max().unwrap_or(0);
    places.are_several().then(|| u16::try_from(longest.min(WIDEST_REGION).max(title)).unwrap_or(u16::MAX))
}

/// The column whose title is in this cell, counted from the left of the table.
pub fn title_at(columns: &[Placed], x: u16) -> Option<Column> {
    let found = columns.iter().find(|placed| (placed.x..placed.x + placed.width).contains(&x));
    found.map(|placed| placed.column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_never_touch_and_never_leave_the_table() {
        let looks = || Lang::ALL.into_iter().flat_map(|lang| [true, false].map(|all| (lang, all)));
        let looks = || looks().flat_map(|(lang, all)| [None, Some(5), Some(12)].map(|region| (lang, all, region)));
        for (width, (lang, all, region)) in (40..300).flat_map(|width| looks().map(move |look| (width, look))) {
            let placed = layout(width, lang, all, region);
            for pair in placed.windows(2) {
                assert!(pair[0].x + pair[0].width < pair[1].x, "{width} {lang}: {pair:?}");
            }
            let last = placed.last().unwrap();
            assert_eq!(last.x + last.width, width, "{width} {lang} {all}: {placed:?}");
            let path = placed.iter().find(|placed| placed.column == Column::Path).unwrap();
            assert!(path.width >= LEAST_PATH, "{width} {lang}: {path:?}");
        }
    }

    #[test]
    fn the_narrowest_table_keeps_sign_percentage_and_path() {
        let columns: Vec<_> = layout(40, Lang::En, false, Some(8)).iter().map(|placed| placed.column).collect();
        assert_eq!(columns, [Column::State, Column::Progress, Column::Path]);
        assert_eq!(layout(40, Lang::En, false, None)[0].width, 1);
    }

    #[test]
    fn what_is_done_comes_before_how_fast() {
        use Column::{Eta, Operation, Path, Progress, Rate, Since, State};
        let columns: Vec<_> = layout(80, Lang::En, false, None).iter().map(|placed| placed.column).collect();
        assert_eq!(columns, [State, Operation, Progress, Rate, Eta, Path, Since]);
    }

    #[test]
    fn a_wide_table_has_every_column_and_the_region_only_where_there_are_several() {
        assert_eq!(layout(200, Lang::En, false, Some(8)).len(), Column::on_screen().count());
        assert_eq!(layout(200, Lang::En, false, None).len(), Column::on_screen().count() - 1);
        assert_eq!(layout(140, Lang::En, true, None).len(), Column::on_screen().count() - 1);
    }
}
