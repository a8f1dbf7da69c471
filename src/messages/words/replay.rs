//! The line of a replay, and what is reported about recordings.

use super::texts::plural;
use std::{io::Error, path::Path};

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
        exists(path: &Path):
            "{path:?} exists: remove it, or name another file to record to",
            "{path:?} 已存在：请删除它，或录制到别的文件";
        cannot_record(path: &Path, why: &Error):
            "cannot record to {path:?}: {why}", "无法录制到 {path:?}：{why}；请检查路径和权限";
        unreadable(path: &Path, why: &Error):
            "cannot read {path:?}: {why}", "无法读取 {path:?}：{why}；请检查路径和权限";
        too_large(path: &Path): "{path:?} is larger than any recording", "{path:?} 太大，不会是录制文件";
        /// `wrong` is one of the texts below.
        bad(path: &Path, wrong: &str): "{path:?}: {wrong}", "{path:?}：{wrong}";
        no_recording:
            "it is no recording: one is made with --record", "不是录制文件；录制请用 --record FILE";
        only_lines:
            "it is the output of --jsonl, which does not hold every answer: a recording is made with --record FILE",
            "是 --jsonl 的输出，其中没有全部应答；录制请用 --record FILE";
        newer(format: u32):
            "it was recorded by a newer eftop (format {format})",
            "由较新的 eftop 录制（格式 {format}），请升级 eftop 后回放";
        older:
            "it was recorded by an older eftop, which can replay it", "由较旧的 eftop 录制，请用那个版本回放";
        too_slow: "the disk cannot keep up", "磁盘写入太慢";
    }
}
