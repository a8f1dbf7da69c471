//! The Chinese words for options that are no settings, which the program itself explains in English only.

/// Option, how its help begins where several have its name, and the text.
pub const OPTIONS: &[(&str, &str, &str)] = &[
    ("--exit-status", "", "用退出码说明任务状态，与 wait 相同；未全部结束时为 8"),
    ("--record", "", "把看到的一切以 JSON 行写入这个新文件，供 eftop replay 回放；只有本人可读"),
    ("--anonymize", "", "录制时替换名称：路径各段、ID、标签、用户、区域、地址；大小、数量、时间和错误码保留"),
    (
        "--hook-on-fail",
        "",
        "每有一个任务失败就用 sh -c 执行；环境中有 EFTOP_ID、EFTOP_STATE、EFTOP_CODE、EFTOP_MESSAGE、EFTOP_OPERATION、EFTOP_SOURCE、EFTOP_TARGET、EFTOP_LABEL",
    ),
    ("--hook-on-end", "", "等待结束时用 sh -c 执行；环境中有 EFTOP_VERDICT 和 EFTOP_EXIT_CODE"),
    ("--notify", "Notify when done", "等待结束时提醒（标准错误须是终端）：auto、bell、osc 或 off，此处默认 off"),
    ("--json", "Print one JSON document", "最后输出一个 JSON 文档，失败或超时也输出"),
    ("--json", "Print JSON: an object", "输出 JSON：一个对象；不给错误码时为列表"),
    ("--json", "Print JSON", "输出 JSON"),
    ("--jsonl", "", "随事件逐行输出 JSON 对象，先 meta，最后 summary"),
    ("--until", "", "何时算等完：all（全部）、any（任一）或 first-failure（首个失败）"),
    ("--timeout", "", "最多等待多久，如 90s、30m、12h；到时再查询一次（至多 5 秒），未结束则退出码 124，任务继续"),
    ("--max-outage", "", "服务多久无法访问就放弃，退出码 7；默认从不放弃"),
    ("-q, --quiet", "", "除错误外什么都不输出"),
    ("-y, --yes", "Do not ask;", "不询问；没有终端时必须给出"),
    ("-y, --yes", "Do not ask before deleting", "删除前不询问；没有终端时必须给出"),
    ("--label", "A name for these tasks, shown", "给这些任务起的名字，显示在任务旁"),
    ("--label", "A name for these tasks", "给这些任务起的名字"),
    ("--ended", "", "所有已结束的和服务端已无记录的任务"),
    ("--scenario", "", "演示场景：first-look、crowd 或 faults；默认 first-look，给了 --tasks 则为 crowd"),
    ("--seed", "", "相同的种子得到相同的演示"),
    ("--tasks", "", "crowd 场景中的任务数"),
    ("--serve", "", "只运行服务器：打印地址和 token，一直运行"),
    ("--token-life", "", "与 --serve 合用：token 的有效期，如 3s，至少 100ms"),
    ("--listen", "Where the server", "演示服务器的监听地址，只能是本机回环地址；只写 :8080 时主机为 127.0.0.1"),
    ("--listen", "Where to listen", "监听地址；只写 :9465 时主机为 127.0.0.1。没有密码，能访问它的人都能读到数字"),
    ("--on-conflict", "", "目标目录已有同名项时：cover（覆盖）或 both（都保留）；不给则由服务端决定"),
    ("--from", "Read source and target", "从文件逐行读取源路径和目标目录，用制表符分隔；- 为标准输入"),
    ("--from", "Read the paths", "从文件逐行读取路径；- 为标准输入"),
    ("--from", "Where to begin", "从何处开始：距开头多久（90s、10m），或时刻（14:02、14:02:07，或带日期的时间）"),
    ("--watch", "", "提交后进入监视界面"),
    ("--wait", "", "等到这些任务结束；退出码与 `eftop wait` 相同"),
    ("--speed", "", "回放速度的倍数，0.125 到 4096"),
];

/// The text of an option such as `--set NAME` with this English help.
pub fn option(name: &str, help: &str) -> &'static str {
    let name = name.trim_end_matches(|c: char| c.is_ascii_uppercase() || " |-".contains(c));
    let found = OPTIONS.iter().find(|(option, begin, _)| *option == name && help.starts_with(begin));
    found.unwrap_or_else(|| panic!("{name} ({help}) has no Chinese text in tests/readme/chinese.rs")).2
}
