//! What is wrong with the ids and paths that were given: as arguments, in a file, or on standard input.

use crate::domain::pick::NotAnId;
use std::io::Error;

impl InputWords {
    /// The name of a file, or that of standard input.
    pub fn name<'a>(&self, name: Option<&'a str>) -> &'a str {
        name.unwrap_or(self.stdin)
    }
}

texts! {
    InputWords {
        /// In place of the name of a file.
        stdin: "standard input", "标准输入";
        unreadable(name: &str, why: &Error):
            "{name:?} cannot be read: {why}", "无法读取 {name:?}：{why}；请检查路径和权限";
        not_an_id(argument: &str, why: NotAnId, meant: &str):
            "{argument:?} is neither a task id nor a file: {why}{meant}",
            match why {
                NotAnId::NoDigit => format!("{argument:?} 既不是任务 ID，也不是文件{meant}"),
                _ => format!("{argument:?} 既不是任务 ID（由字母、数字和 . _ - 组成），也不是文件{meant}"),
            };
        /// Behind `not_an_id`.
        meant(command: &str): "; did you mean `eftop {command}`?", "；您是不是想用 `eftop {command}`？";
        directory(name: &str):
            "{name:?} is a directory; name a file with task ids in it",
            "{name:?} 是目录；请给出含有任务 ID 的文件";
        ids_too_large(name: &str):
            "{name:?} is larger than 64 MiB: that is no list of task ids",
            "{name:?} 大于 64 MiB，不会是任务 ID 的列表";
        no_ids(name: &str):
            "no task id in {name:?}: ids have 32 hexadecimal digits, or stand alone on a line",
            "{name:?} 中没有任务 ID：ID 是 32 位十六进制数，或独占一行";
        paths_too_large(name: &str):
            "{name:?} is larger than 256 MiB: that is no list of paths", "{name:?} 大于 256 MiB，不会是路径的列表";
        no_paths(name: &str):
            "no path in {name:?}: one item per line is expected", "{name:?} 中没有路径：应为每行一项";
        source: "source", "源路径";
        target: "target", "目标目录";
        /// `wrong` is one of the texts from `not_utf8` to `too_long`.
        line(name: &str, line: usize, wrong: &str): "{name:?} line {line} {wrong}", "{name:?} 第 {line} 行：{wrong}";
        more_lines(n: usize):
            format!("and {n} more {}", if n == 1 { "line" } else { "lines" }),
            "另有 {n} 行有误";
        not_utf8(byte: usize): "is not UTF-8 from byte {byte} on", "从第 {byte} 字节起不是 UTF-8，请转为 UTF-8";
        no_column:
            "has no target: separate source and target by a tab",
            "缺少目标目录：源路径与目标目录之间须有一个制表符（Tab）";
        columns(found: usize, wanted: usize):
            "has {found} columns separated by tabs instead of {wanted}",
            "由制表符分成了 {found} 列，应为 {wanted} 列";
        empty(column: &str): "has an empty {column}", "{column}为空";
        relative(column: &str):
            "has a {column} that is not an absolute path: it must begin with /",
            "{column}不是绝对路径：须以 / 开头";
        control(column: &str): "has a control character in its {column}", "{column}中有控制字符，请删去";
        too_long(column: &str, most: usize): "has a {column} of more than {most} bytes", "{column}超过 {most} 字节";
        empty_argument(column: &str): "an empty {column} path", "{column}为空，请给出绝对路径";
        relative_argument(path: &str):
            "{path:?} is not an absolute path: the service knows no current directory, so it must begin with /",
            "{path:?} 不是绝对路径：服务端没有当前目录，路径须以 / 开头";
        control_argument(path: &str): "{path:?} has a control character in it", "{path:?} 中有控制字符，请删去";
        argument(path: &str, wrong: &str): "{path:?} {wrong}", "{path:?}：{wrong}";
        one_path:
            "one path is too few: name one or more sources, and behind them the directory that they go to",
            "只给一个路径不够：请写一个或多个源路径，最后写目标目录";
        not_waiting:
            "--timeout, --max-outage and --quiet are about waiting: add --wait",
            "--timeout、--max-outage 和 --quiet 只在等待时有用：请加上 --wait";
    }
}
