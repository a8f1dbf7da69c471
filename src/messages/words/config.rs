//! The commands that need no service, explanations and the configuration, and what is wrong with settings. Places and what is allowed come in
//! written already.

use std::{io::Error, path::Display};

texts! {
    ConfigWords {
        no_card(code: &str):
            "no card explains {code}. All explained states and codes: eftop explain. Otherwise go by the service's own \
                message, and send it with task id and time to the support of your region.",
            "暂无 {code} 的说明。全部有说明的状态和错误码：eftop explain。\
                否则以服务端的原始消息为准，并把消息、任务 ID 和时间发给所在区域的技术支持。";
        written(path: &str):
            "wrote {path}; all of it is comments until you change a line",
            "已写入 {path}；其中全是注释，改动某一行后才生效";
        exists(path: &str):
            "{path} exists and was left as it is; what counts now: eftop config show",
            "{path} 已存在，未做改动；查看当前生效的设置：eftop config show";
        set: "set", "已设置";
        not_set: "not set", "未设置";
        unusable(why: &str): "not usable: {why}", "不可用：{why}";
        from_flag(name: &str): "flag {name}", "命令行 {name}";
        from_variable(name: &str): "environment {name}", "环境变量 {name}";
        from_file(path: &str): "file {path}", "文件 {path}";
        from_default: "default", "默认值";
        bad_value(place: &str, key: &str, value: &str, allowed: &str):
            "{place}: {key} = {value:?} is not allowed; {allowed}", "{place}：不能是 {key} = {value:?}；应为{allowed}";
        one_of(all: &[&str]): format!("one of {}", all.join(", ")), format!(" {} 之一", all.join("、"));
        no_token(path: Display<'_>):
            "{path}: holds no token: one line of visible characters is expected",
            "{path}：没有 token；应为一行可见字符";
        unreadable(path: Display<'_>, why: &Error):
            "{path}: cannot be read: {why}", "{path}：无法读取：{why}；请检查路径和权限";
        open_secret(path: Display<'_>):
            "{path}: others can read this secret; run: chmod 600 {path}",
            "{path}：其中有密钥，他人却可读；请运行：chmod 600 {path}";
        /// `page` is where keys are made.
        no_credentials(page: &str):
            "nothing to sign in with. Either set SCNET_USER, SCNET_ACCESS_KEY and SCNET_SECRET_KEY (the keys are made in \
             SCNet's personal centre under access control: {page}),\n\
             or set SCNET_TOKEN, or give --token-file FILE (the token of one region, from SCNet's user/v3/tokens call; it \
             cannot be renewed for long).\n\
             config.toml can hold the keys, too; begin one with: eftop config init\n\
             To see eftop without an account, run: eftop demo",
            "没有登录所需的密钥或 token。可以设置 SCNET_USER、SCNET_ACCESS_KEY 和 SCNET_SECRET_KEY\
             （密钥在 SCNet 个人中心的访问控制中生成：{page}），\n\
             或设置 SCNET_TOKEN，或给出 --token-file FILE（某一区域的 token，来自 SCNet 的 user/v3/tokens 接口，\
             续期有限）。\n\
             密钥也可以写在 config.toml 中；生成它：eftop config init\n\
             不用账号先看看：eftop demo";
        incomplete_keys(missing: &[String]):
            format!(
                "the keys to sign in with are incomplete. Missing: {}.\n\
                 The access key and the secret key count only if both come from one place (the environment, one \
                 profile, or the top of config.toml).",
                missing.join(", ")
            ),
            format!(
                "登录所需的密钥不全，缺少：{}。\n\
                 AK 和 SK 须来自同一处（环境变量、同一个 profile，或 config.toml 的顶部）。",
                missing.join("、")
            );
        access_key: "the access key", "AK";
        secret_key: "the secret key", "SK";
        user: "the user", "用户名";
        /// `what` is one of the three above, here and in the next two.
        missing(what: &str, variable: &str, key: &str):
            "{what} (set {variable}, or {key} in config.toml)", "{what}（设置 {variable}，或 config.toml 中的 {key}）";
        missing_variable(what: &str, variable: &str, other: &str):
            "{what} (set {variable}, beside {other})", "{what}（除 {other} 外还须设置 {variable}）";
        missing_key(what: &str, key: &str, place: &str):
            "{what} (set {key} in {place}, beside the other key)", "{what}（在 {place} 中设置 {key}，与另一个密钥一起）";
        unsendable(place: &str, key: &str):
            "{place}: {key} cannot be sent: visible ASCII characters without spaces are expected (what is set is not \
             shown here)",
            "{place}：{key} 无法发送：只能是不含空格的可见 ASCII 字符（此处不显示其内容）";
        /// `others` is one of the next three.
        no_profile(place: &str, name: &str, others: &str):
            "{place}: there is no profile {name:?} in config.toml; {others}",
            "{place}：config.toml 中没有 profile {name:?}；{others}";
        no_profiles: "it has none; each is a table [profile.NAME]", "一个也没有；格式为 [profile.NAME]";
        near_profile(near: &str, all: &str):
            "did you mean {near:?}? There are: {all}", "您是不是想用 {near:?}？现有：{all}";
        profiles(all: &str): "there are: {all}", "现有：{all}";
        no_home(variable: &str):
            "neither HOME nor {variable} is set, so there is no place for eftop's files",
            "HOME 和 {variable} 都未设置，没有存放 eftop 文件的位置；请设置其中之一";
        no_url(why: &str):
            "the address is not of the form https://HOST[:PORT][/PATH]: {why}",
            "地址的形式应为 https://HOST[:PORT][/PATH]：{why}";
        no_https(scheme: &str):
            "the address must begin with https://, not {scheme}://", "地址须以 https:// 开头，不能是 {scheme}://";
        plain_http(host: &str):
            "plain http to {host} would show the token to the network; use https, or allow it with --insecure-http",
            "用明文 http 访问 {host} 会让 token 暴露在网络上；请用 https，或用 --insecure-http 允许";
        user_in_url:
            "the address must not hold a user name or a password; those are given separately",
            "地址中不能有用户名或密码；请另行设置";
        query_in_url: "the address must not have a query (?) or a fragment (#)", "地址中不能有查询（?）或片段（#）";
        /// `wrong` is one of the five above.
        url_of(key: &str, wrong: &str): "{key}: {wrong}", "{key}：{wrong}";
        bad_file(path: Display<'_>, mistake: &str): "{path}: {mistake}", "{path}：{mistake}";
        /// `wrong` is one of the texts below.
        mistake(line: usize, column: usize, wrong: &str):
            "line {line}, column {column}: {wrong}", "第 {line} 行第 {column} 列：{wrong}";
        expected(what: &str): "expected {what}", "应为{what}";
        other_type: "a value of another type is expected", "值的类型不对，请按 eftop config init 生成的样例改写";
        /// What is expected, as the reader and our own parts of it say, and how it is put here where that is otherwise.
        kinds as &'static [(&'static str, &'static str)]:
            &[("a map", "tables such as [profile.NAME]; which of them counts is said by default-profile")],
            &[
                ("a map", " [profile.NAME] 这样的表；用哪一个由 default-profile 指定"),
                ("a boolean", " true 或 false"),
                ("a string", "带引号的文本"),
                ("a text in quotes", "带引号的文本"),
                ("path string", "带引号的路径"),
                ("a table of settings", "由设置项组成的表"),
                (
                    "a colour: \"#rrggbb\", a number from 0 to 255, or a name such as \"red\" or \"bright-blue\"",
                    "颜色：\"#rrggbb\"、0 到 255 的数，或 \"red\"、\"bright-blue\" 这样的名称",
                ),
                ("a palette's name in quotes, or a table of roles and colours", "带引号的主题名，或角色与颜色的表"),
                ("a table of commands and their keys", "命令与按键的表"),
                ("a key in quotes, or a list of keys in quotes", "带引号的按键，或这样的按键的列表"),
            ];
        unnamed_key: "unknown key", "没有这个设置项";
        unknown_key(key: &str): "unknown key `{key}`", "没有设置项 `{key}`";
        near_key(unknown: &str, near: &str):
            "{unknown}; did you mean `{near}`?", "{unknown}；您是不是想用 `{near}`？";
        known_keys(unknown: &str, all: &[String]):
            format!("{unknown}; the keys here are {}", all.join(", ")),
            format!("{unknown}；此处可以有 {}", all.join("、"));
        /// `said` is what the reader says.
        no_toml(said: &str): said.to_owned(), "不符合 TOML 的写法，请改正此处（{said}）";
        /// `near` is what `meant` makes, or empty, here and in the next.
        no_command(name: &str, near: &str):
            "[keys]: there is no command {name:?}{near}; help (?) and the man page name them",
            "[keys]：没有命令 {name:?}{near}；命令见帮助（?）和手册页";
        no_key(command: &str, key: &str, near: &str, names: &str):
            "[keys] {command}: {key:?} is not a valid key{near}; a key is one character, ^x with Control, M-x with Alt, \
             F1 to F12, or a name: {names}",
            "[keys] {command}：{key:?} 不是按键{near}；按键可以是一个字符、^x（Control）、M-x（Alt）、F1 到 F12，\
             或名称：{names}";
        meant(name: &str): " (did you mean {name:?}?)", "（您是不是想用 {name:?}？）";
        same_key(command: &str, key: &str, twin: &str):
            "[keys] {command}: a terminal cannot tell {key} from {twin}; use {twin}",
            "[keys] {command}：终端无法区分 {key} 和 {twin}；请用 {twin}";
        key_twice(mode: &str, key: &str, first: &str, second: &str):
            "[keys]: in the mode {mode}, {key} would run both {first} and {second}; give one of them another key",
            "[keys]：在 {mode} 模式中，{key} 会同时执行 {first} 和 {second}；请给其中之一换一个键";
        needed_key(command: &str):
            "[keys]: {command} needs a key, or some dialog could not be answered",
            "[keys]：{command} 必须有按键，否则有的对话框无法回答";
    }
}
