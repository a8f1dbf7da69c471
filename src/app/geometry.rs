//! Where the regions of the screen are: a pure function of its size and of what is open, used by drawing, paging and mouse hits
//! alike.

/// A rectangle of cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Area {
    /// Left column, from 0.
    pub x: u16,
    /// Top row, from 0.
    pub y: u16,
    /// Columns.
    pub width: u16,
    /// Rows.
    pub height: u16,
}

/// The smallest screen that is drawn.
pub const SMALLEST: (u16, u16) = (40, 10);

/// From this width on the detail pane stands beside the table.
pub const BESIDE: u16 = 140;

/// Below this height an open detail pane takes the place of the table, unless it stands beside it.
pub const BELOW: u16 = 16;

/// Where everything is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Regions {
    /// Totals and freshness.
    pub header: Area,
    /// The table's line of titles.
    pub titles: Area,
    /// The table's rows; without any while the detail pane takes their place.
    pub rows: Area,
    /// The detail pane, when it is open.
    pub detail: Option<Area>,
    /// The last line: a notice, the filter being typed, or the keys that work now.
    pub footer: Area,
}

/// The regions of a screen of this size; `None` when it is too small to be of use.
pub fn regions(size: (u16, u16), detail_open: bool) -> Option<Regions> {
    let (width, height) = size;
    if width < SMALLEST.0 || height < SMALLEST.1 {
        return None;
    }
    let header_rows = if height >= 18 { 3 } else { 2 };
    let header = Area { x: 0, y: 0, width, height: header_rows };
    let footer = Area { x: 0, y: height - 1, width, height: 1 };
    let body = Area { x: 0, y: header_rows, width, height: height - header_rows - 1 };
    let (table, detail) = match detail_open {
        false => (body, None),
        true if width >= BESIDE => {
            let table = Area { width: width - width * 2 / 5, ..body };
            (table, Some(Area { x: table.width, width: width - table.width, ..body }))
        }
        true if height < BELOW => (Area { height: 0, ..body }, Some(body)),
        true => {
            let rows = (body.height / 2).min(body.height.saturating_sub(4)).max(3);
            let table = Area { height: body.height.saturating_sub(rows), ..body };
            (table, Some(Area { y: table.y + table.height, height: rows, ..body }))
        }
    };
    Some(Regions {
        header,
        titles: Area { height: table.height.min(1), ..table },
        rows: Area { y: table.y + table.height.min(1), height: table.height.saturating_sub(1), ..table },
        detail,
        footer,
    })
}
