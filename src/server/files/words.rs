//! What is said about a task that did not do everything, in English and Chinese.

use super::{cause::Cause, record::Record};
use crate::server::task::{Operation, Status};
use std::io;

/// The same words in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// English
    pub english: String,
    /// Chinese
    pub chinese: String,
}

impl Message {
    /// In one of them.
    pub(crate) fn of(self, in_chinese: bool) -> String {
        if in_chinese { self.chinese } else { self.english }
    }
}

/// A cause in words.
pub(crate) fn cause(cause: Cause) -> Message {
    let (english, chinese) = match cause {
        Cause::System(number) => {
            let words = io::Error::from_raw_os_error(number).to_string();
            return Message { chinese: format!("系统报告：{words}"), english: words };
        }
        Cause::Path => (
            "the path must be absolute, without \"..\", and of at most 4096 bytes",
            "路径必须是绝对路径，不能包含“..”，且不超过 4096 字节",
        ),
        Cause::Characters => ("the path contains control characters", "路径包含控制字符"),
        Cause::Name => ("the file system does not allow this name", "文件系统不允许使用该名称"),
        Cause::Link => (
            "a symbolic link on the way leads out of the served folder, or is not followed",
            "路径中的符号链接指向服务目录之外，或不允许跟随",
        ),
        Cause::TargetNotFolder => ("the target is not a folder", "目标地址不是一个文件夹"),
        Cause::Exists => ("the name is taken at the target", "目标位置已存在同名项"),
        Cause::Itself => {
            ("source and target are the same, or one is inside the other", "源与目标相同，或目标位于源之内")
        }
        Cause::Root => ("the served folder itself cannot be moved or deleted", "不能移动或删除服务的根目录"),
        Cause::State => ("the service keeps its own data there", "该位置存放服务自身的数据"),
        Cause::Mount => ("another file system is mounted there; it was not entered", "该处挂载了其他文件系统，未进入"),
        Cause::Deep => ("too many folders inside each other", "文件夹嵌套过深"),
        Cause::Changed => ("the file changed while it was read; copy it again", "读取时文件发生了变化，请重新复制"),
        Cause::Unequal => ("the source differs from its copy, so it was kept", "源与其副本不一致，因此保留了源"),
        Cause::Special => ("devices, sockets and pipes are not copied", "不复制设备、套接字和管道文件"),
        Cause::ReadOnly => ("the service is read-only", "服务为只读模式"),
        Cause::Full => ("too many tasks are waiting", "等待中的任务过多"),
        Cause::Interrupted => ("interrupted", "已中断"),
    };
    Message { english: english.to_owned(), chinese: chinese.to_owned() }
}

/// What is said about a task; nothing when there is nothing to say.
pub(crate) fn message(record: &Record) -> Option<Message> {
    let troubles = &record.troubles;
    let (mut english, mut chinese) = (Vec::new(), Vec::new());
    if let Some((path, why)) = &troubles.first {
        let words = cause(*why);
        english.push(format!("{path}: {}", words.english));
        chinese.push(format!("{path}：{}", words.chinese));
        if troubles.failed > 1 {
            english.push(format!("{} more failed", troubles.failed - 1));
            chinese.push(format!("另有 {} 项失败", troubles.failed - 1));
        }
    }
    if let Some((path, count)) = &troubles.special {
        english.push(format!("left out {count} devices, sockets or pipes, first {path}"));
        chinese.push(format!("跳过 {count} 个设备、套接字或管道文件，首个为 {path}"));
    }
    if troubles.attributes > 0 {
        english.push(format!("attributes of {} entries could not be kept", troubles.attributes));
        chinese.push(format!("{} 项的属性未能保留", troubles.attributes));
    }
    if matches!(record.status, Status::Fail | Status::Cancel) && record.started.is_some() {
        let (left, remains) = left(record);
        english.push(left);
        chinese.push(remains);
    }
    (!english.is_empty()).then(|| Message { english: english.join("; "), chinese: chinese.join("；") })
}

/// What a task that did not complete leaves behind.
fn left(record: &Record) -> (String, String) {
    let done = record.done.entries;
    if done == 0 {
        return ("no entry was finished".to_owned(), "没有完成任何一项".to_owned());
    }
    match record.operation {
        Operation::Copy => (
            format!("{done} entries are at the target and stay there, each of them whole"),
            format!("已有 {done} 项在目标位置并予以保留，每项均完整"),
        ),
        Operation::Move => (
            format!("{done} entries are at the target, each of them whole; what is not there is still at the source"),
            format!("已有 {done} 项在目标位置，每项均完整；其余仍在源位置"),
        ),
        Operation::Delete => (
            format!("{done} entries were deleted, the others are still there"),
            format!("已删除 {done} 项，其余仍保留"),
        ),
    }
}
