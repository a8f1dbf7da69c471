//! Why no remaining time is shown: the words behind a `—`.

texts! {
    EtaWords {
        total_grows: "the total is still growing", "总量仍在增加";
        no_rate: "no rate yet", "尚无速率";
        not_asking: "the service cannot be asked now", "暂时无法查询服务";
        stalled: "nothing moves", "进度停滞";
        finishing: "about to end", "即将结束";
        waiting: "not started yet", "尚未开始";
    }
}
