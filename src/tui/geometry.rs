//! Where the regions of the screen are: a pure function of its size and of what is open, used by drawing, paging and mouse hits
//! alike.

use super::detail::Tab;
use crate::messages::{width::cells, words::DetailWords};
use ratatui::layout::Rect;

/// The smallest screen that is drawn.
pub const SMALLEST: (u16, u16) = (40, 10);

/// From this width on the detail pane stands beside the table.
const BESIDE: u16 = 140;

/// From this width on it does so without being opened.
const ALWAYS_BESIDE: u16 = 150;

/// So many lines below the last row are room for the detail pane, though nobody opened it.
const BLANK: u16 = 12;

/// A pane that nobody opened is not higher: it would not say more.
const ENOUGH: u16 = 24;

/// Below this height an open detail pane takes the place of the table, unless it stands beside it.
const BELOW: u16 = 16;

/// From this height on a line says whole where from and where to the task under the cursor goes, where no pane says it.
const WITH_PATHS: u16 = 20;

/// From this size on, the header has a graph.
const GRAPH: (u16, u16) = (100, 30);

/// Where everything is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Regions {
    /// Totals and freshness.
    pub header: Rect,
    /// The table's line of titles.
    pub titles: Rect,
    /// The table's rows; without any while the detail pane takes their place.
    pub rows: Rect,
    /// The detail pane, when it is open or there is room for it.
    pub detail: Option<Rect>,
    /// The line of the paths of the task under the cursor, where no pane says them.
    pub paths: Option<Rect>,
    /// The time bar of a replay, where there is room for it.
    pub bar: Option<Rect>,
    /// The last line: a notice, the filter being typed, or the keys that work now.
    pub footer: Rect,
}

/// Whether the header of a screen of this size has a graph.
pub fn has_graph((width, height): (u16, u16)) -> bool {
    width >= GRAPH.0 && height >= GRAPH.1
}

/// Where a header has its graph, below the title and above its label; `None` where the header is too low for one.
pub fn graph(header: Rect) -> Option<Rect> {
    let width = (header.width * 2 / 5).min(64);
    let (x, y) = ((header.x + header.width).saturating_sub(1 + width), header.y + 1);
    (header.height >= 5).then(|| Rect { x, y, width, height: header.height - 1 })
}

/// What decides where things are, beside the size of the screen.
#[derive(Clone, Copy, Debug, Default)]
pub struct Content {
    /// The rows of the table.
    pub rows: usize,
    /// Whether the detail pane was opened.
    pub is_open: bool,
    /// Whether the table is to have the whole width, unless the pane was opened.
    pub is_wide: bool,
    /// Whether there is a time bar.
    pub has_bar: bool,
}

/// The regions of a screen of this size; `None` when it is too small to be of use.
pub fn regions(size: (u16, u16), content: Content) -> Option<Regions> {
    let (width, height) = size;
    if width < SMALLEST.0 || height < SMALLEST.1 {
        return None;
    }
    let header_rows = match height {
        _ if has_graph(size) => 5,
        18.. => 3,
        _ => 2,
    };
    let header = Rect { x: 0, y: 0, width, height: header_rows };
    let line = |above: u16| Rect { x: 0, y: height - above, width, height: 1 };
    let (footer, bar) = (line(1), (content.has_bar && height > SMALLEST.1).then(|| line(2)));
    let body = Rect { x: 0, y: header_rows, width, height: bar.unwrap_or(footer).y - header_rows };
    let rows = u16::try_from(content.rows).unwrap_or(u16::MAX);
    let blank = body.height.saturating_sub(1).saturating_sub(rows);
    let unasked = if rows > 0 && blank >= BLANK { blank.min(ENOUGH) } else { 0 };
    let below = |rows| {
        let table = Rect { height: body.height.saturating_sub(rows), ..body };
        (table, Some(Rect { y: table.y + table.height, height: rows, ..body }))
    };
    let is_beside =
        if content.is_open { width >= BESIDE } else { width >= ALWAYS_BESIDE && !content.is_wide && rows > 0 };
    let (table, detail) = match content.is_open {
        // Empty lines are used before columns are cut.
        _ if unasked > 0 && (!content.is_open || unasked >= body.height / 2) => below(unasked),
        _ if is_beside => {
            let table = Rect { width: width - width * 2 / 5, ..body };
            (table, Some(Rect { x: table.width, width: width - table.width, ..body }))
        }
        false => (body, None),
        true if height < BELOW => (Rect { height: 0, ..body }, Some(body)),
        true => below((body.height / 2).min(body.height.saturating_sub(4)).max(3)),
    };
    let has_paths = detail.is_none() && rows > 0 && height >= WITH_PATHS;
    let table = Rect { height: table.height - u16::from(has_paths), ..table };
    Some(Regions {
        header,
        titles: Rect { height: table.height.min(1), ..table },
        rows: Rect { y: table.y + table.height.min(1), height: table.height.saturating_sub(1), ..table },
        detail,
        paths: has_paths.then_some(Rect { y: table.y + table.height, height: 1, ..body }),
        bar,
        footer,
    })
}

/// Where the names of the tabs are in the upper border of a detail pane; those that have no room are left out. A name has a cell
/// before and after it, for the sign of the tab that is open.
pub fn tabs(pane: Rect, words: &DetailWords) -> Vec<(Tab, Rect)> {
    let mut x = pane.x + 1;
    let mut placed = Vec::with_capacity(Tab::ALL.len());
    for tab in Tab::ALL {
        let width = u16::try_from(cells(tab.title(words)) + 2).unwrap_or(u16::MAX);
        if x.saturating_add(width) < pane.x + pane.width {
            placed.push((tab, Rect { x, y: pane.y, width, height: 1 }));
            x += width + 1;
        }
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn open(is_open: bool) -> Content {
        Content { rows: 5000, is_open, ..Content::default() }
    }

    #[rstest]
    #[case((39, 10))]
    #[case((40, 9))]
    #[case((0, 0))]
    fn a_small_screen_has_no_regions(#[case] size: (u16, u16)) {
        assert_eq!(regions(size, open(true)), None);
    }

    #[test]
    fn the_regions_fill_the_screen_and_never_overlap() {
        let contents = || {
            let switches = [false, true].map(|is_open| [false, true].map(|has_bar| (is_open, has_bar)));
            let rows = move |(is_open, has_bar)| {
                [0, 3, 16, 5000].map(|rows| Content { rows, is_open, is_wide: false, has_bar })
            };
            switches.into_iter().flatten().flat_map(rows)
        };
        for (width, height) in (40..160).flat_map(|width| (10..70).map(move |height| (width, height))) {
            for content in contents() {
                let regions = regions((width, height), content).unwrap();
                let Regions { header, titles, rows, detail, paths, bar, footer } = regions;
                let all = [Some(header), Some(titles), Some(rows), detail, paths, bar, Some(footer)];
                let cells: u32 = all.iter().flatten().map(|area| u32::from(area.width) * u32::from(area.height)).sum();
                assert_eq!(cells, u32::from(width) * u32::from(height), "{regions:?}");
                assert_eq!((footer.y, footer.height), (height - 1, 1));
                assert_eq!(rows.y, titles.y + titles.height);
                assert!(detail.is_some() || !content.is_open);
                assert!(detail.is_none() || paths.is_none());
            }
        }
    }

    #[test]
    fn the_detail_pane_stands_beside_below_or_instead() {
        let at = |size| regions(size, open(true)).unwrap();
        assert_eq!(at((BESIDE, 40)).detail.unwrap().height, at((BESIDE, 40)).rows.height + 1);
        let below = at((120, 40));
        assert_eq!(below.detail.unwrap().y, below.rows.y + below.rows.height);
        assert_eq!(at((120, BELOW - 1)).rows.height, 0);
    }

    #[test]
    fn the_detail_pane_is_there_unasked_where_nothing_else_is() {
        let at = |size, rows| regions(size, Content { rows, ..Content::default() }).unwrap();
        let few = at((160, 45), 16);
        assert_eq!((few.rows.width, few.rows.height, few.detail.unwrap().y), (160, 16, 22));
        assert_eq!(at((80, 24), 7).detail.map(|pane| pane.height), Some(12));
        assert_eq!((at((80, 24), 8).detail, at((80, 24), 8).paths.map(|line| line.y)), (None, Some(22)));
        let many = at((160, 45), 5000);
        assert_eq!((many.rows.width, many.detail.unwrap().x), (96, 96));
        let wide = regions((160, 45), Content { rows: 5000, is_wide: true, ..Content::default() }).unwrap();
        assert_eq!((wide.rows.width, wide.detail), (160, None));
        assert_eq!((at((160, 45), 0).detail, at((160, 45), 0).paths), (None, None));
    }
}
