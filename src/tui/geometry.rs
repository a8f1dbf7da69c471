//! Where the regions of the screen are: a pure function of its size and of what is open, used by drawing, paging and mouse hits
//! alike.

use super::detail::Tab;
use crate::messages::{width::cells, words::DetailWords};
use ratatui::layout::Rect;

/// The smallest screen that is drawn.
pub const SMALLEST: (u16, u16) = (40, 10);

/// From this width on the detail pane stands beside the table.
pub const BESIDE: u16 = 140;

/// Below this height an open detail pane takes the place of the table, unless it stands beside it.
pub const BELOW: u16 = 16;

/// From this size on, the header has a graph.
pub const GRAPH: (u16, u16) = (100, 30);

/// Where everything is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Regions {
    /// Totals and freshness.
    pub header: Rect,
    /// The table's line of titles.
    pub titles: Rect,
    /// The table's rows; without any while the detail pane takes their place.
    pub rows: Rect,
    /// The detail pane, when it is open.
    pub detail: Option<Rect>,
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

/// The regions of a screen of this size; `None` when it is too small to be of use.
pub fn regions(size: (u16, u16), detail_open: bool) -> Option<Regions> {
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
    let footer = Rect { x: 0, y: height - 1, width, height: 1 };
    let body = Rect { x: 0, y: header_rows, width, height: height - header_rows - 1 };
    let (table, detail) = match detail_open {
        false => (body, None),
        true if width >= BESIDE => {
            let table = Rect { width: width - width * 2 / 5, ..body };
            (table, Some(Rect { x: table.width, width: width - table.width, ..body }))
        }
        true if height < BELOW => (Rect { height: 0, ..body }, Some(body)),
        true => {
            let rows = (body.height / 2).min(body.height.saturating_sub(4)).max(3);
            let table = Rect { height: body.height.saturating_sub(rows), ..body };
            (table, Some(Rect { y: table.y + table.height, height: rows, ..body }))
        }
    };
    Some(Regions {
        header,
        titles: Rect { height: table.height.min(1), ..table },
        rows: Rect { y: table.y + table.height.min(1), height: table.height.saturating_sub(1), ..table },
        detail,
        bar: None,
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

/// [`regions`] with a time bar above the footer, if that is wanted and there is room.
pub fn regions_with(size: (u16, u16), detail_open: bool, with_bar: bool) -> Option<Regions> {
    let (width, height) = size;
    if !with_bar || height <= SMALLEST.1 {
        return regions(size, detail_open);
    }
    let above = regions((width, height - 1), detail_open)?;
    let footer = Rect { y: height - 1, ..above.footer };
    Some(Regions { bar: Some(above.footer), footer, ..above })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case((39, 10))]
    #[case((40, 9))]
    #[case((0, 0))]
    fn a_small_screen_has_no_regions(#[case] size: (u16, u16)) {
        assert_eq!(regions(size, true), None);
    }

    #[test]
    fn the_regions_fill_the_screen_and_never_overlap() {
        for (width, height) in (40..160).flat_map(|width| (10..70).map(move |height| (width, height))) {
            for open in [false, true] {
                let regions = regions((width, height), open).unwrap();
                let Regions { header, titles, rows, detail, bar: _, footer } = regions;
                let all = [Some(header), Some(titles), Some(rows), detail, Some(footer)];
                let cells: u32 = all.iter().flatten().map(|area| u32::from(area.width) * u32::from(area.height)).sum();
                assert_eq!(cells, u32::from(width) * u32::from(height), "{regions:?}");
                assert_eq!((footer.y, footer.height), (height - 1, 1));
                assert_eq!(rows.y, titles.y + titles.height);
                assert_eq!(detail.is_some(), open);
            }
        }
    }

    #[test]
    fn the_detail_pane_stands_beside_below_or_instead() {
        let at = |size| regions(size, true).unwrap();
        assert_eq!(at((BESIDE, 40)).detail.unwrap().height, at((BESIDE, 40)).rows.height + 1);
        let below = at((120, 40));
        assert_eq!(below.detail.unwrap().y, below.rows.y + below.rows.height);
        assert_eq!(at((120, BELOW - 1)).rows.height, 0);
    }
}
