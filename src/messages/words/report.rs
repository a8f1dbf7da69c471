//! The report of a task that is copied as plain text: what its events are called.

texts! {
    ReportWords {
        events: "events", "事件";
        seen(state: &str): "seen: {state}", "首次查到：{state}";
        changed(from: &str, to: &str): "{from} -> {to}", "{from} → {to}";
        cancel_sent: "cancel sent", "已发送取消请求";
        cancel_taken: "cancel taken by the service", "服务端已受理取消";
        cancel_failed(why: &str): "cancel failed: {why}", "取消失败：{why}";
        cancel_unclear(why: &str):
            "no answer to the cancel, it may have arrived: {why}",
            "取消请求没有得到答复，可能已到达：{why}";
        finished_first(state: &str): "ended before the cancel arrived: {state}", "取消生效前已结束：{state}";
        refused(why: &str): "refused by the service: {why}", "服务端拒绝：{why}";
        returned: "returned by the service again", "服务端重新返回该任务";
    }
}
