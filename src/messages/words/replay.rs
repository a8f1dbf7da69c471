//! The line of a replay, and what is told about recordings.

use super::texts::plural;

texts! {
    ReplayWords {
        replay: "replay", "回放";
        paused: "paused", "已暂停";
        over: "end", "已结束";
        seeking: "seeking", "正在定位";
        anonymous: "anonymised", "已匿名";
        only_recorded:
            "this is a recording: there is no service behind it to act on",
            "这是一段录制，没有可以操作的服务";
        bad_lines(n: usize):
            format!(
                "{} of the recording made no sense and {} left out",
                plural(n, "line", "lines"),
                if n == 1 { "was" } else { "were" }
            ),
            "录制文件中有 {n} 行无法识别，已跳过";
        stopped(why: &str): "recording has stopped: {why}", "录制已停止：{why}";
        full: "the recording has reached its largest size", "录制文件已达到大小上限";
        too_slow: "the disk cannot keep up", "磁盘写入太慢";
    }
}
