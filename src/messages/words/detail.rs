//! The detail pane: its tabs, and the labels of everything that is known of a task.

texts! {
    DetailWords {
        tab_summary: "summary", "概况";
        tab_info: "info", "信息";
        tab_error: "error", "错误";
        tab_events: "events", "事件";
        task_id: "task id", "任务 ID";
        operation: "operation", "操作";
        status: "status", "状态";
        phase: "phase", "阶段";
        source: "source", "源路径";
        target: "target", "目标目录";
        conflict: "same name", "重名处理";
        conflict_cover: "overwrite", "覆盖";
        conflict_both: "keep both", "保留二者";
        size: "size", "大小";
        files: "files", "文件数";
        progress: "progress", "进度";
        rate: "rate", "速率";
        eta: "ETA", "剩余时间";
        synchronous: "synchronous", "同步执行";
        user_name: "user", "用户名";
        user_id: "user id", "用户 ID";
        cluster_user: "cluster user", "集群用户";
        cluster_name: "cluster", "集群";
        cluster_id: "cluster id", "集群 ID";
        submitted: "submitted", "提交时间";
        started: "started", "开始时间";
        updated: "updated", "更新时间";
        error_code: "error code", "错误码";
        error_message: "error message", "错误消息";
        raw: "raw answer", "原始应答";
        first_seen: "first seen", "首次看到";
        last_seen: "last seen", "最近看到";
        base_url: "base URL", "基础地址";
        region: "region", "区域";
        label: "label", "标签";
        yes: "yes", "是";
        no: "no", "否";
        meaning: "meaning", "含义";
        cause: "likely cause", "可能原因";
        next: "next step", "下一步";
        retry: "try again?", "能否重试";
        /// What is known of this task now, beside what the card says of all.
        now: "now", "目前";
        commands: "commands", "命令";
        no_card(code: &str):
            "No card explains code {code}. The service's own words stand below.",
            "暂无错误码 {code} 的说明，服务端的原始消息见下方。";
        no_events: "Nothing has changed since eftop watches this task.", "开始监视以来，该任务没有变化。";
        cancel: "cancel", "取消";
        cancel_sent(clock: &str): "sent at {clock}, no answer yet", "{clock} 已发出，尚无应答";
        cancel_unclear(clock: &str, why: &str):
            "{clock}: it is not known whether it arrived: {why}",
            "{clock} 不清楚是否已到达服务端：{why}";
        cancel_taken(clock: &str):
            "taken by the service at {clock}; only the status says how it ends",
            "{clock} 服务端已受理，最终结果以任务状态为准";
        cancel_failed(why: &str): "cancel failed: {why}", "取消失败：{why}";
        cancel_failed_meaning:
            "The cancel did not get through. It can be sent again.",
            "取消请求没有成功，任务仍在继续，可以再次取消。";
        refused_meaning:
            "The service refuses this id. It may be mistyped, or belong to another region or another user.",
            "服务端拒绝查询该 ID：可能输入有误，或属于其他区域、其他用户。";
        earlier_run(time: &str): "values of an earlier run, seen at {time}", "上次运行时的数据，时间 {time}";
        asking_fails(clock: &str):
            "The service cannot be asked since {clock}; nothing newer is known of this task.",
            "自 {clock} 起无法查询服务端，没有该任务的最新信息。";
        never_seen: "The service has not been asked about this task yet.", "尚未向服务端查询该任务。";
        not_reached:
            "Not asked for: this task belongs to another EFile URL, which the credentials in use do not reach.",
            "未查询：该任务属于另一个 EFile 地址，当前凭据无法访问。";
        unknown_status:
            "a status that eftop does not know; never taken for an end",
            "eftop 不认识的状态，不会当作已结束";
        /// The service's or the system's own words about a problem.
        own_words: "own words", "原始消息";
        ended: "end seen", "发现结束";
        event_seen(state: &str): "first answer: {state}", "首次应答：{state}";
        event_changed(from: &str, arrow: &str, to: &str): "{from} {arrow} {to}", "{from} {arrow} {to}";
        event_cancel_sent: "cancel sent", "已发出取消请求";
        event_cancel_taken: "cancel taken by the service", "服务端已受理取消";
        event_cancel_unclear(why: &str):
            "the cancel got no answer, it may have arrived: {why}",
            "取消请求没有得到答复，可能已到达：{why}";
        event_finished_first(state: &str): "{state} before the cancel took hold", "取消生效前任务已结束：{state}";
        event_refused(why: &str): "the service refuses it: {why}", "服务端拒绝查询：{why}";
        event_returned: "returned by the service again", "服务端重新返回该任务";
        event_retry_sent: "submitting it again", "正在重新提交";
        event_retry_failed(why: &str): "not submitted again: {why}", "未能重新提交：{why}";
        event_retry_unclear(why: &str):
            "whether it was submitted again is not known: {why}",
            "是否已重新提交不明：{why}";
        event_retried(id: &str): "submitted again as {id}", "已重新提交，新任务 {id}";
        again_of: "retry of", "重试自";
        again_as: "again as", "重试为";
        again_unclear(time: &str):
            "sent at {time} without a known answer: it may have been submitted again, or not",
            "{time} 已发出，但没有明确应答：不清楚是否已重新提交";
        over_progress: "rate over progress", "速率 / 进度";
        over_time: "rate over time", "速率 / 时间";
        seen_from(share: &str): "seen from {share} on", "自 {share} 起有记录";
        graph_now: "now", "当前";
        graph_mean: "mean", "平均";
        graph_peak: "peak", "峰值";
    }
}
