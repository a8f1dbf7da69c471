//! What a card says of one task: whole sentences, put behind each other. Points in time and spans of time come in written already.

texts! {
    ExplainWords {
        still(span: &str): "Nothing of it has moved for {span}.", "已有 {span}没有任何进展。";
        /// How many bytes of how many.
        done_bytes(pair: &str): format!("Done: {}.", pair.replace('/', " of ")), "已完成 {pair}。";
        /// How many files of how many.
        done_files(done: &str, total: &str): "Files: {done} of {total}.", "文件：{done}/{total}。";
        listing: "The service still counts what there is to do.", "服务端仍在统计文件。";
        finishing:
            "By its numbers all is done, but the service has not said that it is complete.",
            "从数字看已全部做完，但服务端尚未表示完成。";
        submitted(clock: &str, ago: &str): "Submitted at {clock}, {ago} ago.", "{clock} 提交（{ago}前）。";
        cancel_sent(clock: &str):
            "The cancel was sent at {clock}; there is no answer yet.",
            "{clock} 已发出取消请求，尚无应答。";
        cancel_unclear(clock: &str):
            "The cancel was sent at {clock}; it is not known whether it arrived.",
            "{clock} 已发出取消请求，不清楚是否到达服务端。";
        cancel_taken(clock: &str): "The service took the cancel at {clock}.", "{clock} 服务端已受理取消。";
        ended(clock: &str, ago: &str): "Its end was first seen at {clock}, {ago} ago.", "{clock} 发现任务已结束（{ago}前）。";
        /// `word` is the service's for the status.
        last_seen(clock: &str, ago: &str, word: &str):
            "Last seen at {clock}, {ago} ago, as `{word}`.",
            "最近一次看到是 {clock}（{ago}前），状态为 `{word}`。";
        never_seen: "eftop has never seen it.", "eftop 从未查到过它。";
        lacked(answers: u32):
            if answers == 1 {
                "The last answer lacked it.".to_owned()
            } else {
                format!("The last {answers} answers lacked it.")
            },
            format!("最近 {answers} 次应答中都没有它。");
        says(word: &str): "The service calls its status `{word}`.", "服务端给出的状态是 `{word}`。";
        done_by(id: &str): "Task {id} does its work now.", "现由任务 {id} 接替。";
        /// Follows that.
        done_by_state(state: &str): "It is: {state}.", "该任务的状态：{state}。";
        again_unclear(clock: &str):
            "It was sent again at {clock} without a known answer: the work may have been submitted already.",
            "{clock} 重新提交过一次，但没有明确应答：可能已经提交成功。";
    }
}
