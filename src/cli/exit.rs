//! The exit codes: what a script gets, and the one table of what they mean.

use crate::{
    domain::Verdict,
    messages::{Lang, wrap},
};
use std::process::ExitCode;

/// How the program ended; [`TABLE`] says what each means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    Good,
    Internal,
    Usage,
    /// How the tasks came out, where that is not [`Verdict::Complete`].
    Tasks(Verdict),
    Unauthenticated,
    Unreachable,
    TimedOut,
    Signal(Signal),
}

/// A signal that ends the program in good order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// The terminal went away.
    Hangup,
    /// `^c` from outside of the screen.
    Interrupt,
    /// Asked to end.
    Terminate,
}

impl Exit {
    /// The number that the shell sees; 128 and the signal's number for a signal.
    pub fn code(self) -> u8 {
        match self {
            Self::Good | Self::Tasks(Verdict::Complete) => 0,
            Self::Internal => 1,
            Self::Usage => 2,
            Self::Tasks(Verdict::Failed) => 3,
            Self::Unauthenticated => 4,
            Self::Tasks(Verdict::Cancelled) => 5,
            Self::Tasks(Verdict::Gone) => 6,
            Self::Unreachable => 7,
            Self::Tasks(Verdict::NotEnded) => 8,
            Self::TimedOut => 124,
            Self::Signal(Signal::Hangup) => 129,
            Self::Signal(Signal::Interrupt) => 130,
            Self::Signal(Signal::Terminate) => 143,
        }
    }
}

impl From<Verdict> for Exit {
    fn from(verdict: Verdict) -> Self {
        if verdict == Verdict::Complete { Self::Good } else { Self::Tasks(verdict) }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// A row of the table of exit codes.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Those that it is about.
    pub exits: &'static [Exit],
    /// What it means in English and in Chinese.
    pub meaning: [&'static str; 2],
    /// What it means for a submission, where that is something of its own.
    pub submitting: Option<[&'static str; 2]>,
}

/// What each exit code means, in the order of the codes.
pub const TABLE: &[Row] = &[
    Row {
        exits: &[Exit::Good],
        meaning: [
            "every task is complete; `list`: printed; the screen: left; `cancel`: every task was cancelled",
            "全部完成；`list`：已输出；界面：已退出；`cancel`：全部已取消",
        ],
        submitting: Some(["all were submitted", "全部已提交"]),
    },
    Row {
        exits: &[Exit::Internal],
        meaning: [
            "internal error, or output could not be written; `add`, `forget`, the screen: the set could not be written",
            "内部错误，或无法写入输出；`add`、`forget`、界面：无法写入监视列表",
        ],
        submitting: Some([
            "it is not known whether some were submitted, or the set could not be written (ids are printed all the same)",
            "不清楚其中一部分是否已提交，或无法写入监视列表（ID 照常打印）",
        ]),
    },
    Row {
        exits: &[Exit::Usage],
        meaning: ["wrong usage or configuration, or an empty set", "用法或配置错误，或列表为空"],
        submitting: None,
    },
    Row {
        exits: &[Exit::Tasks(Verdict::Failed)],
        meaning: ["all ended, at least one failed", "已结束，至少一个失败"],
        submitting: Some(["the service refused some", "服务端拒绝了其中一部分"]),
    },
    Row {
        exits: &[Exit::Unauthenticated],
        meaning: [
            "not signed in: no credentials, a file with them that others can read, keys that are refused, or a token that cannot be renewed",
            "未登录：没有密钥或 token、存放它们的文件他人可读、密钥被拒绝，或 token 无法续期",
        ],
        submitting: None,
    },
    Row {
        exits: &[Exit::Tasks(Verdict::Cancelled)],
        meaning: ["all ended, none failed, at least one was cancelled", "已结束，没有失败，至少一个被取消"],
        submitting: None,
    },
    Row {
        exits: &[Exit::Tasks(Verdict::Gone)],
        meaning: [
            "at least one id is unknown to the service, and the set does not know how it ended",
            "至少一个 ID 服务端无记录，列表里也没有它的最终结果",
        ],
        submitting: None,
    },
    Row {
        exits: &[Exit::Unreachable],
        meaning: [
            "the service was unreachable or busy for longer than `--max-outage`",
            "服务无法访问或繁忙的时间超过 `--max-outage`",
        ],
        submitting: Some(["the service was unreachable or busy", "服务无法访问或繁忙"]),
    },
    Row {
        exits: &[Exit::Tasks(Verdict::NotEnded)],
        meaning: [
            "not all have ended (only `list` and the screen with `--exit-status`, and `cancel` if a task was not cancelled)",
            "尚未全部结束（仅限 `list` 和带 `--exit-status` 的界面，以及有任务未能取消的 `cancel`）",
        ],
        submitting: None,
    },
    Row {
        exits: &[Exit::TimedOut],
        meaning: ["`--timeout` has passed; the tasks keep running", "超过 `--timeout`；任务继续执行"],
        submitting: None,
    },
    Row {
        exits: &[Exit::Signal(Signal::Hangup), Exit::Signal(Signal::Interrupt), Exit::Signal(Signal::Terminate)],
        meaning: [
            "SIGHUP, SIGINT, SIGTERM; the tasks keep running. A signal that was ignored at the start (`nohup`, `trap '' INT`) stays ignored",
            "SIGHUP、SIGINT、SIGTERM；任务继续执行。启动时已被忽略的信号（`nohup`、`trap '' INT`）仍然忽略",
        ],
        submitting: None,
    },
];

/// Which of several counts.
pub const PRECEDENCE: [&str; 2] = [
    "If several apply, the first of 2, 4, 7, a signal, 124, 3, 6, 5, 8 and 0 counts.",
    "有几个同时符合时，按 2、4、7、信号、124、3、6、5、8、0 的顺序取第一个。",
];

/// The text of a pair that is in this language.
pub fn of(lang: Lang, texts: [&'static str; 2]) -> &'static str {
    let [en, zh] = texts;
    if lang == Lang::Zh { zh } else { en }
}

impl Row {
    /// The codes, with commas between them.
    pub fn codes(&self) -> String {
        self.exits.iter().map(|exit| exit.code().to_string()).collect::<Vec<_>>().join(", ")
    }

    /// What it means, for all commands.
    pub fn whole(&self, lang: Lang) -> String {
        let meaning = of(lang, self.meaning);
        let Some(submitting) = self.submitting else { return meaning.to_owned() };
        let who = of(lang, ["; `copy`, `move`, `remove`, `retry`: ", "；`copy`、`move`、`remove`、`retry`："]);
        format!("{meaning}{who}{}", of(lang, submitting))
    }
}

/// What stands behind the help of a command that waits.
pub fn waiting(lang: Lang) -> String {
    let rows: String = TABLE.iter().map(|row| lines(row, row.meaning, lang)).collect();
    format!("{}{rows}\n\n{}", of(lang, HEADING), of(lang, PRECEDENCE))
}

/// What stands behind the help of a command that submits.
pub fn submitting(lang: Lang) -> String {
    let is_of_waiting = |row: &&Row| matches!(row.exits, [Exit::Tasks(_) | Exit::TimedOut]) && row.submitting.is_none();
    let rows = TABLE.iter().filter(|row| !is_of_waiting(row));
    let rows: String = rows.map(|row| lines(row, row.submitting.unwrap_or(row.meaning), lang)).collect();
    format!("{}{rows}", of(lang, HEADING))
}

const HEADING: [&str; 2] = ["Exit codes:", "退出码:"];

/// A row as text, its lines below each other.
fn lines(row: &Row, meaning: [&'static str; 2], lang: Lang) -> String {
    let meaning = wrap(&of(lang, meaning).replace('`', ""), 80).join("\n                ");
    format!("\n  {:>13} {meaning}", row.codes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_exit_code_is_in_the_table_once() {
        let tasks = Verdict::BY_PRECEDENCE.map(Exit::from);
        let signals = [Signal::Hangup, Signal::Interrupt, Signal::Terminate].map(Exit::Signal);
        let others = [Exit::Internal, Exit::Usage, Exit::Unauthenticated, Exit::Unreachable, Exit::TimedOut];
        let mut all: Vec<u8> = tasks.into_iter().chain(signals).chain(others).map(Exit::code).collect();
        all.sort_unstable();
        assert_eq!(TABLE.iter().flat_map(|row| row.exits).map(|exit| exit.code()).collect::<Vec<_>>(), all);
    }
}
