//! The line of a replay, and what is told about recordings.

/// Recordings.
#[derive(Clone, Copy, Debug)]
pub struct ReplayWords {
    /// It runs.
    pub replay: &'static str,
    /// It stands still.
    pub paused: &'static str,
    /// It has come to its end.
    pub over: &'static str,
    /// It is on its way to another position.
    pub seeking: &'static str,
    /// Names were replaced in it.
    pub anonymous: &'static str,
    /// What would act on the service is refused.
    pub only_recorded: &'static str,
    /// So many lines could not be read.
    pub bad_lines: fn(usize) -> String,
    /// Recording has stopped: why.
    pub stopped: fn(&str) -> String,
    /// Why it stopped: the largest size is reached.
    pub full: &'static str,
    /// Why it stopped: the disk cannot keep up.
    pub too_slow: &'static str,
}

pub(super) const EN: ReplayWords = ReplayWords {
    replay: "replay",
    paused: "paused",
    over: "end",
    seeking: "seeking",
    anonymous: "anonymised",
    only_recorded: "this is a recording: there is no service behind it to act on",
    bad_lines: |n| {
        let were = if n == 1 { "was" } else { "were" };
        format!("{} of the recording made no sense and {were} left out", super::plural::plural(n, "line", "lines"))
    },
    stopped: |why| format!("recording has stopped: {why}"),
    full: "the recording has reached its largest size",
    too_slow: "the disk cannot keep up",
};

pub(super) const ZH: ReplayWords = ReplayWords {
    replay: "回放",
    paused: "已暂停",
    over: "已结束",
    seeking: "正在定位",
    anonymous: "已匿名",
    only_recorded: "这是一段录制，没有可以操作的服务",
    bad_lines: |n| format!("录制文件中有 {n} 行无法识别，已跳过"),
    stopped: |why| format!("录制已停止：{why}"),
    full: "录制文件已达到大小上限",
    too_slow: "磁盘写入太慢",
};
