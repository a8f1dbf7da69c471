//! What is wrong with a command line, in Chinese: made from the kind and the context of clap's errors.

use clap::{
    Error,
    error::{ContextKind, ContextValue, ErrorKind},
};

/// What the values of options must be that are read by a function of their own.
const EXPECTED: &[(&str, &str)] = &[
    ("--speed", "0.125 到 4096 的数"),
    ("--from", "90s、10m 这样的时长，14:02 这样的时刻，或 2026-11-24T14:02:07+08:00 这样的时间"),
    ("--token-life", "至少 100ms 的时长，如 3s、10m、2h"),
    ("--timeout", "大于 0 的时长，如 500ms、90s、30m、12h"),
    ("--max-outage", "大于 0 的时长，如 500ms、90s、30m、12h"),
    ("--listen", "主机和端口，如 127.0.0.1:9464、localhost:9464 或 :9464"),
    ("--seed", "不小于 0 的整数"),
    ("--tasks", "不小于 0 的整数"),
];

/// The error in Chinese; `None` for help, which is no error, and for what has no text here.
pub fn text(error: &Error) -> Option<String> {
    let of = |kind| context(error, kind).unwrap_or_default();
    let (arg, value) = (of(ContextKind::InvalidArg), of(ContextKind::InvalidValue));
    let what = match error.kind() {
        ErrorKind::UnknownArgument => format!("没有参数 '{arg}'{}", meant(error, ContextKind::SuggestedArg)),
        ErrorKind::InvalidSubcommand | ErrorKind::InvalidUtf8 => context(error, ContextKind::Custom)?,
        ErrorKind::InvalidValue if value.is_empty() => format!("'{arg}' 需要一个值{}", valid(error)),
        ErrorKind::InvalidValue => {
            format!("'{arg}' 不能是 '{value}'{}{}", meant(error, ContextKind::SuggestedValue), valid(error))
        }
        ErrorKind::ValueValidation => {
            let expected = EXPECTED.iter().find(|(option, _)| arg.split(' ').next() == Some(option));
            let expected = expected.map(|(_, expected)| format!("，应为{expected}")).unwrap_or_default();
            format!("'{arg}' 不能是 '{value}'{expected}")
        }
        ErrorKind::MissingRequiredArgument => format!("缺少参数: {arg}"),
        ErrorKind::MissingSubcommand => "缺少命令".to_owned(),
        ErrorKind::ArgumentConflict => match of(ContextKind::PriorArg) {
            prior if prior == arg || prior.is_empty() => format!("'{arg}' 只能给一次"),
            prior => format!("'{arg}' 不能与 '{prior}' 同时使用"),
        },
        ErrorKind::TooManyValues => format!("'{arg}' 不需要 '{value}'"),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => format!("'{arg}' 的值的个数不对"),
        _ => return None,
    };
    let usage = of(ContextKind::Usage);
    let usage = usage.trim().trim_start_matches("Usage: ");
    let usage = if usage.is_empty() { String::new() } else { format!("用法: {usage}\n\n") };
    Some(format!("错误: {what}\n\n{usage}详情见 '--help'。\n"))
}

fn context(error: &Error, kind: ContextKind) -> Option<String> {
    Some(match error.get(kind)? {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join("、"),
        ContextValue::StyledStr(text) => text.to_string(),
        ContextValue::Number(number) => number.to_string(),
        _ => return None,
    })
}

fn meant(error: &Error, kind: ContextKind) -> String {
    context(error, kind).map(|text| format!("；您是不是想用 '{text}'？")).unwrap_or_default()
}

fn valid(error: &Error) -> String {
    let words = context(error, ContextKind::ValidValue).filter(|words| !words.is_empty());
    words.map(|words| format!("，可以是 {words}")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{cli::line, messages::Lang};
    use rstest::rstest;

    #[rstest]
    #[case("list --jsn", "错误: 没有参数 '--jsn'；您是不是想用 '--json'？")]
    #[case("wacth", "错误: \"wacth\" 既不是任务 ID，也不是文件；您是不是想用 `eftop watch`？")]
    #[case("list --set", "错误: '--set <NAME>' 需要一个值")]
    #[case("list --colors pink", "错误: '--colors <COLORS>' 不能是 'pink'，可以是 auto、full、16、none")]
    #[case("wait --timeout soon", "错误: '--timeout <SPAN>' 不能是 'soon'，应为大于 0 的时长，如 500ms、90s、30m、12h")]
    #[case("cancel", "错误: 缺少参数: <ID|FILE|->...")]
    #[case("list --json --jsonl", "错误: '--json' 不能与 '--jsonl' 同时使用")]
    #[case("list --set a --set b", "错误: '--set <NAME>' 只能给一次")]
    #[case("list --json=x", "错误: '--json' 不需要 'x'")]
    fn what_is_wrong_is_said_in_chinese(#[case] typed: &str, #[case] begin: &str) {
        let error = line::read(format!("eftop {typed}").split(' ').map(Into::into), Lang::Zh).unwrap_err();
        let told = text(&error).unwrap();
        assert!(told.starts_with(begin), "{told}");
        assert!(!told.contains("Usage") && told.ends_with("详情见 '--help'。\n"), "{told}");
    }
}
