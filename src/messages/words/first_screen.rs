//! What stands where the table would be: on an empty set, and on a terminal that is too small.

/// The screen of an empty set, and of a terminal that is too small.
#[derive(Clone, Copy, Debug)]
pub struct FirstScreenWords {
    /// What this program is, in one line.
    pub what: &'static str,
    /// That no task is watched.
    pub empty: &'static str,
    /// Above the ways to add tasks.
    pub how_to_add: &'static str,
    /// What the key of the add dialog does; the key itself can be bound anew and is not told here.
    pub by_key: &'static str,
    /// What pasting does.
    pub by_paste: &'static str,
    /// The ways of the command line: what to type, and what it does.
    pub ways: [(&'static str, &'static str); 3],
    /// Above the way to see it without an account.
    pub try_it: &'static str,
    /// That way: what to type, and what it does.
    pub demo: (&'static str, &'static str),
    /// The terminal has so many columns and rows, and so many are needed.
    pub too_small: fn([u16; 2], [u16; 2]) -> String,
}

pub(super) const EN: FirstScreenWords = FirstScreenWords {
    what: "eftop watches, explains and cancels the long copy, move and delete tasks of SCNet's EFile service.",
    empty: "No task is watched yet. The service cannot list your tasks, so eftop needs their ids.",
    how_to_add: "Add tasks",
    by_key: "type or paste ids here",
    by_paste: "Any text with ids in it can be pasted here at any time.",
    ways: [
        ("eftop ID...", "ids as arguments"),
        ("eftop FILE", "ids out of a file: JSON, a log, a list"),
        ("submit | eftop -", "ids out of another program's output"),
    ],
    try_it: "No account at hand?",
    demo: ("eftop demo", "a server of its own with made-up tasks"),
    too_small: |[columns, rows], [needed_columns, needed_rows]| {
        format!("Too small: {columns}x{rows}, eftop needs {needed_columns}x{needed_rows}.")
    },
};

pub(super) const ZH: FirstScreenWords = FirstScreenWords {
    what: "eftop 用于监视、解读和取消 SCNet EFile 文件服务的异步复制、移动、删除任务。",
    empty: "尚未监视任何任务。服务端没有列出任务的接口，需要您提供任务 ID。",
    how_to_add: "添加任务",
    by_key: "在此输入或粘贴任务 ID",
    by_paste: "随时可在此粘贴含有 ID 的任意文本。",
    ways: [
        ("eftop ID...", "在命令行中给出 ID"),
        ("eftop FILE", "从文件中提取 ID：JSON、日志、清单"),
        ("submit | eftop -", "从其他程序的输出中提取 ID"),
    ],
    try_it: "手边没有账号？",
    demo: ("eftop demo", "使用内置服务器和模拟任务体验"),
    too_small: |[columns, rows], [needed_columns, needed_rows]| {
        format!("窗口太小：{columns}x{rows}，至少需要 {needed_columns}x{needed_rows}。")
    },
};
