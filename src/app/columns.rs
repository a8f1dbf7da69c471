//! Which columns a table of some width has, how wide each is, and where its title is: for drawing and for clicks alike.

use super::{Model, SortKey, geometry::Area};
use crate::{
    domain::RegionId,
    text::{Lang, Words, number, time, width::cells, words},
};

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Sign of the state, and its word where there is room.
    State,
    /// Operation.
    Operation,
    /// Gauge.
    Gauge,
    /// Percentage.
    Percent,
    /// How much of how much.
    Done,
    /// Rate.
    Rate,
    /// Time left.
    Eta,
    /// How many of how many files.
    Files,
    /// Cause of a failure, source and target; takes what the others leave.
    Path,
    /// The region; only where there are several.
    Region,
    /// Time since the submission.
    Age,
}

/// A column in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Which.
    pub column: Column,
    /// First cell, counted from the left of the table.
    pub x: u16,
    /// Cells.
    pub width: u16,
}

/// The widest column of regions; longer names are cut.
const WIDEST_REGION: usize = 12;

/// From this width on there is a cell to spare at the right.
const WITH_MARGIN: u16 = 60;

/// Cells at the left of a row: the cursor and the mark.
pub const MARGIN: u16 = 2;

/// The columns in their order on the screen.
const ORDER: [Column; 11] = [
    Column::State,
    Column::Operation,
    Column::Gauge,
    Column::Percent,
    Column::Done,
    Column::Rate,
    Column::Eta,
    Column::Files,
    Column::Path,
    Column::Region,
    Column::Age,
];

/// What comes first when there is no room for all.
const PRIORITY: [Column; 8] = [
    Column::Gauge,
    Column::Operation,
    Column::Region,
    Column::Eta,
    Column::Rate,
    Column::Done,
    Column::Age,
    Column::Files,
];

/// The path never has fewer cells, whatever else is wanted.
const LEAST_PATH: u16 = 24;

/// From this width on, gauge and rate have a cell more than they need.
const ROOMY: u16 = 100;

/// Cells of a number; all greatest widths are small.
fn narrow(cells: usize) -> u16 {
    u16::try_from(cells).unwrap_or(u16::MAX)
}

/// Cells of the widest word for a state, with its sign.
fn state_cells(lang: Lang) -> u16 {
    match lang {
        Lang::En => 2 + 10,
        Lang::Zh => 2 + 6,
    }
}

fn wanted(column: Column, lang: Lang, width: u16) -> u16 {
    let more = u16::from(width >= ROOMY);
    match column {
        Column::State => state_cells(lang),
        Column::Operation if lang == Lang::En => 6,
        Column::Operation => 4,
        Column::Gauge => 7 + more,
        Column::Percent => narrow(number::PERCENT_CELLS),
        Column::Done => narrow(number::BYTES_PAIR_CELLS),
        Column::Rate => narrow(number::BYTES_RATE_CELLS) + more,
        Column::Eta => narrow(time::ETA_CELLS),
        Column::Files => narrow(number::COUNT_PAIR_CELLS),
        // It is as wide as the regions' names need.
        Column::Path | Column::Region => 0,
        Column::Age => narrow(time::AGE_CELLS),
    }
}

/// The columns of a table of `width` cells. `all` wants every column that leaves the path its least room; `region` is the width of
/// the region's column, where there is one.
fn layout(width: u16, lang: Lang, all: bool, region: Option<u16>) -> Vec<Placed> {
    let gap = if width >= 110 { 2 } else { 1 };
    let least_path = if all { LEAST_PATH } else { (width / 4).clamp(LEAST_PATH, 48) };
    let wanted = |column: Column| match (column, region) {
        (Column::Region, Some(cells)) => cells,
        _ => wanted(column, lang, width),
    };
    let cost = |column: Column| wanted(column) + gap;
    let mut chosen = vec![Column::State, Column::Percent, Column::Path];
    let mut left = width.saturating_sub(MARGIN + 1 + gap + cost(Column::Percent) + least_path);
    let word = state_cells(lang) - 1;
    let has_word = left >= word;
    if has_word {
        left -= word;
    }
    // Where there is no room for the word, the path has all the rest.
    for column in
        PRIORITY.into_iter().filter(|column| (has_word || all) && (*column != Column::Region || region.is_some()))
    {
        if cost(column) <= left {
            left -= cost(column);
            chosen.push(column);
        }
    }
    // What is over goes to the path first, then to the gauge.
    let wider_gauge = left.saturating_sub(40).min(12);
    let width_of = |column: Column| match column {
        Column::State if !has_word => 1,
        Column::Gauge => wanted(column) + wider_gauge,
        _ => wanted(column),
    };
    let taken: u16 = chosen.iter().map(|column| width_of(*column) + gap).sum::<u16>().saturating_sub(gap);
    let path = width.saturating_sub(MARGIN + taken);
    let mut x = MARGIN;
    let mut placed = Vec::with_capacity(chosen.len());
    for column in ORDER.into_iter().filter(|column| chosen.contains(column)) {
        let room = width.saturating_sub(x);
        let wide = if column == Column::Path { path } else { width_of(column) }.min(room);
        placed.push(Placed { column, x, width: wide });
        x = x.saturating_add(wide + if column == Column::Gauge { 1 } else { gap });
    }
    // The gauge and its percentage stand close together; the path has the cell that this saves.
    let saved = if chosen.contains(&Column::Gauge) { gap - 1 } else { 0 };
    if let Some(at) = placed.iter().position(|placed| placed.column == Column::Path) {
        placed[at].width += saved;
        for after in &mut placed[at + 1..] {
            after.x += saved;
        }
    }
    placed
}

/// Cells at the right of the titles that belong to no column: one between the last column and the border of a pane that stands
/// beside, and under the header's own margin.
pub fn spare(rows: Area) -> u16 {
    u16::from(rows.width >= WITH_MARGIN)
}

/// The columns of the table whose rows are here.
pub fn columns(model: &Model, rows: Area) -> Vec<Placed> {
    layout(rows.width.saturating_sub(spare(rows)), model.look.lang, model.look.wide, region_cells(model))
}

/// The cells of the region's column: as wide as the longest name, within limits; none where there is one region.
fn region_cells(model: &Model) -> Option<u16> {
    let (places, words) = (&model.watch.regions, words(model.look.lang));
    // Its title may have a sign of the order beside it.
    let title = cells(words.table.region) + if model.look.ascii { 2 } else { 1 };
    let nowhere = model.shown_by_region().get(&RegionId::UNBOUND).map(|_| words.regions.nowhere);
    let names = places.iter().map(|state| &*state.label).chain(nowhere);
    let longest = names.map(cells).max().unwrap_or(0);
    places.are_several().then(|| narrow(longest.min(WIDEST_REGION).max(title)))
}

/// Where the titles of these columns are. The gauge carries the title of its percentage, too.
pub fn titles(columns: &[Placed]) -> Vec<Placed> {
    let has_gauge = columns.iter().any(|placed| placed.column == Column::Gauge);
    let over = |column| if column == Column::Gauge { narrow(number::PERCENT_CELLS) + 1 } else { 0 };
    let own = columns.iter().filter(|placed| !(has_gauge && placed.column == Column::Percent));
    own.map(|placed| Placed { width: placed.width + over(placed.column), ..*placed }).collect()
}

/// The column whose title is in this cell, counted from the left of the table.
pub fn title_at(columns: &[Placed], x: u16) -> Option<Column> {
    let found = titles(columns).into_iter().find(|placed| (placed.x..placed.x + placed.width).contains(&x));
    found.map(|placed| placed.column)
}

impl Column {
    /// What a click on its title orders the rows by. What needs a person first stands for the state.
    pub fn sort_key(self) -> SortKey {
        match self {
            Self::State => SortKey::Attention,
            Self::Operation => SortKey::Operation,
            Self::Gauge | Self::Percent => SortKey::Progress,
            Self::Done => SortKey::Size,
            Self::Rate => SortKey::Rate,
            Self::Eta => SortKey::Eta,
            Self::Files => SortKey::Files,
            Self::Path => SortKey::Path,
            Self::Region => SortKey::Region,
            Self::Age => SortKey::Age,
        }
    }

    /// Its title.
    pub fn title(self, words: &Words) -> &'static str {
        let table = &words.table;
        match self {
            Self::State => table.state,
            Self::Operation => table.operation,
            Self::Gauge => table.progress,
            Self::Percent => "%",
            Self::Done => table.done_total,
            Self::Rate => table.rate,
            Self::Eta => table.eta,
            Self::Files => table.files,
            Self::Path => table.path,
            Self::Region => table.region,
            Self::Age => table.age,
        }
    }

    /// Whether it stands at the right of its cells, as numbers do.
    pub fn is_number(self) -> bool {
        matches!(self, Self::Percent | Self::Done | Self::Rate | Self::Eta | Self::Files | Self::Age)
    }

    /// Whether the rows are ordered by it.
    pub fn sorts_by(self, key: SortKey) -> bool {
        self.sort_key() == key || (self == Self::State && key == SortKey::State)
    }
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
        assert_eq!(columns, [Column::State, Column::Percent, Column::Path]);
        assert_eq!(layout(40, Lang::En, false, None)[0].width, 1);
    }

    #[test]
    fn what_is_done_comes_before_how_fast() {
        let columns: Vec<_> = layout(80, Lang::En, false, None).iter().map(|placed| placed.column).collect();
        let expected =
            [Column::State, Column::Operation, Column::Gauge, Column::Percent, Column::Rate, Column::Eta, Column::Path];
        assert_eq!(columns, expected);
    }

    #[test]
    fn a_wide_table_has_every_column_and_the_region_only_where_there_are_several() {
        assert_eq!(layout(200, Lang::En, false, Some(8)).len(), ORDER.len());
        assert_eq!(layout(200, Lang::En, false, None).len(), ORDER.len() - 1);
        assert_eq!(layout(140, Lang::En, true, None).len(), ORDER.len() - 1);
    }
}
