//! What stands where the table would be: on an empty set, and on a terminal that is too small.

texts! {
    FirstScreenWords {
        what:
            "eftop watches, explains and cancels the long copy, move and delete tasks of SCNet's EFile service.",
            "eftop 用于监视、解读和取消 SCNet EFile 文件服务的异步复制、移动、删除任务。";
        empty:
            "No task is watched yet. The service cannot list your tasks, so eftop needs their ids.",
            "尚未监视任何任务。服务端没有列出任务的接口，需要您提供任务 ID。";
        how_to_add: "Add tasks", "添加任务";
        by_key: "type or paste ids here", "在此输入或粘贴任务 ID";
        by_paste: "Any text with ids in it can be pasted here at any time.", "随时可在此粘贴含有 ID 的任意文本。";
        ways as [(&'static str, &'static str); 3]:
            [
                ("eftop ID...", "ids as arguments"),
                ("eftop FILE", "ids out of a file: JSON, a log, a list"),
                ("submit | eftop -", "ids out of another program's output"),
            ],
            [
                ("eftop ID...", "在命令行中给出 ID"),
                ("eftop FILE", "从文件中提取 ID：JSON、日志、清单"),
                ("submit | eftop -", "从其他程序的输出中提取 ID"),
            ];
        try_it: "No account at hand?", "手边没有账号？";
        demo as (&'static str, &'static str):
            ("eftop demo", "a server of its own with made-up tasks"),
            ("eftop demo", "使用内置服务器和模拟任务体验");
        too_small(size: [u16; 2], needed: [u16; 2]):
            format!("Too small: {}x{}, eftop needs {}x{}.", size[0], size[1], needed[0], needed[1]),
            format!("窗口太小：{}x{}，至少需要 {}x{}。", size[0], size[1], needed[0], needed[1]);
    }
}
