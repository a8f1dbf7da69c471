//! The columns of a table of tasks, one row each, for the screen's table and for `list`: header, menu of orders, what is left out
//! of a narrow table and what stands in a cell all follow from the row.

mod cell;
mod rank;
mod sum;

pub use cell::{Cell, Context, SINCE_MORE, both_paths};
pub use rank::Rank;

use rank::By;

use super::say;
use crate::{
    domain::{Eta, Report, Task},
    messages::{Lang, number, time, width::cut_middle},
    watch::Regions,
};

/// A title in English and in Chinese.
#[derive(Clone, Copy, Debug)]
pub struct Title {
    pub en: &'static str,
    pub zh: &'static str,
}

/// Where a column is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// On the screen and by `list`.
    Both,
    Screen,
    List,
    /// Nowhere: rows can be ordered by it.
    Nowhere,
}

/// Cells of a column on the screen. `list` makes its columns as wide as their content.
#[derive(Clone, Copy, Debug)]
pub struct Width {
    en: usize,
    zh: usize,
    /// Cells more than it needs, where there is room.
    spare: usize,
    /// Cells, and the title, of a column that is there in any table: it is this narrow until there is room for the rest.
    pub narrow: Option<(u16, &'static str)>,
}

/// How rows are ordered by a column.
#[derive(Clone, Copy, Debug)]
pub enum Order {
    Never,
    /// By what changes with an event only.
    ByEvent(By),
    /// By what any answer may change.
    ByAnswer(By),
}

/// What a column is.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    pub title: Title,
    /// Its name in the menu of orders, where that is not the title.
    pub order_name: Option<Title>,
    pub shown: Shown,
    pub width: Width,
    /// The column of the greatest number goes first when there is no room for all; 0 stays.
    pub priority: u8,
    /// Whether it stands at the right of its cells.
    pub is_number: bool,
    /// Whether it is grey on the screen, whatever the task does.
    pub is_quiet: bool,
    pub order: Order,
    /// The order that a click on its title asks for first, where that is another one.
    pub first_order: Option<Column>,
    pub cell: fn(&Task, &Context<'_>) -> Cell,
}

/// A row with nothing in it, for what a column does not say.
const BLANK: Row = Row {
    title: title("", ""),
    order_name: None,
    shown: Shown::Both,
    width: Width::of(0, 0),
    priority: 0,
    is_number: false,
    is_quiet: false,
    order: Order::Never,
    first_order: None,
    cell: |_, _| Cell::Empty,
};

const fn title(en: &'static str, zh: &'static str) -> Title {
    Title { en, zh }
}

/// Declares the columns in their order: the names, and the table of the rows.
macro_rules! columns {
    ($($(#[$doc:meta])* $name:ident { $($field:ident: $value:expr),+ $(,)? })+) => {
        /// A column, and the order of rows by it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Column { $($(#[$doc])* $name),+ }

        impl Column {
            /// All columns, from left to right and down the menu of orders.
            pub const ALL: &[Self] = &[$(Self::$name),+];
        }

        static ROWS: &[Row] = &[$(Row { $($field: $value,)+ ..BLANK }),+];
    };
}

columns! {
    /// What needs a person first: failed, the newest first, stalled, running, waiting, settled.
    Attention {
        title: title("attention", "需关注程度"), shown: Shown::Nowhere,
        order: Order::ByEvent(|task, _| Some(Rank::attention(task))),
    }
    /// On the screen a sign, and the word where there is room.
    State {
        title: title("state", "状态"), width: Width::of(2 + 10, 2 + 6).or_narrow(1, ""), priority: 1,
        order: Order::ByEvent(|task, _| Some(Rank::number(task.state() as u64))), first_order: Some(Column::Attention),
        cell: |task, context| Cell::Text(say::judged(task, context.lang)),
    }
    Operation {
        title: title("op", "操作"), order_name: Some(title("operation", "操作")), width: Width::of(6, 4), priority: 5,
        order: Order::ByAnswer(|task, _| task.report()?.operation.as_ref().map(|one| Rank::text(one.as_str()))),
        cell: |task, context| Cell::or_empty(say::operation(task, context.lang)),
    }
    /// On the screen with a gauge before it where there is room.
    Progress {
        title: title("progress", "进度"), width: Width::of(12, 12).or_narrow(4, "%").with_spare(), priority: 2,
        is_number: true, order: Order::ByAnswer(|task, _| task.fraction().map(Rank::greatest_float)),
        cell: |task, _| Cell::known(task.fraction().map(number::percent)),
    }
    /// How much of how much.
    Size {
        title: title("done/total", "完成/总量"), order_name: Some(title("total size", "总大小")),
        width: Width::fixed(number::BYTES_PAIR_CELLS), priority: 9, is_number: true,
        order: Order::ByAnswer(|task, _| task.report()?.total_bytes.map(Rank::greatest)), cell: cell::size,
    }
    Rate {
        title: title("rate", "速率"), width: Width::fixed(number::BYTES_RATE_CELLS).with_spare(), priority: 8,
        is_number: true, order: Order::ByAnswer(|task, _| task.rate().map(Rank::greatest_float)), cell: cell::rate,
    }
    /// How its rate went, from its begin until now, against the greatest it had.
    Trend {
        title: title("trend", "走势"), shown: Shown::Screen, width: Width::fixed(cell::TREND_CELLS), priority: 11,
        cell: cell::trend,
    }
    /// Time left; the least comes first.
    Eta {
        title: title("ETA", "剩余"), width: Width::fixed(time::ETA_CELLS), priority: 7, is_number: true,
        order: Order::ByAnswer(|task, _| match task.eta() {
            Eta::In { high, .. } => Some(Rank::number(u64::try_from(high.as_millis()).unwrap_or(u64::MAX))),
            Eta::Unknown(_) => None,
        }),
        cell: cell::eta,
    }
    Files {
        title: title("files", "文件"), width: Width::fixed(number::COUNT_PAIR_CELLS), priority: 12, is_number: true,
        order: Order::ByAnswer(|task, _| task.report()?.total_files.map(Rank::greatest)), cell: cell::files,
    }
    Id {
        title: title("id", "任务 ID"), shown: Shown::List, cell: |task, _| Cell::Text(task.id.to_string()),
    }
    /// Source and target; takes what the others leave. On the screen the cause of a failure stands before it.
    Path {
        title: title("path", "路径"), priority: 3,
        order: Order::ByAnswer(|task, _| task.report()?.source.as_ref().map(|path| Rank::text(path.as_str()))),
        cell: cell::path,
    }
    /// Why the task failed; the last one of `list`, left out where none did.
    Error {
        title: title("error", "错误"), shown: Shown::List, priority: 4,
        cell: |task, context| Cell::or_empty(say::short_cause(task, context.lang)),
    }
    /// Only where there are several regions, and as wide as their names need.
    Region {
        title: title("region", "区域"), shown: Shown::Screen, priority: 6, is_quiet: true,
        order: Order::ByEvent(|task, regions| regions.get(task.region).map(|region| Rank::text(&region.label))),
        cell: |_, context| Cell::Text(cut_middle(context.region, context.width, context.ellipsis)),
    }
    /// Time since the submission, or when it ended.
    Since {
        title: title("since", "时间"), order_name: Some(title("submitted", "提交时间")), shown: Shown::Screen,
        width: Width::fixed(cell::SINCE_CELLS), priority: 10, is_number: true, is_quiet: true, cell: cell::since,
        order: Order::ByAnswer(|task, _| {
            let submitted = task.report().and_then(Report::submitted).unwrap_or(task.added);
            Some(Rank::latest(submitted.as_millisecond()))
        }),
    }
    Added {
        title: title("order of adding", "添加顺序"), shown: Shown::Nowhere,
        order: Order::ByEvent(|task, _| Some(Rank::number(task.order.into()))),
    }
}

impl Title {
    pub const fn of(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Zh => self.zh,
        }
    }
}

impl Width {
    const fn of(en: usize, zh: usize) -> Self {
        Self { en, zh, spare: 0, narrow: None }
    }

    const fn fixed(cells: usize) -> Self {
        Self::of(cells, cells)
    }

    const fn with_spare(self) -> Self {
        Self { spare: 1, ..self }
    }

    const fn or_narrow(self, cells: u16, title: &'static str) -> Self {
        Self { narrow: Some((cells, title)), ..self }
    }

    /// Cells in a table that is roomy or not.
    pub fn cells(self, lang: Lang, is_roomy: bool) -> u16 {
        let cells = match lang {
            Lang::En => self.en,
            Lang::Zh => self.zh,
        };
        u16::try_from(cells + if is_roomy { self.spare } else { 0 }).unwrap_or(u16::MAX)
    }
}

impl Column {
    pub fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }

    /// The columns of the screen, from left to right.
    pub fn on_screen() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|column| matches!(column.row().shown, Shown::Both | Shown::Screen))
    }

    /// The columns of `list`, from left to right.
    pub fn of_list() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|column| matches!(column.row().shown, Shown::Both | Shown::List))
    }

    /// What rows can be ordered by, in the order of the menu.
    pub fn orders() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|column| !matches!(column.row().order, Order::Never))
    }

    pub fn title(self, lang: Lang) -> &'static str {
        self.row().title.of(lang)
    }

    /// Its name in the menu of orders.
    pub fn order_name(self, lang: Lang) -> &'static str {
        self.row().order_name.unwrap_or(self.row().title).of(lang)
    }

    /// The order that a click on its title asks for first.
    #[must_use]
    pub fn first_order(self) -> Self {
        self.row().first_order.unwrap_or(self)
    }

    /// Whether its title has the sign of this order.
    pub fn carries(self, order: Self) -> bool {
        order == self || order == self.first_order()
    }

    /// The place of a task among rows that are ordered by this column.
    pub fn rank<'a>(self, task: &'a Task, regions: &'a Regions) -> Option<Rank<'a>> {
        match self.row().order {
            Order::Never => None,
            Order::ByEvent(by) | Order::ByAnswer(by) => by(task, regions),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::width::cells;

    #[test]
    fn every_title_is_in_its_language_and_fits_its_column() {
        for column in Column::ALL {
            let row = column.row();
            for name in [Some(row.title), row.order_name].into_iter().flatten() {
                assert!(!name.en.is_empty() && name.en.is_ascii(), "{column:?}");
                assert!(name.zh.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{column:?}");
            }
            for lang in Lang::ALL {
                let width = usize::from(row.width.cells(lang, false));
                assert!(width == 0 || cells(row.title.of(lang)) <= width, "{column:?} {lang}");
            }
        }
    }

    #[test]
    fn no_two_columns_give_way_at_once() {
        let mut priorities: Vec<_> =
            Column::ALL.iter().map(|column| column.row().priority).filter(|p| *p > 0).collect();
        priorities.sort_unstable();
        assert!(priorities.is_sorted_by(|a, b| a < b), "{priorities:?}");
    }
}
