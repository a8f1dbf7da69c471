//! Help in Chinese: the commands, and the arguments that are no settings. English stands with the arguments themselves.

use super::{Cli, examples, options};
use crate::{
    messages::{Lang, wrap},
    settings::Key,
};
use clap::{Arg, ArgAction, Command, CommandFactory};
use std::fmt::Write;

/// Command, and what it does.
const COMMANDS: &[(&str, &str)] = &[
    ("eftop", "EFile 任务的 top：监视、解释、取消耗时的复制、移动和删除"),
    ("watch", "实时界面，显示监视列表（只写 eftop 也是它）"),
    ("list", "输出一次列表：表格、JSON 或 JSON 行"),
    (
        "wait",
        "等到列表中的任务结束；退出码说明结果

以启动时的列表为准：之后别人加入的不等，别人移出的也不再等。
列表无法写入时只给出警告，退出码仍说明任务的结果。",
    ),
    ("cancel", "在服务端取消任务，并跟踪到服务端给出结果"),
    ("add", "把任务 ID 加入监视列表，不询问服务端"),
    ("forget", "把任务 ID 移出监视列表；任务本身继续执行"),
    (
        "log",
        "输出列表中发生过的事，没有打开界面时的也有

每个查询服务或改动列表的命令都会写日志：存放在列表旁，最多 1 MiB。读取日志不需要网络。",
    ),
    ("demo", "在内置服务器上演示：不需要账号和网络"),
    ("serve", "以同样的接口服务本机的一个目录：不需要账号即可提交、监视和取消真实的文件操作"),
    ("copy", "提交复制，到一个目录"),
    ("move", "提交移动，到一个目录"),
    ("remove", "提交删除；先询问"),
    ("retry", "按服务端返回的信息重新提交失败或已取消的任务；先询问"),
    ("replay", "在界面上回放录制"),
    ("export", "以 Prometheus 指标的形式提供列表的数字，直到 SIGTERM"),
    ("explain", "离线解释服务的错误码和任务状态"),
    ("regions", "密钥能访问的区域及其 EFile 地址"),
    ("auth", "在哪里登录了、有效期多久、每项设置来自何处；绝不显示密钥"),
    ("config", "配置文件和生效的设置"),
    ("init", "生成带注释的 config.toml；已有的不动"),
    ("path", "输出 config.toml 的位置，不论是否存在"),
    ("show", "输出每项设置及其来源；绝不显示密钥"),
    ("completions", "输出某个 shell 的补全脚本"),
    ("man", "输出手册页（英文）"),
];

/// Command (none for all that have no own text), argument, and its text.
const ARGUMENTS: &[(&str, &str, &str)] = &[
    ("list", "ids", "只看这些：任务 ID、含有 ID 的文件，或 -（标准输入）"),
    ("wait", "ids", "只等这些，并加入列表：任务 ID、含有 ID 的文件，或 -（标准输入）"),
    ("retry", "ids", "只重试这些：任务 ID、含有 ID 的文件，或 -（标准输入）"),
    ("", "failed", "列表中所有失败的任务"),
    ("", "cancelled", "列表中所有已取消的任务"),
    ("", "gone", "列表中服务端已无记录的所有任务；它们的结果不明"),
    ("", "cause", "其中只取以此错误码失败的"),
    ("retry", "label", "其中只取带此标签的"),
    ("retry", "on_conflict", "目标目录已有同名项时：cover（覆盖）或 both（都保留）；不给则与原任务相同"),
    (
        "list",
        "group",
        "每组一行：按 label（标签）、cause（失败原因）、region（区域）或 target（目标目录）；与 --json 同用时另附各组",
    ),
    ("export", "group", "任务指标按标签 group 细分：label（任务标签）或 cause（失败原因）；最多 50 组，其余归入 other"),
    ("", "ids", "任务 ID、含有 ID 的文件，或 -（标准输入）"),
    ("", "exit_status", "用退出码说明任务状态，与 wait 相同；未全部结束时为 8"),
    ("", "record", "把看到的一切以 JSON 行写入这个新文件，供 eftop replay 回放；只有本人可读"),
    ("", "anonymize", "录制时替换名称：路径各段、ID、标签、用户、区域、地址；大小、数量、时间和错误码保留"),
    (
        "",
        "hook_on_fail",
        "每有一个任务失败就用 sh -c 执行；环境中有 EFTOP_ID、EFTOP_STATE、EFTOP_CODE、EFTOP_MESSAGE、EFTOP_OPERATION、\
         EFTOP_SOURCE、EFTOP_TARGET、EFTOP_LABEL",
    ),
    (
        "",
        "hook_on_end",
        "等待结束时用 sh -c 执行；环境中有 EFTOP_VERDICT、EFTOP_EXIT_CODE，以及任务数 EFTOP_COMPLETE、EFTOP_FAILED、\
         EFTOP_CANCELLED、EFTOP_GONE、EFTOP_LIVE",
    ),
    ("wait", "notify", "等待结束时提醒（标准错误须是终端）：auto、bell、osc 或 off，此处默认 off"),
    ("explain", "json", "输出 JSON：一个对象；不给错误码或状态时为列表"),
    ("regions", "json", "输出 JSON"),
    ("auth", "json", "输出 JSON"),
    ("", "json", "最后输出一个 JSON 文档，失败或超时也输出"),
    ("", "since", "只看此后的：距今多久，如 12h；或某一时间，如 2026-11-28T20:00"),
    ("log", "jsonl", "逐行输出 JSON 对象，先旧后新"),
    ("", "jsonl", "随事件逐行输出 JSON 对象，先 meta，最后 summary"),
    ("", "until", "何时算等完：all（全部）、any（任一）或 first-failure（首个失败）"),
    ("", "timeout", "最多等待多久，如 90s、30m、12h；到时再查询一次（至多 5 秒），未结束则退出码 124，任务继续"),
    ("", "max_outage", "服务多久无法访问就放弃，退出码 7；默认从不放弃"),
    ("", "quiet", "除错误外什么都不输出"),
    ("remove", "yes", "删除前不询问；没有终端时必须给出"),
    ("", "yes", "不询问；没有终端时必须给出"),
    ("add", "label", "给这些任务起的名字"),
    ("", "label", "给这些任务起的名字，显示在任务旁"),
    ("", "ended", "所有已结束的和服务端已无记录的任务"),
    ("", "scenario", "演示场景：first-look、crowd 或 faults；默认 first-look，给了 --tasks 则为 crowd"),
    ("", "seed", "相同的种子得到相同的演示"),
    ("", "tasks", "crowd 场景中的任务数"),
    ("", "serve", "只运行服务器：打印地址和 token，一直运行"),
    ("", "token_life", "与 --serve 合用：token 的有效期，如 3s，至少 100ms"),
    ("demo", "listen", "演示服务器的监听地址，只能是本机回环地址；只写 :8080 时主机为 127.0.0.1"),
    (
        "serve",
        "listen",
        "监听地址；只写 :7788 时主机为 127.0.0.1。要让其他机器访问，需用 --tls-cert 或 --insecure-http",
    ),
    ("", "root", "要服务的目录：请求中的 / 即该目录，绝不读写目录之外的内容"),
    ("", "check", "只说明该目录的文件系统支持什么、将用到什么"),
    ("", "data", "存放任务、token 和密钥的目录；默认 $XDG_STATE_HOME/eftop/serve"),
    ("", "jobs", "同时执行的任务数"),
    ("", "remember", "已结束的任务保留多久"),
    ("", "read_only", "拒绝一切任务"),
    ("", "cross_mounts", "任务可以进入所处理目录树中挂载的其他文件系统"),
    ("", "token_file", "把 token 写入此文件，只输出文件路径，不输出 token：输出的内容可能会留在日志里"),
    ("", "tls_cert", "用这个证书（PEM 文件，可含上级证书）提供 https"),
    ("", "tls_key", "--tls-cert 的私钥，PEM 文件"),
    ("", "insecure_http", "监听其他机器可访问的地址，不用 TLS"),
    ("", "allow_root", "以 root 运行"),
    ("", "listen", "监听地址；只写 :9465 时主机为 127.0.0.1。没有密码，能访问它的人都能读到数字"),
    ("remove", "paths", "要删除的路径；服务上的绝对路径"),
    ("", "paths", "源路径，最后一个是目标目录；都是服务上的绝对路径"),
    ("", "on_conflict", "目标目录已有同名项时：cover（覆盖）或 both（都保留）；不给则由服务端决定"),
    ("remove", "from", "从文件逐行读取路径；- 为标准输入"),
    ("replay", "from", "从何处开始：距开头多久（90s、10m），或时刻（14:02、14:02:07，或带日期的时间）"),
    ("", "from", "从文件逐行读取源路径和目标目录，用制表符分隔；- 为标准输入"),
    ("", "watch", "提交后进入监视界面"),
    ("", "wait", "等到新任务结束；退出码与 `eftop wait` 相同"),
    ("", "file", "录制文件"),
    ("", "speed", "回放速度的倍数，0.125 到 4096"),
    ("", "code", "服务的错误码（如 911020）或任务状态（如 stalled、停滞）；不给则列出全部"),
    ("", "shell", "哪个 shell"),
];

/// The heading of commands, of positional arguments and of options.
const HEADINGS: [&str; 3] = ["命令", "参数", "选项"];

/// How wide texts are, beside clap's indent: it breaks lines at spaces alone, and counts characters as one cell each.
const WIDTH: usize = 70;

/// The commands with their help in this language.
pub fn command(lang: Lang) -> Command {
    match lang {
        Lang::En => Cli::command(),
        Lang::Zh => laid_out(translated(Cli::command())),
    }
}

/// The same command in Chinese, each text in one line.
pub fn translated(command: Command) -> Command {
    let name = command.get_name().to_owned();
    let about = COMMANDS.iter().find(|(of, _)| *of == name).map_or("", |(_, about)| about);
    let flag = |name: &'static str, short, action, help: &'static str| {
        Arg::new(name).short(short).long(name).action(action).help(help).help_heading(HEADINGS[2])
    };
    let mut command = command
        .about(about.lines().next().unwrap_or_default())
        .after_help(examples::of(&name, Lang::Zh))
        .mut_args(|arg| with_help(&name, arg))
        .mut_subcommands(translated)
        .disable_help_flag(true)
        .arg(flag("help", 'h', ArgAction::Help, "显示帮助"))
        .subcommand_help_heading(HEADINGS[0])
        .subcommand_value_name(HEADINGS[0])
        .help_template("{about-with-newline}\n用法: {usage}\n\n{all-args}{after-help}");
    if about.contains('\n') {
        command = command.long_about(about);
    }
    if command.get_version().is_some() {
        command = command.disable_version_flag(true).arg(flag("version", 'V', ArgAction::Version, "显示版本"));
    }
    command
}

/// Where it stands in its help, what it does, and what clap would add in English.
fn with_help(command: &str, arg: Arg) -> Arg {
    let heading = HEADINGS[if arg.is_positional() { 1 } else { 2 }];
    let id = arg.get_id().as_str();
    let own = |of: &str| ARGUMENTS.iter().find(|(command, name, _)| *command == of && *name == id);
    let setting = || Key::ROWS.iter().find(|row| row.option.0.strip_prefix("--") == Some(id));
    let mut text = match (own(command), setting()) {
        (Some((.., text)), _) => (*text).to_owned(),
        (None, Some(row)) => options::help(row, Lang::Zh),
        (None, None) => own("").map(|(.., text)| *text).unwrap_or_default().to_owned(),
    };
    if let ([default], true) = (arg.get_default_values(), arg.get_action().takes_values()) {
        _ = write!(text, " [默认: {}]", default.to_string_lossy());
    }
    let words: Vec<_> = arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    if !words.is_empty() && arg.get_action().takes_values() && !arg.is_hide_possible_values_set() {
        _ = write!(text, " [可选值: {}]", words.join(", "));
    }
    let takes_value = arg.get_action().takes_values();
    let arg = arg.help(text).help_heading(heading).next_line_help(true);
    arg.hide_default_value(takes_value).hide_possible_values(takes_value)
}

/// The same command with its texts broken into lines.
fn laid_out(command: Command) -> Command {
    command.mut_subcommands(laid_out).mut_args(|arg| {
        let mut text = arg.get_help().map(ToString::to_string).unwrap_or_default();
        for note in [" [默认:", " [环境变量:", " [可选值:"] {
            text = text.replace(note, &note.replace(' ', "\n"));
        }
        arg.help(text.lines().flat_map(|line| wrap(line, WIDTH)).collect::<Vec<_>>().join("\n"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(command: &Command, into: &mut Vec<(String, String, String)>) {
        let name = command.get_name().to_owned();
        let text = |text: Option<&clap::builder::StyledStr>| text.map(ToString::to_string).unwrap_or_default();
        into.push((name.clone(), String::new(), text(command.get_about())));
        for arg in command.get_arguments() {
            into.push((name.clone(), arg.get_id().to_string(), text(arg.get_help())));
        }
        command.get_subcommands().for_each(|command| all(command, into));
    }

    #[test]
    fn every_command_and_argument_has_a_chinese_text_and_none_is_left_over() {
        let mut shown = Vec::new();
        all(&translated(Cli::command()), &mut shown);
        for (command, argument, text) in &shown {
            assert!(!text.is_ascii(), "src/cli/help_zh.rs: no text for {command} {argument}");
        }
        for (command, argument, text) in ARGUMENTS {
            assert!(shown.iter().any(|(_, _, shown)| shown.starts_with(text)), "{command} {argument} is left over");
        }
        for (command, text) in COMMANDS {
            assert!(shown.iter().any(|(name, ..)| name == command), "{command} {text} is left over");
        }
    }

    #[test]
    fn help_in_chinese_has_no_english_headings_and_no_line_that_is_too_wide() {
        let mut command = command(Lang::Zh);
        command.build();
        let mut commands = vec![command];
        while let Some(mut command) = commands.pop() {
            let help = command.render_long_help().to_string();
            for english in
                ["Usage:", "Options:", "Arguments:", "Commands:", "Print help", "default:", "possible values"]
            {
                assert!(!help.contains(english), "{help}");
            }
            for line in help.lines() {
                assert!(crate::messages::width::cells(line) <= 100, "{line}");
            }
            commands.extend(command.get_subcommands().filter(|command| command.get_name() != "help").cloned());
        }
    }
}
