//! The header: what is watched, the totals, and how fresh the data is. Ages and spans of time
//! come in written already, compact in English, spelled out in Chinese.

use super::texts::plural;

texts! {
    HeaderWords {
        user: "user", "用户";
        total: "total", "总计";
        eta: "ETA", "剩余";
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
        marked(n: usize): "{n} marked", "已标记 {n} 个";
        set: "set", "任务集";
        skipped(n: u64): "{n} unreadable", "{n} 条无法解析";
        /// The filter for failed and stalled tasks.
        group_trouble: "failed, stalled", "失败、停滞";
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
        /// The filter for cancelled and lost tasks.
        group_away: "cancelled, gone", "已取消、无记录";
    }
}
