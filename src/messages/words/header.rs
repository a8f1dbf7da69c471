//! The header: what is watched, the totals, and how fresh the data is. Ages and spans of time
//! come in written already, compact in English, spelled out in Chinese.

use super::texts::plural;

texts! {
    HeaderWords {
        user: "user", "用户";
        total: "total", "总计";
        eta: "ETA", "剩余";
        done_by(clock: &str): "done by {clock}", "预计 {clock} 完成";
        /// The time left is a lower bound: some of what runs has no size yet.
        not_before(clock: &str): "not before {clock}", "最早 {clock} 完成";
        /// Behind the bar of the tasks by state.
        by_count: "by count", "按任务数";
        plus_waiting(n: usize): "+{n} waiting", "另有 {n} 个等待";
        age(age: &str): "{age} ago", "{age}前";
        next_poll(wait: &str): "next in {wait}", "{wait}后查询";
        asking: "asking", "查询中";
        round_trip(time: &str): "took {time}", "耗时 {time}";
        never_asked: "not asked yet", "尚未查询";
        all_ended: "all ended", "全部结束";
        retry(what: &str, wait: &str): "{what}, retry in {wait}", "{what}，{wait}后重试";
        /// Where there are several regions: the one that is meant, and what is wrong there.
        of_region(name: &str, what: &str): "{name} {what}", "{name} {what}";
        others(failing: usize, fine: usize):
            match (failing, fine) {
                (0, 1) => "the other is fine".to_owned(),
                (0, fine) => format!("{fine} others fine"),
                (failing, 0) => format!("{failing} more failing"),
                (failing, fine) => format!("{failing} more failing, {fine} fine"),
            },
            match (failing, fine) {
                (0, fine) => format!("其余 {fine} 个正常"),
                (failing, 0) => format!("另有 {failing} 个异常"),
                (failing, fine) => format!("另有 {failing} 个异常，{fine} 个正常"),
            };
        regions(n: usize): plural(n, "region", "regions"), "{n} 个区域";
        failing_since(clock: &str): "failing since {clock}", "{clock} 起查询失败";
        frozen: "frozen", "已冻结";
        /// The watch set could not be written.
        unsaved: "not saved", "未保存";
        recording: "recording", "录制中";
        at_limits(span: &str): "at the limits: every {span}", "已达限度：{span}一轮";
        filter(filter: &str, shown: usize, all: usize):
            "filter {filter}: {shown} of {all}",
            "筛选 {filter}：{shown}/{all}";
        /// Follows the filter: how much all that it shows is.
        shown(size: &str): " shown, {size}", "，共 {size}";
        full_stop: ".", "。";
        /// Under the header: since when nothing new is known of the service.
        numbers_from(clock: &str): "Numbers from {clock}.", "数据截至 {clock}。";
        marked(n: usize): "{n} marked", "已标记 {n} 个";
        set: "set", "监视列表";
        skipped(n: u64): "{n} unreadable", "{n} 条无法解析";
        /// The filter for failed and stalled tasks.
        group_trouble: "failed, stalled, missing", "失败、停滞、未返回";
        window_title(failed: usize, live: usize, complete: usize): {
            let failed = (failed > 0).then(|| format!("{failed} failed"));
            let live = (live > 0).then(|| format!("{live} live"));
            let complete = format!("{complete} complete");
            [failed, live, Some(complete)].into_iter().flatten().collect::<Vec<_>>().join(", ")
        }, {
            let failed = (failed > 0).then(|| format!("失败 {failed}"));
            let live = (live > 0).then(|| format!("未结束 {live}"));
            let complete = format!("完成 {complete}");
            [failed, live, Some(complete)].into_iter().flatten().collect::<Vec<_>>().join("，")
        };
        /// Between the parts of the window's title.
        comma: ", ", "，";
        /// Times that the graph shows.
        span_minute: "1m", "1m";
        span_ten_minutes: "10m", "10m";
        span_hour: "1h", "1h";
        span_all: "all", "全程";
        /// A pair of numbers.
        done_of(pair: &str): pair.replacen('/', " of ", 1), "已完成 {pair}";
        not_sized(n: usize): format!("{} not sized yet", plural(n, "task", "tasks")), "{n} 个任务大小未知";
        /// The filter for cancelled and lost tasks.
        group_away: "cancelled, gone", "已取消、无记录";
    }
}
