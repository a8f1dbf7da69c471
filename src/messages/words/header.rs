//! The header: what is watched, the totals, and how fresh the data is. Ages and spans of time
//! come in written already, compact in English, spelled out in Chinese.

use super::plural::plural;

/// The header.
#[derive(Clone, Copy, Debug)]
pub struct HeaderWords {
    pub user: &'static str,
    /// Label of the total progress.
    pub total: &'static str,
    /// Label of the remaining time.
    pub eta: &'static str,
    /// How old the data is.
    pub age: fn(&str) -> String,
    /// When the next poll begins.
    pub next_poll: fn(&str) -> String,
    /// A poll is under way.
    pub asking: &'static str,
    /// How long the last answer took.
    pub round_trip: fn(&str) -> String,
    /// Nothing was ever answered.
    pub never_asked: &'static str,
    /// Every task has ended: there is nothing to ask for.
    pub all_ended: &'static str,
    /// What is wrong, and when we try again.
    pub retry: fn(&str, &str) -> String,
    /// The region that is meant, where there are several, and what is wrong there.
    pub of_region: fn(&str, &str) -> String,
    /// How the other regions are: so many are asked in vain, so many answer.
    pub others: fn(usize, usize) -> String,
    /// So many regions are asked.
    pub regions: fn(usize) -> String,
    /// Since when it is wrong.
    pub failing_since: fn(&str) -> String,
    /// The screen does not follow the data.
    pub frozen: &'static str,
    /// The watch set on disk is not what is shown: it could not be written.
    pub unsaved: &'static str,
    /// What is seen is being recorded.
    pub recording: &'static str,
    /// The limits of asking carry no more than one cycle in this time.
    pub at_limits: fn(&str) -> String,
    /// The filter, how many rows it shows, and of how many.
    pub filter: fn(&str, usize, usize) -> String,
    /// How many rows are marked.
    pub marked: fn(usize) -> String,
    /// Label of the watch set.
    pub set: &'static str,
    /// So many elements of answers could not be read.
    pub skipped: fn(u64) -> String,
    /// The filter for failed and stalled tasks.
    pub group_trouble: &'static str,
    /// The window's title: so many failed, live, complete.
    pub window_title: fn(usize, usize, usize) -> String,
    /// What stands between the parts of the window's title.
    pub comma: &'static str,
    /// The filter for cancelled and lost tasks.
    pub group_away: &'static str,
}

pub(super) const EN: HeaderWords = HeaderWords {
    user: "user",
    total: "total",
    eta: "ETA",
    age: |age| format!("{age} ago"),
    next_poll: |wait| format!("next in {wait}"),
    asking: "asking",
    round_trip: |time| format!("took {time}"),
    at_limits: |span| format!("at the limits: every {span}"),
    never_asked: "not asked yet",
    all_ended: "all ended",
    retry: |what, wait| format!("{what}, retry in {wait}"),
    of_region: |name, what| format!("{name} {what}"),
    others: |failing, fine| match (failing, fine) {
        (0, 1) => "the other is fine".to_owned(),
        (0, fine) => format!("{fine} others fine"),
        (failing, 0) => format!("{failing} more failing"),
        (failing, fine) => format!("{failing} more failing, {fine} fine"),
    },
    regions: |n| plural(n, "region", "regions"),
    failing_since: |clock| format!("failing since {clock}"),
    frozen: "frozen",
    unsaved: "not saved",
    recording: "recording",
    filter: |filter, shown, all| format!("filter {filter}: {shown} of {all}"),
    marked: |n| format!("{n} marked"),
    set: "set",
    skipped: |n| format!("{n} unreadable"),
    group_trouble: "failed, stalled",
    window_title: |failed, live, complete| {
        let failed = (failed > 0).then(|| format!("{failed} failed"));
        let live = (live > 0).then(|| format!("{live} live"));
        let complete = format!("{complete} complete");
        [failed, live, Some(complete)].into_iter().flatten().collect::<Vec<_>>().join(", ")
    },
    comma: ", ",
    group_away: "cancelled, gone",
};

pub(super) const ZH: HeaderWords = HeaderWords {
    user: "用户",
    total: "总计",
    eta: "剩余",
    age: |age| format!("{age}前"),
    next_poll: |wait| format!("{wait}后查询"),
    asking: "查询中",
    round_trip: |time| format!("耗时 {time}"),
    at_limits: |span| format!("已达限度：{span}一轮"),
    never_asked: "尚未查询",
    all_ended: "全部结束",
    retry: |what, wait| format!("{what}，{wait}后重试"),
    of_region: |name, what| format!("{name} {what}"),
    others: |failing, fine| match (failing, fine) {
        (0, fine) => format!("其余 {fine} 个正常"),
        (failing, 0) => format!("另有 {failing} 个异常"),
        (failing, fine) => format!("另有 {failing} 个异常，{fine} 个正常"),
    },
    regions: |n| format!("{n} 个区域"),
    failing_since: |clock| format!("{clock} 起查询失败"),
    frozen: "已冻结",
    unsaved: "未保存",
    recording: "录制中",
    filter: |filter, shown, all| format!("筛选 {filter}：{shown}/{all}"),
    marked: |n| format!("已标记 {n} 个"),
    set: "任务集",
    skipped: |n| format!("{n} 条无法解析"),
    group_trouble: "失败、停滞",
    window_title: |failed, live, complete| {
        let failed = (failed > 0).then(|| format!("失败 {failed}"));
        let live = (live > 0).then(|| format!("未结束 {live}"));
        let complete = format!("完成 {complete}");
        [failed, live, Some(complete)].into_iter().flatten().collect::<Vec<_>>().join("，")
    },
    comma: "，",
    group_away: "已取消、无记录",
};
