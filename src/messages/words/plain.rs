//! Lines for logs. Numbers, points in time and spans of time come in written already; reasons come in cleaned.

texts! {
    PlainWords {
        /// Behind a state that is known from the watch set only.
        archived(state: &str): "{state} (archived)", "{state}（存档）";
        live(n: usize): "{n} live", "{n} 个未结束";
        in_state(n: usize, state: &str): "{n} {state}", "{state} {n}";
        eta(time: &str): "ETA {time}", "剩余 {time}";
        /// Between a thing and what is said of it.
        colon: ": ", "：";
        /// Between parts of an enumeration.
        comma: ", ", "，";
        /// Between greater parts of a line.
        semicolon: "; ", "；";
        not_returned: "not returned by the service", "服务端没有返回该任务";
        /// In place of a cause, for a task that these credentials do not reach.
        not_asked: "not asked", "未查询";
        cannot_ask(why: &str): "cannot ask the service: {why}", "无法查询服务：{why}";
        failures(n: u32, clock: &str):
            format!("{n} {} since {clock}", if n == 1 { "failure" } else { "failures" }),
            "自 {clock} 起失败 {n} 次";
        retry_at(clock: &str): "next attempt at {clock}", "{clock} 重试";
    }
}
